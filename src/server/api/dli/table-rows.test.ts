import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
const TABLES = '/v1.0/{p}/databases/default/tables'

async function run(sql: string): Promise<void> {
  const { body } = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql } })
  const status = await waitPatiently({
    meanwhile: `${sql} has not ended`,
    look: async () => {
      const answer = await lab.call('GET', `/v1.0/{p}/jobs/${String(body['job_id'])}/status`)
      return /FINISHED|FAILED/.test(String(answer.body['status'])) ? answer : undefined
    },
    processes: () => [process.pid],
  })
  expect(status.body).toMatchObject({ status: 'FINISHED' })
}

beforeAll(async () => {
  lab = await startLab()
  await run('CREATE TABLE visits (id bigint, day date, city string) PARTITIONED BY (day, city)')
  await run("INSERT INTO visits VALUES (1, DATE '2024-01-01', 'Bonn'), (2, DATE '2024-01-01', 'a/b'), (9007199254740993, NULL, 'Bonn')")
  await run("INSERT INTO visits VALUES (3, DATE '2024-01-01', 'Bonn')")
  const folder = join(lab.home, 'buckets', 'bucket1', 'logs')
  for (const [day, rows] of [
    ['2024-01-01', '1\n'],
    ['2024-01-02', '2\n3\n'],
  ] as const) {
    await mkdir(join(folder, `day=${day}`), { recursive: true })
    await writeFile(join(folder, `day=${day}`, 'a.csv'), rows)
    await writeFile(join(folder, `day=${day}`, '_SUCCESS'), '')
  }
  await mkdir(join(folder, 'other'))
  await run("CREATE TABLE logs (id int, day date) USING csv OPTIONS (path 'obs://bucket1/logs') PARTITIONED BY (day)")
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function partitions(
  table: string,
  query = '',
): Promise<{ readonly total: unknown; readonly infos: readonly Readonly<Record<string, unknown>>[] }> {
  const { body, text } = await lab.call('GET', `${TABLES}/${table}/partitions${query}`)
  expect(body['message'], text).toBe('list partitions succeed')
  const found = body['partitions']
  if (!isRecord(found)) throw new Error(text)
  return { total: found['total_count'], infos: listOf(found['partition_infos']) }
}

describe('the partitions of a table', () => {
  it('are told by the files of its newest version, with seconds where the vendor has seconds', async () => {
    const { total, infos } = await partitions('visits')
    expect(total).toBe(3)
    expect(infos.map((each) => each['partition_name'])).toEqual([
      'day=2024-01-01/city=Bonn',
      'day=2024-01-01/city=a%2Fb',
      'day=__HIVE_DEFAULT_PARTITION__/city=Bonn',
    ])
    const [first] = infos
    expect(first).toMatchObject({ num_rows: 2, num_files: 2, locations: [], total_size: expect.any(Number) })
    expect(Number(first?.['last_access_time'])).toBeGreaterThan(Number(first?.['create_time']))
    expect(first?.['last_ddl_time']).toBe(Math.trunc(Number(first?.['last_access_time']) / 1000))
  })

  it('are paged, and chosen by the name of a column as by filter', async () => {
    const names = async (query: string) => (await partitions('visits', query)).infos.map((each) => each['partition_name'])
    expect(await names('?limit=1&offset=1')).toEqual(['day=2024-01-01/city=a%2Fb'])
    expect(await names('?City=a%2Fb')).toEqual(['day=2024-01-01/city=a%2Fb'])
    expect(await names('?filter=city%3DBonn,day%3D2024-01-01')).toEqual(['day=2024-01-01/city=Bonn'])
    expect(await names('?filter=day%3D2024-01-01&limit=1')).toEqual(['day=2024-01-01/city=Bonn'])
    expect((await partitions('visits', '?filter=day%3D2024-01-01&limit=1')).total).toBe(2)
    expect(await names('?somebody_elses=1')).toHaveLength(3)
    expect(await lab.call('GET', `${TABLES}/visits/partitions?filter=id%3D1`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0001', error_msg: expect.stringContaining('id is no partition column') },
    })
  })

  it('of files in a bucket are its folders, each with its location, whose rows nobody has counted', async () => {
    const { total, infos } = await partitions('logs')
    expect(total).toBe(2)
    expect(infos[1]).toMatchObject({
      partition_name: 'day=2024-01-02',
      locations: ['obs://bucket1/logs/day=2024-01-02'],
      num_rows: -1,
      num_files: 1,
      total_size: 4,
    })
    expect((await partitions('logs', '?day=2024-01-01')).infos.map((each) => each['partition_name'])).toEqual(['day=2024-01-01'])
  })

  it('are told with what is known where one has a place that cannot be looked at, and with the files of a bucket that is a place itself', async () => {
    const buckets = join(lab.home, 'buckets')
    for (const [bucket, file] of [
      ['root-place', 'a.csv'],
      ['gone-place', 'a.csv'],
    ] as const) {
      await mkdir(join(buckets, bucket))
      await writeFile(join(buckets, bucket, file), '1\n')
    }
    await mkdir(join(buckets, 'bucket1', 'few', 'day=2024-01-02'), { recursive: true })
    await writeFile(join(buckets, 'bucket1', 'few', 'day=2024-01-02', 'a.csv'), '1\n2\n')
    await run("CREATE TABLE few (id int, day date) USING csv OPTIONS (path 'obs://bucket1/few') PARTITIONED BY (day)")
    for (const [day, place] of [
      ['2024-01-03', 'obs://root-place'],
      ['2024-01-04', 'obs://gone-place/all'],
      ['2024-01-05', 'obs://bucket1/none'],
      ['2024-01-06', 'obs://bucket1/a-place'],
    ])
      await run(`ALTER TABLE few ADD PARTITION (day = '${day}') LOCATION '${place}'`)
    await rm(join(buckets, 'gone-place'), { recursive: true })
    await symlink('few', join(buckets, 'bucket1', 'a-place'))
    const { total, infos } = await partitions('few')
    expect(total).toBe(5)
    expect(infos.map((each) => [each['partition_name'], each['num_files'], each['total_size']])).toEqual([
      ['day=2024-01-02', 1, 4],
      ['day=2024-01-03', 1, 2],
      ['day=2024-01-04', -1, -1],
      ['day=2024-01-05', 0, 0],
      ['day=2024-01-06', -1, -1],
    ])
    expect(infos[2]).toEqual({
      partition_name: 'day=2024-01-04',
      locations: ['obs://gone-place/all'],
      num_rows: -1,
      num_files: -1,
      total_size: -1,
    })
  })

  it('are refused of a table that has none, and of one that is not there', async () => {
    await run('CREATE TABLE plain (id int)')
    expect(await lab.call('GET', `${TABLES}/plain/partitions`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    expect(await lab.call('GET', `${TABLES}/none/partitions`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no table named default.none') },
    })
  })
})

describe('the preview of a table', () => {
  it('has ten rows at most, whose cells are strings with every digit', async () => {
    const answer = await lab.call('GET', `${TABLES}/visits/preview`)
    expect(answer.body).toMatchObject({ is_success: true, schema: [{ id: 'bigint' }, { day: 'date' }, { city: 'string' }] })
    expect(answer.body['rows']).toEqual(
      expect.arrayContaining([
        ['1', '2024-01-01', 'Bonn'],
        ['9007199254740993', null, 'Bonn'],
      ]),
    )
    await run('CREATE TABLE many AS SELECT id FROM range(11)')
    expect((await lab.call('GET', `${TABLES}/many/preview?mode=SYNC`)).body['rows']).toHaveLength(10)
  })

  it('gives the id of its query with mode=ASYNC', async () => {
    const { body } = await lab.call('GET', `${TABLES}/many/preview?mode=ASYNC`)
    const rows = await waitPatiently({
      meanwhile: 'the preview has not ended',
      look: async () => {
        const answer = await lab.call('GET', `/v1.0/{p}/jobs/${String(body['job_id'])}/preview`)
        return answer.status === 200 ? answer.body['rows'] : undefined
      },
      processes: () => [process.pid],
    })
    expect(rows).toHaveLength(10)
  })

  it('is refused of a table of another database', async () => {
    const { userId } = await lab.addUser({ name: 'table_maker' })
    const caller = { projectId: lab.projectId, userId, userName: 'table_maker' }
    await lab.context.control.catalog.createTable(
      caller,
      {
        database: 'default',
        name: 'remote',
        columns: [{ name: 'a', type: 'int' }],
        source: { kind: 'jdbc', url: 'jdbc:postgresql://db:5432/x', dbtable: 'a', options: {} },
      },
      { ifNotExists: false },
    )
    expect(await lab.call('GET', `${TABLES}/remote/preview`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
    const { body } = await lab.call('GET', `${TABLES}?keyword=remote&with-detail=true`)
    expect(listOf(body['tables'])).toMatchObject([{ table_type: 'EXTERNAL', data_location: 'JDBC' }])
  })
})
