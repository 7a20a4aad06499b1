import type { LogFolder } from '../log-folder.ts'
import { type Action, readAction } from './actions.ts'
import { commitName } from './log-files.ts'

export async function* commitActions(version: number, log: LogFolder): AsyncGenerator<Action> {
  const file = await log.file(commitName(version), 'it is a version of the table')
  for await (const line of log.jsonLines(file)) yield readAction(line, file.shown)
}
