import type { DatabaseConnection } from '../../../protocol/database-connection.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { plainUrl, refuseSecrets } from './jdbc-source.ts'
import type { CheckSource } from './plan.ts'

const EXAMPLE =
  "Write CREATE DATABASE shop FROM CONNECTION OPTIONS ('url'='jdbc:postgresql://host:5432/database', 'schema'='public', 'passwdauth'='…')."
const NEEDS = { what: 'A database FROM CONNECTION', hint: EXAMPLE }
/** What one table has. */
const OF_A_TABLE = ['dbtable', 'query', 'partitioncolumn', 'lowerbound', 'upperbound'] as const
const SCHEMA_LENGTH_MAX = 128

/** The options of CREATE DATABASE … FROM CONNECTION, understood. @throws CausewayError for what is not, and for what may be a password */
export function databaseConnection(written: ReadonlyMap<string, string>): DatabaseConnection {
  refuseSecrets(written)
  const url = plainUrl(written, NEEDS)
  const ofATable = OF_A_TABLE.find((name) => written.has(name))
  if (ofATable !== undefined)
    throw notSupported(`The option '${ofATable}' of a database FROM CONNECTION`, `It is one of a single table. ${EXAMPLE}`)
  const schema = written.get('schema') ?? usualSchema(url)
  if (schema === undefined || schema === '')
    throw semanticError(
      'A database FROM CONNECTION needs the name of the schema',
      "Write 'schema'='shop', or the database behind the port of the URL.",
    )
  if (schema.length > SCHEMA_LENGTH_MAX) throw semanticError(`The option 'schema' has more than ${SCHEMA_LENGTH_MAX} characters`)
  const authName = written.get('passwdauth')
  const options = Object.fromEntries([...written].filter(([name]) => name !== 'url' && name !== 'schema' && name !== 'passwdauth'))
  return { url, schema, ...(authName === undefined ? {} : { authName }), options }
}

export function checkDatabaseConnection(written: ReadonlyMap<string, string>, checkSource: CheckSource): void {
  checkSource(foundSource(databaseConnection(written), 't'))
}

/** PostgreSQL's own; of MySQL, where a schema and a database are one, the database of the URL. */
function usualSchema(url: string): string | undefined {
  if (/^jdbc:postgresql:/i.test(url)) return 'public'
  const [, database] = /^jdbc:[a-z]+:\/\/[^/?]*\/([^?]+)/i.exec(url) ?? []
  try {
    return database === undefined ? undefined : decodeURIComponent(database)
  } catch {
    return undefined
  }
}
