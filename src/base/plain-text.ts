import { CausewayError } from './errors.ts'

/** NUL and its like, DEL, and what some reader takes for the end of a line. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u
/** The same, but for tabs and line breaks, which belong to a text of several lines. */
const CONTROL_IN_LINES = /(?![\t\n\r])[\p{Cc}\u2028\u2029]/u

/**
 * Texts that become part of a protocol's message, a file's name, a header or a line of a log go through here: a control character would end the text
 * there, and what follows would be read as something else.
 * @throws CausewayError invalid-parameter that names `what`, never the text.
 */
export function plainText(what: string, text: string): string {
  return checked(what, text, CONTROL, 'Leave out control characters, such as NUL (%00 in a URL), tab and line breaks.')
}

/** A text for people, that may have several lines. @throws as plainText. */
export function linesOfText(what: string, text: string): string {
  return checked(what, text, CONTROL_IN_LINES, 'Leave out control characters, such as NUL. Tabs and line breaks may stay.')
}

/** Whether `linesOfText` takes the text. */
export const isLinesOfText = (text: string): boolean => !CONTROL_IN_LINES.test(text) && text.isWellFormed()

/** Whether the text can stand in one line of anything. */
export const isPlainText = (text: string): boolean => !CONTROL.test(text) && text.isWellFormed()

function checked(what: string, text: string, control: RegExp, hint: string): string {
  if (control.test(text)) throw new CausewayError('invalid-parameter', `The ${what} holds a control character`, { hint })
  // Written as UTF-8, half a character becomes another one: two texts would be the same.
  if (!text.isWellFormed()) {
    throw new CausewayError('invalid-parameter', `The ${what} holds half a character`, { hint: 'Write it in valid Unicode.' })
  }
  return text
}
