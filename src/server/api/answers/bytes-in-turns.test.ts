import { expect, it } from 'vitest'
import { LARGE_BYTES } from '../turn-for-large.ts'
import { bytesInTurns } from './bytes-in-turns.ts'

it('a short text stays as it is', async () => {
  expect(await bytesInTurns('short 😀')).toBe('short 😀')
})

it('a long one has the same bytes, whatever stands where it is cut, and others have their turn between its parts', async () => {
  for (const before of ['', 'x', 'é', 'xé']) {
    const text = `${before}${'😀'.repeat(2 * LARGE_BYTES)}`
    let turns = 0
    let isOver = false
    const next = (): void => {
      turns += 1
      if (!isOver) setImmediate(next)
    }
    setImmediate(next)
    const bytes = await bytesInTurns(text)
    isOver = true
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(text))).toBe(0)
    expect(turns).toBeGreaterThanOrEqual(Math.floor(text.length / LARGE_BYTES))
  }
})
