import { setTimeout } from 'node:timers/promises'
import type { RemoteContext } from './source-context.ts'

export interface ConnectionEnds {
  /** Ends an idle connection. */
  end(): Promise<void>
  /** Ends a connection that may be busy: asks the server to stop the statement, then closes the socket. */
  abandon(): Promise<void>
}

/** A commit that a database was asked for, and how it is waited for when the job is cancelled meanwhile: what the database says of it is what has become of the rows. */
export interface Commits {
  /** Asks for one. Rejects as the database does. */
  commit(ask: () => Promise<unknown>): Promise<void>
  /** One was asked for. */
  readonly isAsked: boolean
  /** Never rejects; resolves at the latest after a while, for a database may say nothing any more. */
  decided(): Promise<void>
}

/** Of no use to a server, which ends a worker long before: whoever runs one by itself is not held for ever. */
const DECIDED_MS = 60_000

export function createCommits(): Commits {
  let asked: Promise<unknown> | undefined
  return {
    get isAsked() {
      return asked !== undefined
    },
    async commit(ask) {
      const asking = ask()
      asked = asking.catch(() => undefined)
      await asking
    },
    async decided() {
      if (asked === undefined) return
      const waited = new AbortController()
      await Promise.race([asked, setTimeout(DECIDED_MS, undefined, { signal: waited.signal }).catch(() => undefined)])
      waited.abort()
    },
  }
}

/** A connection that a job owns ends once, in the way that is asked for first; at the latest with the job, which abandons it. Neither way may reject. */
export function endsOnce(ways: ConnectionEnds, context: Pick<RemoteContext, 'signal' | 'onEnd'>): ConnectionEnds {
  let ended: Promise<void> | undefined
  const ends: ConnectionEnds = {
    end() {
      ended ??= ways.end()
      return ended
    },
    abandon() {
      ended ??= ways.abandon()
      return ended
    },
  }
  const abandon = () => void ends.abandon()
  context.signal.addEventListener('abort', abandon, { once: true })
  context.onEnd(async () => {
    context.signal.removeEventListener('abort', abandon)
    await ends.abandon()
  })
  return ends
}
