import { expect, it } from 'vitest'
import { createPieceSize } from './piece-size.ts'

it('pieces are halved while they take long, doubled while they take little, and stay within their limits', async () => {
  let now = 0
  const inPieces = createPieceSize({ least: 3, first: 20, most: 50 }, () => now)
  const sizes = async (...took: readonly number[]): Promise<readonly number[]> => {
    const all: number[] = []
    for (const each of took)
      all.push(
        await inPieces(async (most) => {
          now += each
          return most
        }),
      )
    return all
  }
  expect(await sizes(55, 55, 55, 55, 6)).toEqual([20, 10, 5, 3, 3])
  expect(await sizes(1, 1, 1, 1, 1, 1)).toEqual([3, 6, 12, 24, 48, 50])
  expect(await sizes(5, 10, 11, 0)).toEqual([50, 50, 50, 25])
})
