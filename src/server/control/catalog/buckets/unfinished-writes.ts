import { CausewayError } from '../../../../base/errors.ts'
import type { Logger } from '../../../../base/log.ts'
import { UNFINISHED_PREFIX } from '../../../../protocol/reserved-names.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import type { FilePublication } from '../../../store/catalog/file-publications.ts'
import {
  deleteUnfinishedWrite,
  insertUnfinishedWrite,
  listUnfinishedWrites,
  type UnfinishedWrite,
} from '../../../store/catalog/unfinished-writes.ts'
import type { Database } from '../../../store/schema.ts'
import type { Store } from '../../../store/store.ts'
import { createHeldByJobs } from '../../shared/held-by-jobs.ts'
import type { Buckets } from './buckets.ts'
import { keepPublished, publishWritten, takeBack } from './file-publications.ts'
import { besideLocation } from './folder-replacements.ts'
import { checkName } from './folders-below.ts'
import type { PublishingGate } from './publishing-gate.ts'

type Announcement = Omit<Extract<WorkerCall, { kind: 'announce-write' }>, 'kind'>

/**
 * What jobs write into buckets stands under a name of what is not whole until it is published. A worker that is killed takes nothing away, so that the server knows of each
 * before it is made: what is left of it goes when the job has ended, or at the next start.
 */
export interface UnfinishedWrites {
  /** Waits, too, while buckets are copied. */
  announce(jobId: string, projectId: string, write: Announcement): Promise<void>
  /** Nothing of the job's is taken away while it is published, be the job at its end by then. */
  publishing<T>(jobId: string, publish: () => Promise<T>): Promise<T>
  /** Files that the job has written get their names: all of them or none. Answers with how many of those that were to be removed are still there. */
  publish(jobId: string, projectId: string, publication: Publication): Promise<number>
  /**
   * The table and what the job has published for it at its location: both, or none.
   *
   * @param create makes the table in one transaction, and does in it what it is given; answers whether it was made
   */
  withTable(jobId: string, location: string, create: (commit: (tx: Database) => Promise<void>) => Promise<boolean>): Promise<boolean>
  /** The job has ended. */
  release(jobId: string): void
  /** Before any job runs: what those of the last server have left is on its way out then. */
  settle(): Promise<void>
  /** Settles when what ended jobs have left is gone, as far as it could be. */
  drain(): Promise<void>
  /** Nothing more is removed: that is for the next start. */
  stop(): Promise<void>
}

interface UnfinishedWritesDeps {
  readonly store: Store
  readonly buckets: Pick<Buckets, 'of'>
  readonly log: Logger
}

interface GatedDeps extends UnfinishedWritesDeps {
  readonly gate: Pick<PublishingGate, 'pass'>
}

type Publication = Omit<Extract<WorkerCall, { kind: 'publish-files' }>, 'kind'>

const bareLocation = (location: string): string => location.replace(/\/+$/, '')

const WRITES_OF_JOB_MAX = 64

export function createUnfinishedWrites({ gate, ...deps }: GatedDeps): UnfinishedWrites {
  let hasStopped = false
  const isStopped = (): boolean => hasStopped
  const held = createHeldByJobs<UnfinishedWrite>((writes) => removeAll(deps, writes, isStopped))
  const forTables = createHeldByJobs<FilePublication>((publications) => takeBack(deps, publications, isStopped))
  let ofLastServer: Promise<void> = Promise.resolve()

  async function drain(): Promise<void> {
    await ofLastServer
    await held.drain()
    await forTables.drain()
  }

  return {
    async announce(jobId, projectId, { location, place, name }) {
      if (!name.startsWith(UNFINISHED_PREFIX)) throw new CausewayError('forbidden', `${name} is no name of what is not whole`)
      checkName(name)
      if (held.of(jobId).length >= WRITES_OF_JOB_MAX)
        throw new CausewayError('limit-exceeded', `A job writes into ${WRITES_OF_JOB_MAX} folders at most`, {
          hint: 'Write the others by statements of their own.',
        })
      const folder = place === 'inside' ? location : besideLocation(location).parent
      const write = { projectId, folder, name }
      held.add(jobId, write)
      // What begins between the copy of the database and that of the buckets would stay in the copy for ever.
      await held.using(jobId, () => gate.pass(() => insertUnfinishedWrite(deps.store.db, write)))
    },
    publishing: (jobId, publish) => held.using(jobId, () => gate.pass(publish)),
    publish: (jobId, projectId, publication) =>
      forTables.using(jobId, () =>
        held.using(jobId, () =>
          gate.pass(async () => {
            requireOwn(held.of(jobId), projectId, publication)
            const { remaining, waiting } = await publishWritten(deps, projectId, publication)
            if (waiting !== undefined) forTables.add(jobId, waiting)
            return remaining
          }),
        ),
      ),
    async withTable(jobId, location, create) {
      const waiting = forTables.of(jobId).find((one) => bareLocation(one.location) === bareLocation(location))
      if (waiting === undefined) return await create(async () => {})
      return await forTables.using(jobId, async () => {
        const isMade = await create((tx) => keepPublished(tx, waiting))
        if (isMade) forTables.drop(jobId, waiting)
        return isMade
      })
    },
    release(jobId) {
      held.release(jobId)
      forTables.release(jobId)
    },
    async settle() {
      ofLastServer = removeAll(deps, await listUnfinishedWrites(deps.store.db), isStopped)
    },
    drain,
    async stop() {
      hasStopped = true
      await drain()
    },
  }
}

/** @throws where a worker, which is not trusted, would give the names of its files to what others have there */
function requireOwn(announced: readonly UnfinishedWrite[], projectId: string, { location, moves }: Publication): void {
  const isHere = (write: UnfinishedWrite): boolean => write.projectId === projectId && bareLocation(write.folder) === bareLocation(location)
  const own = new Set(announced.filter(isHere).map(({ name }) => name))
  if (moves.some(({ from }) => !own.has(from.split('/')[0] ?? '')))
    throw new CausewayError('forbidden', 'A job may only publish what it has announced, and written')
}

async function removeAll(deps: UnfinishedWritesDeps, writes: readonly UnfinishedWrite[], isStopped: () => boolean): Promise<void> {
  for (const write of writes) if (!isStopped()) await removeUnfinished(deps, write, isStopped)
}

/** What cannot be removed now is tried again by the next start. */
async function removeUnfinished(
  { store, buckets, log }: UnfinishedWritesDeps,
  write: UnfinishedWrite,
  isStopped: () => boolean,
): Promise<void> {
  const { projectId, folder, name } = write
  try {
    await removeFrom(buckets.of(projectId), folder, name, isStopped)
    await deleteUnfinishedWrite(store.db, write)
  } catch (error) {
    if (isStopped()) return
    log.error({ err: error, folder, name }, 'What a job has left unfinished in a bucket could not be removed')
  }
}

async function removeFrom(buckets: ReturnType<Buckets['of']>, location: string, name: string, isStopped: () => boolean): Promise<void> {
  try {
    await using folder = await buckets.openFolder(location)
    await folder.remove(name, isStopped)
  } catch (error) {
    // The folder, or its bucket, is gone, and all that was in it.
    if (!(error instanceof CausewayError && error.kind === 'not-found')) throw error
  }
}
