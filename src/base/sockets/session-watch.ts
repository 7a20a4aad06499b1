import type { Http2Session } from 'node:http2'

const TICK_MS = 1_000
/** With what a tick may be late, a peer that has gone silent is seen within five seconds. */
const SILENT_TICKS_MAX = 4

/**
 * Asks the other side of a session once a second whether it is there, and tells when it has been silent for four of these: neither an answer nor any other byte. What is
 * counted are the turns of this process, so that its own delays are not taken for the peer's. Returns what ends it.
 * @param bytesRead how much has come so far: on a slow line, answers stand behind what is being sent
 */
export function watchSession(session: Http2Session, bytesRead: () => number, silent: () => void): () => void {
  let ticks = 0
  let read = bytesRead()
  const timer = setInterval(() => {
    const now = bytesRead()
    ticks = now === read ? ticks + 1 : 0
    read = now
    if (ticks >= SILENT_TICKS_MAX) {
      clearInterval(timer)
      silent()
      return
    }
    // An answer that comes after the end of the session is nobody's concern.
    if (!session.closed && !session.destroyed) {
      session.ping((error) => {
        if (error === null) ticks = 0
      })
    }
  }, TICK_MS)
  timer.unref()
  return () => clearInterval(timer)
}
