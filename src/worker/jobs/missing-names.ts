import { closeMatches } from '../../base/close-matches.ts'
import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { RESULTS_DATABASE } from '../../protocol/result-files.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../protocol/worker-calls.ts'
import type { FilesContext, RemoteContext } from '../sources/shared/source-context.ts'
import { MissingTableError } from '../sql/missing-table.ts'
import { GLOBAL_DATABASE } from '../sql/session/plan-session.ts'
import { tablesThere } from './find-table.ts'

type Places = FilesContext & RemoteContext
type Ask = <C extends WorkerCall>(call: C) => Promise<WorkerCallAnswers[C['kind']]>

/** As many databases are looked into for a table that stands in another one. */
const DATABASES_MAX = 50

/**
 * What `work` gives; where it fails for a table that is not there, the error says which names are like it.
 * @param places absent where nothing remote can be asked
 */
export async function namingMissingTables<T>(ask: Ask, work: Promise<T>, places?: Places): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MissingTableError)) throw error
    const { kind, message, database, table, place } = error
    throw new CausewayError(kind, message, { hint: await missingTableHint(ask, database, table, places), place, cause: error })
  }
}

export async function missingTableHint(ask: Ask, database: string, table: string, places?: Places): Promise<string> {
  if (database === RESULTS_DATABASE)
    return `A kept result is named by its job: ${RESULTS_DATABASE}.\`<job id>\`. A job keeps all of its rows with the setting causeway.sql.keepResult=all.`
  const { views } = await ask({ kind: 'get-session' })
  const temporary = views.map(({ name, isGlobal }) => (isGlobal ? `${GLOBAL_DATABASE}.${name}` : name))
  if (database === GLOBAL_DATABASE) {
    const close = closeMatches(`${database}.${table}`, temporary)
    return close.length > 0 ? didYouMean(close) : 'SHOW VIEWS IN global_temp lists the global temporary views of the queue.'
  }
  const { databases } = await ask({ kind: 'list-databases' })
  if (!databases.includes(database)) {
    const close = closeMatches(database, databases)
    const others = close.length > 0 ? didYouMean(close.map((name) => `${name}.${table}`)) : 'SHOW DATABASES lists those that are there.'
    return `${noneNamed('database', database)}. ${others}`
  }
  const tables = await tablesIn(ask, database, places)
  const close = [...closeMatches(table, tables).map((name) => `${database}.${name}`), ...closeMatches(table, temporary)]
  const listed = `SHOW TABLES IN ${database} lists its tables`
  const { connection } = (await ask({ kind: 'get-database', database })) ?? {}
  if (close.length > 0) return connection === undefined ? didYouMean(close) : `${didYouMean(close)} ${listed}.`
  const elsewhere = await databasesWith(ask, table, databases)
  if (elsewhere.length > 0) return didYouMean(elsewhere.map((other) => `${other}.${table}`))
  // Nothing is made in a database FROM CONNECTION.
  return connection === undefined
    ? `${listed}; CREATE TABLE makes one.`
    : `${listed}: those of the schema ${connection.schema} of a remote database, where it would have to be made.`
}

/** Of a remote schema all that are there, for who may see them all: the catalog knows those alone that were named by now. */
async function tablesIn(ask: Ask, database: string, places: Places | undefined): Promise<readonly string[]> {
  const { tables, areAll } = await ask({ kind: 'list-tables', database })
  if (!areAll || places === undefined) return tables
  try {
    return (await tablesThere(database, ask, places)) ?? tables
  } catch (thrown) {
    // That the table is not there is the mistake that is told.
    if (thrown instanceof CausewayError) return tables
    throw thrown
  }
}

/** Of a database that is not there. */
export async function missingDatabaseHint(ask: Ask, database: string): Promise<string> {
  const { databases } = await ask({ kind: 'list-databases' })
  const close = closeMatches(database, databases)
  return close.length > 0 ? didYouMean(close) : 'SHOW DATABASES lists those that are there; CREATE DATABASE makes one.'
}

async function databasesWith(ask: Ask, table: string, databases: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const database of databases.slice(0, DATABASES_MAX)) {
    if (await isSeen(ask, database, table)) found.push(database)
  }
  return found.slice(0, 3)
}

/** Where the user may see nothing of the name, the server refuses to say whether there is one. */
async function isSeen(ask: Ask, database: string, table: string): Promise<boolean> {
  try {
    return (await ask({ kind: 'get-table', database, table })) !== null
  } catch (thrown) {
    if (thrown instanceof CausewayError && thrown.kind === 'sql-permission') return false
    throw thrown
  }
}

const didYouMean = (names: readonly string[]): string => `Did you mean ${names.join(' or ')}?`
