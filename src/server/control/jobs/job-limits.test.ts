import { expect, test } from 'vitest'
import type { DefenceRule } from '../../domain/defence-rule.ts'
import { jobLimits, shortestOf } from './job-limits.ts'

const RULES: readonly DefenceRule[] = []
const limits = (conf: Readonly<Record<string, string>>, properties: Readonly<Record<string, string>>) =>
  jobLimits({ conf }, RULES, new Map(Object.entries(properties)))

test('a job without any is not limited', () => {
  expect(limits({}, { 'job.maxConcurrent': '4' })).toEqual({ limits: [], times: [] })
})

test('its conf and the properties of its queue limit it, each named', () => {
  expect(
    limits(
      { 'causeway.sql.maxResultRows': '10', 'causeway.sql.maxInputBytes': ' 2000 ', 'causeway.sql.maxScratchBytes': '3000' },
      { 'causeway.sql.maxResultRows': '100', 'causeway.sql.maxInputBytes': '1000', 'causeway.sql.maxScratchBytes': '4000' },
    ).limits,
  ).toEqual([
    { what: 'rows', limit: 10, by: 'causeway.sql.maxResultRows of the job' },
    { what: 'rows', limit: 100, by: 'causeway.sql.maxResultRows of the queue' },
    { what: 'bytes', limit: 2000, by: 'causeway.sql.maxInputBytes of the job' },
    { what: 'bytes', limit: 1000, by: 'causeway.sql.maxInputBytes of the queue' },
    { what: 'scratch', limit: 3000, by: 'causeway.sql.maxScratchBytes of the job' },
    { what: 'scratch', limit: 4000, by: 'causeway.sql.maxScratchBytes of the queue' },
  ])
})

test('of times the shortest holds, and where they are the same the job’s own', () => {
  const timeOf = (job: string, queue: string) => shortestOf(limits({ 'dli.sql.job.timeout': job }, { 'dli.sql.job.timeout': queue }).times)
  expect(timeOf('60', '30')).toEqual({ ms: 30_000, of: 'dli.sql.job.timeout of the queue' })
  expect(timeOf('10', '30')).toEqual({ ms: 10_000, of: 'dli.sql.job.timeout' })
  expect(timeOf('30', '30')).toEqual({ ms: 30_000, of: 'dli.sql.job.timeout' })
  expect(shortestOf(limits({}, { 'dli.sql.job.timeout': '5' }).times)).toMatchObject({ ms: 5_000 })
  expect(shortestOf([])).toBeUndefined()
})
