import type { RingWriter } from '../../engine/ring.ts'

/** What one reading of a stream knows of how far it is. */
export interface ReadingShare {
  /** What it weighs beside others: about the bytes of all that it goes through. */
  readonly bytes: number
  /** Which part of that it has gone through by now, from 0 to 1, by the source's own estimate; what is more counts as all. */
  readonly share: () => number
}

/** Of a reading of all rows of a table: how many these are by the database's own estimate, and the bytes of the table. */
export const rowsOfTable = (ring: Pick<RingWriter, 'rowsRead'>, rows: number, bytes: number): ReadingShare => ({
  bytes,
  share: () => partOf(ring.rowsRead, rows),
})

/** Of nothing all is there. */
export const partOf = (done: number, all: number): number => (all <= 0 ? 1 : done / all)
