import { CausewayError } from '../../base/errors.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A body as JSON; an empty one is an empty object, for some clients send none where they mean one. Throws 'invalid-parameter' that says what is wrong and,
 * where the parser tells, at which character; the text itself is not repeated, since it may hold a password.
 */
export function parseJsonBody(raw: Uint8Array): unknown {
  if (raw.length === 0) return {}
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
