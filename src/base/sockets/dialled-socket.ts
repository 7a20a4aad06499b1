import type { Socket } from 'node:net'

/**
 * A connection that nothing is said over for so long is asked whether its other side is still there, and ends with ETIMEDOUT some ten seconds later where it is not: a
 * database whose machine has lost its power says nothing, and whoever waits for its answer would wait for ever.
 */
export const SILENT_MS = 30_000

/** What holds for each connection that is dialled for a job, whoever has it later: the kernel keeps both. May be called before it is connected. */
export function asDialled(socket: Socket): void {
  socket.setNoDelay(true)
  socket.setKeepAlive(true, SILENT_MS)
}
