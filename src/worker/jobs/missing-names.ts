import { closeMatches } from '../../base/close-matches.ts'
import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { RESULTS_DATABASE } from '../../protocol/result-files.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../protocol/worker-calls.ts'
import { MissingTableError } from '../sql/missing-table.ts'
import { GLOBAL_DATABASE } from '../sql/session/plan-session.ts'

type Ask = <C extends WorkerCall>(call: C) => Promise<WorkerCallAnswers[C['kind']]>

/** As many databases are looked into for a table that stands in another one. */
const DATABASES_MAX = 50

/** What `work` gives; where it fails for a table that is not there, the error says which names are like it. */
export async function namingMissingTables<T>(ask: Ask, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof MissingTableError)) throw error
    const { kind, message, database, table, place } = error
    throw new CausewayError(kind, message, { hint: await missingTableHint(ask, database, table), place, cause: error })
  }
}

export async function missingTableHint(ask: Ask, database: string, table: string): Promise<string> {
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
  const { tables } = await ask({ kind: 'list-tables', database })
  const close = [...closeMatches(table, tables).map((name) => `${database}.${name}`), ...closeMatches(table, temporary)]
  if (close.length > 0) return didYouMean(close)
  const elsewhere = await databasesWith(ask, table, databases)
  if (elsewhere.length > 0) return didYouMean(elsewhere.map((other) => `${other}.${table}`))
  const listed = `SHOW TABLES IN ${database} lists its tables`
  const { connection } = (await ask({ kind: 'get-database', database })) ?? {}
  // Nothing is made in a database FROM CONNECTION.
  return connection === undefined
    ? `${listed}; CREATE TABLE makes one.`
    : `${listed}: those of the schema ${connection.schema} of a remote database, where it would have to be made.`
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
