import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { RemoteSource } from '../../../protocol/table-definition.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectMysql, type RemoteSession } from './connect.ts'
import { textLiteral } from './dialect.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'

/** As many as one answer may have. */
const PAGE = 5_000
/** A server without an end of tables is none. */
const NAMES_MAX = 1_000_000

/** The tables and views of the database that the source is in, as `Source.tableNames` says. */
export async function tableNamesOfMysql(
  source: RemoteSource,
  schema: string,
  wanted: string | undefined,
  context: RemoteContext,
): Promise<readonly string[]> {
  const { options, address } = readSource(source)
  const credential = await context.credential(options.passwdauth, address.host, address.port)
  const session = await connectMysql(address, credential, context)
  try {
    const literal = textLiteral(schema)
    // Where the server keeps names in lower case, capitals make no difference in it.
    const isSame = `SCHEMA_NAME = ${literal} AND (BINARY SCHEMA_NAME = ${literal} OR @@lower_case_table_names <> 0)`
    if ((await texts(session, `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE ${isSame}`)).length === 0) {
      throw new CausewayError('not-found', `${noneNamed('database', schema)} in ${session.place}, or its user may not see it`, {
        hint: "Check the option 'schema', with the capitals that it has there",
      })
    }
    const isWanted = wanted === undefined ? '' : ` AND LOWER(TABLE_NAME) = LOWER(${textLiteral(wanted)})`
    const names: string[] = []
    for (;;) {
      const page = await texts(
        session,
        `SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${literal}${isWanted} ORDER BY TABLE_NAME LIMIT ${names.length}, ${PAGE}`,
      )
      names.push(...page)
      if (page.length < PAGE) return names
      if (names.length >= NAMES_MAX) {
        throw new CausewayError('limit-exceeded', `The database ${schema} in ${session.place} has more than ${NAMES_MAX} tables`, {
          hint: 'Name the table that you want: its name alone is asked for then',
        })
      }
    }
  } catch (error) {
    throw remoteError(error, session.place)
  } finally {
    await session.end()
  }
}

async function texts({ connection }: RemoteSession, sql: string): Promise<readonly string[]> {
  const { rows } = await connection.query(sql)
  return rows.flatMap(([text]) => (text === undefined ? [] : [text.toString('utf8')]))
}
