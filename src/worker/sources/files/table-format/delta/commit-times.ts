import type { FilesContext } from '../../../shared/source-context.ts'
import type { LogFolder } from '../log-folder.ts'
import type { Metadata } from './actions.ts'
import { commitActions } from './commit.ts'
import { commitName } from './log-files.ts'

export interface CommitTime {
  readonly version: number
  /** Epoch milliseconds. */
  readonly time: number
}

/**
 * When the commits were made, as the protocol has it: where the table keeps their times in its log, from the version on from which it does; else a commit is as
 * old as its file, and younger than the one before.
 */
export async function commitTimes(
  commits: readonly number[],
  metadata: Metadata | undefined,
  log: LogFolder,
  context: FilesContext,
): Promise<readonly CommitTime[]> {
  const keptFrom = timesKeptFrom(metadata)
  const times: CommitTime[] = []
  let before = Number.NEGATIVE_INFINITY
  for (const version of commits) {
    context.signal.throwIfAborted()
    const kept = version >= keptFrom ? await keptTime(version, log) : undefined
    const time = kept ?? Math.max(await fileTime(version, log), before + 1)
    before = time
    times.push({ version, time })
  }
  return times
}

function timesKeptFrom(metadata: Metadata | undefined): number {
  if (metadata?.configuration.get('delta.enableInCommitTimestamps') !== 'true') return Number.POSITIVE_INFINITY
  return Number(metadata.configuration.get('delta.inCommitTimestampEnablementVersion') ?? 0)
}

async function fileTime(version: number, log: LogFolder): Promise<number> {
  return Math.floor((await log.file(commitName(version), 'it is a version of the table')).modifiedAt)
}

async function keptTime(version: number, log: LogFolder): Promise<number | undefined> {
  for await (const action of commitActions(version, log)) if (action.kind === 'commit-info') return action.info.inCommitTimestamp
  return undefined
}
