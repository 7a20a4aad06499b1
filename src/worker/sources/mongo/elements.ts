/** The types of BSON that are known by their names elsewhere. */
export const BSON = {
  double: 0x01,
  string: 0x02,
  document: 0x03,
  array: 0x04,
  objectId: 0x07,
  boolean: 0x08,
  date: 0x09,
  null: 0x0a,
  int: 0x10,
  long: 0x12,
} as const

const BINARY = 0x05
const UNDEFINED = 0x06
const REGULAR_EXPRESSION = 0x0b
const POINTER = 0x0c
const CODE = 0x0d
const SYMBOL = 0x0e
const CODE_WITH_SCOPE = 0x0f
const TIMESTAMP = 0x11
const DECIMAL = 0x13
const MIN_KEY = 0xff
const MAX_KEY = 0x7f
const LENGTH_BYTES = 4

/**
 * Where the value of such a type ends that begins there.
 * @throws RangeError for one that goes behind `end`, or is of no type
 */
export function valueEnd(bytes: Buffer, type: number, at: number, end: number): number {
  const next = at + valueLength(bytes, type, at, end)
  if (next > end) throw new RangeError('a value is longer than its document')
  return next
}

function valueLength(bytes: Buffer, type: number, at: number, end: number): number {
  switch (type) {
    case BSON.null:
    case UNDEFINED:
    case MIN_KEY:
    case MAX_KEY:
      return 0
    case BSON.boolean:
      return 1
    case BSON.int:
      return 4
    case BSON.double:
    case BSON.date:
    case BSON.long:
    case TIMESTAMP:
      return 8
    case BSON.objectId:
      return 12
    case DECIMAL:
      return 16
    case BSON.string:
    case CODE:
    case SYMBOL:
      return LENGTH_BYTES + lengthAt(bytes, at, end, 1)
    case BINARY:
      return LENGTH_BYTES + 1 + lengthAt(bytes, at, end, 0)
    case BSON.document:
    case BSON.array:
    case CODE_WITH_SCOPE:
      return lengthAt(bytes, at, end, LENGTH_BYTES + 1)
    case POINTER:
      return LENGTH_BYTES + lengthAt(bytes, at, end, 1) + 12
    case REGULAR_EXPRESSION:
      return nameEnd(bytes, nameEnd(bytes, at, end), end) - at
    default:
      throw new RangeError('a value is of no type')
  }
}

function lengthAt(bytes: Buffer, at: number, end: number, min: number): number {
  const length = at + LENGTH_BYTES <= end ? bytes.readInt32LE(at) : -1
  if (length < min) throw new RangeError('a value has no length')
  return length
}

/** Behind the zero at the end of a name. @throws RangeError for one without an end */
export function nameEnd(bytes: Buffer, at: number, end: number): number {
  for (let next = at; next < end; next += 1) if (bytes[next] === 0) return next + 1
  throw new RangeError('a name has no end')
}
