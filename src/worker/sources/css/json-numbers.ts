import { javaDoubleText } from '../../../base/java/java-double-text.ts'
import { JSON_WITH_SOURCE } from '../../../base/json-with-source.ts'

/** A number of a JSON text, with each of its digits. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  /** In a text that is made of what it is in. */
  toJSON(): unknown {
    return JSON_WITH_SOURCE.rawJSON(shownNumber(this.text))
  }
}

/** @throws Error for what is no JSON, or is nested too deep */
export const parseWithDigits = (text: string): unknown =>
  JSON_WITH_SOURCE.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined ? new JsonNumber(source) : value,
  )

/** A number that has lost digits: the document is to be read again, with all of them. */
export class DigitsWanted extends Error {}

const SAFE_DIGITS = 15

/** More of them, and a point among them: whether they are of a number or stand in a text is not looked at. */
const MANY_DIGITS = new RegExp(`[\\d.]{${SAFE_DIGITS + 1}}`)

/** Whether a number of a JSON text may have more digits than a double keeps. */
export const mayLoseDigits = (text: string): boolean => MANY_DIGITS.test(text)

/** The text of a number. @throws DigitsWanted where a number may have had more digits than it has now */
export function numberText(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return value.text
  if (typeof value !== 'number') return undefined
  const text = String(value)
  if (text.replace(/^-?0?\.?0*|e.*$/g, '').replace('.', '').length > SAFE_DIGITS) throw new DigitsWanted()
  return text
}

/** As a text. @throws DigitsWanted unless it was read with its digits */
export function shownText(value: number | JsonNumber): string {
  if (value instanceof JsonNumber) return shownNumber(value.text)
  throw new DigitsWanted()
}

/** What is no whole number has the form in which a server writes it that has looked into the document, whether this one has or not. */
function shownNumber(text: string): string {
  const number = /[.e]/i.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? javaDoubleText(number) : text
}
