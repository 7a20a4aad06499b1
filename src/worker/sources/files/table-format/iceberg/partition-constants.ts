import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../../../base/errors.ts'
import type { SparkType } from '../../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../../engine/value-writers.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { seenType } from '../table-snapshot.ts'
import type { IcebergField } from './iceberg-schema.ts'
import type { ManifestEntry } from './manifests.ts'
import { NOT_READ } from './not-read.ts'
import type { PartitionField, TableMetadata } from './table-metadata.ts'

const MILLIS_PER_DAY = 86_400_000
const MICROS_PER_MILLI = 1000n
const UUID_BYTES = 16

/** The columns whose value a manifest says for all rows of a file, as texts. Files that were moved into a table may not have them. */
export function partitionConstants(
  entry: ManifestEntry,
  schema: readonly IcebergField[],
  metadata: TableMetadata,
): ReadonlyMap<string, string | null> {
  const spec = metadata.specs.get(entry.specId)
  if (spec === undefined)
    throw new CausewayError('invalid-parameter', `${metadata.shown} has no partition spec of the number ${entry.specId}`, {
      hint: DAMAGED_FILE,
    })
  const constants = new Map<string, string | null>()
  for (const [index, field] of spec.entries()) {
    const column = field.transform === 'identity' ? schema.find(({ key }) => key.id === field.sourceId) : undefined
    const type = column === undefined ? undefined : seenType(column.type)
    if (column === undefined || type === undefined) continue
    const value = partitionValue(entry, field, index)
    if (value === undefined)
      throw new CausewayError(
        'invalid-parameter',
        `${metadata.shown}: ${entry.path.slice(0, 200)} has no value of the partition field ${field.name.slice(0, 60)}`,
        { hint: DAMAGED_FILE },
      )
    const text = column.written === 'uuid' ? uuidText(value) : textOfValue(value, type)
    if (text === undefined)
      throw new CausewayError(
        'not-supported',
        `${metadata.shown}: the partition value of column ${column.name} of ${entry.path.slice(0, 200)} is not of its type, or bytes that are no text: that is not supported`,
        { hint: NOT_READ },
      )
    constants.set(column.name, text)
  }
  return constants
}

function partitionValue({ partition }: ManifestEntry, { id }: PartitionField, index: number): ColumnValue | undefined {
  const hasIds = id !== undefined && partition.some((one) => one.id !== undefined)
  // The first version of the format names no numbers: the place is all that there is.
  const found = hasIds ? partition.find((one) => one.id === id) : partition[index]
  return found === undefined ? undefined : found.value
}

/** Undefined: it is no value of the type. */
export function textOfValue(value: ColumnValue, type: SparkType): string | null | undefined {
  if (value === null) return null
  switch (type.kind) {
    case 'string':
    case 'binary':
      return value instanceof Uint8Array && isUtf8(value) ? Buffer.from(value).toString('utf8') : undefined
    case 'boolean':
      return typeof value === 'boolean' ? String(value) : undefined
    case 'date':
      return typeof value === 'number' ? dayText(value * MILLIS_PER_DAY) : undefined
    case 'timestamp':
      return typeof value === 'bigint' ? timeText(value) : undefined
    case 'decimal':
      return typeof value === 'bigint' ? decimalText(value, type.scale) : undefined
    default:
      return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
  }
}

function uuidText(value: ColumnValue): string | null | undefined {
  if (value === null) return null
  if (!(value instanceof Uint8Array) || value.length !== UUID_BYTES) return undefined
  return Buffer.from(value)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

function dayText(millis: number): string | undefined {
  const day = new Date(millis)
  if (Number.isNaN(day.getTime())) return undefined
  const [text] = day.toISOString().split('T')
  // Other years are written with a sign and six digits, which no cast reads.
  return text !== undefined && /^\d{4}-/.test(text) ? text : undefined
}

function timeText(micros: bigint): string | undefined {
  const rest = ((micros % MICROS_PER_MILLI) + MICROS_PER_MILLI) % MICROS_PER_MILLI
  const millis = Number((micros - rest) / MICROS_PER_MILLI)
  const day = dayText(millis)
  if (day === undefined) return undefined
  const time = new Date(millis).toISOString().slice(11, 23)
  return `${day} ${time}${String(rest).padStart(3, '0')}`
}

function decimalText(digits: bigint, scale: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0')
  const point = text.length - scale
  const sign = digits < 0n ? '-' : ''
  return scale === 0 ? `${sign}${text}` : `${sign}${text.slice(0, point)}.${text.slice(point)}`
}
