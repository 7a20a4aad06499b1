import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { findFunction } from '../../sql/bind/call.ts'
import { describeUserFunction } from '../../sql/session/plan-function.ts'
import type { SessionCommand } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, textRows } from './command-rows.ts'
import { selected } from './name-pattern.ts'

type FunctionCommand = Extract<
  SessionCommand,
  { kind: 'put-catalog-function' | 'drop-catalog-function' | 'describe-catalog-function' | 'refresh-catalog-function' | 'show-functions' }
>

/** What makes, drops and shows functions of databases. */
export async function runFunctionCommand(command: FunctionCommand, context: JobContext): Promise<ResultRows> {
  switch (command.kind) {
    case 'put-catalog-function':
      await existingDatabase(command.database, context)
      await context.call(command)
      return NO_ROWS
    case 'drop-catalog-function': {
      const { database, name, ifExists } = command
      const { dropped } = await context.call({ kind: 'drop-catalog-function', database, name })
      if (!dropped && !ifExists) throw noFunction(database, name)
      return NO_ROWS
    }
    case 'describe-catalog-function': {
      const lines = describeUserFunction(await existingFunction(command, context), command.isExtended, command.database)
      return textRows(
        ['function_desc'],
        lines.map((line) => [line]),
      )
    }
    case 'refresh-catalog-function':
      await existingFunction(command, context)
      return textRows(['note'], [['Nothing is kept of functions: every statement reads them anew.']])
    case 'show-functions': {
      const { database, names, pattern } = command
      const ofDatabase = database === undefined ? [] : await functionsOf(database, context)
      const shown = [...selected(names, pattern), ...selected(ofDatabase, pattern).map((name) => `${database}.${name}`)]
      return textRows(
        ['function'],
        shown.toSorted().map((name) => [name]),
      )
    }
  }
}

async function functionsOf(database: string, context: JobContext): Promise<readonly string[]> {
  await existingDatabase(database, context)
  return (await context.call({ kind: 'list-catalog-functions', database })).names
}

async function existingFunction(
  { database, name, isBare }: Extract<FunctionCommand, { isBare: boolean }>,
  context: JobContext,
): Promise<UserFunction> {
  const found = await context.call({ kind: 'get-catalog-function', database, name })
  if (found !== null) return found
  // Its words name those that are called alike.
  if (isBare) findFunction(name)
  throw noFunction(database, name)
}

const noFunction = (database: string, name: string): CausewayError =>
  new CausewayError('not-found', noneNamed('function', `${database}.${name}`), {
    hint: `SHOW USER FUNCTIONS IN ${database} lists those that there are; a function of your session is named alone.`,
  })
