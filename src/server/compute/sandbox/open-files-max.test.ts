import { expect, test } from 'vitest'
import { openFilesFor } from './open-files-max.ts'

test.each([
  // Of 24 GiB, 4 GiB, 1 GiB and 512 GiB of memory.
  { watches: 5_491_511, own: 524_288, most: 1171 },
  { watches: 915_000, own: 524_288, most: 512 },
  { watches: 229_000, own: 524_288, most: 512 },
  { watches: 117_000_000, own: 524_288, most: 4096 },
  { watches: undefined, own: 524_288, most: 512 },
  { watches: 5_491_511, own: 256, most: 256 },
])('$watches watches of a user and $own files of the server', ({ most, ...machine }) => {
  expect(openFilesFor(machine)).toBe(most)
})
