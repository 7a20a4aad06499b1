import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type ApiLab, startLab } from '../fixtures/api-lab.ts'

const JOBS = '/v1.0/{p}/jobs'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  await lab.call('PUT', '/causeway/v1/{p}/buckets/bucket1')
  await run('CREATE TABLE flights (id INT, name STRING)')
  await run("INSERT INTO flights VALUES (1, 'one'), (2, 'two')")
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function ended(id: unknown): Promise<Answer> {
  for (;;) {
    const status = await lab.call('GET', `${JOBS}/${String(id)}/status`)
    if (!['LAUNCHING', 'RUNNING'].includes(String(status.body['status']))) return status
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const run = async (sql: string) => await ended((await lab.call('POST', `${JOBS}/submit-job`, { body: { sql } })).body['job_id'])
const exported = (body: Readonly<Record<string, unknown>>) =>
  lab.call('POST', `${JOBS}/export-table`, {
    body: { data_type: 'csv', database_name: 'default', table_name: 'flights', compress: 'none', ...body },
  })
const imported = (body: Readonly<Record<string, unknown>>) =>
  lab.call('POST', `${JOBS}/import-table`, { body: { database_name: 'default', table_name: 'flights', ...body } })
const objects = async (prefix: string): Promise<readonly string[]> => {
  const { body } = await lab.call('GET', `/causeway/v1/{p}/buckets/bucket1/objects?prefix=${prefix}`)
  return (body['objects'] as readonly { readonly key: string }[]).map(({ key }) => key)
}

describe('export-table and import-table', () => {
  it('answer as the vendor does, and are jobs of their types in list, status and detail', async () => {
    const out = await exported({ data_path: 'obs://bucket1/out', with_column_header: 'true', queue_name: 'default' })
    expect(out).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        message: 'export all data from table default.flights to path obs://bucket1/out started',
        job_id: expect.any(String),
        job_mode: 'async',
      },
    })
    expect((await ended(out.body['job_id'])).body).toMatchObject({
      status: 'FINISHED',
      job_type: 'EXPORT',
      result_count: 2,
      database_name: 'default',
      table_name: 'flights',
    })
    const keys = await objects('out/')
    expect(keys).toEqual(['out/_SUCCESS', expect.stringMatching(/^out\/part-00000-.*\.csv$/)])
    expect((await lab.call('GET', `${JOBS}/${String(out.body['job_id'])}/detail`)).body).toMatchObject({
      data_path: 'obs://bucket1/out',
      data_type: 'csv',
      export_mode: 'ErrorIfExists',
      with_column_header: true,
      compress: 'none',
      delimiter: ',',
      quote_char: '"',
      escape_char: '\\',
    })

    const back = await imported({ data_path: 'obs://bucket1/out', data_type: 'csv', with_column_header: true, conf: ['a = b'] })
    expect(back.body).toMatchObject({ is_success: true, message: 'import data to table flights started', job_mode: 'async' })
    expect((await ended(back.body['job_id'])).body).toMatchObject({ status: 'FINISHED', job_type: 'IMPORT', result_count: 2 })
    expect((await lab.call('GET', `${JOBS}?job-type=EXPORT`)).body['jobs']).toMatchObject([{ with_column_header: true }])
    for (const [query, types] of [
      ['job-type=EXPORT', ['EXPORT']],
      ['job-type=IMPORT&table_name=FLIGHTS', ['IMPORT']],
      ['table_name=flights', ['IMPORT', 'EXPORT', 'INSERT', 'DDL']],
      ['table_name=airports', []],
    ] as const) {
      const { body } = await lab.call('GET', `${JOBS}?${query}`)
      expect(
        (body['jobs'] as readonly { readonly job_type: string }[]).map(({ job_type }) => job_type),
        query,
      ).toEqual(types)
    }
  })

  it('write the result of a query, whose job has to keep it', async () => {
    const query = await lab.call('POST', `${JOBS}/submit-job`, { body: { sql: "SELECT 1 AS a, 'x' AS b" } })
    await ended(query.body['job_id'])
    const body = { data_path: 's3a://bucket1/result', data_type: 'json', compress: 'gzip', queue_name: '', limit_num: '10' }
    const out = await lab.call('POST', `${JOBS}/${String(query.body['job_id'])}/export-result`, { body })
    expect(out).toMatchObject({ status: 200, body: { is_success: true, message: '', job_id: expect.any(String), job_mode: 'async' } })
    expect((await ended(out.body['job_id'])).body).toMatchObject({
      status: 'FINISHED',
      job_type: 'EXPORT',
      result_count: 1,
      table_name: '',
    })
    expect(await objects('result/')).toEqual(['result/_SUCCESS', expect.stringMatching(/\.json\.gz$/)])
    const large = await lab.call('POST', `${JOBS}/submit-job`, { body: { sql: 'SELECT id FROM range(1001)' } })
    await ended(large.body['job_id'])
    expect(await lab.call('POST', `${JOBS}/${String(large.body['job_id'])}/export-result`, { body })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('"conf": ["causeway.sql.keepResult=all"]') },
    })
  })

  it.each([
    ['carbon', { data_type: 'carbon' }, 'Files of carbon cannot be imported'],
    ['a path of its own for bad records', { data_type: 'csv', bad_records_path: 'obs://bucket1/bad' }, 'Records that are not'],
  ])('an import refuses %s by name', async (_what, body, message) => {
    expect(await imported({ data_path: 'obs://bucket1/out', ...body })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining(message) },
    })
  })

  it.each([
    ['lzma', { compress: 'lzma' }, 'The compression lzma of csv files is not supported'],
    ['parquet', { data_type: 'parquet' }, 'Rows cannot be exported as parquet'],
    ['gbk', { encoding_type: 'gbk' }, 'Rows cannot be exported in the encoding gbk'],
  ])('an export refuses %s by name', async (_what, body, message) => {
    expect(await exported({ data_path: 'obs://bucket1/never', ...body })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining(message) },
    })
  })

  it('refuse a path with a comma, a place that is no bucket, and a table that is not there', async () => {
    expect(await exported({ data_path: 'obs://bucket1/a,b' })).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    expect(await exported({ data_path: 's3://bucket1/a' })).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    expect(await exported({ data_path: 'obs://bucket1/a', table_name: 'nowhere' })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no table named default.nowhere') },
    })
  })
})
