import { unlessAborted } from '../../shared/unless-aborted.ts'

/** Where everything passes that gives what was written in a bucket its name, or takes it away: closed while buckets are copied, for a copy of half of a statement is none. */
export interface PublishingGate {
  /** Waits while the gate is closed. */
  pass<T>(work: () => Promise<T>): Promise<T>
  /**
   * Resolves when all that had passed has ended, with what opens it again. One at a time.
   * @throws the signal's reason, with the gate open again
   */
  close(signal: AbortSignal): Promise<() => void>
}

/** What is published into a store takes as long as that store does, and nobody who writes on this machine is to wait for it. */
export interface PublishingGates {
  readonly buckets: PublishingGate
  readonly stores: PublishingGate
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
    async close(signal) {
      if (closed !== undefined) throw new Error('The gate is closed already')
      signal.throwIfAborted()
      const opened = Promise.withResolvers<void>()
      const mine = opened.promise
      closed = mine
      const open = (): void => {
        if (closed === mine) closed = undefined
        opened.resolve()
      }
      try {
        if (within > 0) await unlessAborted(new Promise<void>((resolve) => (emptied = resolve)), signal)
      } catch (thrown) {
        open()
        throw thrown
      } finally {
        emptied = undefined
      }
      return open
    },
  }
}
