import { isUtf8 } from 'node:buffer'
import { type SparkType, sparkTypeName } from '../../../../../base/spark-type.ts'
import type { ColumnStatistics } from '../../../../../protocol/table-files.ts'
import type { ColumnValue } from '../../../../engine/value-writers.ts'
import type { AvroRecord, AvroType } from '../../avro/avro-type.ts'
import { presentBranches } from '../../avro/spark-type-of-avro.ts'
import { knownKind, knownValue } from '../../pruning/known-values.ts'
import { type KnownOfFile, seenType } from '../table-snapshot.ts'
import type { IcebergField } from './iceberg-schema.ts'
import { textOfValue } from './value-text.ts'

/** What a manifest says of the values of one column in a file. */
interface ValueBounds {
  readonly nulls: number | undefined
  readonly nans: number | undefined
  /** As Iceberg writes a single value. */
  readonly lower: Uint8Array | undefined
  readonly upper: Uint8Array | undefined
}

/** By the numbers of the columns. */
export type BoundsOfFile = ReadonlyMap<number, ValueBounds>

/** So many columns of a table, the first, leave out files. */
const COLUMNS_MAX = 32

const FIELDS = [
  { name: 'null_value_counts', value: { kind: 'bigint' }, written: 'long' },
  { name: 'nan_value_counts', value: { kind: 'bigint' }, written: 'long' },
  { name: 'lower_bounds', value: { kind: 'binary' }, written: 'bytes' },
  { name: 'upper_bounds', value: { kind: 'binary' }, written: 'bytes' },
] as const satisfies readonly { readonly name: string; readonly value: SparkType; readonly written: AvroType['kind'] }[]

/** What to ask a manifest for; a writer may leave it out, or have written it otherwise: then it says nothing. */
export function boundFields(dataFile: AvroRecord): readonly { readonly name: string; readonly type: SparkType }[] {
  return FIELDS.map(({ name, value, written }) => {
    const isThere = isMapOf(dataFile.fields.find((field) => field.name === name)?.type, written)
    const pair = [
      { name: 'key', type: { kind: 'int' } as const },
      { name: 'value', type: value },
    ]
    return { name: isThere ? name : `no ${name}`, type: { kind: 'array', element: { kind: 'struct', fields: pair } } }
  })
}

/** Iceberg writes a map whose keys are numbers as an array of pairs. */
function isMapOf(type: AvroType | undefined, value: AvroType['kind']): boolean {
  const [list] = type?.kind === 'union' ? presentBranches(type.branches) : [type]
  if (list?.kind !== 'array' || list.items.kind !== 'record') return false
  const kindOf = (name: string): string | undefined =>
    list.items.kind === 'record' ? list.items.fields.find((field) => field.name === name)?.type.kind : undefined
  return kindOf('key') === 'int' && kindOf('value') === value
}

/** Columns whose bounds are kept while manifests are read. */
export const boundedColumns = (columns: readonly IcebergField[]): ReadonlySet<number> =>
  new Set(
    columns
      .filter(({ type }) => knownKind(sparkTypeName(seenType(type))) !== undefined)
      .slice(0, COLUMNS_MAX)
      .map(({ key }) => key.id),
  )

/** `values`: of the fields that were asked for, in their order. */
export function readBounds(values: readonly (ColumnValue | undefined)[], wanted: ReadonlySet<number>): BoundsOfFile {
  const [nulls, nans, lower, upper] = values.map((value) => pairsOf(value, wanted))
  const ids = new Set([nulls, nans, lower, upper].flatMap((pairs) => [...(pairs?.keys() ?? [])]))
  return new Map(
    [...ids].map((id) => [
      id,
      { nulls: countOf(nulls?.get(id)), nans: countOf(nans?.get(id)), lower: bytesOf(lower?.get(id)), upper: bytesOf(upper?.get(id)) },
    ]),
  )
}

function pairsOf(value: ColumnValue | undefined, wanted: ReadonlySet<number>): ReadonlyMap<number, ColumnValue> {
  const pairs = (Array.isArray(value) ? value : []) as readonly ColumnValue[]
  return new Map(
    pairs.flatMap((pair) => {
      const [key, found] = (Array.isArray(pair) ? pair : []) as readonly ColumnValue[]
      return typeof key === 'number' && wanted.has(key) && found !== undefined ? [[key, found] as const] : []
    }),
  )
}

const countOf = (value: ColumnValue | undefined): number | undefined =>
  typeof value === 'bigint' && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : undefined

/** A copy: what is read is a piece of a block. */
const bytesOf = (value: ColumnValue | undefined): Uint8Array | undefined =>
  value instanceof Uint8Array ? Uint8Array.from(value) : undefined

/** The same as the rest of the reader knows it; rows that were deleted since are counted. */
export function knownOfBounds(rowCount: number, bounds: BoundsOfFile, columns: readonly IcebergField[]): KnownOfFile {
  const statistics = columns.flatMap((column): readonly (readonly [string, ColumnStatistics])[] => {
    const found = bounds.get(column.key.id)
    const type = seenType(column.type)
    const kind = knownKind(sparkTypeName(type))
    if (found === undefined || kind === undefined || column.written === 'uuid') return []
    const textOf = (bytes: Uint8Array | undefined): string | undefined => {
      const text = bytes === undefined ? undefined : boundText(Buffer.from(bytes), type)
      return text === undefined || knownValue(kind, text) === undefined ? undefined : text
    }
    const min = textOf(found.lower)
    // NaN is more than every number, and is in no bound.
    const max = kind === 'double' && found.nans !== 0 ? undefined : textOf(found.upper)
    const nulls = found.nulls === undefined ? {} : { nulls: found.nulls }
    return [
      [column.name, { type: sparkTypeName(type), ...nulls, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }],
    ]
  })
  return { rowCount, statistics: Object.fromEntries(statistics) }
}

/** A column may have been made wider since its bounds were written. Undefined: they are no value of the type. */
function boundText(bytes: Buffer, type: SparkType): string | undefined {
  const { length } = bytes
  switch (type.kind) {
    case 'int':
      return length === 4 ? String(bytes.readInt32LE()) : undefined
    case 'bigint':
      return length === 8 ? String(bytes.readBigInt64LE()) : length === 4 ? String(bytes.readInt32LE()) : undefined
    case 'double':
      return length === 8 ? String(bytes.readDoubleLE()) : length === 4 ? String(bytes.readFloatLE()) : undefined
    case 'date':
      return length === 4 ? (textOfValue(bytes.readInt32LE(), type) ?? undefined) : undefined
    case 'timestamp':
      return length === 8 ? (textOfValue(bytes.readBigInt64LE(), type) ?? undefined) : undefined
    case 'decimal':
      return length === 0 || length > 16
        ? undefined
        : (textOfValue(BigInt.asIntN(length * 8, BigInt(`0x${bytes.toString('hex')}`)), type) ?? undefined)
    case 'string':
      return isUtf8(bytes) ? bytes.toString('utf8') : undefined
    default:
      return undefined
  }
}
