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

export function createTableReaders(): TableReaders {
  /** By table: the versions that each job has; a statement may read several. */
  const open = new Map<string, Map<string, ReadonlySet<number>>>()
  const waiting = new Map<string, () => Promise<void>>()
  let holds = 0

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
        for (const [tableId, action] of waiting) {
          if (open.has(tableId)) continue
          waiting.delete(tableId)
          void action()
        }
      }
    },
    release(jobId) {
      for (const [tableId, jobs] of open) {
        if (!jobs.delete(jobId) || jobs.size > 0) continue
        open.delete(tableId)
        if (holds > 0) continue
        const action = waiting.get(tableId)
        waiting.delete(tableId)
        void action?.()
      }
    },
  }
}
