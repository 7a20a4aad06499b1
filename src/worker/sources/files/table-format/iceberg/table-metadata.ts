import { CausewayError } from '../../../../../base/errors.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { JsonFields } from '../json-fields.ts'
import { type IcebergField, readIcebergSchema } from './iceberg-schema.ts'
import { type NameMapping, readNameMapping } from './name-mapping.ts'
import { NOT_READ } from './not-read.ts'

export interface Snapshot {
  /** As text: it has more digits than a number. */
  readonly id: string
  readonly schemaId: number | undefined
  /** Undefined: `manifests` are named here, as the first version has it. */
  readonly manifestList: string | undefined
  readonly manifests: readonly string[]
}

export interface PartitionField {
  readonly id: number | undefined
  readonly name: string
  readonly sourceId: number | undefined
  readonly transform: string
}

/** What a *.metadata.json says that readers need. */
export interface TableMetadata {
  readonly shown: string
  readonly formatVersion: number
  readonly location: string
  readonly currentSchema: readonly IcebergField[]
  readonly snapshots: readonly Snapshot[]
  readonly currentSnapshotId: string | undefined
  readonly log: readonly { readonly at: number; readonly id: string }[]
  readonly specs: ReadonlyMap<number, readonly PartitionField[]>
  readonly names: NameMapping | undefined
  schema(id: number): readonly IcebergField[] | undefined
  /** A column of any schema that the table has had. */
  columnEver(id: number): IcebergField | undefined
}

const VERSIONS_MAX = 3

export function readTableMetadata(json: unknown, shown: string): TableMetadata {
  const fields = new JsonFields(json, 'the metadata', shown)
  const formatVersion = fields.count('format-version')
  if (formatVersion < 1 || formatVersion > VERSIONS_MAX)
    throw new CausewayError(
      'not-supported',
      `${shown}: version ${formatVersion} of Iceberg's format is not supported: 1 to ${VERSIONS_MAX} are read`,
      { hint: NOT_READ },
    )
  if (fields.has('encryption-keys') && fields.list('encryption-keys').length > 0)
    throw new CausewayError('not-supported', `${shown}: the table is encrypted, which is not supported`, { hint: NOT_READ })
  const written = schemasOf(fields, shown)
  const currentId = fields.countOr('current-schema-id', undefined)
  const current = currentId === undefined ? fields.objectOr('schema') : written.get(currentId)
  if (current === undefined)
    throw new CausewayError('invalid-parameter', `${shown} has no schema of the number ${currentId}`, { hint: DAMAGED_FILE })
  const mapping = fields.objectOr('properties')?.textOr('schema.name-mapping.default', undefined)
  const schema = (id: number): readonly IcebergField[] | undefined => {
    const found = written.get(id)
    return found === undefined ? undefined : readIcebergSchema(found, shown)
  }
  let ever: ReadonlyMap<number, IcebergField> | undefined
  return {
    shown,
    formatVersion,
    location: fields.text('location'),
    currentSchema: readIcebergSchema(current, shown),
    snapshots: listOr(fields, 'snapshots').map((one) => readSnapshot(new JsonFields(one, 'a snapshot', shown))),
    currentSnapshotId: idOf(fields, 'current-snapshot-id'),
    log: listOr(fields, 'snapshot-log').map((one) => {
      const entry = new JsonFields(one, 'an entry of snapshot-log', shown)
      return { at: entry.count('timestamp-ms'), id: idOf(entry, 'snapshot-id') ?? '' }
    }),
    specs: specsOf(fields, shown),
    names: mapping === undefined ? undefined : readNameMapping(mapping, shown),
    schema,
    columnEver: (id) => {
      ever ??= new Map(
        [...written.values(), current].flatMap((one) => readIcebergSchema(one, shown)).map((column) => [column.key.id, column]),
      )
      return ever.get(id)
    },
  }
}

const listOr = (fields: JsonFields, name: string): readonly unknown[] => (fields.has(name) ? fields.list(name) : [])

function schemasOf(fields: JsonFields, shown: string): ReadonlyMap<number, JsonFields> {
  const schemas = listOr(fields, 'schemas').map((one) => new JsonFields(one, 'a schema', shown))
  return new Map(schemas.map((schema) => [schema.countOr('schema-id', 0), schema]))
}

function readSnapshot(fields: JsonFields): Snapshot {
  const id = idOf(fields, 'snapshot-id')
  return {
    id: id ?? '',
    schemaId: fields.countOr('schema-id', undefined),
    manifestList: fields.textOr('manifest-list', undefined),
    manifests: fields.has('manifests') ? fields.texts('manifests') : [],
  }
}

/** A number, or the text of one that is too large; -1 stands for none. */
function idOf(fields: JsonFields, name: string): string | undefined {
  const value = fields.raw(name)
  if (typeof value === 'number' && value !== -1) return String(value)
  return typeof value === 'string' ? value : undefined
}

function specsOf(fields: JsonFields, shown: string): ReadonlyMap<number, readonly PartitionField[]> {
  const read = (list: readonly unknown[]): readonly PartitionField[] =>
    list.map((one) => {
      const field = new JsonFields(one, 'a partition field', shown)
      return {
        id: field.countOr('field-id', undefined),
        name: field.text('name'),
        sourceId: field.countOr('source-id', undefined),
        transform: field.text('transform'),
      }
    })
  const specs = listOr(fields, 'partition-specs').map((one) => {
    const spec = new JsonFields(one, 'a partition spec', shown)
    return [spec.countOr('spec-id', 0), read(spec.list('fields'))] as const
  })
  return new Map(specs.length === 0 ? [[0, read(listOr(fields, 'partition-spec'))]] : specs)
}
