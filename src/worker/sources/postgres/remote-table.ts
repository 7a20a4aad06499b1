import type { Client } from 'pg'
import { CausewayError } from '../../../base/errors.ts'
import { quoteName } from '../../engine/quote.ts'
import { type RemoteType, remoteType } from './remote-type.ts'

export interface RemoteColumn {
  readonly name: string
  /** Undefined: of a type that has no counterpart; `typeName` says which. */
  readonly type: RemoteType | undefined
  readonly typeName: string
  /** GENERATED ALWAYS, as an identity or from other columns: it takes no values. */
  readonly isGenerated: boolean
}

export interface RemoteTable {
  /** Quoted, with its schema. */
  readonly sqlName: string
  /** Without quotes, for people. */
  readonly shownName: string
  readonly columns: readonly RemoteColumn[]
}

/** One row a column, one with nulls for a table without any. A domain is looked through to the type it is made of. */
const FIND_TABLE = `
WITH RECURSIVE found AS (
  SELECT c.oid, n.nspname, c.relname
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = pg_catalog.to_regclass($1)::oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
), base AS (
  SELECT a.attnum, a.attname, a.atttypid AS type_id, a.atttypmod AS modifier, a.attcollation,
    coalesce(pg_catalog.to_jsonb(a) ->> 'attidentity' = 'a' OR pg_catalog.to_jsonb(a) ->> 'attgenerated' <> '', false) AS generated
  FROM found JOIN pg_catalog.pg_attribute a ON a.attrelid = found.oid WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT b.attnum, b.attname, t.typbasetype, CASE WHEN b.modifier = -1 THEN t.typtypmod ELSE b.modifier END, b.attcollation, b.generated
  FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id WHERE t.typtype = 'd'
)
SELECT found.nspname::text AS table_schema, found.relname::text AS table_name,
  b.attname::text AS name, t.typname::text AS type, n.nspname::text AS type_schema, t.typcategory::text AS category, b.modifier AS modifier,
  pg_catalog.format_type(b.type_id, b.modifier) AS type_name,
  b.generated,
  coalesce(pg_catalog.to_jsonb(c) ->> 'collisdeterministic', 'true') = 'true' AS deterministic
FROM found LEFT JOIN (base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id AND t.typtype <> 'd'
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_collation c ON c.oid = b.attcollation) ON true
ORDER BY b.attnum`

interface ColumnRow {
  readonly name: string
  readonly type: string
  readonly type_schema: string
  readonly category: string
  readonly modifier: number
  readonly type_name: string
  readonly deterministic: boolean
  readonly generated: boolean
}

type Row = { readonly table_schema: string; readonly table_name: string } & (ColumnRow | { readonly name: null })

/** What the table, view or foreign table looks like now. @throws CausewayError not-found. */
export async function readRemoteTable(client: Client, tableName: string, place: string): Promise<RemoteTable> {
  const { rows } = await client.query<Row>(FIND_TABLE, [tableName])
  const [first] = rows
  if (first === undefined) {
    throw new CausewayError('not-found', `There is no table ${tableName} in ${place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [schema.]table, and capitals only within double quotes",
    })
  }
  return {
    sqlName: `${quoteName(first.table_schema)}.${quoteName(first.table_name)}`,
    shownName: `${first.table_schema}.${first.table_name}`,
    columns: rows.flatMap((row) =>
      row.name === null ? [] : [{ name: row.name, type: remoteType(row), typeName: row.type_name, isGenerated: row.generated }],
    ),
  }
}
