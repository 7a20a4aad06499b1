import { expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { eachOf, inPieces, type Removal } from './removal.ts'

const removal: Removal = { isStopped: () => false, failed: () => {} }

/** Records of which some cannot be removed, as a table that is read in order. */
function table(records: readonly number[], broken: (record: number) => Error | undefined) {
  const left = new Set(records)
  let pieces = 0
  const piece = async (most: number, skipped: number): Promise<number> => {
    pieces += 1
    const taken = [...left].slice(skipped, skipped + most)
    for (const record of taken) {
      const failure = broken(record)
      if (failure !== undefined) throw failure
    }
    for (const record of taken) left.delete(record)
    return taken.length
  }
  return { left: () => [...left], pieces: () => pieces, piece }
}

/** As the store tells what SQLite says by this code. */
const ofDisk = (errcode: number): CausewayError =>
  new CausewayError('unavailable', 'The database cannot be used now', { cause: Object.assign(new Error('of SQLite'), { errcode }) })

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

test('what cannot be removed is passed over, all else is removed, and the first reason is thrown', async () => {
  const made = table(upTo(40), (record) => (record % 20 === 7 ? new Error(`record ${record}`) : undefined))
  await expect(inPieces(removal, made.piece)).rejects.toThrow('record 7')
  expect(made.left()).toEqual([7, 27])
})

test('a full disk is no fault of a record: the removal ends at once, and the next one begins where it was', async () => {
  let isFull = true
  const full = ofDisk(13)
  const made = table(upTo(400), () => (isFull ? full : undefined))
  await expect(inPieces(removal, made.piece)).rejects.toBe(full)
  expect([made.left().length, made.pieces()]).toEqual([400, 1])
  isFull = false
  await inPieces(removal, made.piece)
  expect(made.left()).toEqual([])
})

test('a page of the file that is damaged is one record that cannot be removed: those behind it are', async () => {
  const damaged = ofDisk(11)
  const made = table(upTo(40), (record) => (record === 3 ? damaged : undefined))
  await expect(inPieces(removal, made.piece)).rejects.toBe(damaged)
  expect(made.left()).toEqual([3])
})

test('where hundreds cannot be removed it is not tried for ever', async () => {
  const made = table(upTo(400), () => new Error('none'))
  await expect(inPieces(removal, made.piece)).rejects.toThrow('none')
  expect(made.pieces()).toBeLessThan(130)
})

test('each of several is removed though one fails, and none more once it is stopped', async () => {
  const removed: number[] = []
  const all = eachOf(
    upTo(5),
    () => false,
    async (one) => {
      if (one === 1) throw new Error('one')
      removed.push(one)
    },
  )
  await expect(all).rejects.toThrow('one')
  expect(removed).toEqual([0, 2, 3, 4])
  await eachOf(
    upTo(5),
    () => removed.length >= 6,
    async (one) => void removed.push(one),
  )
  expect(removed).toHaveLength(6)
})
