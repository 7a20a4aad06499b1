import type { Client } from 'pg'
import { CausewayError } from '../../../base/errors.ts'
import { quoteName } from '../../engine/quote.ts'
import { type RemoteType, remoteType } from './remote-type.ts'

export interface RemoteColumn {
  readonly name: string
  /** Undefined: of a type that has no counterpart; `typeName` says which. */
  readonly type: RemoteType | undefined
  readonly typeName: string
}

export interface RemoteTable {
  /** Quoted, with its schema. */
  readonly sqlName: string
  /** Without quotes, for people. */
  readonly shownName: string
  readonly columns: readonly RemoteColumn[]
}

const FIND_TABLE = `
SELECT c.oid::int8::text AS oid, n.nspname::text AS schema, c.relname::text AS name
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = pg_catalog.to_regclass($1)::oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`

/** A domain is looked through to the type it is made of. */
const FIND_COLUMNS = `
WITH RECURSIVE base AS (
  SELECT a.attnum, a.attname, a.atttypid AS type_id, a.atttypmod AS modifier, a.attcollation
  FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT b.attnum, b.attname, t.typbasetype, CASE WHEN b.modifier = -1 THEN t.typtypmod ELSE b.modifier END, b.attcollation
  FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id WHERE t.typtype = 'd'
)
SELECT b.attname::text AS name, t.typname::text AS type, n.nspname::text AS type_schema, t.typcategory::text AS category, b.modifier AS modifier,
  pg_catalog.format_type(b.type_id, b.modifier) AS type_name,
  coalesce(pg_catalog.to_jsonb(c) ->> 'collisdeterministic', 'true') = 'true' AS deterministic
FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_collation c ON c.oid = b.attcollation
WHERE t.typtype <> 'd' ORDER BY b.attnum`

interface TableRow {
  readonly oid: string
  readonly schema: string
  readonly name: string
}

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly type_schema: string
  readonly category: string
  readonly modifier: number
  readonly type_name: string
  readonly deterministic: boolean
}

/** What the table, view or foreign table looks like now. @throws CausewayError not-found. */
export async function readRemoteTable(client: Client, tableName: string, place: string): Promise<RemoteTable> {
  const tables = await client.query<TableRow>(FIND_TABLE, [tableName])
  const [table] = tables.rows
  if (table === undefined) {
    throw new CausewayError('not-found', `There is no table ${tableName} in ${place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [schema.]table, and capitals only within double quotes",
    })
  }
  const columns = await client.query<ColumnRow>(FIND_COLUMNS, [table.oid])
  return {
    sqlName: `${quoteName(table.schema)}.${quoteName(table.name)}`,
    shownName: `${table.schema}.${table.name}`,
    columns: columns.rows.map((row) => ({ name: row.name, type: remoteType(row), typeName: row.type_name })),
  }
}
