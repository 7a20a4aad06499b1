import { CausewayError } from '../../../../base/errors.ts'
import { TABLE_FILE_LIMITS } from '../../../../protocol/table-file-limits.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { ProjectBuckets } from './buckets.ts'
import { checkName, eachOfFolders, FoldersBelow, folderOf, nameOf } from './folders-below.ts'
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
  await eachOfFolders(
    moves,
    ({ from }) => folderOf(from),
    (some) =>
      folders.within(some[0].from, 'source', async (folder) => {
        for (const { from } of some) {
          if (await folders.sync(() => folder.syncFile(nameOf(from)))) continue
          throw new CausewayError('internal', `A file that was written for ${location} is not there`)
        }
      }),
  )
  // Only then: whoever reads there sees a part of them for as short as may be.
  await eachOfFolders(
    moves,
    ({ from, to }) => `${folderOf(to)}\0${folderOf(from)}`,
    (some) =>
      folders.within(some[0].to, 'target', async (target) => {
        await folders.within(some[0].from, 'source', async (source) => {
          for (const { from, to } of some) await source.move(nameOf(from), target, nameOf(to))
        })
        await folders.sync(() => target.sync())
      }),
  )
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
    await eachOfFolders(remove, folderOf, async (paths) => {
      const remove = async (folder: OpenFolder): Promise<number> => {
        let left = 0
        for (const path of paths) if (!(await folder.removeFile(nameOf(path)).catch(() => false))) left += 1
        await folders.sync(() => folder.sync())
        return left
      }
      // Those that are gone may be there again after a loss of power, where that could not be brought to the disk.
      const left = await unlessGone(folders.within(paths[0], 'source', remove)).catch(() => paths.length)
      remaining += left ?? 0
    })
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
