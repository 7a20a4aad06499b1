import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, expectDone, expectError, listOf } from './support/api.ts'
import { openServer } from './support/lab.ts'

/** Rows that leave as files, and come back: results, exports and imports. */
let api: Api
beforeAll(async () => {
  api = await openServer()
  await api.createQueue('q1')
  await api.put('/causeway/v1/{p}/buckets/lake')
  await api.finish('CREATE TABLE birds (id INT, name STRING, seen DATE)', { queue: 'q1' })
  await api.finish("INSERT INTO birds VALUES (1, 'Kea, \"green\"', DATE'2024-01-01'), (2, NULL, NULL), (3, '', DATE'1999-12-31')", {
    queue: 'q1',
  })
})
afterAll(() => api?.server.close())

/** `empty`: an empty text, which is NULL when Spark reads it from CSV. */
const birds = (empty: string | null) => [
  [1, 'Kea, "green"', '2024-01-01'],
  [2, null, null],
  [3, empty, '1999-12-31'],
]
const started = async (path: string, body: Readonly<Record<string, unknown>>) => {
  const answer = await api.post(`/v1.0/{p}/jobs/${path}`, { queue_name: 'q1', ...body })
  expectDone(answer)
  return await api.waitForJob(String(answer.body['job_id']))
}
const objects = async (prefix: string) =>
  listOf((await api.get(`/causeway/v1/{p}/buckets/lake/objects?prefix=${prefix}`)).body['objects']).map(({ key }) => String(key))

describe('exports and imports', () => {
  it.each([
    ['csv', null, { with_column_header: true, compress: 'gzip' }],
    ['json', '', { compress: 'none' }],
  ])('a table leaves as %s, and its rows come back', async (format, empty, options) => {
    const table = { database_name: 'default', table_name: 'birds' }
    const out = await started('export-table', { data_path: `obs://lake/out/${format}`, data_type: format, ...table, ...options })
    expect(out).toMatchObject({ status: 'FINISHED', body: { job_type: 'EXPORT', result_count: 3, table_name: 'birds' } })
    expect(await objects(`out/${format}/`)).toEqual([`out/${format}/_SUCCESS`, expect.stringMatching(/\/part-00000-[0-9a-f-]{36}-c000\./)])
    await api.finish(`CREATE TABLE birds_${format} (id INT, name STRING, seen DATE)`, { queue: 'q1' })
    const back = { ...table, table_name: `birds_${format}`, data_path: `obs://lake/out/${format}`, data_type: format }
    const end = await started('import-table', { ...back, with_column_header: true })
    expect(end).toMatchObject({ status: 'FINISHED', body: { job_type: 'IMPORT', result_count: 3 } })
    expect(await api.rows(`SELECT * FROM birds_${format} ORDER BY id`, { queue: 'q1' })).toEqual(birds(empty))
    const again = await started('export-table', { data_path: `obs://lake/out/${format}`, data_type: format, ...table, ...options })
    expect(again).toMatchObject({ status: 'FAILED', message: expect.stringContaining('is there already') })
  })

  it('an import from where no files are leaves the table as it is', async () => {
    await api.finish('CREATE TABLE kept AS SELECT 1 AS id', { queue: 'q1' })
    const nowhere = { database_name: 'default', table_name: 'kept', data_path: 'obs://lake/nowhere', data_type: 'csv', overwrite: true }
    const end = await started('import-table', nowhere)
    expect(end).toMatchObject({ status: 'FAILED', message: expect.stringContaining('There are no files in obs://lake/nowhere') })
    expect(await api.rows('SELECT * FROM kept', { queue: 'q1' })).toEqual([[1]])
  })
})

it('a mistyped setting of Causeway is refused', async () => {
  const end = await api.run('SELECT 1', { queue: 'q1', conf: ['causeway.sql.keepReslt=all'] })
  expect(end.message).toContain('Did you mean causeway.sql.keepResult?')
  await api.finish('SELECT 1', { queue: 'q1', conf: ['spark.sql.nobody.knows=1'] })
})

describe('a result', () => {
  it('that is kept whole is sent, from any row on, and written into a bucket', async () => {
    const job = await api.finish("SELECT id, concat('n', id) AS n FROM range(5000) ORDER BY id DESC", {
      queue: 'q1',
      conf: ['causeway.sql.keepResult=all'],
    })
    const result = (query: string) => api.get(`/causeway/v1/{p}/jobs/${job.jobId}/result?${query}`)
    const { status, text, headers } = await result('format=csv')
    expect({ status, headers }).toMatchObject({ status: 200, headers: { 'x-row-count': '5000' } })
    const lines = text.split('\n')
    expect(lines).toHaveLength(5002)
    expect((await result('format=csv&from_row=4000')).text).toBe(lines.slice(4001).join('\n'))
    const end = await started(`${job.jobId}/export-result`, { data_path: 'obs://lake/result', data_type: 'csv', limit_num: 10 })
    expect(end).toMatchObject({ status: 'FINISHED', body: { job_type: 'EXPORT', result_count: 10 } })
  })

  it('of which only the first rows are kept is refused, with what to do', async () => {
    const job = await api.finish('SELECT id FROM range(1001)', { queue: 'q1' })
    const refused = await api.post(`/v1.0/{p}/jobs/${job.jobId}/export-result`, { data_path: 'obs://lake/never', data_type: 'csv' })
    expectError(refused, 400, 'DLI.0007')
    expect(refused.text).toContain('causeway.sql.keepResult=all')
  })
})
