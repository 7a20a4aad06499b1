import { CausewayError } from '../../../base/errors.ts'
import { LARGE_BYTES, turnForLarge } from '../turn-for-large.ts'

/** Deeper than any body of a call. */
const DEPTH_MAX = 32

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d]

/** Of one object: maps of properties and of settings have fewer. */
const FIELDS_MAX = 1_000

/** How far the look has come. */
interface Look {
  /** Of each level: how many fields its object has had, or -1 for a list. */
  readonly fields: Int32Array
  at: number
  depth: number
  values: number
  inText: boolean
}

/**
 * Looks at a body's bytes before it is parsed, since a few megabytes of brackets or short values become a gigabyte of objects. Throws 'invalid-parameter' at the
 * first value beyond valuesMax (texts, numbers, lists, objects and fields all count), at the first that is too deep, and at an object of too many fields. Whether it is JSON at all is not its matter.
 * Others have their turn between the parts of a long one: four megabytes take a fortieth of a second.
 */
export async function checkJsonSize(json: Uint8Array, valuesMax: number): Promise<void> {
  const look: Look = { fields: new Int32Array(DEPTH_MAX + 1).fill(-1), at: 0, depth: 0, values: 1, inText: false }
  while (look.at < json.length) {
    if (look.at > 0) await turnForLarge(json.length)
    lookOn(look, json, Math.min(json.length, look.at + LARGE_BYTES), valuesMax)
  }
}

function lookOn(look: Look, json: Uint8Array, end: number, valuesMax: number): void {
  let { at, depth, values, inText } = look
  for (; at < end; at += 1) {
    const byte = json[at]
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else inText = byte !== QUOTE
    } else if (byte === QUOTE) inText = true
    else if (byte === COMMA) {
      values += 1
      const before = look.fields[depth] ?? -1
      if (before >= FIELDS_MAX) throw tooMuch(`has an object of more than ${FIELDS_MAX} fields`)
      if (before >= 0) look.fields[depth] = before + 1
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values += 1
      depth += 1
      if (depth > DEPTH_MAX) throw tooMuch(`is nested deeper than ${DEPTH_MAX} levels`)
      look.fields[depth] = byte === OPEN_OBJECT ? 1 : -1
    }
    if (values > valuesMax) throw tooMuch(`holds more than ${valuesMax} values`)
  }
  // The sign behind a backslash may be of the next part.
  Object.assign(look, { at, depth, values, inText })
}

function tooMuch(what: string): CausewayError {
  return new CausewayError('invalid-parameter', `The body ${what}`, {
    hint: 'Send only what the call needs, in several requests if it is much.',
  })
}
