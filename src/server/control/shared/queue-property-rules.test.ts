import { describe, expect, test } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { checkProperties, checkRemovable, jobLimitsOf } from './queue-property-rules.ts'

const NONE = new Map<string, string>()
const checked = (name: string, value: string, cuCount: number, before = NONE): string => {
  try {
    checkProperties(new Map([[name, value]]), before, cuCount)
    return 'taken'
  } catch (error) {
    return error instanceof CausewayError ? error.kind : String(error)
  }
}

describe('properties of a queue', () => {
  test.each([
    ['computeEngine.maxInstance', '2', 16, 'taken'],
    ['computeEngine.maxInstance', '3', 16, 'invalid-parameter'],
    ['computeEngine.maxInstance', '1', 64, 'invalid-parameter'],
    ['computeEngine.maxInstance', '4', 64, 'taken'],
    ['computeEngine.maxInstance', '5', 64, 'invalid-parameter'],
    ['computeEngine.maxInstance', '2.5', 64, 'invalid-parameter'],
    ['computeEngine.maxInstance', '-2', 64, 'invalid-parameter'],
    ['computeEngine.maxInstance', '', 64, 'invalid-parameter'],
    ['computeEngine.maxPrefetchInstance', '0', 16, 'taken'],
    ['computeEngine.maxPrefetchInstance', '1', 16, 'taken'],
    ['computeEngine.maxPrefetchInstance', '2', 16, 'invalid-parameter'],
    ['job.maxConcurrent', '1', 16, 'taken'],
    ['job.maxConcurrent', '32', 16, 'taken'],
    ['job.maxConcurrent', '33', 16, 'invalid-parameter'],
    ['job.maxConcurrent', '0', 16, 'invalid-parameter'],
    ['computeEngine.spark.nativeEnabled', 'true', 16, 'taken'],
    ['computeEngine.spark.nativeEnabled', 'yes', 16, 'invalid-parameter'],
    ['dli.sql.job.timeout', '600', 16, 'taken'],
    ['dli.sql.job.timeout', '0', 16, 'invalid-parameter'],
    ['dli.sql.job.timeout', '2147484', 16, 'invalid-parameter'],
    ['causeway.sql.maxResultRows', '1000000000', 16, 'taken'],
    ['causeway.sql.maxResultRows', 'all', 16, 'invalid-parameter'],
    ['causeway.sql.maxInputBytes', '1000000000000', 16, 'taken'],
    ['causeway.sql.maxInputBytes', '1.5', 16, 'invalid-parameter'],
    ['causeway.sql.maxScratchBytes', '1000000000000', 16, 'taken'],
    ['causeway.sql.maxScratchBytes', '0', 16, 'invalid-parameter'],
    ['network.cidrInVpc', '10.0.0.0/8', 16, 'not-supported'],
    ['multipleSc.support', 'true', 16, 'invalid-parameter'],
    ['constructor', '1', 16, 'invalid-parameter'],
    ['computeEngine.maxInstances', '2', 16, 'invalid-parameter'],
  ])('%s = %j of a queue of %d CUs: %s', (name, value, cuCount, outcome) => {
    expect(checked(name, value, cuCount)).toBe(outcome)
  })

  test('results that are saved stay so', () => {
    const saved = new Map([['job.saveJobResultToJobBucket', 'true']])
    expect(checked('job.saveJobResultToJobBucket', 'false', 16)).toBe('taken')
    expect(checked('job.saveJobResultToJobBucket', 'false', 16, saved)).toBe('not-supported')
    expect(() => checkRemovable(['job.saveJobResultToJobBucket'], saved)).toThrow(/cannot be turned off/u)
    expect(() => checkRemovable(['job.saveJobResultToJobBucket'], NONE)).not.toThrow()
  })

  test('say how many jobs run at once, and for how many more the queue is ready', () => {
    expect(jobLimitsOf(NONE)).toEqual({ instances: undefined, jobsOfInstance: undefined, sessionsAhead: undefined })
    const set = new Map([
      ['computeEngine.maxInstance', '2'],
      ['job.maxConcurrent', '4'],
      ['computeEngine.maxPrefetchInstance', '1'],
    ])
    expect(jobLimitsOf(set)).toEqual({ instances: 2, jobsOfInstance: 4, sessionsAhead: 1 })
  })
})

test('one that there is not is refused with those that can be set, the CIDR among them, or removed, which the CIDR cannot be', () => {
  const hint = 'Use computeEngine.maxInstance, '
  const setting = expect.objectContaining({ kind: 'invalid-parameter', hint: expect.stringMatching(`^${hint}.*network.cidrInVpc\\.$`) })
  expect(() => checkProperties(new Map([['nothing', '1']]), NONE, 64)).toThrow(setting)
  const removing = expect.objectContaining({ kind: 'invalid-parameter', hint: expect.stringMatching(`^${hint}(?!.*cidrInVpc)`) })
  expect(() => checkRemovable(['nothing'], NONE)).toThrow(removing)
})
