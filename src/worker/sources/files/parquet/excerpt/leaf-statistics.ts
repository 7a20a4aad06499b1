import { type KnownKind, type KnownValue, type KnownValues, knownKind } from '../../pruning/known-values.ts'
import { asStruct, CHUNK, COLUMN, ELEMENT, FILE, listOf, numberOf, ROW_GROUP, STATISTICS } from '../copies/footer.ts'
import type { ThriftStruct, ThriftValue } from '../copies/thrift-compact.ts'

/** A column of a Parquet file whose statistics are those of its values, and in their order. */
export interface Leaf {
  /** Among the chunks of a row group. */
  readonly index: number
  readonly kind: KnownKind
  /** Of a bound; undefined: it is none that a value may have. */
  readonly read: (bytes: Buffer) => KnownValue | undefined
}

/** As parquet.thrift numbers them. */
const PHYSICAL = { int32: 1, int64: 2, double: 5, bytes: 6, fixedBytes: 7 } as const
const CONVERTED = { text: 0, decimal: 5, date: 6, milliseconds: 9, microseconds: 10, int8: 15, int64: 18 } as const
const LOGICAL = { text: 1, decimal: 5, date: 6, timestamp: 8, integer: 10 } as const
const REPEATED = 2
const TYPE_ORDER = 1
const INTEGER_BITS: Partial<Readonly<Record<string, number>>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 }
/** Of the units of exact values, 10^-38. */
const EXACT_SCALE = 38

/** What a file has as a column of this name and Spark type at its top; undefined: not just one, or one whose statistics are not looked at. */
export function leafOf(footer: ThriftStruct, name: string, sparkType: string): Leaf | undefined {
  const kind = knownKind(sparkType)
  if (kind === undefined) return undefined
  const elements = listOf(footer, FILE.schema).map(asStruct)
  const found: { readonly element: ThriftStruct; readonly index: number }[] = []
  let leaves = 0
  for (let at = 1; at < elements.length; ) {
    const element = elements[at]
    if (element === undefined) return undefined
    if (isNamed(element, name)) found.push({ element, index: leaves })
    const end = endOf(elements, at)
    leaves += elements.slice(at, end).filter(isLeaf).length
    at = end
  }
  const [one, other] = found
  if (one === undefined || other !== undefined || !isLeaf(one.element) || !isOrdered(footer, one.index)) return undefined
  if (optional(one.element, ELEMENT.repetition) === REPEATED) return undefined
  const read = readerOf(one.element, kind, sparkType)
  return read === undefined ? undefined : { index: one.index, kind, read }
}

/** Of a chunk in a row group, as far as its statistics can be trusted; undefined: there are none. */
export function chunkValues(group: ThriftStruct, { index, kind, read }: Leaf): KnownValues | undefined {
  const chunk = asStruct(listOf(group, ROW_GROUP.columns)[index])
  const metadata = asStruct(chunk.fields.get(CHUNK.metadata))
  const statistics = metadata.fields.get(COLUMN.statistics)
  if (statistics?.kind !== 'struct') return undefined
  const [min, max] = [STATISTICS.min, STATISTICS.max].map((id) => statistics.fields.get(id))
  const known = { kind, hasNoNull: false, isNull: false, mayBeNaN: kind === 'double', min: undefined, max: undefined }
  if (min === undefined && max === undefined) {
    const nulls = optional(statistics, STATISTICS.nullCount)
    // Some writers say falsely that there is no NULL, which nothing is left out by.
    return { ...known, isNull: nulls !== undefined && nulls > 0 && nulls === numberOf(metadata, COLUMN.valueCount) }
  }
  const bounds = { min: boundOf(min, read), max: boundOf(max, read) }
  const isWrong = (min !== undefined && bounds.min === undefined) || (max !== undefined && bounds.max === undefined)
  return isWrong || isReversed(bounds) ? known : { ...known, ...bounds }
}

const boundOf = (value: ThriftValue | undefined, read: Leaf['read']): KnownValue | undefined =>
  value?.kind === 'binary' ? read(value.bytes) : undefined

function isReversed({ min, max }: Pick<KnownValues, 'min' | 'max'>): boolean {
  if (min === undefined || max === undefined) return false
  return min.kind === 'text' && max.kind === 'text' ? Buffer.compare(min.value, max.value) > 0 : min.value > max.value
}

const isNamed = ({ fields }: ThriftStruct, name: string): boolean => {
  const value = fields.get(ELEMENT.name)
  return value?.kind === 'binary' && value.bytes.equals(Buffer.from(name))
}

const isLeaf = (element: ThriftStruct): boolean => (optional(element, ELEMENT.children) ?? 0) === 0

/** Behind an element and all that is in it. */
function endOf(elements: readonly ThriftStruct[], at: number): number {
  let open = 1
  for (let next = at; ; next += 1) {
    const element = elements[next]
    if (element === undefined) return elements.length
    open += (optional(element, ELEMENT.children) ?? 0) - 1
    if (open === 0) return next + 1
  }
}

/** Bounds are of the order that the type has: a file that says nothing of it has no other. */
function isOrdered(footer: ThriftStruct, leaf: number): boolean {
  const orders = footer.fields.get(FILE.columnOrders)
  if (orders === undefined) return true
  const order = orders.kind === 'list' ? orders.values[leaf] : undefined
  return order?.kind === 'struct' && order.fields.has(TYPE_ORDER)
}

function optional({ fields }: ThriftStruct, id: number): number | undefined {
  const value = fields.get(id)
  return value?.kind === 'number' ? Number(value.value) : undefined
}

function readerOf(element: ThriftStruct, kind: KnownKind, sparkType: string): Leaf['read'] | undefined {
  const type = optional(element, ELEMENT.type)
  const converted = optional(element, ELEMENT.convertedType)
  const logical = logicalOf(element)
  switch (kind) {
    case 'integer': {
      const bits = INTEGER_BITS[sparkType] ?? 0
      if (type !== (bits === 64 ? PHYSICAL.int64 : PHYSICAL.int32)) return undefined
      const isPlain = logical === undefined && converted === undefined
      const isSigned =
        (logical === undefined || (logical.id === LOGICAL.integer && isTrue(logical.of, 2))) &&
        (converted === undefined || (converted >= CONVERTED.int8 && converted <= CONVERTED.int64))
      if (!isPlain && !isSigned) return undefined
      // The engine cuts off what does not fit.
      return (bytes) => exactOf(signed(bytes, type), (value) => (BigInt.asIntN(bits, value) === value ? scaled(value, 0) : undefined))
    }
    case 'decimal': {
      const scale = optional(element, ELEMENT.scale) ?? 0
      const isDecimal = logical === undefined ? converted === CONVERTED.decimal : logical.id === LOGICAL.decimal
      if (!isDecimal || !sparkType.endsWith(`,${scale})`)) return undefined
      if (type === PHYSICAL.int32 || type === PHYSICAL.int64)
        return (bytes) => exactOf(signed(bytes, type), (value) => scaled(value, scale))
      const length = optional(element, ELEMENT.typeLength)
      if (type !== PHYSICAL.fixedBytes || length === undefined || length < 1 || length > 16) return undefined
      return (bytes) => (bytes.length === length ? exactOf(bigEndian(bytes), (value) => scaled(value, scale)) : undefined)
    }
    case 'date':
      if (type !== PHYSICAL.int32 || (logical === undefined ? converted !== CONVERTED.date : logical.id !== LOGICAL.date)) return undefined
      return (bytes) => exactOf(signed(bytes, type), (value) => value)
    case 'timestamp': {
      const unit = logical === undefined ? CONVERTED_UNITS.get(converted ?? -1) : timestampUnit(logical)
      if (type !== PHYSICAL.int64 || unit === undefined) return undefined
      return (bytes) => exactOf(signed(bytes, type), (value) => value * unit)
    }
    case 'double':
      if (type !== PHYSICAL.double || logical !== undefined || converted !== undefined) return undefined
      return (bytes) => {
        const value = bytes.length === 8 ? bytes.readDoubleLE() : Number.NaN
        return Number.isNaN(value) ? undefined : { kind: 'double', value }
      }
    case 'string':
      if (type !== PHYSICAL.bytes || (logical === undefined ? converted !== CONVERTED.text : logical.id !== LOGICAL.text)) return undefined
      // What was cut off is a bound all the same.
      return (value) => ({ kind: 'text', value })
  }
}

interface Logical {
  readonly id: number
  readonly of: ThriftStruct
}

/** Of a union, which has one field. */
function unionOf(value: ThriftValue | undefined): Logical | undefined {
  if (value?.kind !== 'struct') return undefined
  const [[id, of] = [0, undefined]] = value.fields
  return of?.kind === 'struct' ? { id, of } : undefined
}

const logicalOf = ({ fields }: ThriftStruct): Logical | undefined => unionOf(fields.get(ELEMENT.logicalType))

const isTrue = ({ fields }: ThriftStruct, id: number): boolean => {
  const value = fields.get(id)
  return value?.kind === 'boolean' && value.value
}

const CONVERTED_UNITS: ReadonlyMap<number, bigint> = new Map([
  [CONVERTED.milliseconds, 1000n],
  [CONVERTED.microseconds, 1n],
])
const TIME_UNITS: ReadonlyMap<number, bigint> = new Map([
  [1, 1000n],
  [2, 1n],
])

const timestampUnit = ({ id, of }: Logical): bigint | undefined =>
  id === LOGICAL.timestamp ? TIME_UNITS.get(unionOf(of.fields.get(2))?.id ?? 0) : undefined

function signed(bytes: Buffer, type: number): bigint | undefined {
  if (bytes.length !== (type === PHYSICAL.int64 ? 8 : 4)) return undefined
  return type === PHYSICAL.int64 ? bytes.readBigInt64LE() : BigInt(bytes.readInt32LE())
}

const bigEndian = (bytes: Buffer): bigint => BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))

const scaled = (value: bigint, scale: number): bigint => value * 10n ** BigInt(EXACT_SCALE - scale)

function exactOf(value: bigint | undefined, of: (value: bigint) => bigint | undefined): KnownValue | undefined {
  const exact = value === undefined ? undefined : of(value)
  return exact === undefined ? undefined : { kind: 'exact', value: exact }
}
