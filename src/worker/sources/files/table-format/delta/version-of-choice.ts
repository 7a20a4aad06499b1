import { CausewayError } from '../../../../../base/errors.ts'
import type { VersionChoice } from '../../../../../protocol/table-files.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { LogFolder } from '../log-folder.ts'
import { commitName, type LogFiles } from './log-files.ts'

/** The version that is asked for; the newest unless one is. @throws CausewayError for one that is not there */
export async function chosenVersion(
  files: LogFiles,
  was: VersionChoice | undefined,
  log: LogFolder,
  context: FilesContext,
): Promise<number> {
  const newest = Math.max(files.commits.at(-1) ?? 0, files.checkpoints.at(-1)?.version ?? 0)
  if (was === undefined) return newest
  if ('version' in was) {
    if (was.version <= newest) return was.version
    throw new CausewayError('not-found', `${log.shown('')} has no version ${was.version}: the newest is ${newest}`)
  }
  return await versionAt(was.at, files, log, context)
}

/** The newest version that was there at the time. A commit is as old as its file, and younger than the one before. */
async function versionAt(at: number, { commits }: LogFiles, log: LogFolder, context: FilesContext): Promise<number> {
  let found: number | undefined
  let before = Number.NEGATIVE_INFINITY
  for (const version of commits) {
    context.signal.throwIfAborted()
    const { modifiedAt } = await log.file(commitName(version), 'it is a version of the table')
    const time = Math.max(Math.floor(modifiedAt), before + 1)
    before = time
    if (time > at) break
    found = version
  }
  if (found !== undefined) return found
  const first = commits[0]
  throw new CausewayError('not-found', `${log.shown('')} has no version that was there at ${new Date(at).toISOString()}`, {
    hint: first === undefined ? 'Its log has checkpoints only: ask for a version by its number.' : `Its log begins with version ${first}.`,
  })
}
