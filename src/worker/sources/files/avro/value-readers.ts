import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../engine/value-writers.ts'
import { inScale } from '../decimal-scale.ts'
import type { AvroInput } from './avro-input.ts'
import type { AvroDecimal, AvroRecord, AvroType, TimestampUnit } from './avro-type.ts'
import { inHashOrder } from './hash-order.ts'
import { DECIMAL_PRECISION_MAX, presentBranches, widened } from './spark-type-of-avro.ts'
import { valueSkipper } from './value-skipper.ts'

type ReadValue = (input: AvroInput) => ColumnValue

export interface ReadSettings {
  /** The file, for messages. */
  readonly shown: string
  /** Dates and times before the calendars were joined are refused, as Spark does where it does not know which calendar the writer had. */
  readonly refuseOld: boolean
}

/** The first day of the Gregorian calendar, and the first instant at which all time zones agree with today's rules, as Spark takes them. */
const FIRST_GREGORIAN_DAY = -141_427
const FIRST_COMMON_MICROS = -2_208_988_800_000_000n
const MICROS_MAX = 2n ** 63n - 2n
const DAYS_MAX = 2 ** 31 - 2
const MICROS_PER_MILLI = 1000n

/**
 * Reads a value that was written as `written` as one of `wanted`.
 * @throws CausewayError, now, for types that Spark does not read as such
 */
function valueReader(written: AvroType, wanted: SparkType, name: string, settings: ReadSettings): ReadValue {
  const reader = readerOf(written, wanted, name, settings)
  if (reader !== undefined) return reader
  throw new CausewayError(
    'invalid-parameter',
    `Column "${name}" of ${settings.shown} is ${shownType(written)}, which cannot be read as ${sparkTypeName(wanted)}`,
    {
      hint: 'Leave the columns out of CREATE TABLE: they are found in the file.',
    },
  )
}

function readerOf(written: AvroType, wanted: SparkType, name: string, settings: ReadSettings): ReadValue | undefined {
  switch (written.kind) {
    case 'null':
      return wanted.kind === 'void' ? () => null : undefined
    case 'boolean':
      return wanted.kind === 'boolean' ? (input) => input.boolean() : undefined
    case 'int':
      if (wanted.kind === 'int') return (input) => input.int()
      return wanted.kind === 'date' ? dateReader(settings) : undefined
    case 'long':
      if (wanted.kind === 'bigint') return (input) => input.long()
      return wanted.kind === 'timestamp' && written.logical !== 'local-timestamp' ? timestampReader(written.logical, settings) : undefined
    case 'float':
      return wanted.kind === 'float' ? (input) => input.float() : undefined
    case 'double':
      return wanted.kind === 'double' ? (input) => input.double() : undefined
    case 'string':
      return wanted.kind === 'string' ? (input) => text(input, settings.shown) : undefined
    case 'enum':
      return wanted.kind === 'string' ? (input) => written.symbols[input.count()] ?? fail(input) : undefined
    case 'bytes':
      return bytesReader((input) => input.data(), written.decimal, wanted)
    case 'fixed':
      return bytesReader((input) => input.take(written.size), written.decimal, wanted)
    case 'array':
      return wanted.kind === 'array' ? arrayReader(valueReader(written.items, wanted.element, name, settings)) : undefined
    case 'map':
      return wanted.kind === 'map' && wanted.key.kind === 'string'
        ? mapReader(valueReader(written.values, wanted.value, name, settings), settings.shown)
        : undefined
    case 'record':
      return wanted.kind === 'struct' ? recordReader(written, wanted.fields, settings) : undefined
    case 'union':
      return unionReader(written.branches, wanted, name, settings)
  }
}

/** Fields are found by their names, in any case; NULL where there is none. */
export function recordReader(
  written: AvroRecord,
  wanted: readonly { readonly name: string; readonly type: SparkType }[],
  settings: ReadSettings,
): (input: AvroInput) => readonly ColumnValue[] {
  const places = wanted.map(({ name }) => fieldPlace(written, name, settings.shown))
  const steps = written.fields.map(({ name, type }, index): ((input: AvroInput, row: ColumnValue[]) => void) => {
    const targets = places.flatMap((place, target) => (place === index ? [target] : []))
    const [target] = targets
    const column = target === undefined ? undefined : wanted[target]
    if (target === undefined || column === undefined) return valueSkipper(type)
    const read = valueReader(type, column.type, name, settings)
    return (input, row) => {
      row[target] = read(input)
    }
  })
  return (input) => {
    const row = new Array<ColumnValue>(wanted.length).fill(null)
    for (const step of steps) step(input, row)
    return row
  }
}

function fieldPlace({ fields }: AvroRecord, name: string, shown: string): number {
  const same = fields.flatMap((field, index) => (field.name.toLowerCase() === name.toLowerCase() ? [index] : []))
  if (same.length <= 1) return same[0] ?? -1
  throw new CausewayError(
    'not-supported',
    `${shown} has ${same.length} fields for column "${name}", which differ in case only: that is not supported, as in Spark`,
    { hint: 'Write the file anew with other names.' },
  )
}

function dateReader({ refuseOld, shown }: ReadSettings): ReadValue {
  return (input) => {
    const days = input.int()
    if (refuseOld && days < FIRST_GREGORIAN_DAY) throw tooOld(shown)
    if (Math.abs(days) > DAYS_MAX) throw input.damaged()
    return days
  }
}

/** Without a logical type: milliseconds, as Spark has it. */
function timestampReader(logical: TimestampUnit | undefined, { refuseOld, shown }: ReadSettings): ReadValue {
  const unit = logical === 'timestamp-micros' ? 1n : MICROS_PER_MILLI
  return (input) => {
    const micros = input.long() * unit
    if (refuseOld && micros < FIRST_COMMON_MICROS) throw tooOld(shown)
    if (micros > MICROS_MAX || micros < -MICROS_MAX)
      throw new CausewayError('invalid-parameter', `${shown} has a time that is further away than a timestamp reaches`, {
        hint: 'Name the columns in CREATE TABLE, and this one as a bigint.',
      })
    return micros
  }
}

const tooOld = (shown: string): CausewayError =>
  new CausewayError(
    'not-supported',
    `${shown} has a date before 1582-10-15, or a time before 1900, and does not say in which calendar: that is not supported, as in Spark`,
    {
      hint: 'Write the file with Spark 3 or later, or write the dates as texts.',
    },
  )

function bytesReader(bytes: (input: AvroInput) => Buffer, decimal: AvroDecimal | undefined, wanted: SparkType): ReadValue | undefined {
  if (wanted.kind === 'binary') return bytes
  if (wanted.kind !== 'decimal' || decimal === undefined || decimal.precision > DECIMAL_PRECISION_MAX) return undefined
  const written = 10n ** BigInt(decimal.precision)
  const limit = 10n ** BigInt(wanted.precision)
  return (input) => {
    const digits = signedNumber(bytes(input))
    // Spark makes NULL of it, here and where the table has no room for it.
    if (digits >= written || digits <= -written) return null
    const scaled = inScale(digits, decimal.scale, wanted.scale)
    return scaled >= limit || scaled <= -limit ? null : scaled
  }
}

function signedNumber(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
}

function text(input: AvroInput, shown: string): Buffer {
  const bytes = input.data()
  if (isUtf8(bytes)) return bytes
  throw new CausewayError('not-supported', `${shown} has a text that is no UTF-8, which is not supported`, {
    hint: 'Write such values as bytes.',
  })
}

function arrayReader(read: ReadValue): ReadValue {
  return (input) => {
    const values: ColumnValue[] = []
    for (let items = input.items(); items > 0; items = input.items()) {
      for (; items > 0; items -= 1) values.push(read(input))
    }
    return values
  }
}

function mapReader(read: ReadValue, shown: string): ReadValue {
  return (input) => {
    const first = input.items()
    const entries = new Map<string, ColumnValue>()
    for (let items = first; items > 0; items = input.items()) {
      for (; items > 0; items -= 1) entries.set(text(input, shown).toString('utf8'), read(input))
    }
    const keys = inHashOrder([...entries.keys()], first)
    return { keys, values: keys.map((key) => entries.get(key) ?? null) }
  }
}

function unionReader(branches: readonly AvroType[], wanted: SparkType, name: string, settings: ReadSettings): ReadValue | undefined {
  const present = presentBranches(branches)
  const [only] = present
  const wide = widened(present)
  const readers = branches.map((branch): ReadValue | undefined => {
    if (branch.kind === 'null') return () => null
    if (only !== undefined && present.length === 1) return valueReader(branch, wanted, name, settings)
    if (wide !== undefined && wanted.kind === wide) return wideReader(branch)
    if (wanted.kind !== 'struct' || wanted.fields.length !== present.length) return undefined
    const place = present.indexOf(branch)
    const member = wanted.fields[place]
    return member === undefined ? undefined : memberReader(valueReader(branch, member.type, name, settings), place, present.length)
  })
  if (readers.includes(undefined)) return undefined
  return (input) => (readers[input.count()] ?? fail)(input)
}

const memberReader =
  (read: ReadValue, place: number, length: number): ReadValue =>
  (input) => {
    const members = new Array<ColumnValue>(length).fill(null)
    members[place] = read(input)
    return members
  }

function wideReader({ kind }: AvroType): ReadValue {
  switch (kind) {
    case 'int':
      return (input) => BigInt(input.int())
    case 'long':
      return (input) => input.long()
    case 'float':
      return (input) => input.float()
    default:
      return (input) => input.double()
  }
}

function fail(input: AvroInput): never {
  throw input.damaged()
}

function shownType(type: AvroType): string {
  if (type.kind === 'union') return `a union of ${type.branches.map(shownType).join(' and ')}`
  if ('decimal' in type && type.decimal !== undefined) return `decimal(${type.decimal.precision},${type.decimal.scale})`
  return type.kind
}
