import { CausewayError } from '../../../../base/errors.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { castText } from '../../../sql/cast-text.ts'
import { INPUT_FILE } from '../../../sql/file-column.ts'
import { literalPath } from '../literal-path.ts'
import { type FileCalendar, gregorianSql } from '../parquet/parquet-calendar.ts'
import { inputFileSql } from '../reader-sql.ts'
import { uriText } from '../shown-file.ts'
import { CHUNK_ROWS } from './deleted-rows.ts'
import type { FilesOfShape, ShapeField } from './file-shape.ts'
import { storedColumnSql } from './stored-field-sql.ts'
import { type SnapshotFile, type StoredField, seenType } from './table-snapshot.ts'

/** The engine plans a branch for each value of partition columns, and leaves out those that a filter excludes, as long as there are not too many of them. */
const BRANCHES_MAX = 200
/** What the engine calls the number of a file in the list, and a row's in its file; it cannot tell them from columns of the file. */
export const ENGINE_COLUMNS = ['file_index', 'file_row_number']

/** Engine SQL with the table's columns, out of at least one file. `hasInputFile`: and with the file of each row behind them. */
export function snapshotSql(
  columns: readonly StoredField[],
  files: readonly SnapshotFile[],
  shapes: readonly FilesOfShape[],
  hasInputFile = false,
): string {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const groups = shapes.flatMap(({ paths, ...shape }) =>
    byKey(
      paths.map((path) => fileAt(path, byPath)),
      // The partitions of a table may have been changed: each branch has the values of one set of columns.
      ({ partition }) => [...partition.keys()],
    ).map((ofKeys) => ({ ...shape, files: ofKeys })),
  )
  const split = groups.flatMap(({ files: ofShape, ...shape }) => byPartition(ofShape).map((one) => ({ ...shape, files: one })))
  const branches = split.length > BRANCHES_MAX ? groups : split
  return unionOf(branches.map((branch) => branchSql(columns, branch, hasInputFile)))
}

/** Halves of halves: the parser goes as deep as the brackets. */
function unionOf(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? ''
  const half = parts.length >> 1
  return `(${unionOf(parts.slice(0, half))}) UNION ALL (${unionOf(parts.slice(half))})`
}

function fileAt(path: string, byPath: ReadonlyMap<string, SnapshotFile>): SnapshotFile {
  const file = byPath.get(path)
  if (file === undefined) throw new CausewayError('internal', 'The engine names a file that it was not asked for')
  return file
}

const byPartition = (files: readonly SnapshotFile[]): readonly (readonly SnapshotFile[])[] =>
  byKey(files, ({ partition, deleted }) => [[...partition], deleted === undefined])

function byKey(files: readonly SnapshotFile[], keyOf: (file: SnapshotFile) => unknown): readonly (readonly SnapshotFile[])[] {
  const groups = new Map<string, SnapshotFile[]>()
  for (const file of files) {
    const key = JSON.stringify(keyOf(file))
    const group = groups.get(key) ?? []
    groups.set(key, group)
    group.push(file)
  }
  return [...groups.values()]
}

interface Branch {
  readonly fields: readonly ShapeField[]
  readonly calendar: FileCalendar
  readonly files: readonly SnapshotFile[]
}

function branchSql(columns: readonly StoredField[], branch: Branch, hasInputFile: boolean): string {
  const { fields, files, calendar } = branch
  const [first] = files
  const isOnePartition = byPartition(files.map((file) => ({ ...file, deleted: undefined }))).length === 1
  const values = isOnePartition ? undefined : partitionValues(files)
  const outputs = columns.map((column) => {
    const text = first?.partition.get(column.name)
    const sql =
      text === undefined
        ? gregorianSql(storedColumnSql(column, fields, first?.shown ?? ''), seenType(column.type), calendar)
        : constantSql(values === undefined ? text : { place: values.names.indexOf(column.name) }, seenType(column.type))
    return `${sql} AS ${quoteName(column.name)}`
  })
  const names = hasInputFile ? files.map(({ shown }) => uriText(shown)) : []
  if (hasInputFile) outputs.push(`${inputFileSql(names, fields)} AS ${quoteName(INPUT_FILE)}`)
  const deletes = deletesSql(files)
  if (deletes !== undefined || values !== undefined) checkEngineColumns(branch)
  const reader = `read_parquet([${files.map(({ path }) => quoteText(literalPath(path))).join(', ')}], hive_partitioning=false)`
  const join = values === undefined ? '' : ` JOIN (${values.sql}) AS partition_values ON partition_values.file_number = file_index`
  const without =
    deletes === undefined
      ? ''
      : ` LEFT JOIN (${deletes}) AS deleted_rows ON deleted_rows.file_number = file_index AND deleted_rows.chunk = file_row_number // ${CHUNK_ROWS}` +
        ` WHERE ${IS_KEPT}`
  return `SELECT ${outputs.join(', ')} FROM ${reader}${join}${without}`
}

const BIT = `file_row_number % ${CHUNK_ROWS}`
const IS_KEPT = `CASE WHEN deleted_rows.chunk IS NULL THEN true WHEN deleted_rows.bits IS NULL THEN false ELSE get_bit(deleted_rows.bits, CAST(${BIT} AS INTEGER)) = 0 END`

function constantSql(text: string | null | { readonly place: number }, type: SparkType): string {
  const value = text === null ? 'CAST(NULL AS VARCHAR)' : typeof text === 'string' ? quoteText(text) : `partition_values.p${text.place}`
  return castText(value, { kind: 'string' }, type)
}

function partitionValues(files: readonly SnapshotFile[]): { readonly names: readonly string[]; readonly sql: string } {
  const names = [...(files[0]?.partition.keys() ?? [])]
  const textSql = (text: string | null | undefined): string => (text === null || text === undefined ? 'NULL' : quoteText(text))
  const rows = files.map(({ partition }, index) => `(${[String(index), ...names.map((name) => textSql(partition.get(name)))].join(', ')})`)
  const columns = ['file_number', ...names.map((_, place) => `p${place}`)]
  const texts = names.map((_, place) => `CAST(p${place} AS VARCHAR) AS p${place}`)
  return { names, sql: `SELECT ${['file_number', ...texts].join(', ')} FROM (VALUES ${rows.join(', ')}) AS v(${columns.join(', ')})` }
}

/** The bits of each chunk that has deleted rows, by the number of the file; NULL: all of them. Each list is one text, which costs the parser nothing. */
function deletesSql(files: readonly SnapshotFile[]): string | undefined {
  const numbers: string[] = []
  const chunks: string[] = []
  const bits: string[] = []
  for (const [index, { deleted }] of files.entries()) {
    for (const [chunk, ofChunk] of deleted?.chunks ?? []) {
      numbers.push(String(index))
      chunks.push(String(chunk))
      bits.push(ofChunk === undefined ? '' : Buffer.from(ofChunk).toString('base64'))
    }
  }
  if (numbers.length === 0) return undefined
  const listed = (values: readonly string[], type: string): string => `unnest(CAST('[${values.join(',')}]' AS ${type}[]))`
  const lists = `SELECT ${listed(numbers, 'BIGINT')} AS file_number, ${listed(chunks, 'BIGINT')} AS chunk, unnest(string_split('${bits.join(',')}', ',')) AS encoded`
  return `SELECT file_number, chunk, CASE WHEN encoded <> '' THEN CAST(from_base64(encoded) AS BIT) END AS bits FROM (${lists})`
}

function checkEngineColumns({ fields, files }: Branch): void {
  const clash = fields.find(({ name }) => ENGINE_COLUMNS.includes(name.toLowerCase()))
  if (clash === undefined) return
  throw new CausewayError(
    'not-supported',
    `${files[0]?.shown ?? ''} has a column ${clash.name}, which is not supported where rows are marked as deleted`,
  )
}
