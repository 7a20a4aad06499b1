import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, expectDone, expectError, listOf } from './support/api.ts'
import { openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
  await api.createQueue('q1')
})
afterAll(() => api?.server.close())

const databases = async (query = ''): Promise<unknown[]> =>
  listOf((await api.get(`/v1.0/{p}/databases${query}`)).body['databases']).map((each) => each['database_name'])
const sql = (text: string, database?: string) => api.run(text, { queue: 'q1', ...(database !== undefined && { database }) })
const finish = (text: string, database?: string) => api.finish(text, { queue: 'q1', ...(database !== undefined && { database }) })
const rows = (text: string, database?: string) => api.rows(text, { queue: 'q1', ...(database !== undefined && { database }) })

describe('databases by the API', () => {
  it('are created, listed and deleted', async () => {
    expectDone(await api.post('/v1.0/{p}/databases', { database_name: 'Sales', description: 'what was sold' }))
    const list = await api.get('/v1.0/{p}/databases?keyword=sale')
    expect(list, list.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        database_count: 1,
        databases: [{ database_name: 'sales', owner: api.server.identity.user, description: 'what was sold', table_number: 0 }],
      },
    })
    expectDone(await api.delete('/v1.0/{p}/databases/SALES'))
    expect(await databases('?keyword=sale')).toEqual([])
  })

  it('are refused with a name that is none or taken', async () => {
    for (const name of ['', '42', '_x', 'a-b', 'n'.repeat(129)]) {
      expectError(await api.post('/v1.0/{p}/databases', { database_name: name }), 400, 'DLI.0001')
    }
    expectDone(await api.post('/v1.0/{p}/databases', { database_name: 'taken' }))
    expectError(await api.post('/v1.0/{p}/databases', { database_name: 'TAKEN' }), 400, 'DLI.0006')
    expect((await api.post('/v1.0/{p}/databases', { database_name: 'default' })).status).toBe(400)
  })

  it('are deleted with their tables only when that is asked for', async () => {
    expectDone(await api.post('/v1.0/{p}/databases', { database_name: 'full' }))
    await finish('CREATE TABLE t AS SELECT 1 AS a', 'full')
    const refused = await api.delete('/v1.0/{p}/databases/full')
    expect(refused.status, refused.text).toBe(400)
    expect(await databases()).toContain('full')
    expectDone(await api.delete('/v1.0/{p}/databases/full?cascade=true'))
    expect(await databases()).not.toContain('full')
  })

  it('say which database there is not', async () => {
    const answer = await api.delete('/v1.0/{p}/databases/nothing')
    expectError(answer, 400, 'DLI.0002')
    expect(answer.body['error_msg']).toContain('There is no database named nothing')
  })

  it('default is always there and cannot be deleted', async () => {
    expect(await databases()).toContain('default')
    expect((await api.delete('/v1.0/{p}/databases/default?cascade=true')).status).toBe(400)
    expect(await databases()).toContain('default')
  })

  it('page by limit and offset', async () => {
    const all = await databases()
    expect(all.length).toBeGreaterThan(1)
    expect(await databases('?limit=1&offset=1')).toEqual(all.slice(1, 2))
    expect(await databases(`?offset=${all.length}`)).toEqual([])
  })
})

describe('databases and tables by SQL', () => {
  it('CREATE DATABASE is seen by the API and by SHOW DATABASES, and DROP takes it away', async () => {
    await finish('CREATE DATABASE by_sql')
    expect(await databases()).toContain('by_sql')
    expect((await sql('CREATE DATABASE by_sql')).status).toBe('FAILED')
    await finish('CREATE DATABASE IF NOT EXISTS by_sql')
    await finish('DROP DATABASE by_sql')
    expect(await databases()).not.toContain('by_sql')
    await finish('DROP DATABASE IF EXISTS by_sql')
  })

  it('CREATE TABLE AS SELECT keeps rows that later jobs and other queues read', async () => {
    await api.createQueue('reader')
    await finish(`CREATE TABLE kept AS SELECT 1 AS id, 'one' AS name UNION ALL SELECT 2, NULL`)
    expect(await api.rows('SELECT id, name FROM kept ORDER BY id', { queue: 'reader' })).toEqual([
      [1, 'one'],
      [2, null],
    ])
    expect(await rows('SELECT count(*) FROM default.kept')).toEqual([[2]])
  })

  it('INSERT INTO adds rows to a table', async () => {
    await finish('CREATE TABLE grows AS SELECT 1 AS id')
    const inserted = await sql('INSERT INTO grows VALUES (2), (3)')
    expect(inserted, inserted.message).toMatchObject({ status: 'FINISHED', body: { job_type: 'INSERT' } })
    expect(await rows('SELECT id FROM grows ORDER BY id')).toEqual([[1], [2], [3]])
    expect((await sql(`INSERT INTO grows VALUES (4, 'too many')`)).status).toBe('FAILED')
    expect(await rows('SELECT count(*) FROM grows')).toEqual([[3]])
  })

  it('DROP TABLE removes the table, and IF EXISTS makes it no error', async () => {
    await finish('CREATE TABLE dropped AS SELECT 1 AS id')
    await finish('DROP TABLE dropped')
    const gone = await api.submit('SELECT * FROM dropped', { queue: 'q1' })
    expect(gone.status === 400 || (await api.waitForJob(String(gone.body['job_id']))).status === 'FAILED').toBe(true)
    await finish('DROP TABLE IF EXISTS dropped')
  })

  it('reads Parquet, CSV and JSON of a bucket by their obs:// path', async () => {
    const bucket = join(api.server.home, 'buckets', 'lake')
    await mkdir(join(bucket, 'csv'), { recursive: true })
    await writeFile(join(bucket, 'csv', 'a.csv'), 'id,name\n1,one\n2,two\n')
    await writeFile(join(bucket, 'rows.json'), '{"id":1,"name":"one"}\n{"id":2,"name":"two"}\n')
    await finish(`CREATE TABLE from_csv (id INT, name STRING) USING csv OPTIONS (path 'obs://lake/csv', header 'true')`)
    await finish(`CREATE TABLE from_json (id BIGINT, name STRING) USING json OPTIONS (path 'obs://lake/rows.json')`)
    const expected = [
      [1, 'one'],
      [2, 'two'],
    ]
    expect(await rows('SELECT id, name FROM from_csv ORDER BY id')).toEqual(expected)
    expect(await rows('SELECT id, name FROM from_json ORDER BY id')).toEqual(expected)
    await finish(`CREATE TABLE as_parquet USING parquet OPTIONS (path 'obs://lake/pq') AS SELECT id, name FROM from_csv`)
    expect(await rows('SELECT id, name FROM as_parquet ORDER BY id')).toEqual(expected)
    const written = await readdir(join(bucket, 'pq'))
    expect(written.some((name) => name.endsWith('.parquet'))).toBe(true)
  })

  it('DESCRIBE, SHOW TABLES and SHOW DATABASES answer with rows when they are synchronous', async () => {
    await finish('CREATE TABLE described AS SELECT 1 AS c1, cast(NULL AS STRING) AS c2')
    const conf = ['dli.sql.sqlasync.enabled = false']
    const described = await api.submit('desc described', { queue: 'q1', conf })
    expect(described, described.text).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        job_type: 'DDL',
        job_mode: 'sync',
        schema: [{ col_name: 'string' }, { data_type: 'string' }, { comment: 'string' }],
      },
    })
    const described_rows = described.body['rows']
    expect(Array.isArray(described_rows) && described_rows.slice(0, 2).map((row) => row.slice(0, 2))).toEqual([
      ['c1', 'int'],
      ['c2', 'string'],
    ])
    const tables = await api.submit('SHOW TABLES', { queue: 'q1', conf })
    expect(JSON.stringify(tables.body['rows'])).toContain('described')
    const shown = await api.submit('SHOW DATABASES', { queue: 'q1', conf })
    expect(JSON.stringify(shown.body['rows'])).toContain('default')
  })
})
