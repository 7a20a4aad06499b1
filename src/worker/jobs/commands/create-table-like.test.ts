import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

test('a table like another one has its columns and partitions, and no rows', async () => {
  await worker.run("CREATE TABLE orders (id INT COMMENT 'key', t VARCHAR(5), day DATE) PARTITIONED BY (day) COMMENT 'all orders'")
  await worker.run("INSERT INTO orders VALUES (1, 'a', DATE '2024-01-01')")
  await worker.run('CREATE TABLE again LIKE orders')
  expect(worker.tables.get('default.again')).toMatchObject({
    columns: [
      { name: 'id', type: 'int', comment: 'key' },
      { name: 't', type: 'varchar(5)' },
      { name: 'day', type: 'date' },
    ],
    partitionedBy: ['day'],
    source: { kind: 'managed' },
  })
  expect(worker.tables.get('default.again')).not.toHaveProperty('comment')
  expect(await worker.rows('SELECT count(*) FROM again')).toEqual([[0]])
  await worker.run('CREATE TABLE IF NOT EXISTS again LIKE orders')
  await worker.run('CREATE TEMPORARY VIEW seen AS SELECT id, upper(t) AS u FROM orders')
  await worker.run('CREATE TABLE from_view LIKE seen')
  expect(worker.tables.get('default.from_view')?.columns.map(({ name, type }) => [name, type])).toEqual([
    ['id', 'int'],
    ['u', 'string'],
  ])
})

test('a comment of a column that nobody could write any more stays behind, for the statement has not written it', async () => {
  const columns = [
    { name: 'id', type: 'int', comment: 'old\u001bcomment' },
    { name: 't', type: 'string', comment: 'two\nlines' },
  ]
  worker.tables.set('default.older', { database: 'default', name: 'older', columns, source: { kind: 'managed', format: 'parquet' } })
  await worker.run('CREATE TABLE newer LIKE older')
  expect(worker.tables.get('default.newer')?.columns).toEqual([{ name: 'id', type: 'int' }, columns[1]])
})

test('one like files at a location needs a location of its own', async () => {
  await worker.run("CREATE TABLE lines (s STRING) USING csv OPTIONS (path 'obs://b1/lines', header 'true')")
  expect((await worker.fail('CREATE TABLE more LIKE lines')).error).toMatchObject({
    kind: 'not-supported',
    hint: expect.stringContaining('LOCATION'),
  })
  await worker.run("CREATE TABLE more LIKE lines LOCATION 'obs://b1/more'")
  expect(worker.tables.get('default.more')?.source).toEqual({
    kind: 'files',
    format: 'csv',
    location: 'obs://b1/more',
    options: { header: 'true' },
    isHive: false,
  })
  expect((await worker.fail("CREATE TABLE m LIKE lines LOCATION '/etc'")).error.message).toContain('not an obs:// path')
  expect((await worker.fail('CREATE TABLE m LIKE nowhere')).error.kind).toBe('not-found')
  expect((await worker.fail('CREATE TABLE m LIKE lines USING nosuch')).error.kind).toBe('not-supported')
})
