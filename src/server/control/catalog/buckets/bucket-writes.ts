import { CausewayError } from '../../../../base/errors.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { ProjectBuckets } from './buckets.ts'
import type { OpenFolder } from './open-folder.ts'

type FileMoves = Omit<Extract<WorkerCall, { kind: 'publish-files' }>, 'kind' | 'forTable'>

/**
 * What a job has written in a bucket gets its names here, and not in the worker, which cannot bring anything to the disk: what it is told of as finished must not be
 * lost with the machine's power. Answers with how many of the files that were to be removed are still there.
 */
export async function publishFiles(buckets: Pick<ProjectBuckets, 'openFolder'>, { location, moves, remove }: FileMoves): Promise<number> {
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
  let remaining = 0
  const emptied = new Set<OpenFolder>()
  for (const path of remove) {
    const folder = await folderOf(path)
    emptied.add(folder)
    if (!(await folder.removeFile(nameOf(path)).catch(() => false))) remaining += 1
  }
  await syncAll(emptied)
  return remaining
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
  let folder = root
  for (const name of names) {
    checkName(name)
    const next = await folder.folder(name).finally(() => (folder === root ? undefined : folder[Symbol.asyncDispose]()))
    if (next === undefined) throw new CausewayError('internal', 'A folder that was written is not there')
    folder = next
  }
  return folder
}
