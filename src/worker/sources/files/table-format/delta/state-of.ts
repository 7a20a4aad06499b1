import type { FilesContext } from '../../../shared/source-context.ts'
import type { LogFolder } from '../log-folder.ts'
import { checkpointActions } from './checkpoint.ts'
import { commitActions } from './commit.ts'
import { filesOfVersion, LOG, type LogFiles } from './log-files.ts'
import { LogState } from './log-state.ts'

/** What the log makes of the table at the version. */
export async function stateOf(files: LogFiles, version: number, log: LogFolder, context: FilesContext): Promise<LogState> {
  const { checkpoint, commits } = filesOfVersion(files, version, log)
  const state = new LogState()
  if (checkpoint !== undefined) for await (const action of checkpointActions(checkpoint, log, context)) state.apply(action, log.shown(LOG))
  for (const commit of commits) for await (const action of commitActions(commit, log)) state.apply(action, log.shown(LOG))
  return state
}
