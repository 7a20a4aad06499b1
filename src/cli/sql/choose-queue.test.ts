import { expect, it } from 'vitest'
import { chooseQueue } from './choose-queue.ts'
import { progressText } from './progress-line.ts'

it('is the only queue, or the only one beside the preset one', () => {
  expect(chooseQueue(['default'])).toBe('default')
  expect(chooseQueue(['default', 'q1'])).toBe('q1')
  expect(() => chooseQueue(['default', 'q1', 'q2'])).toThrow(expect.objectContaining({ message: 'There are several queues: q1, q2' }))
  expect(() => chooseQueue([])).toThrow(expect.objectContaining({ hint: 'Make one: causeway queue create NAME' }))
})

it('a progress tells what was read, in words', () => {
  const job = { status: 'RUNNING', input_row_count: 3_120_000, input_size: 148_000_000, result_count: 0 }
  expect(progressText(12.4, 'q1', job)).toBe('12 s: 3,120,000 rows, 141.1 MiB read (Ctrl-C cancels)')
  expect(progressText(12.4, 'q1', { ...job, progress: 0.42 })).toBe('12 s: 42 %, 3,120,000 rows, 141.1 MiB read (Ctrl-C cancels)')
  const sources = ['a', 'b', 'c', 'd'].map((source) => ({ source, bytes: 1024 }))
  expect(progressText(1, 'q1', { ...job, sources: sources.slice(0, 2) })).toMatch(/ read \(Ctrl-C cancels\): a 1\.0 KiB, b 1\.0 KiB$/)
  expect(progressText(1, 'q1', { ...job, sources })).toMatch(/, c 1\.0 KiB, 1 more$/)
  expect(progressText(2, 'q1', { ...job, status: 'LAUNCHING' })).toBe('2 s: waits in the line of q1')
  expect(progressText(0.7, 'q1', undefined)).toBe('1 s: begins on q1')
})
