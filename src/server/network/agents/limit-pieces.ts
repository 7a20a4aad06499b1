import type { Duplex } from 'node:stream'

/** Of what came of one connection and waits to be read: each piece takes more than its own bytes, and the window counts these alone. */
const WAITING_PIECES_MAX = 65_536

/** Cuts a connection off that nobody reads and that comes in many small pieces. */
export function limitPieces(stream: Duplex): void {
  const push = stream.push.bind(stream)
  let waiting = 0
  stream.push = (piece: unknown, encoding) => {
    waiting = stream.readableLength === 0 ? 1 : waiting + 1
    if (waiting <= WAITING_PIECES_MAX) return push(piece, encoding)
    stream.destroy(new Error('What came through the agent was in too many pieces'))
    return false
  }
}
