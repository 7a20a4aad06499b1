import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessRowsSql, endlessSql } from '../../../../testing/endless-sql.ts'
import type { ImportedFiles, RowExport } from '../../../protocol/row-transfer.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ worker: 'real' })
  await server.control.queues.create(server.caller, newQueue('q1'))
  await mkdir(join(server.home, 'buckets', 'bucket1'))
  await run('create database shop')
  await run('create table shop.orders (id int, note string, price decimal(38,10)) using parquet')
  await run(`insert into shop.orders values (1, 'a "b"', 12345678901234567890.0123456789), (2, null, null), (3, '', 0.5)`)
})
afterAll(() => server?.remove())

const submit = (sql: string, conf: Readonly<Record<string, string>> = {}) =>
  server.control.jobs.submit(server.caller, { sql, currentDatabase: '', queueName: 'q1', conf, tags: [] })
async function ended(id: string) {
  for (;;) {
    const job = await server.control.jobs.get(server.caller, id)
    if (job.endedAt !== undefined) return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const run = async (sql: string, conf: Readonly<Record<string, string>> = {}) => await ended((await submit(sql, conf)).id)
const rows = async (sql: string) => {
  const { id } = await run(sql)
  return (await server.control.jobs.preview(server.caller, id, 1_000)).rowsJson.map((row): unknown => JSON.parse(row))
}
const place = (...parts: string[]): string => join(server.home, 'buckets', 'bucket1', ...parts)
const exportOf = (location: string, change: Partial<RowExport> = {}): RowExport => ({
  location,
  format: 'csv',
  mode: 'error-if-exists',
  options: { header: 'true' },
  ...change,
})
const startExport = (to: RowExport, table = 'orders') =>
  server.control.transfers.exportTable(server.caller, { database: 'shop', table, to, queueName: 'q1', conf: {} })
const startImport = (
  table: string,
  from: Partial<ImportedFiles> & { readonly location: string },
  change: { readonly overwrite?: boolean; readonly partition?: Readonly<Record<string, string>> } = {},
) =>
  server.control.transfers.importTable(server.caller, {
    database: 'shop',
    table,
    from: { kind: 'files', format: 'csv', options: {}, ...from },
    overwrite: change.overwrite ?? false,
    partition: change.partition ?? {},
    queueName: 'q1',
    conf: {},
  })
/** No draft is left either. */
const names = (...parts: string[]): readonly string[] =>
  readdirSync(place(...parts))
    .map((name) => name.replace(/-[0-9a-f-]{36}-/, '-ID-'))
    .toSorted()

describe('an export', () => {
  it('is a folder as Spark writes one, and a job of its own type', async () => {
    const started = await startExport(exportOf('obs://bucket1/out/csv'))
    expect(started).toMatchObject({ type: 'EXPORT', mode: 'async', state: 'launching', sql: 'SELECT * FROM `shop`.`orders`' })
    expect(await ended(started.id)).toMatchObject({
      state: 'finished',
      rowCount: 3,
      currentDatabase: 'shop',
      transfer: { tableName: 'orders' },
    })
    expect(names('out')).toEqual(['csv'])
    expect(names('out', 'csv')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv'])
    const part = readdirSync(place('out', 'csv')).find((name) => name.startsWith('part'))
    const lines = readFileSync(place('out', 'csv', part ?? ''), 'utf8').split('\n')
    expect(lines[0]).toBe('id,note,price')
    expect(lines.slice(1).toSorted()).toEqual(['', '1,"a \\"b\\"",12345678901234567890.0123456789', '2,,', '3,"",0.5000000000'])
    expect(
      await server.control.jobs.list(server.caller, {
        types: ['EXPORT'],
        tableName: 'orders',
        order: 'start_time_desc',
        limit: 10,
        offset: 0,
      }),
    ).toMatchObject({ total: 1, jobs: [{ id: started.id }] })
  })

  it('is compressed, and has so many rows as are asked for', async () => {
    const to = exportOf('obs://bucket1/out/few', { options: { compression: 'gzip' }, rowsMax: 2 })
    expect(await ended((await startExport(to)).id)).toMatchObject({ state: 'finished', rowCount: 2 })
    const part = readdirSync(place('out', 'few')).find((name) => name.endsWith('.csv.gz')) ?? ''
    expect(
      gunzipSync(readFileSync(place('out', 'few', part)))
        .toString()
        .split('\n'),
    ).toHaveLength(3)
  })

  it('leaves what is there, or takes its place', async () => {
    await mkdir(place('full'))
    await writeFile(place('full', 'old.csv'), '9\n')
    expect(await ended((await startExport(exportOf('obs://bucket1/full'))).id)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/obs:\/\/bucket1\/full is there already[\s\S]*Overwrite/),
    })
    expect(names('full')).toEqual(['old.csv'])
    const over = await ended((await startExport(exportOf('obs://bucket1/full', { mode: 'overwrite' }))).id)
    expect(over).toMatchObject({ state: 'finished' })
    expect(names('full')).toEqual(['_SUCCESS', 'part-00000-ID-c000.csv'])
  })

  it('that fails in its last row, or is cancelled, leaves nothing, and what it would replace', async () => {
    await run('create view shop.broken as select element_at(array(1, 2), cast(id - 9998 as int)) as a from range(10000)')
    await run(`create view shop.endless as ${endlessRowsSql}`)
    await mkdir(place('kept'))
    await writeFile(place('kept', 'old.csv'), '9\n')
    const failed = await ended((await startExport(exportOf('obs://bucket1/kept', { mode: 'overwrite' }), 'broken')).id)
    expect(failed).toMatchObject({ state: 'failed', message: expect.stringContaining('element_at') })
    const endless = await startExport(exportOf('obs://bucket1/kept', { mode: 'overwrite' }), 'endless')
    await expect.poll(async () => (await server.control.jobs.get(server.caller, endless.id)).state).toBe('running')
    await server.control.jobs.cancel(server.caller, endless.id)
    expect(await ended(endless.id)).toMatchObject({ state: 'cancelled' })
    expect(names('kept')).toEqual(['old.csv'])
    expect(readdirSync(place()).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('names the column that no file of the kind can have, and what is not there', async () => {
    await run("create view shop.wide as select 1 as a, array(1) as items, interval '1' day as d")
    expect(await ended((await startExport(exportOf('obs://bucket1/wide'), 'wide')).id)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/Column "d" is of type interval day/),
    })
    await run('create view shop.twice as select 1 as a, array(1) as items')
    expect(await ended((await startExport(exportOf('obs://bucket1/wide'), 'twice')).id)).toMatchObject({
      state: 'failed',
      message: expect.stringMatching(/Column "items" of a CSV table: CSV has no array/),
    })
    expect(existsSync(place('wide'))).toBe(false)
    await expect(startExport(exportOf('obs://bucket1/x'), 'nowhere')).rejects.toMatchObject({
      kind: 'not-found',
      message: 'There is no table named shop.nowhere',
    })
    await expect(startExport(exportOf('obs://nobucket/x'))).rejects.toMatchObject({ kind: 'not-found' })
    for (const mode of ['error-if-exists', 'overwrite'] as const)
      await expect(startExport(exportOf('obs://bucket1/', { mode }))).rejects.toMatchObject({
        kind: 'invalid-parameter',
        message: expect.stringContaining('is a bucket'),
      })
  })
})

describe('an import', () => {
  it('has the columns of the table, adds its rows or takes their place', async () => {
    await run('create table shop.people (id int, born date, score double)')
    await mkdir(place('people'))
    await writeFile(place('people', 'a.csv'), 'id;born;score\n1;31.12.1999;1.5\n2;;x\n')
    const from = { location: 'obs://bucket1/people', options: { header: 'true', sep: ';', dateFormat: 'dd.MM.yyyy' } }
    const started = await startImport('people', from)
    expect(started).toMatchObject({ type: 'IMPORT', sql: 'INSERT INTO TABLE `shop`.`people` SELECT * FROM `causeway_import`.`files`' })
    expect(await ended(started.id)).toMatchObject({ state: 'finished', rowCount: 2 })
    const expected = [
      [1, '1999-12-31', 1.5],
      [2, null, null],
    ]
    expect(await rows('select * from shop.people order by id')).toEqual(expected)
    await ended((await startImport('people', from)).id)
    expect(await rows('select count(*) from shop.people')).toEqual([[4]])
    await ended((await startImport('people', from, { overwrite: true })).id)
    expect(await rows('select * from shop.people order by id')).toEqual(expected)
  })

  it('puts rows into one partition', async () => {
    await run('create table shop.days (id int, day string) partitioned by (day)')
    await writeFile(place('one.json'), '{"id": 1}\n{"id": 2}\n')
    const from = { location: 'obs://bucket1/one.json', format: 'json' } as const
    const started = await ended((await startImport('days', from, { partition: { DAY: "it's" } })).id)
    expect(started).toMatchObject({ state: 'finished', rowCount: 2 })
    expect(await rows('select * from shop.days order by id')).toEqual([
      [1, "it's"],
      [2, "it's"],
    ])
    await expect(startImport('days', from, { partition: { id: '1' } })).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: 'shop.days is not partitioned by id',
    })
  })

  it('takes no value of a partition for a variable', async () => {
    await run('create table shop.written_days (id int, day string) partitioned by (day)')
    await writeFile(place('one.json'), '{"id": 1}\n')
    const value = ['$', '{x} $ $', '{spark:x}', "'\\"].join('')
    const from = { location: 'obs://bucket1/one.json', format: 'json' } as const
    expect(await ended((await startImport('written_days', from, { partition: { day: value } })).id)).toMatchObject({ state: 'finished' })
    expect(await rows('select * from shop.written_days')).toEqual([[1, value]])
  })

  it('reads what an export has written', async () => {
    await ended((await startExport(exportOf('obs://bucket1/round', { format: 'parquet', options: {} }))).id)
    await run('create table shop.copy (id int, note string, price decimal(38,10))')
    await ended((await startImport('copy', { location: 'obs://bucket1/round', format: 'parquet' })).id)
    expect(await rows('select * from shop.copy order by id')).toEqual(await rows('select * from shop.orders order by id'))
  })

  it('waits for no other into the same table, and a server that stops ends it', async () => {
    await run('create table shop.busy (id int)')
    await writeFile(place('busy.csv'), '1\n')
    const blocker = await submit(endlessSql)
    const first = await startImport('busy', { location: 'obs://bucket1/busy.csv' })
    await expect(startImport('BUSY', { location: 'obs://bucket1/busy.csv' })).rejects.toMatchObject({
      kind: 'conflict',
      message: 'Rows are being imported into shop.busy already',
    })
    await server.control.jobs.cancel(server.caller, first.id)
    expect(await ended(first.id)).toMatchObject({ state: 'cancelled' })
    const second = await startImport('busy', { location: 'obs://bucket1/busy.csv' })
    server = await server.restart()
    expect(await ended(second.id)).toMatchObject({ state: 'cancelled', type: 'IMPORT' })
    expect((await ended(blocker.id)).state).not.toBe('finished')
    expect(await ended((await startImport('busy', { location: 'obs://bucket1/busy.csv' })).id)).toMatchObject({
      state: 'finished',
      rowCount: 1,
    })
  })

  it('and LOAD DATA into the same table at the same time both add their rows; what overwrites takes away what it has seen alone', async () => {
    await run('create table shop.both (id int)')
    await writeFile(place('both.csv'), '1\n')
    const from = { location: 'obs://bucket1/both.csv', options: { header: 'false' } } as const
    const load = "load data inpath 'obs://bucket1/both.csv' into table shop.both options ('header' = 'false')"
    for (let round = 1; round <= 3; round += 1) {
      const [imported, loaded] = await Promise.all([startImport('both', from), submit(load)])
      expect([(await ended(imported.id)).state, (await ended(loaded.id)).state]).toEqual(['finished', 'finished'])
      expect(await rows('select count(*) from shop.both')).toEqual([[2 * round]])
    }
    const [imported, loaded] = await Promise.all([startImport('both', from, { overwrite: true }), submit(load)])
    const states = [(await ended(imported.id)).state, (await ended(loaded.id)).state]
    expect(states[1]).toBe('finished')
    // Which of them was first is not said: all old rows are gone, or the import has failed and says so.
    const left = states[0] === 'finished' ? [[[1]], [[2]]] : [[[7]]]
    expect(left).toContainEqual(await rows('select count(*) from shop.both'))
  })

  it('into a view, or of a table that is not there, is refused before there is a job', async () => {
    await run('create view shop.seen as select 1 as id')
    await expect(startImport('seen', { location: 'obs://bucket1/busy.csv' })).rejects.toMatchObject({ kind: 'not-supported' })
    await expect(startImport('gone', { location: 'obs://bucket1/busy.csv' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})

const KEEP = { 'causeway.sql.keepResult': 'all' }
/** Every type that a result can have, with what is hard to keep of it. */
const everyType = `select cast(9007199254740993 as bigint) as a, cast('12345678901234567890.0123456789' as decimal(38,10)) as b,
 cast(0.1 as float) as c, cast('NaN' as double) as d, 'a "b"\\n\\\\c é😀' as e, cast('x' as binary) as f, date'0001-01-01' as g,
 timestamp'2024-02-29 01:02:03.000005' as h, true as i, null as j, array(1, null) as k, map(date'2024-01-01', cast('1.50' as decimal(5,2))) as l,
 named_struct('2', 'n', '1', array(cast('z' as binary))) as m, interval '1' day as n, map(2, named_struct('x', null)) as o, cast(null as timestamp) as p,
 array(interval '2' month) as q, '' as r, cast('-Infinity' as double) as s, 1 as A`

describe('a result', () => {
  const resultOf = (id: string) => rowsJson('select * from causeway_results.`' + id + '`')
  const rowsJson = async (sql: string) => (await server.control.jobs.preview(server.caller, (await run(sql)).id, 1_000)).rowsJson

  it.each([
    ['of which few rows are kept as texts', {}],
    ['that is kept in a file', KEEP],
  ])('%s is a table with the same rows', async (_what, conf) => {
    const job = await run(`${everyType} union all ${everyType}`, conf)
    expect(job).toMatchObject({ state: 'finished', rowCount: 2 })
    expect(existsSync(join(server.home, 'warehouse', server.caller.projectId, '.results', job.id, 'rows.parquet'))).toBe(conf === KEEP)
    const { rowsJson: preview } = await server.control.jobs.preview(server.caller, job.id, 1_000)
    expect(preview).toHaveLength(2)
    expect(await resultOf(job.id)).toEqual(preview)
  })

  it('of no rows has its columns', async () => {
    const job = await run('select id, id as other from range(5) where id > 5')
    expect(await resultOf(job.id)).toEqual([])
  })

  it('is kept whole, in the order of the query, when its job or its session asks for that', async () => {
    const sql = 'select id, concat("row ", id) as t from range(30000) order by id desc'
    const job = await run(sql, KEEP)
    expect(job).toMatchObject({ state: 'finished', rowCount: 30_000 })
    const { rowsJson: first } = await server.control.jobs.preview(server.caller, job.id, 1_000)
    expect(first).toHaveLength(1_000)
    expect(first.slice(0, 2)).toEqual(['[29999,"row 29999"]', '[29998,"row 29998"]'])
    expect(await rows(`select count(*), sum(id), count(distinct t) from causeway_results.\`${job.id}\``)).toEqual([
      [30_000, 449_985_000, 30_000],
    ])
    const started = await server.control.transfers.exportResult(server.caller, job.id, {
      to: exportOf('obs://bucket1/result', { options: { header: 'true' } }),
      queueName: '',
      conf: {},
    })
    expect(await ended(started.id)).toMatchObject({ state: 'finished', type: 'EXPORT', rowCount: 30_000, queueName: 'q1' })
    const part = readdirSync(place('result')).find((name) => name.startsWith('part')) ?? ''
    const lines = readFileSync(place('result', part), 'utf8').split('\n')
    expect(lines.slice(0, 3)).toEqual(['id,t', '29999,row 29999', '29998,row 29998'])
    expect(lines).toHaveLength(30_002)
    await run('set causeway.sql.keepResult=all')
    expect((await run(sql)).conf).toMatchObject(KEEP)
    await run('reset causeway.sql.keepResult')
  })

  it('of which only the first rows were kept says how all are; so does one that is gone', async () => {
    const job = await run('select id from range(2000)')
    const exported = () =>
      server.control.transfers.exportResult(server.caller, job.id, { to: exportOf('obs://bucket1/never'), queueName: '', conf: {} })
    await expect(exported()).rejects.toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('has kept the first 1000 of its 2000 rows'),
      hint: expect.stringContaining('causeway.sql.keepResult=all'),
    })
    expect(await run('select * from causeway_results.`' + job.id + '`')).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('causeway.sql.keepResult=all'),
    })
    const kept = await run('select id from range(2000)', KEEP)
    const folder = join(server.home, 'warehouse', server.caller.projectId, '.results', kept.id)
    server = await server.restart()
    expect(existsSync(folder)).toBe(true)
    server.time.aheadMs = 25 * 3_600_000
    await expect(server.control.jobs.wholeResult(server.caller, kept.id)).rejects.toMatchObject({ kind: 'expired' })
    await expect(submit('select 1', { 'causeway.sql.keepResult': 'some' })).rejects.toMatchObject({ kind: 'invalid-parameter' })
  })

  it('of a job that fails leaves no file', async () => {
    const failed = await run('select element_at(array(1, 2), cast(id - 9998 as int)) as a from range(10000)', KEEP)
    expect(failed).toMatchObject({ state: 'failed' })
    await expect.poll(() => existsSync(join(server.home, 'warehouse', server.caller.projectId, '.results', failed.id))).toBe(false)
  })
})
