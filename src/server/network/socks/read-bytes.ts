import { once } from 'node:events'
import type { Socket } from 'node:net'

/** So many bytes, and not one more is taken from the socket; undefined where it ended before. Rejects with the signal. */
export async function readBytes(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer | undefined> {
  if (count === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes: unknown = socket.read(count)
    // At its end a stream gives what is left, however little.
    if (bytes instanceof Buffer) return bytes.length === count ? bytes : undefined
    if (socket.readableEnded || socket.destroyed) return undefined
    await Promise.race([once(socket, 'readable', { signal }), once(socket, 'close', { signal }), once(socket, 'end', { signal })])
  }
}
