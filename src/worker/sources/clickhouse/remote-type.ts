import { lookup } from '../../../base/lookup.ts'
import { parseSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Comparable } from '../shared/dialect.ts'
import { type ClickhouseComparable, DIGITS_MAX, FRACTION_MAX } from './dialect.ts'
import { readElement, readTypeText, shortType, tooLarge, wholeNumber } from './type-text.ts'
import { WIDE_BITS } from './wide-integer.ts'

/** What a column there becomes here. */
export interface RemoteType {
  readonly sparkType: string
  readonly read: (column: string) => string
  readonly comparable: Comparable<ClickhouseComparable>
}

/** A type as it is read: of those that have no form of their own here, another one is asked for. */
export interface ReadType {
  readonly sparkType: string
  readonly comparable: ClickhouseComparable
  /** As the server is asked for it; undefined: as it is. */
  readonly asked?: string
}

/** That a decimal of a server has. */
const THEIR_DIGITS_MAX = 76
/** That a moment of a server has behind the second. */
const THEIR_FRACTION_MAX = 9

/** Of no server: nothing can be read by it. Its message is half a sentence, behind "because". */
export class UnusableType extends Error {}

const notOfServers = (text: string): UnusableType => new UnusableType(`its type ${shortType(text)} is none that a ClickHouse has`)

const PLAIN = lookup<ReadType>({
  Int8: { sparkType: 'int', comparable: 'integer' },
  Int16: { sparkType: 'int', comparable: 'integer' },
  Int32: { sparkType: 'int', comparable: 'integer' },
  Int64: { sparkType: 'bigint', comparable: 'integer' },
  UInt8: { sparkType: 'int', comparable: 'integer' },
  UInt16: { sparkType: 'int', comparable: 'integer' },
  UInt32: { sparkType: 'bigint', comparable: 'integer' },
  UInt64: { sparkType: 'decimal(20,0)', comparable: 'integer' },
  Float32: { sparkType: 'float', comparable: 'float' },
  Float64: { sparkType: 'double', comparable: 'float' },
  BFloat16: { sparkType: 'float', comparable: 'float', asked: 'Float32' },
  Bool: { sparkType: 'boolean', comparable: 'boolean' },
  String: { sparkType: 'string', comparable: 'text' },
  Date: { sparkType: 'date', comparable: 'date' },
  Date32: { sparkType: 'date', comparable: 'date32' },
  DateTime: { sparkType: 'timestamp', comparable: 'datetime' },
})
/** Their values have one text each. */
const AS_TEXT: ReadonlySet<string> = new Set(['FixedString', 'Enum8', 'Enum16', 'UUID', 'IPv4', 'IPv6'])
/** What of them is no NULL need not be told apart from what is one. */
const NULL_WITHIN: ReadonlySet<string> = new Set(['Variant', 'Dynamic', 'Nothing'])

/** How a type is read, nested ones as well. @throws UnusableType */
export function readTypeOf(text: string): ReadType {
  const large = tooLarge(text)
  if (large !== undefined) throw new UnusableType(large)
  return typeWithin(text)
}

function typeWithin(text: string): ReadType {
  const { name, parts } = readTypeText(text)
  const plain = PLAIN[name]
  if (plain !== undefined) return plain
  const [first = '', second = ''] = parts
  switch (name) {
    case 'Nullable': {
      const inner = typeWithin(first)
      return { ...inner, ...(inner.asked === undefined ? {} : { asked: nullable(inner.asked) }) }
    }
    // The dictionary is not sent.
    case 'LowCardinality': {
      const inner = typeWithin(first)
      return { ...inner, asked: inner.asked ?? first }
    }
    case 'DateTime64': {
      const digits = wholeNumber(first)
      if (digits === undefined || digits > THEIR_FRACTION_MAX) throw notOfServers(text)
      const asked = digits > FRACTION_MAX ? { asked: `DateTime64(${FRACTION_MAX}, 'UTC')` } : {}
      return { sparkType: 'timestamp', comparable: `datetime64-${Math.min(digits, FRACTION_MAX)}`, ...asked }
    }
    case 'Decimal': {
      const [precision = 0, scale = precision + 1] = [wholeNumber(first), wholeNumber(second)]
      if (precision < 1 || precision > THEIR_DIGITS_MAX || scale > precision) throw notOfServers(text)
      return decimal(precision, scale)
    }
    case 'Array': {
      const element = typeWithin(first)
      return nested(`array<${element.sparkType}>`, [element], [first], ([one = '']) => `Array(${one})`)
    }
    case 'Map': {
      const [key, value] = [typeWithin(first), typeWithin(second)]
      return nested(`map<${key.sparkType},${value.sparkType}>`, [key, value], [first, second], (both) => `Map(${both.join(', ')})`)
    }
    case 'Tuple': {
      // Of rows without elements not a byte is sent, or one that is nothing's.
      if (parts.length === 0) break
      const elements = parts.map(readElement)
      const types = elements.map(({ type }) => typeWithin(type))
      const fields = types.map(({ sparkType }, index) => ({ name: elements[index]?.name ?? '', type: parseSparkType(sparkType) }))
      return nested(
        sparkTypeName({ kind: 'struct', fields }),
        types,
        elements.map(({ type }) => type),
        (asked) => `Tuple(${asked.join(', ')})`,
      )
    }
  }
  if (WIDE_BITS[name] !== undefined) return { sparkType: `decimal(${DIGITS_MAX},0)`, comparable: 'other' }
  if (AS_TEXT.has(name)) return { sparkType: 'string', comparable: 'text', asked: 'String' }
  return { sparkType: 'string', comparable: 'other', asked: NULL_WITHIN.has(name) ? 'Nullable(String)' : 'String' }
}

const nullable = (asked: string): string => (asked.startsWith('Nullable(') ? asked : `Nullable(${asked})`)

function decimal(precision: number, scale: number): ReadType {
  if (precision <= DIGITS_MAX) return { sparkType: `decimal(${precision},${scale})`, comparable: `decimal-${precision}-${scale}` }
  const kept = Math.min(scale, DIGITS_MAX)
  return { sparkType: `decimal(${DIGITS_MAX},${kept})`, comparable: 'other', asked: `Decimal(${DIGITS_MAX}, ${kept})` }
}

/** Of such a type another one is asked for where one is of what it is made of. */
function nested(
  sparkType: string,
  inner: readonly ReadType[],
  texts: readonly string[],
  write: (parts: readonly string[]) => string,
): ReadType {
  const asked = inner.some((one) => one.asked !== undefined)
    ? { asked: write(inner.map((one, index) => one.asked ?? texts[index] ?? '')) }
    : {}
  return { sparkType, comparable: 'other', ...asked }
}

/** Of a column; also of one whose type was never seen: its text. @throws UnusableType */
export function remoteType(text: string): RemoteType {
  const { sparkType, comparable, asked } = readTypeOf(text)
  return {
    sparkType,
    comparable: { type: comparable },
    read: asked === undefined ? (column) => column : (column) => `CAST(${column} AS ${asked})`,
  }
}

/** Whatever it is, as the server writes it. */
export const TEXTUAL: RemoteType = {
  sparkType: 'string',
  read: (column) => `CAST(${column} AS Nullable(String))`,
  comparable: { type: 'other' },
}
