import type { RemoteContext } from './source-context.ts'

export interface ConnectionEnds {
  /** Ends an idle connection. */
  end(): Promise<void>
  /** Ends a connection that may be busy: asks the server to stop the statement, then closes the socket. */
  abandon(): Promise<void>
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
