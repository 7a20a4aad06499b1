import { expect, it } from 'vitest'
import { JOB_NOTE_LIMITS } from '../../protocol/job-note-limits.ts'
import { sourceProgress } from './source-progress.ts'

it('puts the statements of one source together, and tells rows where one has ended', () => {
  const statements = [
    { source: 'a', sql: 'SELECT 1', bytes: 10, rows: 2, milliseconds: 1 },
    { source: 'b', sql: 'SELECT 2', bytes: 5 },
    { source: 'a', sql: 'SELECT 3' },
    { source: 'sink', sql: 'INSERT' },
    { source: 'a', sql: 'SELECT 4', bytes: 7, rows: 3 },
  ]
  expect(sourceProgress(statements)).toEqual([
    { source: 'a', bytes: 17, rows: 5 },
    { source: 'b', bytes: 5 },
  ])
})

it('tells of the first sources, whole', () => {
  const statements = Array.from({ length: 100 }, (_, at) => ({ source: `s${at % 50}`, sql: '', bytes: 1 }))
  const told = sourceProgress(statements)
  expect(told).toHaveLength(JOB_NOTE_LIMITS.sources)
  expect(new Set(told.map(({ bytes }) => bytes))).toEqual(new Set([2]))
})
