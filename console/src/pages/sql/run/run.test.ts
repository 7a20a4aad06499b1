import { expect, it } from 'vitest'
import { bytesText } from '../../../components/bytes-text.ts'
import { type Run, runName, runText } from './run.ts'

const run: Run = {
  id: 'r',
  sql: 'SELECT 1',
  isPlan: false,
  queue: 'q1',
  jobId: undefined,
  startedAt: 0,
  endedAt: undefined,
  state: { kind: 'next' },
  detail: undefined,
}
const now = { status: 'RUNNING', message: '', readRows: 1, readBytes: 1_572_864, givenRows: 2_000 } as const

it('says how far a run is', () => {
  expect(runText({ ...run, state: { kind: 'going', now } }, 12.34)).toBe('12 s: 1 row, 1.5 MiB read, 2,000 rows given')
  expect(runText({ ...run, state: { kind: 'going', now: { ...now, share: 0.42 } } }, 12.34)).toBe(
    '12 s: 42 %, 1 row, 1.5 MiB read, 2,000 rows given',
  )
  expect(runText({ ...run, state: { kind: 'going', now: { ...now, status: 'LAUNCHING' } } }, 1)).toBe('1.0 s: waits in the line of q1')
  expect(runText({ ...run, state: { kind: 'going', now: { ...now, status: 'LAUNCHING', message: 'The queue is full' } } }, 1)).toBe(
    '1.0 s: The queue is full',
  )
  expect(runText({ ...run, state: { kind: 'finished', rows: { columns: [], texts: [], rowCount: 1 } } }, 2)).toBe('1 row in 2.0 s')
  expect(runText({ ...run, state: { kind: 'finished', rows: undefined } }, 2)).toBe('Done in 2.0 s')
  const plan = { ...run, isPlan: true, state: { kind: 'finished', rows: { columns: [], texts: [], rowCount: 9 } } } as const
  expect(runText(plan, 2)).toBe('Plan in 2.0 s')
})

it('calls a run by its statement, in one line', () => {
  expect(runName({ sql: '-- the orders\nSELECT\n  *', isPlan: false }, 1)).toBe('1. SELECT *')
  expect(runName({ sql: 'x'.repeat(50), isPlan: true }, 2)).toBe(`2. Plan: ${'x'.repeat(40)}…`)
})

it('writes bytes as people do', () => {
  expect([0, 1023, 1024, 1_073_741_824].map(bytesText)).toEqual(['0 bytes', '1023 bytes', '1.0 KiB', '1.0 GiB'])
})
