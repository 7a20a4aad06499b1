import { type MonotonicClock, monotonicClock } from '../../../base/clock.ts'

/** What others wait for a piece, about. */
const PIECE_MS = 5

/** Does a piece of something long, of so many at most. */
export type InPieces = <T>(piece: (most: number) => Promise<T>) => Promise<T>

/**
 * How many are done in one commit, while all others wait: what costs little on one machine holds another, whose disk or processors others have, or whose store is larger. So each piece is as large as
 * the one before was quick.
 */
export function createPieceSize(
  { least, first, most }: { readonly least: number; readonly first: number; readonly most: number },
  monotonic: MonotonicClock = monotonicClock,
): InPieces {
  let size = first
  return async (piece) => {
    const since = monotonic()
    const done = await piece(size)
    const took = monotonic() - since
    if (took > 2 * PIECE_MS) size = Math.max(least, Math.floor(size / 2))
    else if (took < PIECE_MS / 2) size = Math.min(most, size * 2)
    return done
  }
}
