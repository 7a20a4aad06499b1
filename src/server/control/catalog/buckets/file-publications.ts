import { CausewayError } from '../../../../base/errors.ts'
import { newUuid } from '../../../../base/ids.ts'
import type { Logger } from '../../../../base/log.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import {
  deleteFilePublication,
  type FilePublication,
  insertFilePublication,
  listFilePublications,
} from '../../../store/catalog/file-publications.ts'
import type { Store } from '../../../store/store.ts'
import { checkPaths, giveNames, removeReplaced, unlessGone } from './bucket-writes.ts'
import type { Buckets, ProjectBuckets } from './buckets.ts'
import { eachOfFolders, FoldersBelow, folderOf, nameOf } from './folders-below.ts'
import type { OpenFolder } from './open-folder.ts'

type Publication = Omit<Extract<WorkerCall, { kind: 'publish-files' }>, 'kind'>

interface PublicationDeps {
  readonly store: Store
  readonly buckets: Pick<Buckets, 'of'>
}

interface SettleDeps extends PublicationDeps {
  readonly log: Logger
}

/** What was published, how many of the files that were to be removed are still there, and what is to be taken back unless a table is made of it. */
interface Published {
  readonly remaining: number
  readonly waiting: FilePublication | undefined
}

/**
 * A system has no step that gives several files their names, or takes others away with that: what is about to be done is written first, so that the next start brings it to
 * an end, or takes it back.
 */
export async function publishWritten(deps: PublicationDeps, projectId: string, publication: Publication): Promise<Published> {
  const { location, moves, remove, forTable } = publication
  if (forTable && remove.length > 0) throw new CausewayError('forbidden', 'A new table replaces nothing')
  checkPaths(publication)
  const buckets = deps.buckets.of(projectId)
  await requireNew(buckets, publication)
  // One step as it is.
  if (moves.length + remove.length <= 1 && !forTable) {
    await giveNames(buckets, publication)
    return { remaining: await removeReplaced(buckets, publication), waiting: undefined }
  }
  const added = moves.map(({ to }) => to)
  const written: FilePublication = { id: newUuid(), projectId, location, added, removed: remove, isForTable: forTable }
  await insertFilePublication(deps.store.db, written)
  try {
    await giveNames(buckets, publication)
  } catch (error) {
    // Be all of them there by now: whoever asked is told that nothing is.
    await settleOne(deps, written, false)
    throw error
  }
  if (forTable) return { remaining: 0, waiting: written }
  const remaining = await removeReplaced(buckets, publication)
  await deleteFilePublication(deps.store.db, written.id)
  return { remaining, waiting: undefined }
}

/** What is published takes no file's place, and so nothing that was there goes where it is taken back. @throws 'forbidden' */
async function requireNew(buckets: Pick<ProjectBuckets, 'openFolder'>, { location, moves }: Publication): Promise<void> {
  const isTaken = (): CausewayError => new CausewayError('forbidden', 'A job may only publish files under names that no file has')
  if (new Set(moves.map(({ to }) => to)).size < moves.length) throw isTaken()
  await using folders = await FoldersBelow.open(buckets, location)
  await eachOfFolders(
    moves.map(({ to }) => to),
    folderOf,
    (paths) =>
      folders.within(paths[0], 'target', async (folder) => {
        for (const path of paths) if (await folder.has(nameOf(path))) throw isTaken()
      }),
  )
}

/** In the transaction that makes the table of it. @throws where the job has ended, and it was taken back */
export async function keepPublished(tx: Store['db'], { id }: FilePublication): Promise<void> {
  if (!(await deleteFilePublication(tx, id))) throw new CausewayError('forbidden', 'The job has given up the rows of the table')
}

/** Before any job runs: what the last server was publishing is all there afterwards, or nothing of it is. */
export async function settleFilePublications(deps: SettleDeps): Promise<void> {
  await takeBack(deps, await listFilePublications(deps.store.db))
}

/** What cannot be settled now, and what is left when it is stopped, is tried again by the next start. */
export async function takeBack(
  deps: SettleDeps,
  publications: readonly FilePublication[],
  isStopped: () => boolean = () => false,
): Promise<void> {
  for (const publication of publications) {
    if (isStopped()) return
    try {
      await settleOne(deps, publication, await isWhole(deps, publication), isStopped)
    } catch (error) {
      deps.log.error({ err: error, folder: publication.location }, 'What a job has published in part could not be brought to an end')
    }
  }
}

/** All of it is there when each file has its name: only then something else may be gone. */
const isWhole = async ({ buckets }: PublicationDeps, { projectId, location, added, isForTable }: FilePublication): Promise<boolean> =>
  !isForTable && (await areThere(buckets.of(projectId), location, added))

/** Brings it to an end, or takes it back. */
async function settleOne(
  { store, buckets }: PublicationDeps,
  publication: FilePublication,
  isKept: boolean,
  isStopped: () => boolean = () => false,
): Promise<void> {
  const { id, projectId, location, added, removed } = publication
  await removeFiles(buckets.of(projectId), location, isKept ? removed : added, isStopped)
  if (isStopped()) return
  await deleteFilePublication(store.db, id)
}

async function areThere(buckets: Pick<ProjectBuckets, 'openFolder'>, location: string, paths: readonly string[]): Promise<boolean> {
  await using folders = await unlessGone(FoldersBelow.open(buckets, location))
  if (folders === undefined) return paths.length === 0
  let areAll = true
  await eachOfFolders(paths, folderOf, async (some) => {
    const isOneGone = async (folder: OpenFolder): Promise<boolean> => {
      for (const path of some) if ((await folder.fileStat(nameOf(path))) === undefined) return true
      return false
    }
    if (areAll && (await unlessGone(folders.within(some[0], 'target', isOneGone))) !== false) areAll = false
  })
  return areAll
}

async function removeFiles(
  buckets: Pick<ProjectBuckets, 'openFolder'>,
  location: string,
  paths: readonly string[],
  isStopped: () => boolean,
): Promise<void> {
  await using folders = await unlessGone(FoldersBelow.open(buckets, location))
  if (folders === undefined) return
  await eachOfFolders(paths, folderOf, async (some) => {
    const remove = async (folder: OpenFolder): Promise<void> => {
      for (const path of some) await folder.removeFile(nameOf(path))
      await folders.sync(() => folder.sync())
    }
    if (!isStopped()) await unlessGone(folders.within(some[0], 'target', remove))
  })
}
