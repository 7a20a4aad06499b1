import { describe, expect, it } from 'vitest'
import type { NewQueuePlan } from '../../domain/queue-plan.ts'
import { nextRun } from './plan-time.ts'

const plan = (change: Partial<NewQueuePlan> = {}): NewQueuePlan => ({
  name: 'p',
  targetCu: 64,
  startHour: 2,
  startMinute: 30,
  repeatDays: ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'],
  validFrom: undefined,
  validTo: undefined,
  active: true,
  ...change,
})
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds
const next = (given: NewQueuePlan, after: string, timeZone = 'UTC'): string | undefined => {
  const run = nextRun(given, at(after), timeZone)
  return run === undefined
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(run).toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' })
}
const BERLIN = 'Europe/Berlin'

describe('a plan comes', () => {
  it('the next time that its clock time is shown, and not again at that moment', () => {
    expect(next(plan(), '2026-11-27T02:29:59Z')).toBe('2026-11-27T02:30:00+00:00')
    expect(next(plan(), '2026-11-27T02:30:00Z')).toBe('2026-11-28T02:30:00+00:00')
  })

  it.each([
    ['the end of a month of 30 days', '2026-11-30T12:00:00Z', '2026-12-01T02:30:00+00:00'],
    ['the end of February', '2026-02-28T12:00:00Z', '2026-03-01T02:30:00+00:00'],
    ['the 29th of a leap year', '2028-02-28T12:00:00Z', '2028-02-29T02:30:00+00:00'],
    ['the end of a year', '2026-12-31T12:00:00Z', '2027-01-01T02:30:00+00:00'],
  ])('after %s', (_what, after, expected) => {
    expect(next(plan(), after)).toBe(expected)
  })

  it('on its weekdays only, also over the end of a month', () => {
    expect(next(plan({ repeatDays: ['FRIDAY'] }), '2026-11-27T02:30:00Z')).toBe('2026-12-04T02:30:00+00:00')
    expect(next(plan({ repeatDays: ['MONDAY', 'SATURDAY'] }), '2026-11-27T12:00:00Z')).toBe('2026-11-28T02:30:00+00:00')
  })

  it('where the clocks are put forward over its time, as much later, and only once that day', () => {
    expect(next(plan(), '2026-03-28T12:00:00Z', BERLIN)).toBe('2026-03-29T03:30:00+02:00')
    expect(next(plan(), '2026-03-29T01:30:00Z', BERLIN)).toBe('2026-03-30T02:30:00+02:00')
    expect(next(plan({ repeatDays: ['SUNDAY'] }), '2026-03-29T01:30:00Z', BERLIN)).toBe('2026-04-05T02:30:00+02:00')
  })

  it('where the clocks are put back and show its time twice, the first time and not the second', () => {
    expect(next(plan(), '2026-10-24T12:00:00Z', BERLIN)).toBe('2026-10-25T02:30:00+02:00')
    expect(next(plan(), '2026-10-25T00:30:00Z', BERLIN)).toBe('2026-10-26T02:30:00+01:00')
  })

  it('without weekdays at the next such time', () => {
    expect(next(plan({ repeatDays: [] }), '2026-11-27T02:30:00Z')).toBe('2026-11-28T02:30:00+00:00')
  })

  it('within its validity only, and never when there is no such time in it', () => {
    const from = { validFrom: at('2026-12-05T00:00:00Z') }
    expect(next(plan(from), '2026-11-27T12:00:00Z')).toBe('2026-12-05T02:30:00+00:00')
    expect(next(plan({ validFrom: at('2026-12-05T02:30:00Z') }), '2026-11-27T12:00:00Z')).toBe('2026-12-05T02:30:00+00:00')
    expect(next(plan({ ...from, validTo: at('2026-12-05T02:29:00Z') }), '2026-11-27T12:00:00Z')).toBeUndefined()
    expect(next(plan({ validTo: at('2026-11-27T00:00:00Z') }), '2026-11-27T12:00:00Z')).toBeUndefined()
  })
})
