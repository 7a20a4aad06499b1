import { CausewayError } from '../../../../base/errors.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { ProjectBuckets } from './buckets.ts'
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
  await using stack = new AsyncDisposableStack()
  const folderOf = await foldersBelow(buckets, location, stack)
  for (const { from } of moves)
    if (!(await (await folderOf(from)).syncFile(nameOf(from))))
      throw new CausewayError('internal', `A file that was written for ${location} is not there`)
  const changed = new Set<OpenFolder>()
  for (const { from, to } of moves) {
    const target = await folderOf(to, true)
    await (await folderOf(from)).move(nameOf(from), target, nameOf(to))
    changed.add(target)
  }
  await syncAll(changed)
}

/** What replaces the files is there by then, so that nothing is a failure any more. Answers with how many are still there, or may be again after a loss of power. */
export async function removeReplaced(
  buckets: Pick<ProjectBuckets, 'openFolder'>,
  { location, remove }: Pick<Publication, 'location' | 'remove'>,
): Promise<number> {
  if (remove.length === 0) return 0
  await using stack = new AsyncDisposableStack()
  const emptied = new Set<OpenFolder>()
  let remaining = 0
  try {
    const folderOf = await foldersBelow(buckets, location, stack)
    for (const path of remove) {
      const isGone = async (): Promise<boolean> => {
        const folder = await unlessGone(folderOf(path))
        if (folder === undefined) return true
        emptied.add(folder)
        return await folder.removeFile(nameOf(path))
      }
      if (!(await isGone().catch(() => false))) remaining += 1
    }
    await syncAll(emptied)
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

/**
 * The folder that a path below the location stands in: by links nowhere but to the folders of new names, where one may stand that leads to another place in the bucket.
 * The stack closes what was opened.
 */
export async function foldersBelow(
  buckets: Pick<ProjectBuckets, 'openFolder'>,
  location: string,
  stack: AsyncDisposableStack,
): Promise<(path: string, isTarget?: boolean) => Promise<OpenFolder>> {
  const root = stack.use(await buckets.openFolder(location))
  const opened = new Map<string, OpenFolder>([['', root]])
  return async (path, isTarget = false) => {
    const names = path.split('/').slice(0, -1)
    const key = names.join('/')
    const found = opened.get(key)
    if (found !== undefined) return found
    const folder = stack.use(isTarget ? await buckets.openFolder(`${location.replace(/\/$/, '')}/${key}`) : await below(root, names))
    opened.set(key, folder)
    return folder
  }
}

export async function syncAll(folders: ReadonlySet<OpenFolder>): Promise<void> {
  for (const folder of folders) await folder.sync()
}

/** @throws 'forbidden' where a path that a worker gave leads out of the folder */
export function checkPaths({ moves, remove }: Pick<Publication, 'moves' | 'remove'>): void {
  for (const path of [...moves.flatMap(({ from, to }) => [from, to]), ...remove]) for (const name of path.split('/')) checkName(name)
}

/** A path that a worker gave: the last part, which is a name and no way out of the folder. */
export function nameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  checkName(name)
  return name
}

export function checkName(name: string): void {
  if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
    throw new CausewayError('forbidden', 'A job may only name files below its location')
}

/** The caller closes what it gets, which is not the root. */
async function below(root: OpenFolder, names: readonly string[]): Promise<OpenFolder> {
  for (const name of names) checkName(name)
  let folder = root
  for (const name of names) {
    const next = await folder.folder(name).finally(() => (folder === root ? undefined : folder[Symbol.asyncDispose]()))
    if (next === undefined) throw new CausewayError('not-found', 'A folder below the location of a table is not there')
    folder = next
  }
  return folder
}
