import { sql } from 'kysely'
import { nextTurn } from '../../../base/next-turn.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import type { TableRecord } from '../../domain/database.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database } from '../schema.ts'
import { type ShownOnly, shownRows } from '../shown-only.ts'
import { rowsOf } from '../sqlite/rows.ts'
import { partitionFromJson } from './table-versions.ts'
import { countTablesIn, tableOf } from './tables.ts'

export interface TableSelection extends PageRequest {
  /** A part of the name, in lower case. */
  readonly keyword?: string
  /** Kinds of sources, views among them. */
  readonly kinds?: readonly TableRecord['definition']['source']['kind'][]
  readonly shown?: ShownOnly
  /** Those behind this name alone. */
  readonly after?: string
}

/** Definitions have up to 4 MiB, and a page may have thousands: so much of them is read before others have their turn. */
const BYTES_OF_TURN = 2 ** 18

/** Without their columns, which no list shows: all of them together may be more than there is memory. */
const withoutColumns = (table: TableRecord): TableRecord => ({ ...table, definition: { ...table.definition, columns: [] } })

const within = (ids: readonly string[]) => sql<string>`(select value from json_each(${JSON.stringify(ids)}))`

/** In their order, with the bytes of their definitions, of which the store reads nothing for it. */
async function withSizes(
  db: Database,
  found: readonly { readonly id: string }[],
): Promise<readonly { readonly id: string; readonly bytes: number }[]> {
  const ids = found.map(({ id }) => id)
  const bytes = sql<number>`octet_length(definition)`.as('bytes')
  const rows = await db.selectFrom('catalogTable').select(['id', bytes]).where(sql<string>`id`, 'in', within(ids)).execute()
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

/** In the order of the ids. One that is gone meanwhile is not among them. */
async function readInTurns(
  db: Database,
  found: readonly { readonly id: string; readonly bytes: number }[],
): Promise<readonly TableRecord[]> {
  const items: TableRecord[] = []
  for (let at = 0; at < found.length; ) {
    if (at > 0) await nextTurn()
    const ids: string[] = []
    for (let bytes = 0; at < found.length && (ids.length === 0 || bytes + (found[at]?.bytes ?? 0) <= BYTES_OF_TURN); at += 1) {
      ids.push(found[at]?.id ?? '')
      bytes += found[at]?.bytes ?? 0
    }
    const rows = await db.selectFrom('catalogTable').selectAll().where(sql<string>`id`, 'in', within(ids)).execute()
    const byId = new Map(rows.map((row) => [row.id, row]))
    items.push(...ids.flatMap((id) => byId.get(id) ?? []).map((row) => withoutColumns(tableOf(row))))
  }
  return items
}

/** By name, without their columns. */
export async function pageOfTables(db: Database, databaseId: string, selection: TableSelection): Promise<Page<TableRecord>> {
  const { keyword = '', kinds, shown, after } = selection
  if (kinds?.length === 0) return { total: 0, items: [] }
  const rows = rowsOf(selection)
  let matching = db.selectFrom('catalogTable')
  if (shown === undefined) matching = matching.where('databaseId', '=', databaseId)
  else matching = matching.where(shownRows('catalog_table', shown, sql`database_id = ${databaseId}`))
  if (after !== undefined) matching = matching.where('name', '>', after)
  if (keyword !== '') matching = matching.where(sql<number>`instr(${sql.ref('name')}, ${keyword})`, '>', 0)
  if (kinds !== undefined) matching = matching.where(sql<string>`json_extract(${sql.ref('definition')}, '$.source.kind')`, 'in', [...kinds])
  const isWhole = shown === undefined && after === undefined && keyword === '' && kinds === undefined
  const counted = matching.select((e) => e.fn.countAll<number>().as('total'))
  const total = isWhole ? await countTablesIn(db, databaseId) : (await counted.executeTakeFirstOrThrow()).total
  // Found by an index alone, which knows the kinds.
  const found = await matching.select('id').orderBy('name').limit(rows.limit).offset(rows.offset).execute()
  return { total, items: await readInTurns(db, await withSizes(db, found)) }
}

/** When the present version of each managed table was made, and how many bytes its files have, by the table's id. */
export async function factsOfTables(
  db: Database,
  tableIds: readonly string[],
): Promise<ReadonlyMap<string, { readonly changedAt: number; readonly bytes: number }>> {
  const rows = await db
    .selectFrom('catalogTable')
    .innerJoin('tableVersion', (join) =>
      join.onRef('tableVersion.tableId', '=', 'catalogTable.id').onRef('tableVersion.version', '=', 'catalogTable.version'),
    )
    .select((e) => [
      'catalogTable.id as tableId',
      'tableVersion.committedAt as changedAt',
      e
        .selectFrom('tableFile')
        .whereRef('tableFile.tableId', '=', 'catalogTable.id')
        .where('tableFile.removedIn', 'is', null)
        .select((f) => f.fn.sum<number | null>('tableFile.bytes').as('bytes'))
        .$asScalar()
        .as('bytes'),
    ])
    .where(sql<string>`catalog_table.id`, 'in', sql<string>`(select value from json_each(${JSON.stringify(tableIds)}))`)
    .execute()
  return new Map(rows.map(({ tableId, changedAt, bytes }) => [tableId, { changedAt, bytes: bytes ?? 0 }]))
}

/** What is known of the files that a partition of the present version has. */
export interface PartitionFacts {
  readonly values: PartitionValues
  readonly files: number
  readonly bytes: number
  /** Undefined: not all were counted. */
  readonly rows: number | undefined
  readonly createdAt: number
  readonly changedAt: number
}

/** In one pass over all files that are known: there may be as many partitions as there are files. */
export async function factsOfPartitions(db: Database, tableId: string): Promise<readonly PartitionFacts[]> {
  const present = sql.raw('filter (where f.removed_in is null)')
  const { rows } = await sql<
    Omit<PartitionFacts, 'values' | 'rows'> & { readonly partition: string; readonly counted: number; readonly rowSum: number | null }
  >`
    select f.partition as partition, count(*) ${present} as files, sum(f.bytes) ${present} as bytes,
      count(f.row_count) ${present} as counted, sum(f.row_count) ${present} as row_sum,
      min(a.committed_at) as created_at, max(max(a.committed_at, coalesce(r.committed_at, 0))) as changed_at
    from table_file f
      join table_version a on a.table_id = f.table_id and a.version = f.added_in
      left join table_version r on r.table_id = f.table_id and r.version = f.removed_in
    where f.table_id = ${tableId} and f.partition is not null
    group by f.partition having count(*) ${present} > 0`.execute(db)
  return rows.map(({ partition, counted, rowSum, ...row }) => ({
    ...row,
    values: partitionFromJson(partition),
    rows: counted === row.files ? (rowSum ?? 0) : undefined,
  }))
}
