import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { DeltaTable, metadata, protocol } from './fixtures/delta-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableIn = (name: string): DeltaTable => new DeltaTable(join(worker.buckets, 'b1', name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING delta LOCATION 'obs://b1/${name}'`)
const ID = { name: 'id', type: 'integer' }
const NAME = { name: 'name', type: 'string' }

test('files that the log adds and takes away, and columns that come later', async () => {
  const table = tableIn('people')
  await table.parquet('a.parquet', "SELECT 1 AS id, 'Ann' AS name UNION ALL SELECT 2, 'Bo'")
  await table.parquet('b c.parquet', "SELECT 3 AS id, 'Cy' AS name")
  await table.parquet('not-added.parquet', "SELECT 9 AS id, 'no' AS name")
  await table.commit(protocol(), metadata([ID, NAME]), await table.add('a.parquet'))
  await create('people')
  expect(worker.tables.get('default.people')?.columns).toEqual([
    { name: 'id', type: 'int' },
    { name: 'name', type: 'string' },
  ])
  await table.commit(await table.add('b c.parquet'), { commitInfo: { operation: 'WRITE' } })
  expect(await worker.rows('SELECT * FROM default.people ORDER BY id')).toEqual([
    [1, 'Ann'],
    [2, 'Bo'],
    [3, 'Cy'],
  ])
  await table.parquet('d.parquet', "SELECT 4 AS id, 'Di' AS name, DATE '2024-02-29' AS born")
  await table.commit(metadata([ID, NAME, { name: 'born', type: 'date' }]), await table.add('d.parquet'), {
    remove: { path: 'a.parquet', deletionTimestamp: 0, dataChange: true },
  })
  expect(await worker.rows('SELECT * FROM default.people ORDER BY id')).toEqual([
    [3, 'Cy', null],
    [4, 'Di', '2024-02-29'],
  ])
  expect(await worker.rows('SELECT count(*), max(born) FROM default.people WHERE id > 3')).toEqual([[1, '2024-02-29']])
  expect(await worker.rows('SELECT * FROM default.people VERSION AS OF 0 ORDER BY id')).toEqual([
    [1, 'Ann'],
    [2, 'Bo'],
  ])
})
