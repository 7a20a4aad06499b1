import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http'
import type { ConnectionLimits } from './connection-limits.ts'

/** HTTP/1.1 tells a body by one of these two headers, and by nothing else. */
export const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** With what ends it: no longer than its answer is awaited. */
const unhurried = new WeakMap<IncomingMessage, () => boolean>()

/** The body of this request may take as long as bytes of it come. For a caller who is known: others are given a time for the whole. */
export function letBodyTakeItsTime(request: IncomingMessage, isAwaited: () => boolean): void {
  unhurried.set(request, isAwaited)
}

interface Coming {
  readonly begun: number
  bytes: number
  /** When bytes came last. */
  came: number
}

/**
 * Ends the connections whose requests' bodies do not come: Node's own limit is one time for all of them, and a large file over a slow line would be cut off in the
 * middle of its way.
 */
export function endSlowBodies(server: Server, { requestMs, stalledMs, checkMs }: ConnectionLimits): void {
  const coming = new Map<IncomingMessage, Coming>()
  server.on('request', (request: IncomingMessage) => {
    if (!hasBody(request.headers)) return
    const now = performance.now()
    coming.set(request, { begun: now, bytes: request.socket.bytesRead, came: now })
    request.once('close', () => coming.delete(request))
  })
  const check = (): void => {
    const now = performance.now()
    for (const [request, state] of coming) {
      if (request.complete) {
        coming.delete(request)
        continue
      }
      const { bytesRead } = request.socket
      // What lies here waits for us, and the client with it.
      if (bytesRead > state.bytes || request.readableLength > 0) {
        state.bytes = bytesRead
        state.came = now
      }
      const isLate = unhurried.get(request)?.() === true ? now - state.came > stalledMs : now - state.begun > requestMs
      if (!isLate) continue
      coming.delete(request)
      const failure = Object.assign(new Error('The body of the request does not come'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
      if (!server.emit('clientError', failure, request.socket)) request.socket.destroy(failure)
    }
  }
  const timer = setInterval(check, checkMs).unref()
  server.once('close', () => clearInterval(timer))
}
