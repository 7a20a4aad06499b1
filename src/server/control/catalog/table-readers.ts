import type { Logger } from '../../../base/log.ts'

/**
 * Which versions of which managed tables jobs read: the files of these stay where they are, whatever becomes of the table, until the jobs have ended.
 * Kept in memory: no job outlives the server.
 */
export interface TableReaders {
  /** The job reads, or writes, the table as it is in this version. */
  open(jobId: string, tableId: string, version: number): void
  /** Files that came with one version and went with another. */
  areRead(tableId: string, files: { readonly addedIn: number; readonly removedIn: number | undefined }): boolean
  /** Another job reads or writes it. */
  isOpenElsewhere(jobId: string, tableId: string): boolean
  /** At once when no job has the table open, else when the last one has ended. Only the first case is waited for. */
  whenClosed(tableId: string, action: () => Promise<void>): Promise<void>
  /** As if a job read every version of every table, until what it gives back is called. */
  holdAll(): () => void
  /** The job has ended. */
  release(jobId: string): void
}

/** @param log of what was waited with, and has failed then */
export function createTableReaders(log: Pick<Logger, 'error'>): TableReaders {
  /** By table: the versions that each job has; a statement may read several. */
  const open = new Map<string, Map<string, ReadonlySet<number>>>()
  const waiting = new Map<string, () => Promise<void>>()
  let holds = 0
  let doing = Promise.resolve()

  /** One behind the other: many tables may have waited for the same end. */
  function doLater(tableId: string): void {
    const action = waiting.get(tableId)
    if (action === undefined) return
    waiting.delete(tableId)
    doing = doing.then(action).catch((error: unknown) => {
      log.error({ err: error, tableId }, 'What was to be done to a table when nobody read it any longer has failed')
    })
  }

  return {
    open(jobId, tableId, version) {
      const jobs = open.get(tableId) ?? new Map<string, ReadonlySet<number>>()
      open.set(tableId, jobs)
      jobs.set(jobId, new Set([...(jobs.get(jobId) ?? []), version]))
    },
    areRead(tableId, { addedIn, removedIn }) {
      if (holds > 0) return true
      const versions = [...(open.get(tableId)?.values() ?? [])].flatMap((ofJob) => [...ofJob])
      return versions.some((version) => addedIn <= version && (removedIn === undefined || removedIn > version))
    },
    isOpenElsewhere(jobId, tableId) {
      return [...(open.get(tableId)?.keys() ?? [])].some((one) => one !== jobId)
    },
    async whenClosed(tableId, action) {
      if (holds > 0 || open.has(tableId)) waiting.set(tableId, action)
      else await action()
    },
    holdAll() {
      holds += 1
      return () => {
        holds -= 1
        if (holds > 0) return
        for (const tableId of [...waiting.keys()]) if (!open.has(tableId)) doLater(tableId)
      }
    },
    release(jobId) {
      for (const [tableId, jobs] of open) {
        if (!jobs.delete(jobId) || jobs.size > 0) continue
        open.delete(tableId)
        if (holds === 0) doLater(tableId)
      }
    },
  }
}
