import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, textRows } from './command-rows.ts'
import { matchesPattern } from './name-pattern.ts'

export async function showDatabases(command: Extract<Command, { kind: 'show-databases' }>, context: JobContext): Promise<ResultRows> {
  const { databases } = await context.call({ kind: 'list-databases' })
  return textRows(
    ['databaseName'],
    selected(databases, command.pattern).map((name) => [name]),
  )
}

export async function showTables(command: Extract<Command, { kind: 'show-tables' }>, context: JobContext): Promise<ResultRows> {
  await existingDatabase(command.database, context)
  const { tables } = await context.call({ kind: 'list-tables', database: command.database })
  return textRows(
    ['database', 'tableName', 'isTemporary'],
    selected(tables, command.pattern).map((name) => [command.database, name, 'false']),
  )
}

const selected = (names: readonly string[], pattern: string | undefined): string[] =>
  names.filter((name) => pattern === undefined || matchesPattern(name, pattern)).toSorted()
