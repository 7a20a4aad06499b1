import { describe, expect, it } from 'vitest'
import type { JobProgress } from '../../../../../protocol/job-result.ts'
import { ProgressGate } from './progress-gate.ts'

const at = (inputRowCount: number) => ({ inputRowCount, inputBytes: inputRowCount * 10, outputRowCount: 0 })

describe('what a worker may tell about a job', () => {
  it('twice a second for an hour, also when all of it comes late', () => {
    let now = 0
    const gate = new ProgressGate(() => now)
    now = 3_600_000
    for (let report = 0; report < 7_200; report += 1) expect(gate.accepts(at(report))).toBe(true)
  })

  it('not much more often than that', () => {
    let now = 0
    const gate = new ProgressGate(() => now)
    const accepted = Array.from({ length: 1_000 }, (_, report) => {
      now += 100
      return gate.accepts(at(report))
    })
    expect(accepted).toContain(false)
    expect(accepted.slice(0, 20)).not.toContain(false)
  })

  it.each([
    ['rows', { inputRowCount: 9 }],
    ['bytes', { inputBytes: 99 }],
    ['written rows', { outputRowCount: 4 }],
    ['percent', { percent: 41 }],
    ['percent, as if they were not known any more,', { percent: undefined }],
  ])('no fewer %s than before', (_what, change) => {
    const gate = new ProgressGate(() => 0)
    const before = { inputRowCount: 10, inputBytes: 100, outputRowCount: 5, percent: 42 }
    expect([gate.accepts(before), gate.accepts(before), gate.accepts({ ...before, ...change } as JobProgress)]).toEqual([true, true, false])
  })
})
