import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { RemoteSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { openSession } from './open-table.ts'
import { remoteError } from './remote-error.ts'
import { textLiteral } from './table-name.ts'

/** A server without an end of tables is none. */
const NAMES_MAX = 1_000_000

/** The tables and views of a database, as `Source.tableNames` says. */
export async function tableNamesOfClickhouse(
  source: RemoteSource,
  schema: string,
  wanted: string | undefined,
  context: RemoteContext,
): Promise<readonly string[]> {
  const session = await openSession(source, context)
  try {
    const literal = textLiteral(schema)
    if ((await texts(session, `SELECT name FROM system.databases WHERE name = ${literal}`)).length === 0) {
      throw new CausewayError('not-found', `${noneNamed('database', schema)} in ${session.place}, or its user may not see it`, {
        hint: "Check the option 'schema', with the capitals that it has there",
      })
    }
    const isWanted = wanted === undefined ? '' : ` AND lower(name) = lower(${textLiteral(wanted)})`
    const names = await texts(
      session,
      `SELECT name FROM system.tables WHERE database = ${literal}${isWanted} ORDER BY name LIMIT ${NAMES_MAX + 1}`,
    )
    if (names.length <= NAMES_MAX) return names
    throw new CausewayError('limit-exceeded', `The database ${schema} in ${session.place} has more than ${NAMES_MAX} tables`, {
      hint: 'Name the table that you want: its name alone is asked for then',
    })
  } catch (error) {
    throw remoteError(error, session.place)
  } finally {
    await session.end()
  }
}

async function texts(session: RemoteSession, select: string): Promise<readonly string[]> {
  const { rows } = await session.rows(select)
  return rows.flatMap(([text]) => (typeof text === 'string' ? [text] : []))
}
