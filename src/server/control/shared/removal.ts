import { nextTurn } from '../../../base/next-turn.ts'
import { failsEveryChange } from '../../store/sqlite/sqlite-database.ts'
import { createPieceSize } from './piece-size.ts'

/** How what is no longer kept is removed. */
export interface Removal {
  /** Nothing more is begun then; what was removed stays removed. */
  isStopped(): boolean
  /** What could not be removed, or not all of it: all else is. */
  failed(what: string, error: unknown): void
}

/** How many are removed in one commit, before others have their turn: a job alone is in some ten indexes, and a commit of many brings what it changed into the database's file as well. */
const PIECES = { least: 2, first: 5, most: 10 }
/** Where more than so many records cannot be removed, it is hardly they that are broken. */
const BROKEN_MAX = 100

/** One step of a removal: the others are done whatever becomes of it. */
export async function removalStep(removal: Removal, what: string, step: () => Promise<unknown>): Promise<void> {
  if (removal.isStopped()) return
  try {
    await step()
  } catch (error) {
    removal.failed(what, error)
  }
}

/**
 * Removes by and by, until a piece finds nothing: each stays removed whatever ends the server. A record that cannot be removed is passed over, for which those of its piece are removed one by one.
 * @param piece removes so many at most behind those that are passed over, always in the same order; gives back how many
 * @throws the reason of the first that could not be removed, when all others are; at once where nothing can be changed, as on a full disk
 */
export async function inPieces({ isStopped }: Removal, piece: (most: number, skipped: number) => Promise<number>): Promise<void> {
  const sized = createPieceSize(PIECES)
  let skipped = 0
  let singly = 0
  let failure: { readonly error: unknown } | undefined
  while (!isStopped() && skipped < BROKEN_MAX) {
    try {
      const count = singly > 0 ? await piece(1, skipped) : await sized((most) => piece(most, skipped))
      if (count === 0) break
    } catch (error) {
      if (failsEveryChange(error)) throw error
      if (singly > 0) {
        failure ??= { error }
        skipped += 1
      } else singly = PIECES.most + 1
    }
    singly = Math.max(0, singly - 1)
    await nextTurn()
  }
  if (failure !== undefined) throw failure.error
}

/** Each of them, with turns for others; the reason of the first that failed is thrown behind the last. */
export async function eachOf<T>(all: Iterable<T>, isStopped: () => boolean, remove: (one: T) => Promise<void>): Promise<void> {
  let failure: { readonly error: unknown } | undefined
  for (const one of all) {
    if (isStopped()) break
    try {
      await remove(one)
    } catch (error) {
      failure ??= { error }
    }
    await nextTurn()
  }
  if (failure !== undefined) throw failure.error
}
