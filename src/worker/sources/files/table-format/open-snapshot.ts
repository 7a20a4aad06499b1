import { CausewayError } from '../../../../base/errors.ts'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column, TableDefinition, TableSource } from '../../../../protocol/table-definition.ts'
import type { TableVersionShown, VersionChoice } from '../../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../../protocol/table-format.ts'
import { columnsOf } from '../../../engine/predicate.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'
import { INPUT_FILE } from '../../../sql/file-column.ts'
import { readOptions } from '../../shared/options/read-options.ts'
import type { ReadableScan, SourceScan } from '../../shared/source.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { FILE_OPTIONS } from '../options.ts'
import { type FileCalendar, hasDays, isAsItStands } from '../parquet/parquet-calendar.ts'
import { type CandidateFile, chooseFiles } from '../pruning/choose-files.ts'
import { plannedColumn } from '../pruning/planned-column.ts'
import { matchingRowGroups } from '../pruning/row-groups.ts'
import { emptySql } from '../reader-sql.ts'
import { locationFolder } from '../table-folder.ts'
import { filesByShape, type ShapeField } from './file-shape.ts'
import { snapshotSql } from './snapshot-sql.ts'
import { loadTableFormat } from './table-formats.ts'
import { type StoredField, seenType, type TableSnapshot } from './table-snapshot.ts'

/** What each job saw of its tables: its statement reads the same of them from its start to its end. */
const SEEN = new WeakMap<object, Map<string, Promise<TableSnapshot>>>()

/** The table as it was when the job asked first. @throws CausewayError for a source that is of no such format */
export function openSnapshot(source: TableSource, was: VersionChoice | undefined, context: FilesContext): Promise<TableSnapshot> {
  const seen = SEEN.get(context) ?? new Map<string, Promise<TableSnapshot>>()
  SEEN.set(context, seen)
  const key = JSON.stringify([source, was])
  const found = seen.get(key) ?? open(source, was, context)
  seen.set(key, found)
  return found
}

async function open(source: TableSource, was: VersionChoice | undefined, context: FilesContext): Promise<TableSnapshot> {
  const name = tableFormatOf(source)
  if (name === undefined) throw new CausewayError('internal', 'A table without a log was given to the reader of logs')
  const options = source.kind === 'files' ? source.options : {}
  // What is no option of such a table would be overlooked.
  readOptions(FILE_OPTIONS[name], { ...options, path: 'obs://bucket/table' })
  return await (await loadTableFormat(name)).open(await locationFolder(source, context), was, context, options)
}

/** For DESCRIBE HISTORY; undefined: the table keeps no log of its own. */
export async function logHistory(table: TableDefinition, context: FilesContext): Promise<readonly TableVersionShown[] | undefined> {
  const name = tableFormatOf(table.source)
  if (name === undefined) return undefined
  return await (await loadTableFormat(name)).history?.(await locationFolder(table.source, context), context)
}

export const snapshotColumns = ({ columns }: TableSnapshot): Column[] =>
  columns.map(({ name, type, comment }) => ({ name, type: sparkTypeName(seenType(type)), ...(comment === undefined ? {} : { comment }) }))

/** The table with the columns that its log says. */
export async function presentTable(
  table: TableDefinition,
  was: VersionChoice | undefined,
  context: FilesContext,
): Promise<TableDefinition> {
  if (tableFormatOf(table.source) === undefined) return table
  const snapshot = await openSnapshot(table.source, was, context)
  const { partitionedBy: _, ...rest } = table
  const partitions = snapshot.partitionedBy === undefined ? {} : { partitionedBy: [...snapshot.partitionedBy] }
  const comment = table.comment ?? snapshot.comment
  return { ...rest, columns: snapshotColumns(snapshot), ...partitions, ...(comment === undefined ? {} : { comment }) }
}

/** A condition leaves out files before any is opened, by their partitions and by what the log says of their values. */
export async function scanSnapshot(table: TableDefinition, was: VersionChoice | undefined, context: FilesContext): Promise<SourceScan> {
  const snapshot = await openSnapshot(table.source, was, context)
  const { columns, files } = snapshot
  const wanted = table.columns.filter(({ name }) => name !== INPUT_FILE).map((column) => sameColumn(column, columns, table))
  if (files.every(({ partition, known }) => partition.size === 0 && known === undefined))
    return { ...(await readSnapshot(table, wanted, snapshot, context)), filesRead: { files: { read: files.length, all: files.length } } }
  return {
    kind: 'choosable',
    fileCount: files.length,
    columns: table.columns.map(plannedColumn),
    async choose(predicate) {
      const candidates = files.map(({ path, partition, known }): CandidateFile => {
        const values = columnsOf(predicate).size === 0 ? undefined : known?.()
        return { path, partition: Object.fromEntries(partition), rowCount: values?.rowCount, statistics: values?.statistics }
      })
      const { paths, ...read } = chooseFiles(candidates, table.columns, predicate, (name) => name)
      const chosen = files.filter(({ path }) => paths.has(path))
      return { scan: await readSnapshot(table, wanted, { ...snapshot, files: chosen }, context), read }
    },
  }
}

async function readSnapshot(
  table: TableDefinition,
  columns: readonly StoredField[],
  { files, identify }: Pick<TableSnapshot, 'files' | 'identify'>,
  context: FilesContext,
): Promise<ReadableScan> {
  if (files.length === 0) return { kind: 'sql', sql: emptySql(table.columns) }
  for (const { path, shown } of files) context.showPathAs(path, shown)
  context.expectFiles(files.reduce((sum, { bytes }) => sum + bytes, 0))
  const haveDays = columns.some(({ name, type }) => hasDays(seenType(type)) && files.some(({ partition }) => !partition.has(name)))
  const shownAs = new Map(files.map(({ path, shown }) => [path, shown]))
  const shapes = await filesByShape(
    files.map(({ path }) => path),
    haveDays,
    context,
    (path) => shownAs.get(path) ?? '',
  )
  const identified = shapes.map((shape) => ({
    ...shape,
    fields: identify?.(shape.fields, shownAs.get(shape.paths[0] ?? '') ?? '') ?? shape.fields,
  }))
  const groups = identified.map(({ paths, fields, calendar }) => ({
    paths,
    nameInFile: (name: string) => plainName(name, columns, fields, calendar),
  }))
  return {
    kind: 'sql',
    sql: snapshotSql(
      columns,
      files,
      identified,
      table.columns.some(({ name }) => name === INPUT_FILE),
    ),
    rowGroups: (predicate) => matchingRowGroups(groups, table.columns, predicate, context),
  }
}

/** What the files call a column that is read as it stands there. */
function plainName(
  name: string,
  columns: readonly StoredField[],
  fields: readonly ShapeField[],
  calendar: FileCalendar,
): string | undefined {
  const column = columns.find((one) => one.name === name)
  if (column === undefined) return undefined
  const type = seenType(column.type)
  const [found, second] = fields.filter(({ name: inFile, id }) =>
    column.key.kind === 'id' ? id === column.key.id : inFile.toLowerCase() === column.key.name.toLowerCase(),
  )
  if (found?.shape.kind !== 'value' || second !== undefined || found.shape.engineType !== engineType(type)) return undefined
  return isAsItStands(type, calendar) ? found.name : undefined
}

function sameColumn({ name, type }: Column, columns: readonly StoredField[], table: TableDefinition): StoredField {
  const found = columns.find((column) => column.name === name)
  if (found !== undefined && sparkTypeName(seenType(found.type)) === type) return found
  throw new CausewayError('conflict', `The columns of ${table.database}.${table.name} were changed while this statement began`, {
    hint: 'Run the statement again.',
  })
}
