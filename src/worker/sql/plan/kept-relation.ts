import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { tableKey } from '../bind/context.ts'
import { KEPT_DATABASE } from '../kept-tables.ts'
import type { Relation } from '../tree/query.ts'

/** What is kept under the name, as a table. */
export function keptTable(name: string, columns: readonly Column[]): TableDefinition {
  return { database: KEPT_DATABASE, name, columns: [...columns], source: { kind: 'managed', format: 'parquet' } }
}

export const keptKey = ({ name }: TableDefinition): string => tableKey(KEPT_DATABASE, name)

export const named = (database: string, table: string, alias?: string): Relation => ({
  kind: 'table',
  name: { database, table },
  alias: { name: alias, columnNames: [] },
})

export const kept = ({ name }: TableDefinition): Relation => named(KEPT_DATABASE, name)
