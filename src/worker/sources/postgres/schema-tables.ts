import { CausewayError } from '../../../base/errors.ts'
import type { RemoteSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { openSession } from './open-table.ts'
import { remoteError } from './remote-error.ts'

/** One row a table, one with a null for a schema without any. What none of its columns may be read or written of is not there for its user. */
const TABLES = `
SELECT c.relname::text AS name
FROM pg_catalog.pg_namespace n LEFT JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT, INSERT')
  AND ($2::text IS NULL OR pg_catalog.lower(c.relname::text) = pg_catalog.lower($2)
    OR pg_catalog.octet_length(c.relname::text) <> pg_catalog.length(c.relname::text))
WHERE n.nspname::text = $1
ORDER BY c.relname::text COLLATE "C"`

/** The tables, views and foreign tables of the schema that the source is in, as `Source.tableNames` says. */
export async function tableNamesOfPostgres(
  source: RemoteSource,
  schema: string,
  wanted: string | undefined,
  context: RemoteContext,
): Promise<readonly string[]> {
  const { session } = await openSession(source, context)
  try {
    const { rows } = await session.client.query<{ readonly name: string | null }>(TABLES, [schema, wanted ?? null])
    if (rows.length === 0) {
      throw new CausewayError('not-found', `There is no schema ${schema} in ${session.place}`, {
        hint: "Check the option 'schema', with the capitals that it has there, and the database in the JDBC URL",
      })
    }
    return rows.flatMap(({ name }) => (name === null ? [] : [name]))
  } catch (error) {
    throw remoteError(error, session.place)
  } finally {
    await session.end()
  }
}
