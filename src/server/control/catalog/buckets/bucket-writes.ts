import { CausewayError } from '../../../../base/errors.ts'
import { TABLE_FILE_LIMITS } from '../../../../protocol/table-file-limits.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { ProjectBuckets } from './buckets.ts'
import { checkName, FoldersBelow, nameOf, SYNCS_AT_ONCE } from './folders-below.ts'
import type { OpenFolder } from './open-folder.ts'

type Publication = Omit<Extract<WorkerCall, { kind: 'publish-files' }>, 'kind' | 'forTable'>

/**
 * What a job has written in a bucket gets its names here, and not in the worker, which cannot bring anything to the disk: what it is told of as finished must not be
 * lost with the machine's power. Where it throws, some files may have theirs.
 */
export async function giveNames(
  buckets: Pick<ProjectBuckets, 'openFolder'>,
  { location, moves }: Pick<Publication, 'location' | 'moves'>,
): Promise<void> {
  await using folders = await FoldersBelow.open(buckets, location)
  for (let at = 0; at < moves.length; at += SYNCS_AT_ONCE) {
    const files: { readonly folder: OpenFolder; readonly name: string }[] = []
    for (const { from } of moves.slice(at, at + SYNCS_AT_ONCE)) files.push({ folder: await folders.of(from, 'source'), name: nameOf(from) })
    // Each has ended before a folder is closed.
    for (const synced of await Promise.allSettled(files.map(({ folder, name }) => folder.syncFile(name)))) {
      if (synced.status === 'rejected') throw synced.reason
      if (!synced.value) throw new CausewayError('internal', `A file that was written for ${location} is not there`)
    }
  }
  for (const { from, to } of moves) {
    const target = await folders.changing(to, 'target')
    await (await folders.of(from, 'source')).move(nameOf(from), target, nameOf(to))
  }
  await folders.sync()
}

/** What replaces the files is there by then, so that nothing is a failure any more. Answers with how many are still there, or may be again after a loss of power. */
export async function removeReplaced(
  buckets: Pick<ProjectBuckets, 'openFolder'>,
  { location, remove }: Pick<Publication, 'location' | 'remove'>,
): Promise<number> {
  if (remove.length === 0) return 0
  let remaining = 0
  try {
    await using folders = await FoldersBelow.open(buckets, location)
    for (const path of remove) {
      const isGone = async (): Promise<boolean> => {
        const folder = await unlessGone(folders.changing(path, 'source'))
        return folder === undefined || (await folder.removeFile(nameOf(path)))
      }
      if (!(await isGone().catch(() => false))) remaining += 1
    }
    await folders.sync()
    return remaining
  } catch {
    return remove.length
  }
}

/** Undefined: the folder, or its bucket, is not there, and nothing that was in it. */
export async function unlessGone<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof CausewayError && error.kind === 'not-found') return undefined
    throw error
  }
}

/** @throws 'forbidden' where a path that a worker gave leads out of the folder, 'limit-exceeded' for more than a statement has */
export function checkPaths({ location, moves, remove }: Publication): void {
  const { files, replacedFiles, pathsCharacters } = TABLE_FILE_LIMITS
  if (moves.length > files)
    throw new CausewayError('limit-exceeded', `One statement writes at most ${files} files at ${location}`, {
      hint: 'Write fewer partitions by one statement.',
    })
  if (remove.length > replacedFiles)
    throw new CausewayError('limit-exceeded', `One statement replaces at most ${replacedFiles} files at ${location}`, {
      hint: 'Remove files there by hand, or overwrite one partition after the other.',
    })
  const characters = [...moves.map(({ to }) => to), ...remove].reduce((sum, path) => sum + path.length, 0)
  if (characters > pathsCharacters)
    throw new CausewayError('limit-exceeded', `The paths of the files that one statement writes at ${location} are too long together`, {
      hint: 'Write fewer partitions by one statement.',
    })
  for (const path of [...moves.flatMap(({ from, to }) => [from, to]), ...remove]) for (const name of path.split('/')) checkName(name)
}
