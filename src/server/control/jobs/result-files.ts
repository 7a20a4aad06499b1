import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../../base/clock.ts'
import { dataFiles } from '../../../base/data-files.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import { RESULT_FILE, RESULTS_FOLDER } from '../../../protocol/result-files.ts'
import { findJob } from '../../store/jobs.ts'
import type { Store } from '../../store/store.ts'
import { OpenFolder } from '../catalog/open-folder.ts'
import { LIMITS, RETENTION } from '../shared/limits.ts'

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
  /** The rows of a job that runs are on the disk then, and stay when it finishes. */
  keep(job: OfJob): Promise<void>
  /** Of a finished job, if it has kept all rows. */
  path(job: OfJob): Promise<string | undefined>
  /** The same, to be read. */
  open(job: OfJob): Promise<FileHandle | undefined>
  remove(job: OfJob): Promise<void>
  /** Removes what no job has any more, and what is no longer kept. */
  sweep(): Promise<void>
}

interface ResultFilesDeps {
  readonly home: string
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

export function createResultFiles({ home, store, clock, log }: ResultFilesDeps): ResultFiles {
  const root = dataFiles(home).warehouse

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

  async function bytesKept(projectId: string): Promise<number> {
    await using stack = new AsyncDisposableStack()
    const results = await goDown(stack, [projectId, RESULTS_FOLDER])
    let bytes = 0
    for (const name of (await results?.names('folders')) ?? []) {
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
    try {
      await (await goDown(stack, [projectId, RESULTS_FOLDER]))?.remove(id)
    } catch (error) {
      log.warn({ err: error, jobId: id }, 'The rows of a job could not be removed')
    }
  }

  async function isKept(jobId: string): Promise<boolean> {
    const job = await findJob(store.db, jobId)
    if (job === undefined) return false
    if (job.endedAt === undefined) return true
    return job.state === 'finished' && clock() - job.endedAt <= RETENTION.jobRowsMs
  }

  return {
    async stage({ id, projectId }) {
      await remove({ id, projectId })
      const bytesMax = Math.max(0, LIMITS.resultBytesOfProject - (await bytesKept(projectId)))
      await using stack = new AsyncDisposableStack()
      await goDown(stack, [projectId, RESULTS_FOLDER, id], true)
      return { folder: join(root, projectId, RESULTS_FOLDER, id), bytesMax }
    },
    async keep({ id, projectId }) {
      await using stack = new AsyncDisposableStack()
      const folder = await goDown(stack, [projectId, RESULTS_FOLDER, id])
      if ((await folder?.syncFile(RESULT_FILE)) !== true) throw new CausewayError('internal', 'The rows of the job are not there')
      await folder?.sync()
    },
    async path(job) {
      const file = await open(job)
      await file?.close()
      return file === undefined ? undefined : join(root, job.projectId, RESULTS_FOLDER, job.id, RESULT_FILE)
    },
    open,
    remove,
    async sweep() {
      await using stack = new AsyncDisposableStack()
      const top = await goDown(stack, [])
      for (const projectId of (await top?.names('folders')) ?? []) {
        await using inner = new AsyncDisposableStack()
        const results = await goDown(inner, [projectId, RESULTS_FOLDER])
        for (const id of (await results?.names()) ?? []) if (!(await isKept(id))) await remove({ id, projectId })
      }
    },
  }
}
