import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { isTable, isView } from '../../../protocol/catalog-entry.ts'
import type { TemporaryView, ViewName } from '../../../protocol/session.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import { GLOBAL_DATABASE } from '../../sql/session/plan-session.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import { unreadableOf, unreadableStar } from '../../sql/unreadable-columns.ts'
import { presentTable } from '../catalog-reader.ts'
import { findTable } from '../find-table.ts'
import type { JobContext } from '../job-context.ts'
import { missingTableHint } from '../missing-names.ts'

export type Relation =
  | { readonly kind: 'table'; readonly table: TableDefinition }
  /** One of the catalog. */
  | { readonly kind: 'catalog-view'; readonly view: ViewDefinition }
  /** A temporary one. */
  | { readonly kind: 'view'; readonly name: ViewName; readonly view: TemporaryView }

/** What the name stands for: a temporary view before a table. @param use 'describe': it is asked for to be described alone */
export async function findRelation(named: NamedRelation, context: JobContext, use?: 'describe'): Promise<Relation | undefined> {
  const name = viewName(named)
  if (name !== undefined) {
    const view = await context.call({ kind: 'get-view', view: name })
    if (view !== null) return { kind: 'view', name, view }
    if (name.isGlobal) return undefined
  }
  const { database, table } = named
  const found = await findTable(
    { database, table, ...(use === undefined ? {} : { describes: true }) },
    (call) => context.call(call),
    context,
  )
  if (found === undefined) return undefined
  return isView(found) ? { kind: 'catalog-view', view: found } : isTable(found) ? { kind: 'table', table: found } : undefined
}

/** @throws CausewayError not-found */
export async function existingRelation(named: NamedRelation, context: JobContext): Promise<Relation> {
  const found = await findRelation(named, context)
  if (found !== undefined) return found
  const { database, table } = named
  const hint = await missingTableHint((call) => context.call(call), database, table, context)
  throw new CausewayError('not-found', noneNamed('table or view', `${database}.${table}`), { hint })
}

/** The same, with the columns that a table has at its place now. */
export async function presentRelation(named: NamedRelation, context: JobContext): Promise<Relation> {
  const found = await existingRelation(named, context)
  return found.kind === 'table' ? { kind: 'table', table: await presentTable(found.table, undefined, context) } : found
}

/** @throws CausewayError not-found; sql-semantics for a view, of which `lack` says what a table has and it has not: 'rows of its own' */
export async function existingTable(named: NamedRelation, lack: string, context: JobContext): Promise<TableDefinition> {
  const found = await existingRelation(named, context)
  if (found.kind === 'table') return found.table
  throw new CausewayError('sql-semantics', `${named.table} is a view, and a view has no ${lack}`)
}

export function viewName({ database, table, isBare }: NamedRelation): ViewName | undefined {
  if (isBare) return { name: table, isGlobal: false }
  return database === GLOBAL_DATABASE ? { name: table, isGlobal: true } : undefined
}

/** Those that may be described. */
export const columnsOf = (relation: Relation): readonly Column[] =>
  relation.kind === 'table' ? describedTable(relation.table).columns : relation.view.columns

/** The table with the columns that may be described, of those by which it is partitioned too. */
export function describedTable(table: TableDefinition): TableDefinition {
  const { columns, partitionedBy, columnRights: rights } = table
  if (rights === undefined || rights.isDescribed) return table
  const isShown = (name: string): boolean => rights.readable.includes(name.toLowerCase())
  const { partitionedBy: _, unusable: _unusable, ...rest } = table
  const partitions = partitionedBy?.filter(isShown) ?? []
  return {
    ...rest,
    columns: columns.filter(({ name }) => isShown(name)),
    ...(partitions.length === 0 ? {} : { partitionedBy: partitions }),
  }
}

/** Whether there is a partition of these values tells of rows that have them. @throws CausewayError sql-permission */
export function requireDescribedPartitions(table: TableDefinition): void {
  const shown = describedTable(table).partitionedBy ?? []
  const hidden = table.partitionedBy?.find((name) => !shown.includes(name))
  const unreadable = unreadableOf(table)
  if (hidden !== undefined && unreadable !== undefined) throw unreadableStar(unreadable)
}
