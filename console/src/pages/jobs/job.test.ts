import { expect, it } from 'vitest'
import { fieldsOf } from '../../api/fields.ts'
import { readJob, readJobDetail, timelineOf } from './job.ts'

const LISTED = {
  job_id: 'j',
  job_type: 'QUERY',
  queue_name: 'q1',
  owner: 'ann',
  status: 'FINISHED',
  statement: 'SELECT 1',
  start_time: 1,
  duration: 20,
  input_row_count: 7,
  result_count: 3,
}
const times = { at: (ms: number) => `at ${ms}`, length: (ms: number) => `${ms} ms`, count: String }

it('tells the way of a job in its order, as far as it is known', () => {
  const detail = readJobDetail(
    fieldsOf({
      worker_time: 4,
      sockets: [
        { address: 'pg:5432', time: 5, outcome: 'succeeded', duration_ms: 2, connection_name: 'shop' },
        { address: 'my:3306', time: 6, outcome: 'refused', duration_ms: 1, seen: 'No connection is bound' },
      ],
      remote_statements: [
        { source: 'pg:5432', sql: 'SELECT', row_count: 7, duration_ms: 4 },
        { source: 'my:3306', sql: 'SELECT' },
      ],
    }),
  )
  expect(timelineOf(readJob(fieldsOf(LISTED)), detail, times).map(({ name, detail: what }) => `${name}: ${what}`)).toEqual([
    'submitted: at 1 by ann',
    'taken by a worker: after 3 ms',
    'socket to pg:5432: through shop, after 4 ms, in 2 ms',
    'no socket to my:3306: after 5 ms, in 1 ms, No connection is bound',
    'asked pg:5432: 7 rows, 4 ms',
    'asked my:3306: ',
    'read: 7 rows',
    'finished: after 20 ms, 3 rows',
  ])
})

it('says what a job waits for, and how it ended', () => {
  const waiting = readJob(fieldsOf({ ...LISTED, status: 'LAUNCHING', message: 'the queue is full', input_row_count: 0 }))
  expect(timelineOf(waiting, undefined, times).map(({ name, detail, level }) => [name, detail, level])).toEqual([
    ['submitted', 'at 1 by ann', 'good'],
    ['waiting', 'the queue is full', 'waiting'],
  ])
  const failed = timelineOf(readJob(fieldsOf({ ...LISTED, status: 'FAILED' })), undefined, times)
  expect(failed.at(-1)).toMatchObject({ name: 'failed', level: 'bad' })
})
