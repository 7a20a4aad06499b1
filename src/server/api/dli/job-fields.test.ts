import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../domain/job.ts'
import {
  detailFields,
  JobDetailAnswer,
  JobProgressAnswer,
  JobStatusAnswer,
  ListedJob,
  listedFields,
  progressFields,
  schemaOf,
  statusFields,
  textRow,
} from './job-fields.ts'

const job: Job = {
  id: '8ecb0777-9c70-4529-9935-29ea0946039c',
  projectId: 'p',
  queueName: 'q1',
  owner: 'o',
  ownerId: '',
  sql: 'select 1',
  type: 'QUERY',
  mode: 'async',
  state: 'running',
  message: '',
  currentDatabase: '',
  conf: { 'dli.sql.job.timeout': '60' },
  tags: [{ key: 'k', value: 'v' }],
  startedAt: 1000,
  runningAt: undefined,
  endedAt: undefined,
  resultColumns: [],
  rowCount: 0,
  inputRowCount: 0,
  inputBytes: 0,
  remoteStatements: [],
  tableName: '',
  transfer: undefined,
}

describe('a job of the API', () => {
  it('lasts until now while it runs, and has no end', () => {
    expect(statusFields(job, 1500)).toMatchObject({ status: 'RUNNING', duration: 500, start_time: 1000 })
    expect(listedFields(job, 1500)).not.toHaveProperty('end_time')
    expect(statusFields(job, 900)).toMatchObject({ duration: 0 })
  })

  it('has Spark types in its detail, its settings as JSON text, and the database default', () => {
    const resultColumns = [
      { name: 'id', type: 'int' },
      { name: 'price', type: 'decimal(10,2)' },
    ]
    const status = statusFields({ ...job, state: 'finished', endedAt: 3000, resultColumns }, 9000)
    expect(status).toMatchObject({
      status: 'FINISHED',
      duration: 2000,
      database_name: 'default',
      user_conf: '{"dli.sql.job.timeout":"60"}',
    })
    expect(JSON.parse(status.detail)).toEqual({
      type: 'struct',
      fields: [
        { name: 'id', type: 'integer', nullable: true, metadata: {} },
        { name: 'price', type: 'decimal(10,2)', nullable: true, metadata: {} },
      ],
    })
  })

  it('is one part of one task in its progress while it runs, with what it has read and written', () => {
    const running = progressFields({ ...job, startedAt: Date.UTC(2020, 6, 27, 17, 24, 3), inputRowCount: 5, inputBytes: 50, rowCount: 4 })
    expect(Value.Errors(JobProgressAnswer, running)).toEqual([])
    expect(running).toMatchObject({ status: 'RUNNING', progress: 0, sub_job_id: 0, input_row_count: 5, input_size: 50, result_count: 4 })
    expect(running.sub_jobs).toMatchObject([{ num_tasks: 1, num_active_tasks: 1, submission_time: 'Mon Jul 27 17:24:03 UTC 2020' }])
    const waiting = progressFields({ ...job, state: 'launching' })
    expect(waiting).toMatchObject({ status: 'LAUNCHING', progress: 0 })
    for (const state of ['finished', 'failed', 'cancelled'] as const) {
      expect(progressFields({ ...job, state, endedAt: 2000 })).toMatchObject({ progress: 1 })
    }
    for (const other of [waiting, progressFields({ ...job, state: 'finished', endedAt: 2000 })]) {
      expect(other).not.toHaveProperty('sub_job_id')
      expect(other).not.toHaveProperty('sub_jobs')
    }
  })

  it('has the reason of a failure as message, in status and list', () => {
    const failed: Job = { ...job, state: 'failed', endedAt: 2000, message: 'There is no table named t' }
    expect(statusFields(failed, 9000)).toMatchObject({ is_success: true, status: 'FAILED', message: 'There is no table named t' })
    expect(listedFields(failed, 9000)).toMatchObject({ status: 'FAILED', message: 'There is no table named t', end_time: 2000 })
  })

  it('shows in its detail what it sent to remote databases', () => {
    const remoteStatements = [{ source: 'pg-orders:5432', sql: 'SELECT "id" FROM "orders"' }]
    const measured = { source: 'pg-orders:5432', sql: 'SELECT 1', rows: 1, bytes: 20, milliseconds: 3 }
    const madeHere = [{ kind: 'groups', because: 'a key of GROUP BY is computed' }] as const
    const tableReadings = [
      { table: 'default.a', files: { read: 1, all: 3 }, partitions: { read: 1, all: 2 } },
      { table: 'b', files: { read: 2, all: 2 } },
    ]
    expect(detailFields({ ...job, remoteStatements: [...remoteStatements, measured], tableReadings, madeHere }, [], 1500)).toMatchObject({
      table_readings: [
        { table_name: 'default.a', files_read: 1, files: 3, partitions_read: 1, partitions: 2 },
        { table_name: 'b', files_read: 2, files: 2 },
      ],
      remote_statements: [...remoteStatements, { source: 'pg-orders:5432', sql: 'SELECT 1', row_count: 1, bytes: 20, duration_ms: 3 }],
      made_here: [{ what: 'groups', reason: 'a key of GROUP BY is computed' }],
      database_name: 'default',
    })
  })

  it('is as its schemas say', () => {
    expect(Value.Check(JobStatusAnswer, statusFields(job, 1500))).toBe(true)
    expect(Value.Check(JobDetailAnswer, detailFields(job, [], 1500))).toBe(true)
    expect(Value.Check(ListedJob, listedFields(job, 1500))).toBe(true)
  })
})

describe('results', () => {
  it('have a schema of one object of one entry for each column', () => {
    expect(
      schemaOf([
        { name: 'col_name', type: 'string' },
        { name: 'n', type: 'bigint' },
      ]),
    ).toEqual([{ col_name: 'string' }, { n: 'bigint' }])
  })

  it('of a synchronous job have strings and nulls only', () => {
    expect(textRow('["c1","int",null,3,true,[1,2],{"a":1}]')).toEqual(['c1', 'int', null, '3', 'true', '[1,2]', '{"a":1}'])
  })
})
