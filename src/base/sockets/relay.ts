import type { Duplex } from 'node:stream'
import { passingBytes } from './passing-bytes.ts'

/**
 * Pumps bytes both ways between two streams until both directions have ended: no faster than the slower side takes them; the end of one direction is given on and the
 * other goes on; when one side breaks, so does the other.
 */
export function relay(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy())
    from.once('close', () => {
      // After a whole end in both directions the other side still writes what it has got, and closes by itself.
      if (!from.readableEnded || !from.writableFinished) to.destroy()
    })
    from.on('data', (piece: Buffer) => passingBytes(piece.length))
    from.pipe(to)
  }
  if (one.destroyed) other.destroy()
  if (other.destroyed) one.destroy()
}
