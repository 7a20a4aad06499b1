import { crc32 } from 'node:zlib'
import { CausewayError } from '../../../../../base/errors.ts'
import { quoteName, quoteText } from '../../../../engine/quote.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import { literalPath } from '../../literal-path.ts'
import { checkFootersAsTheyStand } from '../../parquet/check-footers.ts'
import { gregorianSql, hasDays } from '../../parquet/parquet-calendar.ts'
import { DAMAGED_FILE } from '../damaged-file.ts'
import { DeletedRows, DeletedRowsBudget } from '../deleted-rows.ts'
import { readDeletionVector } from '../deletion-vector.ts'
import { type FilesOfShape, filesByShape, type ShapeField } from '../file-shape.ts'
import type { LogFile, LogFolder } from '../log-folder.ts'
import { ENGINE_COLUMNS } from '../snapshot-sql.ts'
import { storedColumnSql } from '../stored-field-sql.ts'
import { seenType } from '../table-snapshot.ts'
import type { IcebergField } from './iceberg-schema.ts'
import type { ManifestEntry } from './manifests.ts'
import { identifiedFields } from './name-mapping.ts'
import { NOT_READ } from './not-read.ts'
import { checkStoredTypes } from './stored-types.ts'
import type { TableMetadata } from './table-metadata.ts'
import type { TablePaths } from './table-path.ts'

export interface DataFile {
  readonly entry: ManifestEntry
  readonly file: LogFile
}

const DELETE_FILES_MAX = 10_000
const ROWS_MAX = 10_000
const BYTES_MAX = 256 << 20
const VECTOR_BYTES_MAX = 256 << 20

/** Finds out which rows of which file are deleted. */
export class DeleteFiles {
  readonly #data: readonly DataFile[]
  readonly #metadata: TableMetadata
  readonly #paths: TablePaths
  readonly #log: LogFolder
  readonly #context: FilesContext
  readonly #budget = new DeletedRowsBudget()
  /** By the path as it is written. */
  readonly #deleted = new Map<string, DeletedRows>()

  constructor(data: readonly DataFile[], metadata: TableMetadata, paths: TablePaths, log: LogFolder, context: FilesContext) {
    this.#data = data
    this.#metadata = metadata
    this.#paths = paths
    this.#log = log
    this.#context = context
  }

  async deletedRows(deletes: readonly ManifestEntry[]): Promise<ReadonlyMap<string, DeletedRows>> {
    if (deletes.length > DELETE_FILES_MAX)
      throw new CausewayError(
        'limit-exceeded',
        `${this.#metadata.shown}: the table has more than ${DELETE_FILES_MAX} files of deleted rows`,
        {
          hint: 'Have the table’s files written anew by what writes it (rewrite_data_files).',
        },
      )
    const byPath = new Map(this.#data.map((one) => [one.entry.path, one]))
    const withVector = new Set<string>()
    for (const entry of deletes) {
      const { vector } = entry
      const target = vector === undefined ? undefined : byPath.get(vector.dataFile)
      if (vector === undefined || target === undefined || entry.sequenceNumber < target.entry.sequenceNumber) continue
      if (withVector.has(vector.dataFile))
        throw this.#wrong(entry, `there are two lists of deleted rows of ${vector.dataFile.slice(0, 200)}`)
      withVector.add(vector.dataFile)
      await this.#readVector(entry, vector)
    }
    for (const entry of deletes) {
      if (entry.vector !== undefined) continue
      this.#context.signal.throwIfAborted()
      checkFormat(entry, this.#metadata.shown)
      if (entry.content === 'position-deletes') await this.#readPositions(entry, byPath, withVector)
    }
    for (const group of equalityGroups(deletes)) await this.#findEqual(group)
    return this.#deleted
  }

  async #readVector(entry: ManifestEntry, { dataFile, offset, length }: NonNullable<ManifestEntry['vector']>): Promise<void> {
    if (entry.format !== 'PUFFIN')
      throw this.#wrong(entry, `a list of deleted rows is in a file of the format ${entry.format.slice(0, 20)}`)
    if (length > VECTOR_BYTES_MAX || length < 12) throw this.#wrong(entry, `a list of deleted rows has ${length} bytes`)
    const file = await this.#file(entry)
    const bytes = await this.#log.bytes(file, offset, length)
    const vector = bytes.subarray(4, -4)
    if (bytes.readUInt32BE(0) !== vector.length || bytes.readUInt32BE(length - 4) !== crc32(vector))
      throw this.#wrong(entry, 'a list of deleted rows is damaged: its length or its checksum is another one')
    const rows = readDeletionVector(vector, this.#rowsOf(dataFile, file.shown), file.shown)
    if (rows !== entry.rows) throw this.#wrong(entry, `a list has ${rows} deleted rows, and the manifest says ${entry.rows}`)
  }

  async #readPositions(entry: ManifestEntry, data: ReadonlyMap<string, DataFile>, withVector: ReadonlySet<string>): Promise<void> {
    const file = await this.#file(entry)
    await checkFootersAsTheyStand([file.path], () => file.shown, this.#context.signal)
    const rows = await this.#query(
      `SELECT file_path, list(pos) AS positions FROM read_parquet([${quoteText(literalPath(file.path))}], hive_partitioning=false) GROUP BY file_path`,
      [
        { name: 'file_path', type: 'string' },
        { name: 'positions', type: 'array<bigint>' },
      ],
      entry,
    )
    for (const row of rows) {
      const [path, positions] = row as readonly [string, readonly number[]]
      const target = data.get(path)
      if (target === undefined || withVector.has(path) || entry.sequenceNumber < target.entry.sequenceNumber) continue
      const deleted = this.#rowsOf(path, file.shown)
      for (const position of positions) {
        if (!Number.isSafeInteger(position) || position < 0) throw this.#wrong(entry, 'a deleted row has no place in a file')
        deleted.add(position)
      }
    }
  }

  /** Rows that are equal, in some columns, to a row of later files: of those that were there before them, in the same partition. */
  async #findEqual(deletes: readonly ManifestEntry[]): Promise<void> {
    const [first] = deletes
    if (first === undefined) return
    const isEverywhere = (this.#metadata.specs.get(first.specId) ?? []).every(({ transform }) => transform === 'void')
    const targets = this.#data.filter(
      ({ entry }) => entry.sequenceNumber < first.sequenceNumber && (isEverywhere || partitionKey(entry) === partitionKey(first)),
    )
    if (targets.length === 0) return
    const columns = first.equalityIds.map((id) => this.#equalityColumn(id, first))
    const deleteFiles = await Promise.all(deletes.map((entry) => this.#file(entry)))
    const keys = (await this.#keyReaders(deleteFiles, columns)).join(' UNION ALL ')
    const isSame = columns.map((_, index) => `data_rows.k${index} IS NOT DISTINCT FROM deleted_keys.k${index}`).join(' AND ')
    const shapes = await filesByShape(
      targets.map(({ file }) => file.path),
      columns.some(({ type }) => hasDays(seenType(type))),
      this.#context,
      (path) => targets.find(({ file }) => file.path === path)?.file.shown ?? '',
    )
    for (const shape of shapes) {
      const { paths } = shape
      const clash = shape.fields.find(({ name }) => ENGINE_COLUMNS.includes(name.toLowerCase()))
      if (clash !== undefined)
        throw new CausewayError(
          'not-supported',
          `${this.#metadata.shown}: a file has a column ${clash.name}, which is not supported where rows are marked as deleted`,
          { hint: NOT_READ },
        )
      const identified = this.#identified(shape, columns)
      for (const column of columns)
        this.#checkIsRead(
          column,
          identified,
          targets.filter(({ file }) => paths.includes(file.path)),
        )
      const values = this.#reader(shape, identified, columns, 'file_index, file_row_number, ')
      const rows = await this.#query(
        `SELECT file_index, list(file_row_number) AS positions FROM (${values}) AS data_rows SEMI JOIN (SELECT DISTINCT * FROM (${keys})) AS deleted_keys ON ${isSame} GROUP BY file_index`,
        [
          { name: 'file_index', type: 'bigint' },
          { name: 'positions', type: 'array<bigint>' },
        ],
        first,
      )
      for (const row of rows) {
        const [index, positions] = row as readonly [number, readonly number[]]
        const target = targets.find(({ file }) => file.path === paths[index])
        if (target === undefined) throw new CausewayError('internal', 'The engine names a file that it was not asked for')
        const deleted = this.#rowsOf(target.entry.path, deleteFiles[0]?.shown ?? '')
        for (const position of positions) deleted.add(position)
      }
    }
  }

  async #keyReaders(files: readonly LogFile[], columns: readonly IcebergField[]): Promise<readonly string[]> {
    const shapes = await filesByShape(
      files.map(({ path }) => path),
      columns.some(({ type }) => hasDays(seenType(type))),
      this.#context,
      (path) => files.find((file) => file.path === path)?.shown ?? '',
    )
    return shapes.map((shape) => {
      const identified = this.#identified(shape, columns)
      const missing = columns.find((column) => !hasField(identified, column))
      if (missing !== undefined)
        throw new CausewayError(
          'invalid-parameter',
          `${this.#metadata.shown}: a file that deletes rows by the column ${missing.name} does not have it`,
          { hint: DAMAGED_FILE },
        )
      return this.#reader(shape, identified, columns, '')
    })
  }

  /** What a file does not have is NULL, unless the manifest says it. */
  #checkIsRead(column: IcebergField, identified: readonly ShapeField[], files: readonly DataFile[]): void {
    if (hasField(identified, column)) return
    const isInManifest = files.some(({ entry }) =>
      this.#metadata.specs.get(entry.specId)?.some(({ transform, sourceId }) => transform === 'identity' && sourceId === column.key.id),
    )
    if (isInManifest)
      throw new CausewayError(
        'not-supported',
        `${this.#metadata.shown}: rows are deleted by the column ${column.name}, which is in no file of the partition: that is not supported`,
        { hint: NOT_READ },
      )
  }

  #identified({ fields }: FilesOfShape, columns: readonly IcebergField[]): readonly ShapeField[] {
    const { names, shown } = this.#metadata
    const identified = identifiedFields(fields, names, shown)
    checkStoredTypes(columns, identified, shown)
    return identified
  }

  #reader({ paths, calendar }: FilesOfShape, identified: readonly ShapeField[], columns: readonly IcebergField[], more: string): string {
    const values = columns.map((column, index) => {
      const value = gregorianSql(storedColumnSql(column, identified, this.#metadata.shown), seenType(column.type), calendar)
      return `${value} AS ${quoteName(`k${index}`)}`
    })
    const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
    return `SELECT ${more}${values.join(', ')} FROM read_parquet([${list}], hive_partitioning=false)`
  }

  #equalityColumn(id: number, entry: ManifestEntry): IcebergField {
    const column = this.#metadata.columnEver(id)
    const type = column?.type.kind === 'value' ? column.type.type.kind : undefined
    // Floats differ in what is equal: 0.0 and -0.0. The format does not allow them.
    if (column !== undefined && type !== undefined && type !== 'float' && type !== 'double') return column
    throw new CausewayError(
      'not-supported',
      `${entry.path.slice(0, 200)} deletes rows by the field ${id}, which is no column of the table, or one of no simple type: that is not supported`,
      { hint: NOT_READ },
    )
  }

  async #query(
    sql: string,
    columns: readonly { readonly name: string; readonly type: string }[],
    entry: ManifestEntry,
  ): Promise<readonly (readonly unknown[])[]> {
    try {
      const { rowsJson, rowCount } = await this.#context.engine.request({
        kind: 'query',
        sql,
        columns: [...columns],
        rowsMax: ROWS_MAX,
        bytesMax: BYTES_MAX,
      })
      if (rowsJson.length === rowCount) return rowsJson.map((row) => JSON.parse(row) as readonly unknown[])
    } catch (cause) {
      if (this.#context.signal.aborted || cause instanceof CausewayError) throw cause
      throw new CausewayError(
        'invalid-parameter',
        `${entry.path.slice(0, 200)} cannot be read: it is damaged, cut off, or lists no deleted rows`,
        { hint: DAMAGED_FILE, cause },
      )
    }
    throw new CausewayError('limit-exceeded', `${entry.path.slice(0, 200)} deletes more rows than one statement can leave out`, {
      hint: 'Have the table’s files written anew by what writes it (rewrite_data_files).',
    })
  }

  #rowsOf(path: string, shown: string): DeletedRows {
    const found = this.#deleted.get(path) ?? new DeletedRows(shown, this.#budget)
    this.#deleted.set(path, found)
    return found
  }

  #file({ path }: ManifestEntry): Promise<LogFile> {
    return this.#log.file(this.#paths.below(path), 'it lists deleted rows of the table')
  }

  #wrong({ path }: ManifestEntry, what: string): CausewayError {
    return new CausewayError('invalid-parameter', `${path.slice(0, 200)}: ${what}`, { hint: DAMAGED_FILE })
  }
}

const hasField = (fields: readonly ShapeField[], { key }: IcebergField): boolean => fields.some(({ id }) => id === key.id)

export function checkFormat({ format, path }: ManifestEntry, shown: string): void {
  if (format === 'PARQUET') return
  throw new CausewayError(
    'not-supported',
    `${shown}: files of the format ${format.slice(0, 20)}, as ${path.slice(0, 200)}, are not supported`,
    {
      hint: 'Have the table written with write.format.default=parquet, and its files anew.',
    },
  )
}

/** Those that say the same of the same files are looked at together. */
function equalityGroups(deletes: readonly ManifestEntry[]): readonly (readonly ManifestEntry[])[] {
  const groups = new Map<string, ManifestEntry[]>()
  for (const entry of deletes) {
    if (entry.content !== 'equality-deletes') continue
    const key = JSON.stringify([entry.sequenceNumber, partitionKey(entry), entry.equalityIds])
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push(entry)
  }
  return [...groups.values()]
}

function partitionKey({ specId, partition }: ManifestEntry): string {
  const values = partition.map(({ value }) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : typeof value === 'bigint' ? String(value) : value,
  )
  return JSON.stringify([specId, values])
}
