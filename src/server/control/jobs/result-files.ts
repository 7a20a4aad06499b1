import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import { KEEP_RESULT, RESULT_FILE, RESULTS_FOLDER } from '../../../protocol/result-files.ts'
import { findJob } from '../../store/jobs/jobs.ts'
import type { Store } from '../../store/store.ts'
import { OpenFolder } from '../catalog/buckets/open-folder.ts'
import { LIMITS, RETENTION } from '../shared/limits.ts'
import { eachOf } from '../shared/removal.ts'

interface OfJob {
  readonly id: string
  readonly projectId: string
}

/**
 * All rows of the results whose jobs asked for that: <home>/warehouse/<project>/.results/<job>/rows.parquet. Written by the job, whole when the job is finished; kept as
 * long as the rows of a preview.
 */
export interface ResultFiles {
  /** An empty folder for a job that runs, and how many bytes its project may still keep. */
  stage(job: OfJob): Promise<{ readonly folder: string; readonly bytesMax: number }>
  /** How many bytes the job may keep, with what all others of its project have written by now. */
  room(job: OfJob): Promise<number>
  /** The rows of a job that runs are on the disk then, and stay when it finishes. 'limit-exceeded' when its project would keep more than it may. */
  keep(job: OfJob): Promise<void>
  /** Of a finished job, if it has kept all rows. */
  path(job: OfJob): Promise<string | undefined>
  /** The same, to be read. */
  open(job: OfJob): Promise<FileHandle | undefined>
  remove(job: OfJob): Promise<void>
  /** Removes what no job has any more, and what is no longer kept, until it is stopped. One that cannot be removed is told behind the others. */
  sweep(isStopped?: () => boolean): Promise<void>
}

interface ResultFilesDeps {
  readonly home: string
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  /** Of a project. */
  readonly bytesMax?: number
}

export function createResultFiles({ home, store, clock, log, bytesMax = LIMITS.resultBytesOfProject }: ResultFilesDeps): ResultFiles {
  const root = dataFiles(home).warehouse
  /** Of jobs that have not kept theirs yet. */
  const unkept = new Set<string>()
  /** One after the other: two that fit, each by itself, are too much together. */
  let keeping: Promise<unknown> = Promise.resolve()

  /** By links nowhere: a worker may put one in the place of any folder. Undefined where a folder is not there. */
  async function goDown(stack: AsyncDisposableStack, names: readonly string[], make = false): Promise<OpenFolder | undefined> {
    let folder = stack.use(await OpenFolder.open(root))
    for (const name of names) {
      const next = make ? await folder.make(name) : await folder.folder(name)
      if (next === undefined) return undefined
      folder = stack.use(next)
    }
    return folder
  }

  async function bytesOf(projectId: string, isCounted: (jobId: string) => boolean): Promise<number> {
    await using stack = new AsyncDisposableStack()
    const results = await goDown(stack, [projectId, RESULTS_FOLDER])
    let bytes = 0
    for (const name of (await results?.names('folders')) ?? []) {
      if (!isCounted(name)) continue
      await using folder = await results?.folder(name)
      bytes += (await folder?.fileStat(RESULT_FILE))?.size ?? 0
    }
    return bytes
  }

  async function open({ id, projectId }: OfJob): Promise<FileHandle | undefined> {
    await using stack = new AsyncDisposableStack()
    return await (await goDown(stack, [projectId, RESULTS_FOLDER, id]))?.file(RESULT_FILE)
  }

  async function remove({ id, projectId }: OfJob): Promise<void> {
    await using stack = new AsyncDisposableStack()
    unkept.delete(id)
    try {
      await (await goDown(stack, [projectId, RESULTS_FOLDER]))?.remove(id)
    } catch (error) {
      log.warn({ err: error, jobId: id }, 'The rows of a job could not be removed')
    }
  }

  async function roomOf({ id, projectId }: OfJob): Promise<number> {
    return Math.max(0, bytesMax - (await bytesOf(projectId, (other) => other !== id)))
  }

  async function keepOne({ id, projectId }: OfJob): Promise<void> {
    if ((await bytesOf(projectId, (other) => other === id || !unkept.has(other))) > bytesMax) throw tooManyBytes()
    await using stack = new AsyncDisposableStack()
    const folder = await goDown(stack, [projectId, RESULTS_FOLDER, id])
    if ((await folder?.syncFile(RESULT_FILE)) !== true) throw new CausewayError('internal', 'The rows of the job are not there')
    await folder?.sync()
    unkept.delete(id)
  }

  const tooManyBytes = (): CausewayError =>
    new CausewayError('limit-exceeded', `With this result the project would keep more than ${bytesMax} bytes`, {
      hint: `Wait until older results are gone (24 hours), or leave ${KEEP_RESULT} out and write the rows into a table or a bucket.`,
    })

  async function isKept(jobId: string): Promise<boolean> {
    const job = await findJob(store.db, jobId)
    if (job === undefined) return false
    if (job.endedAt === undefined) return true
    return job.state === 'finished' && clock() - job.endedAt <= RETENTION.jobRowsMs
  }

  return {
    async stage({ id, projectId }) {
      await remove({ id, projectId })
      unkept.add(id)
      const room = await roomOf({ id, projectId })
      await using stack = new AsyncDisposableStack()
      await goDown(stack, [projectId, RESULTS_FOLDER, id], true)
      return { folder: join(root, projectId, RESULTS_FOLDER, id), bytesMax: room }
    },
    room: roomOf,
    async keep(job) {
      const kept = keeping.then(() => keepOne(job))
      keeping = kept.catch(() => undefined)
      await kept
    },
    async path(job) {
      const file = await open(job)
      await file?.close()
      return file === undefined ? undefined : join(root, job.projectId, RESULTS_FOLDER, job.id, RESULT_FILE)
    },
    open,
    remove,
    async sweep(isStopped = () => false) {
      await using stack = new AsyncDisposableStack()
      const top = await goDown(stack, [])
      await eachOf((await top?.names('folders')) ?? [], isStopped, async (projectId) => {
        await using inner = new AsyncDisposableStack()
        const results = await goDown(inner, [projectId, RESULTS_FOLDER])
        await eachOf((await results?.names()) ?? [], isStopped, async (id) => {
          if (!(await isKept(id))) await remove({ id, projectId })
        })
      })
    },
  }
}
