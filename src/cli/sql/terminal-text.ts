import { Transform } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { plain } from '../../base/shown-text.ts'

const OBEYED = /\r(?!\n)|(?![\t\r\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu

/** Rows in a form for programs, for a terminal: somebody else may have written what they hold, and nothing of it is to be obeyed. Line ends stay. JSON stays JSON of the same values. */
export const terminalText = (text: string, isJson: boolean): string => text.replaceAll(OBEYED, isJson ? inJson : plain)

/** As JSON may write any sign of a text. */
const inJson = (sign: string): string =>
  Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join('')

/** The same of what comes in pieces. */
export function throughTerminalText(isJson: boolean): Transform {
  const decoder = new StringDecoder('utf8')
  let held = ''
  const pass = (text: string): string => {
    const whole = held + text
    // A line end may be cut.
    held = whole.endsWith('\r') ? '\r' : ''
    return terminalText(whole.slice(0, whole.length - held.length), isJson)
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, pass(decoder.write(chunk)))
    },
    flush(done) {
      done(null, pass(decoder.end()) + terminalText(held, isJson))
    },
  })
}
