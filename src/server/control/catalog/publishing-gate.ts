/** Where everything passes that gives what was written in a bucket its name, or takes it away: closed while buckets are copied, for a copy of half of a statement is none. */
export interface PublishingGate {
  /** Waits while the gate is closed. */
  pass<T>(work: () => Promise<T>): Promise<T>
  /** Resolves when all that had passed has ended, with what opens it again. One at a time. */
  close(): Promise<() => void>
}

export function createPublishingGate(): PublishingGate {
  let closed: Promise<void> | undefined
  let within = 0
  let emptied: (() => void) | undefined

  return {
    async pass(work) {
      while (closed !== undefined) await closed
      within += 1
      try {
        return await work()
      } finally {
        within -= 1
        if (within === 0) emptied?.()
      }
    },
    async close() {
      if (closed !== undefined) throw new Error('The gate is closed already')
      const opened = Promise.withResolvers<void>()
      closed = opened.promise
      if (within > 0) await new Promise<void>((resolve) => (emptied = resolve))
      emptied = undefined
      return () => {
        closed = undefined
        opened.resolve()
      }
    },
  }
}
