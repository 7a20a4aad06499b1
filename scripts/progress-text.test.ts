import { expect, it } from 'vitest'
import { progressLine, skippedLine } from './progress-text.ts'

it('says which files run, how far they are, and how many are done', () => {
  const running = [
    { name: 'a.test.ts', sinceMs: 1_000, testsDone: 0, tests: 1 },
    { name: 'b.test.ts', sinceMs: 31_000, testsDone: 4, tests: 9 },
    { name: 'c.test.ts', sinceMs: 32_000, testsDone: 0, tests: undefined },
  ]
  expect(progressLine({ files: 65, filesDone: 12, testsDone: 2310, running, nowMs: 32_400 })).toBe(
    ' … 12 of 65 files done, 2310 tests. Now: a.test.ts (0 of 1 test, 31 s), b.test.ts (4 of 9 tests, 1 s), c.test.ts (loading, 0 s)',
  )
  expect(progressLine({ files: 65, filesDone: 65, testsDone: 4000, running: [], nowMs: 0 })).toBe(' … 65 of 65 files done, 4000 tests.')
})

it('names what was skipped in one line, and not more than can be read', () => {
  expect(skippedLine(['a > b']).trim()).toBe('!! 1 SKIPPED, for this machine has not what they need: a > b')
  const many = skippedLine(Array.from({ length: 12 }, (_, i) => `test ${i}`)).trim()
  expect(many).toContain('!! 12 SKIPPED')
  expect(many).toMatch(/test 9; and 2 more$/)
  expect(many).not.toContain('\n')
})
