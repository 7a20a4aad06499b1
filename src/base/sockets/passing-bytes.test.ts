import { expect, it } from 'vitest'
import { passingBytes } from './passing-bytes.ts'

const PIECE_BYTES = 65_536
const MIB = 1024 ** 2

/** The most that buffers take while 64 MiB of them are made and let go, in one turn. */
function mostTaken(told: (bytes: number) => void): number {
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  for (let made = 0; made < 64 * MIB; made += PIECE_BYTES) {
    Buffer.allocUnsafeSlow(PIECE_BYTES).fill(1)
    told(PIECE_BYTES)
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }
  return most
}

it('buffers that pass are taken away before there are many of them', () => {
  expect(mostTaken(passingBytes)).toBeLessThan(16 * MIB)
})
