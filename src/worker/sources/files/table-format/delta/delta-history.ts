import type { TableVersionShown } from '../../../../../protocol/table-files.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { LogFolder } from '../log-folder.ts'
import type { CommitInfo } from './actions.ts'
import { commitActions } from './commit.ts'
import { commitTimes } from './commit-times.ts'
import { isKept, listLog, newestVersion } from './log-files.ts'
import { stateOf } from './state-of.ts'

/** The newest ones are read: a table may have very many. */
const VERSIONS_MAX = 1000

/** The commits that the log still has, the newest first. */
export async function deltaHistory(log: LogFolder, context: FilesContext): Promise<readonly TableVersionShown[]> {
  const files = await listLog(log)
  const { metadata } = await stateOf(files, newestVersion(files), log, context)
  const times = await commitTimes(files.commits, metadata, log, context)
  const shown: TableVersionShown[] = []
  for (const { version, time } of times.toReversed().slice(0, VERSIONS_MAX)) {
    const { info, added, removed } = await commitSummary(version, log)
    shown.push({
      version,
      committedAt: time,
      userName: info?.userName ?? '',
      operation: info?.operation ?? '',
      jobId: undefined,
      addedFiles: added,
      removedFiles: removed,
      isKept: isKept(files, version),
    })
  }
  return shown
}

async function commitSummary(version: number, log: LogFolder) {
  let info: CommitInfo | undefined
  let added = 0
  let removed = 0
  for await (const action of commitActions(version, log)) {
    if (action.kind === 'commit-info') info = action.info
    if (action.kind === 'add') added += 1
    if (action.kind === 'remove') removed += 1
  }
  return { info, added, removed }
}
