import { CausewayError } from '../../../base/errors.ts'
import { turnForLarge } from '../turn-for-large.ts'
import { jsonFaultAt } from './json-fault.ts'
import { checkJsonSize } from './json-size.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A body as JSON; an empty one is an empty object, for some clients send none where they mean one. Throws 'invalid-parameter' that says what is wrong, also with
 * one of too many values, and at which character; the text itself is not repeated, since it may hold a password. Others have their turn between the steps of a long one.
 */
export async function parseJsonBody(raw: Uint8Array, valuesMax: number): Promise<unknown> {
  if (raw.length === 0) return {}
  await checkJsonSize(raw, valuesMax)
  await turnForLarge(raw.length)
  let text: string
  try {
    text = utf8.decode(raw)
  } catch (cause) {
    throw new CausewayError('invalid-parameter', 'The body is not UTF-8 text', { cause, hint: 'Send JSON in UTF-8.' })
  }
  if (text.trim() === '') return {}
  await turnForLarge(raw.length)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new CausewayError('invalid-parameter', `The body is not JSON: ${await faultOf(text)}`, { hint: 'Send a JSON object.' })
  }
  await turnForLarge(raw.length)
  return value
}

async function faultOf(text: string): Promise<string> {
  const at = (await jsonFaultAt(text)) ?? text.length
  if (at === text.length) return 'it ends too early'
  const before = text.slice(0, at).split('\n')
  const column = (before.at(-1) ?? '').length + 1
  return `what stands in line ${before.length} at character ${column} cannot stand there`
}
