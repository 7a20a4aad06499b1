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

const submit = (sql: string) => server.control.jobs.submit(server.caller, { sql, currentDatabase: '', queueName: 'q1', conf: {}, tags: [] })
async function ended(id: string) {
  for (;;) {
    const job = await server.control.jobs.get(server.caller, id)
    if (job.endedAt !== undefined) return job
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
const run = async (sql: string) => await ended((await submit(sql)).id)
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

  it('into a view, or of a table that is not there, is refused before there is a job', async () => {
    await run('create view shop.seen as select 1 as id')
    await expect(startImport('seen', { location: 'obs://bucket1/busy.csv' })).rejects.toMatchObject({ kind: 'not-supported' })
    await expect(startImport('gone', { location: 'obs://bucket1/busy.csv' })).rejects.toMatchObject({ kind: 'not-found' })
  })
})
