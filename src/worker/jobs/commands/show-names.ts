import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import { GLOBAL_DATABASE } from '../../sql/session/plan-session.ts'
import { tablesThere } from '../find-table.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, relationRows, textRows } from './command-rows.ts'
import { matchesPattern, selected } from './name-pattern.ts'
import { visibleViews } from './session-commands.ts'

/** There is one, by the name that Spark's own has. */
export const showCatalogs = ({ pattern }: Extract<Command, { kind: 'show-catalogs' }>): ResultRows =>
  textRows(
    ['catalog'],
    selected(['spark_catalog'], pattern).map((name) => [name]),
  )

export async function showDatabases(command: Extract<Command, { kind: 'show-databases' }>, context: JobContext): Promise<ResultRows> {
  const { databases } = await context.call({ kind: 'list-databases' })
  return textRows(
    ['namespace'],
    selected(databases, command.pattern).map((name) => [name]),
  )
}

export async function showTables(command: Extract<Command, { kind: 'show-tables' }>, context: JobContext): Promise<ResultRows> {
  const { database, pattern } = command
  const tables = database === GLOBAL_DATABASE ? [] : await tablesOf(database, context)
  const views = (await visibleViews(database, context)).filter(([, name]) => pattern === undefined || matchesPattern(name, pattern))
  return relationRows('tableName', [
    ...selected(tables, pattern).map((name) => [database, name, false] as const),
    ...views.map(([namespace, name]) => [namespace, name, true] as const),
  ])
}

async function tablesOf(database: string, context: JobContext): Promise<readonly string[]> {
  await existingDatabase(database, context)
  const { tables, areAll } = await context.call({ kind: 'list-tables', database })
  // Whoever may not see all is shown what is theirs of those that are known.
  return (areAll ? await tablesThere(database, (call) => context.call(call), context) : undefined) ?? tables
}
