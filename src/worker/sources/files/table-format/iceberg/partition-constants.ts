import { CausewayError } from '../../../../../base/errors.ts'
import type { ColumnValue } from '../../../../engine/value-writers.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { seenType } from '../table-snapshot.ts'
import type { IcebergField } from './iceberg-schema.ts'
import type { ManifestEntry } from './manifests.ts'
import { NOT_READ } from './not-read.ts'
import type { PartitionField, TableMetadata } from './table-metadata.ts'
import { textOfValue } from './value-text.ts'

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

function uuidText(value: ColumnValue): string | null | undefined {
  if (value === null) return null
  if (!(value instanceof Uint8Array) || value.length !== UUID_BYTES) return undefined
  return Buffer.from(value)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
