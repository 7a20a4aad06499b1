import { CausewayError } from '../../../base/errors.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { NotProtocolError } from './protocol/not-protocol-error.ts'
import { ServerError } from './protocol/server-error.ts'

interface Words {
  readonly what: string
  readonly hint: string
}

const NOT_FITTING: Words = {
  what: 'a value does not fit its column there',
  hint: 'Cast it in the statement, or make the column wider in the database',
}
const NO_TABLE: Words = {
  what: 'there is no such table, or its user may not see it',
  hint: "Check the option 'dbtable': [database.]table, with the capitals that it has there; or REFRESH TABLE, where it was found in a database FROM CONNECTION",
}
const DENIED: Words = {
  what: 'the user of the datasource authentication may not do this',
  hint: 'Grant the user the right to do this in the database',
}
const FULL: Words = {
  what: 'the database has no free connection',
  hint: 'Run fewer jobs at once, or raise its max_connections, or max_user_connections',
}
const GONE: Words = { what: 'the database has ended the connection', hint: 'Look whether it was restarted, and run the statement again' }
const BLOCKED: Words = {
  what: 'the database does not let this machine in',
  hint: 'Look at the hosts of its users, and at FLUSH HOSTS after many failed attempts',
}
const BUSY: Words = { what: 'another transaction held the rows for too long', hint: 'Run the statement again when the other one has ended' }
const PACKET: Words = { what: 'a row or a statement is larger than the database takes', hint: 'Raise its max_allowed_packet' }
const READ_ONLY: Words = {
  what: 'the database takes no changes: it is read-only',
  hint: 'Name the host of the primary in the JDBC URL, not that of a replica',
}
const GENERATED: Words = {
  what: 'a column is generated from others and takes no values',
  hint: 'List the other columns: INSERT INTO … (a, b) …',
}
const REQUIRED: Words = {
  what: 'a column that takes no NULL has no value',
  hint: 'Give each such column a value, or a default in the database',
}
const NO_DATABASE: Words = {
  what: 'there is no such database, or its user may not see it',
  hint: 'Check the database in the JDBC URL and in the option dbtable',
}
const TIME_LIMIT: Words = {
  what: 'the statement took longer than the database allows',
  hint: 'Raise max_statement_time (MariaDB) or max_execution_time (MySQL) for the user',
}

/** By the servers' numbers, which MySQL and MariaDB share. */
const WORDS: ReadonlyMap<number, Words> = new Map<number, Words>([
  [1045, { what: 'the user or the password is wrong, or the user may not log in from here', hint: 'Check the datasource authentication' }],
  [
    1698,
    {
      what: 'the user may not log in with a password',
      hint: 'Give the user a password in the database, and store it as a datasource authentication',
    },
  ],
  [1044, DENIED],
  [1142, DENIED],
  [1143, DENIED],
  [1227, DENIED],
  [1370, DENIED],
  [1049, NO_DATABASE],
  [1046, NO_DATABASE],
  [1146, NO_TABLE],
  [1109, NO_TABLE],
  [1040, FULL],
  [1203, FULL],
  [1226, FULL],
  [1129, BLOCKED],
  [1130, BLOCKED],
  [1053, GONE],
  [1927, GONE],
  [1205, BUSY],
  [1213, { what: 'it was chosen to give way in a deadlock with another transaction', hint: 'Run the statement again' }],
  [1153, PACKET],
  [1301, PACKET],
  [3024, TIME_LIMIT],
  [1969, TIME_LIMIT],
  [1317, { what: 'the statement was stopped in the database', hint: 'Somebody has ended it there with KILL: run the statement again' }],
  [1290, READ_ONLY],
  [1836, READ_ONLY],
  [
    1792,
    {
      what: 'a query that only reads would change something',
      hint: 'Leave out of the query what writes: functions with effects, SELECT … FOR UPDATE',
    },
  ],
  [1906, GENERATED],
  [3105, GENERATED],
  [1048, REQUIRED],
  [1364, REQUIRED],
  [1264, NOT_FITTING],
  [1265, NOT_FITTING],
  [1292, NOT_FITTING],
  [1366, NOT_FITTING],
  [1406, NOT_FITTING],
  [1690, NOT_FITTING],
  [3140, NOT_FITTING],
  [3819, { what: 'a row is against a CHECK of the table', hint: 'Look at the constraints of the table there' }],
  [4025, { what: 'a row is against a CHECK of the table', hint: 'Look at the constraints of the table there' }],
  [1062, { what: 'a row with the same key is there already', hint: 'Leave such rows out, or delete them there before' }],
  [1452, { what: 'a row refers to one that is not there (a foreign key)', hint: 'Write the other table first' }],
  [1451, { what: 'other rows refer to one that would go (a foreign key)', hint: 'Delete those first' }],
])

/** What went wrong with a database, in the user's words, with the place it happened. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof CausewayError) return error
  if (error instanceof ServerError) return serverError(error, place)
  if (error instanceof NotProtocolError) {
    return new CausewayError('remote-failure', `${place} answered something that is no MySQL protocol`, {
      hint: 'Check the host and the port in the JDBC URL: something else may listen there',
      cause: error,
    })
  }
  const text = error instanceof Error ? error.message : String(error)
  if (/timeout expired/.test(text)) {
    return new CausewayError('remote-failure', `${place} accepted the connection but did not answer in time`, {
      hint: 'Check the port in the JDBC URL: what listens there may be another database (PostgreSQL waits until it is spoken to). A busy one has longer with connectTimeout in the URL',
      cause: error,
    })
  }
  return new CausewayError('remote-failure', `The connection to ${place} was lost: ${inOneLine(text)}`, { cause: error })
}

/** The name of what it is about, which the server's message has in quotes: of a column, a key, a table. A value is shown too, where it is a key's. */
function serverError(error: ServerError, place: string): CausewayError {
  const { code, sqlState, message } = error
  const words = WORDS.get(code)
  const number = `(error ${code}, SQLSTATE ${/^\w{5}$/.test(sqlState) ? sqlState : 'HY000'})`
  if (words === undefined) return new CausewayError('remote-failure', `${place}: ${inOneLine(message)} ${number}`, { cause: error })
  const about = aboutWhat(words, message)
  return new CausewayError('remote-failure', `${place}: ${words.what}${about} ${number}`, { hint: words.hint, cause: error })
}

/** The column that a message names, or the constraint. */
function aboutWhat(words: Words, message: string): string {
  const [, column] = /\bcolumn (?:`[^`]*`\.`[^`]*`\.)?['`]([^'`]+)['`]/i.exec(message) ?? /^(?:Field|Column) '([^']+)'/.exec(message) ?? []
  const [, constraint] = /\b(?:CONSTRAINT|constraint|key) ['`]([^'`]+)['`]/.exec(message) ?? []
  if (words === NO_TABLE || (column === undefined && constraint === undefined)) return ''
  return `: ${inOneLine(column === undefined ? `${constraint}` : `"${column}"`)}`
}
