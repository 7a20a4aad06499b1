import { copyFile, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { inFile, inline } from './fixtures/deletion-vector-bytes.ts'
import { DeltaTable, metadata, protocol } from './fixtures/delta-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableIn = (name: string): DeltaTable => new DeltaTable(worker.inBucket(name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING delta LOCATION 'obs://b1/${name}'`)
const ID = { name: 'id', type: 'integer' }
const NAME = { name: 'name', type: 'string' }

test('files that the log adds and takes away, and columns that come later', async () => {
  const table = tableIn('people')
  await table.parquet('a.parquet', "SELECT 1 AS id, 'Ann' AS name UNION ALL SELECT 2, 'Bo'")
  await table.parquet('b [c]*.parquet', "SELECT 3 AS id, 'Cy' AS name")
  await table.parquet('not-added.parquet', "SELECT 9 AS id, 'no' AS name")
  await table.commit(protocol(), metadata([ID, NAME]), await table.add('a.parquet'))
  await create('people')
  expect(worker.tables.get('default.people')?.columns).toEqual([
    { name: 'id', type: 'int' },
    { name: 'name', type: 'string' },
  ])
  await table.commit(await table.add('b [c]*.parquet'), { commitInfo: { operation: 'WRITE' } })
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
  // As Spark writes it, whatever the log does.
  expect(await worker.rows('SELECT id, input_file_name() FROM default.people ORDER BY id')).toEqual([
    [3, 'obs://b1/people/b%20%5Bc%5D*.parquet'],
    [4, 'obs://b1/people/d.parquet'],
  ])
  expect(await worker.rows("SELECT id FROM default.people WHERE input_file_name() LIKE '%/d.parquet' AND born IS NOT NULL")).toEqual([[4]])
  expect(await worker.rows('SELECT * FROM default.people VERSION AS OF 0 ORDER BY id')).toEqual([
    [1, 'Ann'],
    [2, 'Bo'],
  ])
  await worker.run("CREATE TEMPORARY VIEW people_now USING delta OPTIONS (path 'obs://b1/people')")
  expect(await worker.rows('SELECT count(born) FROM people_now')).toEqual([[1]])
  expect(await worker.rows('SELECT count(born) FROM delta.`obs://b1/people`')).toEqual([[1]])
  expect(await worker.rows('SELECT * FROM delta.`obs://b1/people` VERSION AS OF 0 ORDER BY id LIMIT 1')).toEqual([[1, 'Ann']])
})

test('partition values of every type, NULL and names that a URI escapes; a filter reads only what it must', async () => {
  const table = tableIn('parts')
  const values: readonly (readonly [string, string | null, string | null])[] = [
    ['k=a%2Fb/1.parquet', 'a/b', '2024-02-29 01:02:03.5'],
    ['k=ü %41/2.parquet', 'ü %41', '2024-02-29T01:02:03.000001Z'],
    ['k=/3.parquet', '', null],
    ['k=null/4.parquet', null, '1969-12-31 23:59:59'],
  ]
  await table.commit(
    protocol(),
    metadata([ID, { name: 'k', type: 'string' }, { name: 'at', type: 'timestamp' }, { name: 'd', type: 'decimal(10,2)' }], {
      partitionColumns: ['k', 'at', 'd'],
    }),
  )
  for (const [index, [name, k, at]] of values.entries()) {
    await table.parquet(name, `SELECT ${index} AS id`)
    const written = { k, at, d: index === 0 ? '-1.50' : null }
    await table.commit(await table.add(name, { path: name.split('/').map(encodeURIComponent).join('/'), partitionValues: written }))
  }
  await create('parts')
  expect(worker.tables.get('default.parts')).toMatchObject({ partitionedBy: ['k', 'at', 'd'] })
  expect((await worker.run('SELECT * FROM default.parts ORDER BY id')).rowsJson).toEqual([
    '[0,"a/b","2024-02-29 01:02:03.5",-1.50]',
    '[1,"ü %41","2024-02-29 01:02:03.000001",null]',
    '[2,"",null,null]',
    '[3,null,"1969-12-31 23:59:59",null]',
  ])
  expect(await worker.rows("SELECT id FROM default.parts WHERE k = 'a/b' AND d < 0")).toEqual([[0]])
  // A file that a condition leaves out is not opened: nobody sees that it is damaged.
  const damaged = join(table.folder, 'k=a%2Fb/1.parquet')
  const bytes = await readFile(damaged)
  await writeFile(damaged, Buffer.alloc(bytes.length))
  expect(await worker.rows("SELECT id FROM default.parts WHERE k = 'ü %41'")).toEqual([[1]])
  expect((await worker.fail('SELECT id FROM default.parts')).error.message).toContain('obs://b1/parts/k=a%2Fb/1.parquet')
  await writeFile(damaged, bytes)
  await table.commit(await table.add('k=null/4.parquet', { path: 'k=/3.parquet', partitionValues: { k: 'x', d: '-1.-5' } }))
  expect((await worker.fail('SELECT * FROM default.parts')).error.message).toContain(
    "the value '-1.-5' of the partition column d is no decimal(10,2)",
  )
})

test('an option that a table of Delta Lake has not is refused', async () => {
  const table = tableIn('optioned')
  await table.parquet('a.parquet', 'SELECT 1 AS id')
  await table.commit(protocol(), metadata([ID]), await table.add('a.parquet'))
  const failed = await worker.fail("CREATE TABLE optioned USING delta OPTIONS (versionAsOf '0') LOCATION 'obs://b1/optioned'")
  expect(failed.error).toMatchObject({ kind: 'not-supported', message: 'The option versionasof of a Delta Lake table is not known here' })
})

test('DESCRIBE DETAIL has the files and partitions of the newest version', async () => {
  const table = tableIn('detailed')
  await table.parquet('a.parquet', 'SELECT 1 AS id')
  await table.parquet('b.parquet', 'SELECT 2 AS id')
  await table.commit(
    protocol(),
    metadata([ID, NAME], { partitionColumns: ['name'] }),
    await table.add('a.parquet', { partitionValues: { name: 'x' } }),
  )
  await create('detailed')
  const detail = async () => {
    const result = await worker.run('DESCRIBE DETAIL detailed')
    const [row = '[]'] = result.rowsJson
    return Object.fromEntries(result.columns.map(({ name }, index) => [name, (JSON.parse(row) as unknown[])[index]]))
  }
  const bytes = async (name: string) => (await stat(join(table.folder, name))).size
  expect(await detail()).toMatchObject({
    format: 'delta',
    name: 'spark_catalog.default.detailed',
    location: 'obs://b1/detailed',
    partitionColumns: ['name'],
    numFiles: 1,
    sizeInBytes: await bytes('a.parquet'),
  })
  await table.commit(await table.add('b.parquet', { partitionValues: { name: 'y' } }), {
    remove: { path: 'a.parquet', deletionTimestamp: 0, dataChange: true },
  })
  expect(await detail()).toMatchObject({ numFiles: 1, sizeInBytes: await bytes('b.parquet') })
  await table.commit(await table.add('a.parquet', { partitionValues: { name: 'z' } }))
  expect(await detail()).toMatchObject({ numFiles: 2, sizeInBytes: (await bytes('a.parquet')) + (await bytes('b.parquet')) })
})

test('more partitions than the engine plans branches for', async () => {
  const table = tableIn('many')
  await table.parquet('one.parquet', 'SELECT 7 AS id')
  await table.parquet('two.parquet', 'SELECT 8 AS id UNION ALL SELECT 9')
  const { size } = await stat(join(table.folder, 'two.parquet'))
  const adds: Record<string, unknown>[] = []
  for (let index = 0; index < 300; index += 1) {
    const name = `p${index}.parquet`
    await copyFile(join(table.folder, 'two.parquet'), join(table.folder, name))
    adds.push({
      add: { path: name, size, partitionValues: { p: String(index) }, ...(index === 299 ? { deletionVector: inline([1]) } : {}) },
    })
  }
  await table.commit(protocol(3, ['deletionVectors']), metadata([ID, { name: 'p', type: 'integer' }], { partitionColumns: ['p'] }), ...adds)
  await create('many')
  expect(await worker.rows('SELECT count(*), sum(id), sum(p), max(p) FROM default.many')).toEqual([
    [599, 299 * 17 + 8, 2 * 44850 - 299, 299],
  ])
  expect(await worker.rows('SELECT id FROM default.many WHERE p = 299')).toEqual([[8]])
})

describe('columns that are called otherwise in the files', () => {
  const mapped = (name: string, type: unknown, physicalName: string, id: number) => ({
    name,
    type,
    metadata: { 'delta.columnMapping.physicalName': physicalName, 'delta.columnMapping.id': id },
  })
  const nested = {
    type: 'array',
    containsNull: true,
    elementType: { type: 'struct', fields: [mapped('x', 'integer', 'col-x', 4), mapped('y', 'string', 'col-y', 5)] },
  }

  test.each(['name', 'id'])('by %s, in structs, arrays and maps, and where a file has them not', async (mode) => {
    const table = tableIn(`mapped-${mode}`)
    const ids =
      ', FIELD_IDS {"col-a": 1, "col-b": 2, "col-l": {__duckdb_field_id: 3, element: {"col-x": 4, "col-y": 5}}, "col-m": {__duckdb_field_id: 6}}'
    const first = `SELECT 1 AS "col-a", 'one' AS "col-b", [{'col-x': 10, 'col-y': 'ten'}, NULL] AS "col-l", MAP {'k': 5} AS "col-m"`
    await table.parquet('1.parquet', first, mode === 'id' ? ids : '')
    await table.parquet(
      '2.parquet',
      `SELECT 2 AS "col-a", [{'col-y': 'only y'}] AS "col-l"`,
      mode === 'id' ? ', FIELD_IDS {"col-a": 1, "col-l": {__duckdb_field_id: 3, element: {"col-y": 5}}}' : '',
    )
    await table.commit(
      protocol(2),
      metadata(
        [
          mapped('a', 'integer', 'col-a', 1),
          mapped('renamed b', 'string', 'col-b', 2),
          mapped('l', nested, 'col-l', 3),
          mapped('m', { type: 'map', keyType: 'string', valueType: 'integer', valueContainsNull: true }, 'col-m', 6),
          mapped('p', 'integer', 'col-p', 7),
        ],
        { partitionColumns: ['p'], configuration: { 'delta.columnMapping.mode': mode } },
      ),
      await table.add('1.parquet', { partitionValues: { 'col-p': '1' } }),
      await table.add('2.parquet', { partitionValues: { 'col-p': '2' } }),
    )
    await worker.run(`CREATE TABLE mapped_${mode} USING delta LOCATION 'obs://b1/mapped-${mode}'`)
    expect((await worker.run(`SELECT * FROM default.mapped_${mode} ORDER BY a`)).rowsJson).toEqual([
      '[1,"one",[{"x":10,"y":"ten"},null],{"k":5},1]',
      '[2,null,[{"x":null,"y":"only y"}],null,2]',
    ])
    expect(await worker.rows(`SELECT \`renamed b\`, l[0].y FROM default.mapped_${mode} WHERE m['k'] = 5`)).toEqual([['one', 'ten']])
  })
})

describe('rows that are deleted', () => {
  test('listed in the log and in a file, and a version from before', async () => {
    const table = tableIn('vectors')
    await table.parquet('a.parquet', 'SELECT i AS id FROM range(200000) AS r(i)')
    await table.commit(protocol(3, ['deletionVectors']), metadata([{ name: 'id', type: 'long' }]), await table.add('a.parquet'))
    await create('vectors')
    const rows = Array.from({ length: 70_000 }, (_, index) => index * 2)
    const vector = inFile(rows)
    await writeFile(join(table.folder, vector.name), vector.bytes)
    await table.commit({ remove: { path: 'a.parquet' } }, await table.add('a.parquet', { deletionVector: vector.action }))
    expect(await worker.rows('SELECT count(*), sum(id), min(id) FROM default.vectors')).toEqual([
      [130_000, 19_999_900_000 - 2 * ((69_999 * 70_000) / 2), 1],
    ])
    expect(await worker.rows('SELECT id FROM default.vectors WHERE id BETWEEN 139995 AND 140001 ORDER BY id')).toEqual([
      [139_995],
      [139_997],
      [139_999],
      [140_000],
      [140_001],
    ])
    await table.commit(
      { remove: { path: 'a.parquet', deletionVector: vector.action } },
      await table.add('a.parquet', { deletionVector: inline([0, 65_535, 65_536, 199_999]) }),
    )
    expect(await worker.rows('SELECT count(*), min(id), max(id) FROM default.vectors')).toEqual([[199_996, 1, 199_998]])
    expect(await worker.rows('SELECT count(*) FROM default.vectors WHERE id IN (65535, 65536, 65537)')).toEqual([[1]])
    expect(await worker.rows('SELECT count(*) FROM default.vectors VERSION AS OF 0')).toEqual([[200_000]])
    expect(await worker.rows('SELECT count(*) FROM default.vectors VERSION AS OF 1')).toEqual([[130_000]])
  })
})

test('days of files that Spark 2 wrote, in the calendar of before 1582', async () => {
  const table = tableIn('julian')
  const days = "SELECT DATE '1500-01-01' AS d, TIMESTAMP '1500-01-01 00:00:00' AS t"
  await table.parquet('new.parquet', days)
  await table.parquet('old.parquet', days, ", KV_METADATA {'org.apache.spark.version': '2.4.0', 'org.apache.spark.timeZone': 'UTC'}")
  await table.commit(
    protocol(),
    metadata([
      { name: 'd', type: 'date' },
      { name: 't', type: 'timestamp' },
    ]),
    await table.add('new.parquet'),
    await table.add('old.parquet'),
  )
  await create('julian')
  expect(await worker.rows('SELECT * FROM default.julian ORDER BY d')).toEqual([
    ['1499-12-23', '1499-12-23 00:00:00'],
    ['1500-01-01', '1500-01-01 00:00:00'],
  ])
})
