import type { Client } from 'pg'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { quoteName } from '../../engine/quote.ts'
import { builtInType } from './built-in-type.ts'
import { KnownTables } from './known-tables.ts'
import type { RemoteRelation } from './remote-relation.ts'
import { type RemoteType, type RemoteTypeRow, remoteType } from './remote-type.ts'

export interface RemoteColumn {
  readonly name: string
  readonly type: RemoteType
  readonly typeName: string
  /** GENERATED ALWAYS, as an identity or from other columns: it takes no values. */
  readonly isGenerated: boolean
}

export interface RemoteTable {
  /** What stands behind FROM: a quoted name with its schema, or a query in brackets with its alias. */
  readonly from: string
  /** Undefined: it is a query, and nothing can be written into it. */
  readonly sqlName: string | undefined
  /** Without quotes, for people. */
  readonly shownName: string
  readonly columns: readonly RemoteColumn[]
  /** Texts are kept in UTF-8 there. */
  readonly isUtf8: boolean
  /** Of a table whose rows are found by ranges of its blocks; undefined: of anything else, or of an older database. */
  readonly blocks: number | undefined
  /** Rows in all of the blocks, by what the last ANALYZE or VACUUM has found in one. */
  readonly rows: number | undefined
}

/** Columns of a type, of `base` (attnum, attname, type_id, modifier, attcollation, generated): a domain is looked through to the type it is made of. */
const LOOK_THROUGH_DOMAINS = `
  UNION ALL
  SELECT b.attnum, b.attname, t.typbasetype, CASE WHEN b.modifier = -1 THEN t.typtypmod ELSE b.modifier END, b.attcollation, b.generated
  FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id WHERE t.typtype = 'd'`
const COLUMN_FIELDS = `
  b.attname::text AS name, t.typname::text AS type, n.nspname::text AS type_schema, b.modifier AS modifier,
  pg_catalog.format_type(b.type_id, b.modifier) AS type_name, b.generated,
  e.typname::text AS element, en.nspname::text AS element_schema, pg_catalog.getdatabaseencoding() = 'UTF8' AS is_utf8,
  CASE WHEN b.attcollation = 0 OR t.typcollation = 0 THEN true WHEN c.oid IS NULL THEN false
    ELSE coalesce(pg_catalog.to_jsonb(c) ->> 'collisdeterministic', 'true') = 'true' END AS deterministic`
const COLUMN_TABLES = `base b JOIN pg_catalog.pg_type t ON t.oid = b.type_id AND t.typtype <> 'd'
  JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN (pg_catalog.pg_type e JOIN pg_catalog.pg_namespace en ON en.oid = e.typnamespace) ON e.oid = t.typelem AND e.typarray = t.oid
  LEFT JOIN pg_catalog.pg_collation c ON c.oid = b.attcollation`
const GENERATED = `coalesce(pg_catalog.to_jsonb(a) ->> 'attidentity' = 'a' OR pg_catalog.to_jsonb(a) ->> 'attgenerated' <> '', false)`

/** Ranges of ctid are read without the rest of the table since PostgreSQL 14. */
const BLOCKS = `CASE WHEN c.relkind IN ('r', 'm') AND NOT c.relhassubclass AND pg_catalog.current_setting('server_version_num')::int4 >= 140000
    THEN pg_catalog.pg_relation_size(c.oid)::float8 / pg_catalog.current_setting('block_size')::int4 END`

/** In one of its blocks: as the planner does, which scales what was found by what the table has grown since. */
const DENSITY = 'CASE WHEN c.relpages > 0 AND c.reltuples > 0 THEN c.reltuples::float8 / c.relpages END'

/**
 * Another one after every change of the table's or its columns' definition, whose rows are written anew then, of its schema's name, and of the server. Types and collations
 * are changed by their names alone while a column has them.
 */
const STAMP = `pg_catalog.concat_ws(' ', c.oid, c.xmin, c.relname, n.nspname, pg_catalog.pg_postmaster_start_time(),
    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(':', s.attnum, s.xmin, s.atttypid, s.atttypmod, s.attcollation), ',' ORDER BY s.attnum)
     FROM pg_catalog.pg_attribute s WHERE s.attrelid = c.oid AND s.attnum > 0))`
const FOUND = `pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = pg_catalog.to_regclass($1)::oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`

/** Of a table that is known: an eighth of the work of FIND_TABLE. */
const LOOK_AGAIN = `SELECT ${STAMP} AS stamp, ${BLOCKS} AS blocks, ${DENSITY} AS density FROM ${FOUND}`

/** What each row says of the table itself. */
const TABLE_FIELDS = 'found.nspname::text AS table_schema, found.relname::text AS table_name, found.blocks, found.density, found.stamp'
const TABLE_FOUND = `SELECT c.oid, n.nspname, c.relname, ${BLOCKS} AS blocks, ${DENSITY} AS density, ${STAMP} AS stamp FROM ${FOUND}`

/**
 * One row a column, one with nulls for a table without any. Types and collations by their numbers: a new connection has every catalogue yet to open that a statement
 * names, so that this takes half the time of FIND_TABLE, which is asked for what the numbers do not say.
 */
const GLANCE = `
SELECT ${TABLE_FIELDS}, a.attname::text AS name, a.atttypid AS type_id, a.atttypmod AS modifier, a.attcollation AS collation_id,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name, ${GENERATED} AS generated, pg_catalog.getdatabaseencoding() = 'UTF8' AS is_utf8
FROM (${TABLE_FOUND}) found LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = found.oid AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum`

/** The same with what there is to know of each type. */
const FIND_TABLE = `
WITH RECURSIVE found AS (${TABLE_FOUND}), base AS (
  SELECT a.attnum, a.attname, a.atttypid AS type_id, a.atttypmod AS modifier, a.attcollation, ${GENERATED} AS generated
  FROM found JOIN pg_catalog.pg_attribute a ON a.attrelid = found.oid WHERE a.attnum > 0 AND NOT a.attisdropped${LOOK_THROUGH_DOMAINS}
)
SELECT ${TABLE_FIELDS},${COLUMN_FIELDS}
FROM found LEFT JOIN (${COLUMN_TABLES}) ON true
ORDER BY b.attnum`

/** The columns of a query's answer, of which the database tells types and, where they are a table's, the table's columns. */
const FIND_COLUMNS = `
WITH RECURSIVE base AS (
  SELECT q.number AS attnum, q.name AS attname, q.type_id, q.modifier, a.attcollation, false AS generated
  FROM unnest($1::text[], $2::oid[], $3::int4[], $4::oid[], $5::int2[]) WITH ORDINALITY AS q(name, type_id, modifier, table_id, column_number, number)
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = q.table_id AND a.attnum = q.column_number AND q.column_number > 0${LOOK_THROUGH_DOMAINS}
)
SELECT ${COLUMN_FIELDS}
FROM ${COLUMN_TABLES}
ORDER BY b.attnum`

interface ColumnRow extends RemoteTypeRow {
  readonly name: string
  readonly type_name: string
  readonly generated: boolean
  readonly is_utf8: boolean
}

interface StampRow {
  readonly stamp?: string
  readonly blocks?: number | null
  readonly density?: number | null
}

type RowOfTable = StampRow & { readonly table_schema: string; readonly table_name: string }
type TableRow = RowOfTable & (ColumnRow | { readonly name: null })
type GlanceRow = RowOfTable &
  (
    | (Pick<ColumnRow, 'name' | 'modifier' | 'type_name' | 'generated' | 'is_utf8'> & {
        readonly type_id: number
        readonly collation_id: number
      })
    | { readonly name: null }
  )

/** What the table, view, foreign table or query looks like now. @throws CausewayError not-found. */
export function readRemoteTable(client: Client, relation: RemoteRelation, place: string): Promise<RemoteTable> {
  return relation.kind === 'table' ? readTable(client, relation.name, place) : readQuery(client, relation.from)
}

const KNOWN = new KnownTables<RemoteTable>()

async function readTable(client: Client, tableName: string, place: string): Promise<RemoteTable> {
  const known = KNOWN.get(place, tableName)
  if (known !== undefined) {
    const { rows } = await client.query<StampRow>(LOOK_AGAIN, [tableName])
    const [now] = rows
    if (now?.stamp === known.stamp) return { ...known.table, ...sizeOf(now) }
  }
  return findTable(client, tableName, place)
}

async function findTable(client: Client, tableName: string, place: string): Promise<RemoteTable> {
  const glance = await client.query<GlanceRow>(GLANCE, [tableName])
  const rows = withTypes(glance.rows) ?? (await client.query<TableRow>(FIND_TABLE, [tableName])).rows
  const [first] = rows
  if (first === undefined) {
    throw new CausewayError('not-found', `${noneNamed('table', tableName)} in ${place}, or its user may not see it`, {
      hint: "Check the option 'dbtable': [schema.]table, and capitals only within double quotes; or REFRESH TABLE, where it was found in a database FROM CONNECTION",
    })
  }
  const sqlName = `${quoteName(first.table_schema)}.${quoteName(first.table_name)}`
  const table = {
    from: sqlName,
    sqlName,
    shownName: `${first.table_schema}.${first.table_name}`,
    columns: rows.flatMap((row) => (row.name === null ? [] : [remoteColumn(row)])),
    isUtf8: first.name !== null && first.is_utf8 === true,
    ...sizeOf(first),
  }
  if (typeof first.stamp === 'string') KNOWN.keep(place, tableName, { stamp: first.stamp, table })
  return table
}

/** Undefined: a column has a type or a collation that its number does not tell everything of. */
function withTypes(rows: readonly GlanceRow[]): readonly TableRow[] | undefined {
  const typed: TableRow[] = []
  for (const row of rows) {
    const type = row.name === null ? undefined : builtInType(row.type_id, row.collation_id)
    if (row.name !== null && type === undefined) return undefined
    typed.push(row.name === null || type === undefined ? { ...row, name: null } : { ...row, ...type })
  }
  return typed
}

function sizeOf({ blocks: told, density }: StampRow): Pick<RemoteTable, 'blocks' | 'rows'> {
  const blocks = typeof told === 'number' ? Math.floor(told) : undefined
  return { blocks, rows: blocks === undefined || typeof density !== 'number' ? undefined : Math.round(blocks * density) }
}

/** The extended protocol takes one statement: a query that would end this one and begin another is an error of the database. */
async function readQuery(client: Client, from: string): Promise<RemoteTable> {
  const described = { text: `SELECT * FROM ${from} LIMIT 0`, queryMode: 'extended' }
  const { fields } = await client.query(described)
  const { rows } = await client.query<ColumnRow>(FIND_COLUMNS, [
    fields.map(({ name }) => name),
    fields.map(({ dataTypeID }) => dataTypeID),
    fields.map(({ dataTypeModifier }) => dataTypeModifier),
    fields.map(({ tableID }) => tableID),
    fields.map(({ columnID }) => columnID),
  ])
  return {
    from,
    sqlName: undefined,
    shownName: '(query)',
    columns: rows.map(remoteColumn),
    isUtf8: rows[0]?.is_utf8 === true,
    blocks: undefined,
    rows: undefined,
  }
}

const remoteColumn = (row: ColumnRow): RemoteColumn => ({
  name: row.name,
  type: remoteType(row),
  typeName: row.type_name,
  isGenerated: row.generated,
})
