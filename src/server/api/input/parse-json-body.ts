import { CausewayError } from '../../../base/errors.ts'
import { checkJsonSize } from './json-size.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A body as JSON; an empty one is an empty object, for some clients send none where they mean one. Throws 'invalid-parameter' that says what is wrong, also with one of too many values, and,
 * where the parser tells, at which character; the text itself is not repeated, since it may hold a password.
 */
export function parseJsonBody(raw: Uint8Array, valuesMax: number): unknown {
  if (raw.length === 0) return {}
  checkJsonSize(raw, valuesMax)
  let text: string
  try {
    text = utf8.decode(raw)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', 'The body is not UTF-8 text', { cause, hint: 'Send JSON in UTF-8.' })
  }
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/, (\.{3})?".*$/s, '') : ''
    throw new CausewayError('invalid-parameter', `The body is not JSON: ${reason}`, { hint: 'Send a JSON object.' })
  }
}
