import { expect, it } from 'vitest'
import { progressText } from './progress-line.ts'

it('a progress tells what was read, in words', () => {
  const job = { status: 'RUNNING', input_row_count: 3_120_000, input_size: 148_000_000, result_count: 0 }
  expect(progressText(12.4, 'q1', job)).toBe('12 s: 3,120,000 rows, 141.1 MiB read (Ctrl-C cancels)')
  expect(progressText(12.4, 'q1', { ...job, progress: 0.42 })).toBe('12 s: 42 %, 3,120,000 rows, 141.1 MiB read (Ctrl-C cancels)')
  expect(progressText(1, 'q1', { ...job, input_row_count: 1, result_count: 1 })).toMatch(/^1 s: 1 row, .* read, 1 row given /)
  const sources = ['a', 'b', 'c', 'd'].map((source) => ({ source, bytes: 1024 }))
  expect(progressText(1, 'q1', { ...job, sources: sources.slice(0, 2) })).toMatch(/ read \(Ctrl-C cancels\): a 1\.0 KiB, b 1\.0 KiB$/)
  expect(progressText(1, 'q1', { ...job, sources })).toMatch(/, c 1\.0 KiB, 1 more$/)
  expect(progressText(2, 'q1', { ...job, status: 'LAUNCHING' })).toBe('2 s: waits in the line of q1')
  expect(progressText(0.7, 'q1', undefined)).toBe('1 s: begins on q1')
})
