import { expect, it } from 'vitest'
import { logLines } from './job-logs.ts'

const AT = Date.UTC(2026, 0, 2, 3, 4, 5)
const status = {
  status: 'FAILED',
  owner: 'ada',
  queue_name: 'q1',
  start_time: AT,
  duration: 5_000,
  result_count: 0,
  message: 'no way\r\nWhat would help: go\n2026-01-02T03:04:05  finished',
}
const detail = {
  worker_time: AT + 1_000,
  remote_statements: [{ source: 'pg:5432', sql: 'SELECT 1', row_count: 1, duration_ms: 4 }],
  sockets: [
    { address: 'pg:5432', time: AT + 2_000, outcome: 'succeeded', duration_ms: 3, connection_name: 'shop' },
    { address: 'my:3306', time: AT + 3_000, outcome: 'refused', duration_ms: 1, seen: 'No connection\nis bound' },
  ],
  made_here: [{ what: 'sort', reason: 'it is not asked' }],
  table_readings: [{ table_name: 't', files_read: 1, files: 3 }],
  rule_hints: ['many joins'],
}

it('has a line for each thing that happened, in its order, and no sign of a text that would move others', () => {
  const none = ' '.repeat(19)
  expect(logLines(status, detail)).toEqual([
    '2026-01-02T03:04:05  submitted by ada to q1',
    '2026-01-02T03:04:06  taken by a worker',
    '2026-01-02T03:04:07  socket to pg:5432 through shop, 3 ms',
    `2026-01-02T03:04:08  no socket to my:3306, 1 ms: No connection\n${none}      is bound`,
    `${none}  asked pg:5432, 1 row, 4 ms: SELECT 1`,
    `${none}  made here: sort, because it is not asked`,
    `${none}  read 1 of 3 files of t`,
    `${none}  hint: many joins`,
    `2026-01-02T03:04:10  failed, 0 rows: no way\n${none}      What would help: go\n${none}      2026-01-02T03:04:05  finished`,
  ])
})

it('of a job that goes on begins with the lines that are there when it has ended', () => {
  const running = logLines({ ...status, status: 'RUNNING' }, detail)
  expect(running).toEqual(logLines(status, detail).slice(0, 2))
  expect(logLines({ ...status, status: 'LAUNCHING' }, {})).toHaveLength(1)
})
