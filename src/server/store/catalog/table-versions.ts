import type { ExpressionBuilder } from 'kysely'
import { Type } from 'typebox'
import { Column, StoredColumns, type TableDefinition } from '../../../protocol/table-definition.ts'
import { FileStatistics, PartitionValues, type TableFile } from '../../../protocol/table-files.ts'
import type { StoredTableFile, TableVersion } from '../../domain/table-version.ts'
import type { Database, Schema } from '../schema.ts'
import { storedJson } from '../sqlite/rows.ts'

/** SQLite takes so many values in a statement. */
const ROWS_AT_ONCE = 1000

export const partitionFromJson: (text: string) => PartitionValues = storedJson('partition', PartitionValues)

const columnsFromJson: (text: string) => ColumnsOfVersion = storedJson(
  'columns of a version',
  Type.Object({ columns: Type.Array(Column), stored: Type.Optional(StoredColumns) }),
)

const statisticsFromJson: (text: string) => FileStatistics = storedJson('statistics of a file', FileStatistics)

const partitionOf = (text: string | null): PartitionValues | undefined => (text === null ? undefined : partitionFromJson(text))

/** Makes it the table's present one. */
export async function insertTableVersion(db: Database, version: TableVersion): Promise<void> {
  await db
    .insertInto('tableVersion')
    .values({ ...version, jobId: version.jobId ?? null, columns: null })
    .execute()
  await db.updateTable('catalogTable').set({ version: version.version }).where('id', '=', version.tableId).execute()
}

/** Files that came with the version. */
export async function insertTableFiles(db: Database, tableId: string, addedIn: number, files: readonly TableFile[]): Promise<void> {
  for (let from = 0; from < files.length; from += ROWS_AT_ONCE) {
    const rows = files.slice(from, from + ROWS_AT_ONCE).map(({ name, bytes, rowCount = null, partition, statistics }) => {
      const values = partition === undefined ? null : JSON.stringify(partition)
      const known = statistics === undefined ? null : JSON.stringify(statistics)
      return { tableId, name, bytes, rowCount, partition: values, statistics: known, addedIn }
    })
    await db.insertInto('tableFile').values(rows).execute()
  }
}

/** All that are there go with the version, or those of the names. */
export async function removeTableFiles(db: Database, tableId: string, removedIn: number, names?: readonly string[]): Promise<void> {
  const there = db.updateTable('tableFile').set({ removedIn }).where('tableId', '=', tableId).where('removedIn', 'is', null)
  if (names === undefined) return void (await there.execute())
  for (let from = 0; from < names.length; from += ROWS_AT_ONCE) {
    await there.where('name', 'in', names.slice(from, from + ROWS_AT_ONCE)).execute()
  }
}

/** The partitions of the files that came or went after the version; undefined stands for files of no partition. */
export async function listChangedPartitions(
  db: Database,
  tableId: string,
  version: number,
): Promise<readonly (PartitionValues | undefined)[]> {
  const rows = await db
    .selectFrom('tableFile')
    .select('partition')
    .distinct()
    .where('tableId', '=', tableId)
    .where((e) => e.or([e('addedIn', '>', version), e('removedIn', '>', version)]))
    .execute()
  return rows.map(({ partition }) => partitionOf(partition))
}

/** The files of one version, by name. */
export async function listTableFiles(db: Database, tableId: string, version: number): Promise<readonly TableFile[]> {
  const rows = await db
    .selectFrom('tableFile')
    .select(['name', 'bytes', 'rowCount', 'partition'])
    .where('tableId', '=', tableId)
    .where('addedIn', '<=', version)
    .where((e) => e.or([e('removedIn', 'is', null), e('removedIn', '>', version)]))
    .orderBy('name')
    .execute()
  return rows.map(({ name, bytes, rowCount, partition }) => {
    const values = partitionOf(partition)
    return { name, bytes, ...(rowCount === null ? {} : { rowCount }), ...(values === undefined ? {} : { partition: values }) }
  })
}

/** What is known of the files of one version, by their names. */
export async function listFileStatistics(db: Database, tableId: string, version: number): Promise<ReadonlyMap<string, FileStatistics>> {
  const rows = await db
    .selectFrom('tableFile')
    .select(['name', 'statistics'])
    .where('tableId', '=', tableId)
    .where('addedIn', '<=', version)
    .where((e) => e.or([e('removedIn', 'is', null), e('removedIn', '>', version)]))
    .where('statistics', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ name, statistics }) => (statistics === null ? [] : [[name, statisticsFromJson(statistics)] as const])))
}

export async function countTableFiles(db: Database, tableId: string): Promise<number> {
  const row = await db
    .selectFrom('tableFile')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('tableId', '=', tableId)
    .where('removedIn', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Files that are smaller and not alone in their partition. */
export async function countSmallFiles(db: Database, tableId: string, bytes: number): Promise<number> {
  const rows = await db
    .selectFrom('tableFile')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('tableId', '=', tableId)
    .where('removedIn', 'is', null)
    .where('bytes', '<', bytes)
    .groupBy('partition')
    .execute()
  return rows.reduce((sum, { count }) => sum + (count > 1 ? count : 0), 0)
}

/** Of every version that is kept: what may be in the table's folder. */
export async function listFileNames(db: Database, tableId: string): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('tableFile').select('name').where('tableId', '=', tableId).execute()
  return new Set(rows.map(({ name }) => name))
}

export async function findTableVersion(db: Database, tableId: string, version: number): Promise<TableVersion | undefined> {
  const row = await db
    .selectFrom('tableVersion')
    .selectAll()
    .where('tableId', '=', tableId)
    .where('version', '=', version)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { columns: _columns, ...found } = row
  return { ...found, jobId: row.jobId ?? undefined }
}

/** What a table's columns were, and how they stand in its files. */
export type ColumnsOfVersion = Pick<TableDefinition, 'columns' | 'stored'>

/** From the version on, until another one says otherwise; `before`: what was so in all versions before the first change. */
export async function setTableColumns(
  db: Database,
  {
    tableId,
    version,
    columns,
    before,
  }: { readonly tableId: string; readonly version: number; readonly columns: ColumnsOfVersion; readonly before: ColumnsOfVersion },
): Promise<void> {
  const set = async (at: number, what: ColumnsOfVersion): Promise<void> => {
    await db
      .updateTable('tableVersion')
      .set({ columns: JSON.stringify(what) })
      .where('tableId', '=', tableId)
      .where('version', '=', at)
      .execute()
  }
  if ((await findTableColumns(db, tableId, version)) === undefined) await set(0, before)
  await set(version, columns)
}

/** Undefined: they never changed. */
export async function findTableColumns(db: Database, tableId: string, version: number): Promise<ColumnsOfVersion | undefined> {
  const row = await db
    .selectFrom('tableVersion')
    .select('columns')
    .where('tableId', '=', tableId)
    .where('version', '<=', version)
    .where('columns', 'is not', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.columns == null ? undefined : columnsFromJson(row.columns)
}

/** Of the versions after this one. */
export async function listOperations(db: Database, tableId: string, after: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tableVersion')
    .select('operation')
    .distinct()
    .where('tableId', '=', tableId)
    .where('version', '>', after)
    .execute()
  return rows.map(({ operation }) => operation)
}

/** The newest version that was committed by the moment. */
export async function findTableVersionAt(db: Database, tableId: string, at: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('tableVersion')
    .select((e) => e.fn.max<number | null>('version').as('version'))
    .where('tableId', '=', tableId)
    .where('committedAt', '<=', at)
    .executeTakeFirst()
  return row?.version ?? undefined
}

export interface CountedVersion extends TableVersion {
  readonly addedFiles: number
  readonly removedFiles: number
}

/** The newest first. Files that are forgotten do not count. */
export async function listTableVersions(db: Database, tableId: string): Promise<readonly CountedVersion[]> {
  const rows = await db.selectFrom('tableVersion').selectAll().where('tableId', '=', tableId).orderBy('version', 'desc').execute()
  const added = await countFilesBy(db, tableId, 'addedIn')
  const removed = await countFilesBy(db, tableId, 'removedIn')
  return rows.map(({ columns: _columns, ...row }) => ({
    ...row,
    jobId: row.jobId ?? undefined,
    addedFiles: added.get(row.version) ?? 0,
    removedFiles: removed.get(row.version) ?? 0,
  }))
}

async function countFilesBy(db: Database, tableId: string, by: 'addedIn' | 'removedIn'): Promise<ReadonlyMap<number, number>> {
  const rows = await db
    .selectFrom('tableFile')
    .select((e) => [by, e.fn.countAll<number>().as('count')])
    .where('tableId', '=', tableId)
    .groupBy(by)
    .execute()
  return new Map(rows.flatMap((row) => (row[by] === null ? [] : [[row[by], row.count] as const])))
}

/**
 * From now on each table, or the one, keeps its versions from the last one on that was the present one at the moment; answers with the tables that have files
 * which belong to earlier ones only.
 */
export async function forgetTableVersions(db: Database, before: number, tableId?: string): Promise<readonly string[]> {
  const tables = await replacedBefore(db, before, tableId)
  for (const { tableId: id, keptFrom } of tables) {
    // A version that is given up stays so: its files may be gone, while those of an earlier one are still here because a job reads them.
    const isLater = (e: ExpressionBuilder<Schema, 'catalogTable'>) => e.or([e('keptFrom', 'is', null), e('keptFrom', '<', keptFrom)])
    await db.updateTable('catalogTable').set({ keptFrom }).where('id', '=', id).where(isLater).execute()
  }
  return tables.map(({ tableId: id }) => id)
}

/** Of each table: the last version that took files away before the moment. */
async function replacedBefore(db: Database, before: number, tableId?: string): Promise<readonly { tableId: string; keptFrom: number }[]> {
  let replaced = db
    .selectFrom('tableFile')
    .innerJoin('tableVersion', (join) =>
      join.onRef('tableVersion.tableId', '=', 'tableFile.tableId').onRef('tableVersion.version', '=', 'tableFile.removedIn'),
    )
    .select((e) => ['tableFile.tableId', e.fn.max<number>('tableFile.removedIn').as('keptFrom')])
    .where('tableVersion.committedAt', '<', before)
  if (tableId !== undefined) replaced = replaced.where('tableFile.tableId', '=', tableId)
  return await replaced.groupBy('tableFile.tableId').execute()
}

/** The files of a table that no version would need any more if those were forgotten that were replaced before the moment, as `listForgottenFiles` tells them. */
export async function listFilesToForget(db: Database, before: number, tableId: string): ReturnType<typeof listForgottenFiles> {
  const [replaced] = await replacedBefore(db, before, tableId)
  return replaced === undefined ? [] : await listForgottenFiles(db, tableId, replaced.keptFrom)
}

/** What of a table no version needs any more which is kept, or which would be if none before `from` were; `isShared`: the file belongs to such a version all the same, which took it up again. */
export async function listForgottenFiles(
  db: Database,
  tableId: string,
  from = 0,
): Promise<readonly (Omit<StoredTableFile, 'bytes'> & { readonly isShared: boolean })[]> {
  const rows = await db
    .selectFrom('tableFile')
    .innerJoin('catalogTable', 'catalogTable.id', 'tableFile.tableId')
    .select(['tableFile.name', 'addedIn', 'removedIn', 'keptFrom'])
    .where('tableId', '=', tableId)
    .execute()
  const isForgotten = (row: { readonly removedIn: number | null; readonly keptFrom: number | null }): boolean =>
    row.removedIn !== null && (row.keptFrom !== null || from > 0) && row.removedIn <= Math.max(row.keptFrom ?? 0, from)
  const kept = new Set(rows.filter((row) => !isForgotten(row)).map(({ name }) => name))
  return rows
    .filter(isForgotten)
    .map(({ name, addedIn, removedIn }) => ({ name, addedIn, removedIn: removedIn ?? undefined, isShared: kept.has(name) }))
}

export async function deleteTableFile(
  db: Database,
  tableId: string,
  file: { readonly name: string; readonly addedIn: number },
): Promise<void> {
  await db
    .deleteFrom('tableFile')
    .where('tableId', '=', tableId)
    .where('name', '=', file.name)
    .where('addedIn', '=', file.addedIn)
    .execute()
}
