import { CausewayError } from '../../../../../base/errors.ts'
import type { SparkType } from '../../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../../engine/value-writers.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import { AvroFile } from '../../avro/avro-file.ts'
import { AvroInput } from '../../avro/avro-input.ts'
import type { AvroRecord, AvroType } from '../../avro/avro-type.ts'
import { rootRecord } from '../../avro/root-record.ts'
import { presentBranches } from '../../avro/spark-type-of-avro.ts'
import { recordReader } from '../../avro/value-readers.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import type { LogFile, LogFolder } from '../log-folder.ts'
import { NOT_READ } from './not-read.ts'
import type { Snapshot } from './table-metadata.ts'
import type { TablePaths } from './table-path.ts'
import { type BoundsOfFile, boundFields, readBounds } from './value-bounds.ts'

/** A file of the table, as a manifest has it. */
export interface ManifestEntry {
  readonly content: 'data' | 'position-deletes' | 'equality-deletes'
  /** As it is written. */
  readonly path: string
  readonly format: string
  readonly sequenceNumber: number
  readonly bytes: number
  readonly rows: number
  readonly specId: number
  readonly partition: readonly PartitionValue[]
  readonly equalityIds: readonly number[]
  /** Of a file of data. */
  readonly bounds: BoundsOfFile
  /** Of a list of deleted rows within a larger file. */
  readonly vector: { readonly dataFile: string; readonly offset: number; readonly length: number } | undefined
}

interface PartitionValue {
  readonly id: number | undefined
  readonly value: ColumnValue
}

interface Manifest {
  readonly path: string
  readonly specId: number | undefined
  readonly sequenceNumber: number
  /** Of the files that it names. */
  readonly content: 'data' | 'deletes'
}

const ENTRIES_MAX = 100_000
const TEXT_LENGTH_MAX = 4096
const EXISTING = 0
const ADDED = 1
const DELETED = 2
const CONTENTS = ['data', 'position-deletes', 'equality-deletes'] as const

const LIST: readonly WantedField[] = [
  { name: 'manifest_path', type: { kind: 'string' } },
  { name: 'partition_spec_id', type: { kind: 'int' } },
  { name: 'content', type: { kind: 'int' } },
  { name: 'sequence_number', type: { kind: 'bigint' } },
  { name: 'key_metadata', type: { kind: 'binary' } },
]

interface WantedField {
  readonly name: string
  readonly type: SparkType
}

/** Reads what a snapshot says of its files. */
export class ManifestReader {
  readonly #log: LogFolder
  readonly #paths: TablePaths
  readonly #context: FilesContext

  constructor(log: LogFolder, paths: TablePaths, context: FilesContext) {
    this.#log = log
    this.#paths = paths
    this.#context = context
  }

  /** All files that are part of the snapshot, with those of deleted rows. `bounded`: the columns whose bounds are wanted. */
  async entries(snapshot: Snapshot, bounded: ReadonlySet<number>): Promise<readonly ManifestEntry[]> {
    const entries: ManifestEntry[] = []
    const seen = new Set<string>()
    for (const manifest of await this.#manifests(snapshot)) {
      const name = this.#paths.below(manifest.path)
      if (seen.has(name))
        throw new CausewayError('invalid-parameter', `${this.#log.shown(name)} is there twice in the list of snapshot ${snapshot.id}`, {
          hint: DAMAGED_FILE,
        })
      seen.add(name)
      for await (const entry of this.#entries(manifest, bounded)) {
        entries.push(entry)
        if (entries.length > ENTRIES_MAX)
          throw new CausewayError('limit-exceeded', `${manifest.path.slice(0, 200)}: the table has more than ${ENTRIES_MAX} files`, {
            hint: NOT_READ,
          })
      }
    }
    return entries
  }

  async #manifests({ manifestList, manifests }: Snapshot): Promise<readonly Manifest[]> {
    if (manifestList === undefined) return manifests.map((path) => ({ path, specId: undefined, sequenceNumber: 0, content: 'data' }))
    const file = await this.#file(manifestList, 'it lists the manifests of a snapshot')
    const found: Manifest[] = []
    for await (const [path, specId, content, sequenceNumber, key] of this.#rows(file, () => LIST)) {
      if (key !== null && key !== undefined) throw encrypted(file)
      found.push({
        path: textOf(path, file),
        specId: specId === null ? undefined : Number(specId),
        sequenceNumber: countOf(sequenceNumber, file),
        content: content === 1 ? 'deletes' : 'data',
      })
      if (found.length > ENTRIES_MAX)
        throw new CausewayError('limit-exceeded', `${file.shown} has more than ${ENTRIES_MAX} manifests`, { hint: NOT_READ })
    }
    return found
  }

  async *#entries(manifest: Manifest, bounded: ReadonlySet<number>): AsyncGenerator<ManifestEntry> {
    const file = await this.#file(manifest.path, 'it lists files of the table')
    let ids: readonly (number | undefined)[] = []
    let specId = manifest.specId
    const rows = this.#rows(file, (root, metadata) => {
      const partition = partitionRecord(root, file)
      ids = partition.fields.map(({ id }) => id)
      specId ??= Number(metadata.get('partition-spec-id')?.toString('utf8') ?? 0)
      return [
        { name: 'status', type: { kind: 'int' } },
        { name: 'sequence_number', type: { kind: 'bigint' } },
        {
          name: 'data_file',
          type: {
            kind: 'struct',
            fields: [...dataFileFields(partition, hasLongIds(root), file), ...boundFields(dataFileRecord(root, file))],
          },
        },
      ]
    })
    for await (const [status, sequenceNumber, dataFile] of rows) {
      if (status === DELETED) continue
      if ((status !== EXISTING && status !== ADDED) || !Array.isArray(dataFile)) throw damaged(file)
      const [content, path, format, partition, records, bytes, equalityIds, key, referenced, offset, length, ...bounds] =
        dataFile as readonly ColumnValue[]
      if (key !== null && key !== undefined) throw encrypted(file)
      if (sequenceNumber === null && status !== ADDED && manifest.sequenceNumber > 0) throw damaged(file)
      const values = Array.isArray(partition) ? (partition as readonly ColumnValue[]) : []
      const kind = CONTENTS[Number(content ?? 0)]
      if (kind === undefined || (manifest.content === 'data') !== (kind === 'data')) throw damaged(file)
      yield {
        content: kind,
        path: textOf(path, file),
        format: textOf(format, file).toUpperCase(),
        sequenceNumber: sequenceNumber === null ? manifest.sequenceNumber : countOf(sequenceNumber, file),
        bytes: countOf(bytes, file),
        rows: countOf(records, file),
        specId: specId ?? 0,
        partition: values.map((value, index) => ({ id: ids[index], value })),
        equalityIds: Array.isArray(equalityIds) ? equalityIds.map(Number) : [],
        bounds: kind === 'data' ? readBounds(bounds, bounded) : NO_BOUNDS,
        vector:
          kind === 'position-deletes' && typeof offset === 'bigint'
            ? { dataFile: textOf(referenced, file), offset: countOf(offset, file), length: countOf(length, file) }
            : undefined,
      }
    }
  }

  #file(path: string, need: string): Promise<LogFile> {
    return this.#log.file(this.#paths.below(path), need)
  }

  async *#rows(
    file: LogFile,
    wanted: (root: AvroRecord, metadata: ReadonlyMap<string, Buffer>) => readonly WantedField[],
  ): AsyncGenerator<readonly ColumnValue[]> {
    const avro = new AvroFile(file.path, file.shown, (bytes) => {
      this.#context.signal.throwIfAborted()
      this.#context.countInput(bytes)
    })
    const header = await avro.header()
    const root = rootRecord(header.schema, file.shown)
    const read = recordReader(root, wanted(root, header.metadata), { shown: file.shown, refuseOld: false })
    const input = new AvroInput(file.shown)
    for await (const { rows, bytes } of avro.blocks()) {
      input.open(bytes)
      for (let row = 0; row < rows; row += 1) {
        input.beginRow()
        // Rows of no bytes are none of a manifest, and there is no end to how many a file may speak of.
        if (input.left === 0) throw input.damaged()
        yield read(input)
      }
      if (input.left > 0) throw input.damaged()
    }
  }
}

const NO_BOUNDS: BoundsOfFile = new Map()

function dataFileRecord(root: AvroRecord, file: LogFile): AvroRecord {
  const dataFile = root.fields.find(({ name }) => name === 'data_file')?.type
  if (dataFile?.kind === 'record') return dataFile
  throw damaged(file)
}

function partitionRecord(root: AvroRecord, file: LogFile): AvroRecord {
  const partition = dataFileRecord(root, file).fields.find(({ name }) => name === 'partition')?.type
  if (partition?.kind === 'record') return partition
  throw damaged(file)
}

/** Some writers have ids of 64 bits. */
function hasLongIds(root: AvroRecord): boolean {
  const dataFile = root.fields.find(({ name }) => name === 'data_file')?.type
  const ids = dataFile?.kind === 'record' ? dataFile.fields.find(({ name }) => name === 'equality_ids')?.type : undefined
  const [list] = ids?.kind === 'union' ? presentBranches(ids.branches) : ids === undefined ? [] : [ids]
  return list?.kind === 'array' && list.items.kind === 'long'
}

function dataFileFields(partition: AvroRecord, hasLongIds: boolean, file: LogFile): readonly WantedField[] {
  const fields = partition.fields.map(({ name, type }) => {
    const plain = plainType(type)
    if (plain === undefined)
      throw new CausewayError(
        'not-supported',
        `${file.shown}: the partition field ${name.slice(0, 60)} is of a type that is not supported`,
        { hint: NOT_READ },
      )
    return { name, type: plain }
  })
  return [
    { name: 'content', type: { kind: 'int' } },
    { name: 'file_path', type: { kind: 'string' } },
    { name: 'file_format', type: { kind: 'string' } },
    { name: 'partition', type: { kind: 'struct', fields } },
    { name: 'record_count', type: { kind: 'bigint' } },
    { name: 'file_size_in_bytes', type: { kind: 'bigint' } },
    { name: 'equality_ids', type: { kind: 'array', element: { kind: hasLongIds ? 'bigint' : 'int' } } },
    { name: 'key_metadata', type: { kind: 'binary' } },
    { name: 'referenced_data_file', type: { kind: 'string' } },
    { name: 'content_offset', type: { kind: 'bigint' } },
    { name: 'content_size_in_bytes', type: { kind: 'bigint' } },
  ]
}

/** What is written, whatever it means: the type of the table's column says that. */
function plainType(type: AvroType): SparkType | undefined {
  switch (type.kind) {
    case 'int':
      return { kind: 'int' }
    case 'long':
      // Iceberg's timestamps are microseconds.
      return type.logical === 'timestamp-millis' ? undefined : { kind: 'bigint' }
    case 'boolean':
    case 'string':
    case 'float':
    case 'double':
      return { kind: type.kind }
    case 'bytes':
    case 'fixed':
      return type.decimal === undefined ? { kind: 'binary' } : { kind: 'decimal', ...type.decimal }
    case 'null':
      return { kind: 'void' }
    case 'union': {
      const [only, second] = presentBranches(type.branches)
      return only === undefined || second !== undefined ? undefined : plainType(only)
    }
    default:
      return undefined
  }
}

function textOf(value: ColumnValue | undefined, file: LogFile): string {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value
  if (typeof text === 'string' && text.length <= TEXT_LENGTH_MAX) return text
  throw damaged(file)
}

/** What is not said is 0. */
function countOf(value: ColumnValue | undefined, file: LogFile): number {
  const count = Number(value ?? 0)
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw damaged(file)
}

const damaged = (file: LogFile): CausewayError =>
  new CausewayError('invalid-parameter', `${file.shown} is damaged, or no list of Iceberg: a field of it is not as the format says`, {
    hint: DAMAGED_FILE,
  })

const encrypted = (file: LogFile): CausewayError =>
  new CausewayError('not-supported', `${file.shown}: the files of the table are encrypted, which is not supported`, { hint: NOT_READ })
