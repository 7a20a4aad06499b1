import { CausewayError } from '../../../../../base/errors.ts'
import type { VersionChoice } from '../../../../../protocol/table-files.ts'
import type { FilesContext } from '../../../shared/source-context.ts'
import type { LogFolder } from '../log-folder.ts'
import { commitTimes } from './commit-times.ts'
import { type LogFiles, newestVersion } from './log-files.ts'
import { stateOf } from './state-of.ts'

/** The version that is asked for; the newest unless one is. @throws CausewayError for one that is not there */
export async function chosenVersion(
  files: LogFiles,
  was: VersionChoice | undefined,
  log: LogFolder,
  context: FilesContext,
): Promise<number> {
  const newest = newestVersion(files)
  if (was === undefined) return newest
  if ('snapshot' in was) throw new CausewayError('not-found', `${log.shown('')} has no version ${was.snapshot}: the newest is ${newest}`)
  if ('version' in was) {
    if (was.version <= newest) return was.version
    throw new CausewayError('not-found', `${log.shown('')} has no version ${was.version}: the newest is ${newest}`, {
      hint: 'DESCRIBE HISTORY lists its versions.',
    })
  }
  return await versionAt(was.at, newest, files, log, context)
}

/** The newest version that was there at the time. */
async function versionAt(at: number, newest: number, files: LogFiles, log: LogFolder, context: FilesContext): Promise<number> {
  const { metadata } = await stateOf(files, newest, log, context)
  const found = (await commitTimes(files.commits, metadata, log, context)).findLast(({ time }) => time <= at)
  if (found !== undefined) return found.version
  const first = files.commits[0]
  throw new CausewayError('not-found', `${log.shown('')} has no version that was there at ${new Date(at).toISOString()}`, {
    hint: first === undefined ? 'Its log has checkpoints only: ask for a version by its number.' : `Its log begins with version ${first}.`,
  })
}
