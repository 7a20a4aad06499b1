import { copyFile, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isTable } from '../../../../../protocol/catalog-entry.ts'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { data, long } from '../../avro/fixtures/avro-writer.ts'
import { A, column, IcebergTable, ID, type Json, NAME, tableOfFive } from './fixtures/iceberg-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableIn = (name: string): IcebergTable => new IcebergTable(worker.inBucket(name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING iceberg LOCATION 'obs://b1/${name}'`)
const columnsOf = (name: string) => worker.tables.get(`default.${name}`)?.columns
const five = (name: string): Promise<IcebergTable> => tableOfFive(worker.inBucket(name))

test('DESCRIBE DETAIL has the files of the present snapshot', async () => {
  const table = await five('detailed')
  await table.parquet('data/b.parquet', "SELECT 9 AS id, 'b' AS name", '{id: 1, name: 2}')
  await table.snapshot(1, [{ files: [A] }])
  await table.commit(1, [ID, NAME])
  await create('detailed')
  const detail = async () => {
    const result = await worker.run('DESCRIBE DETAIL detailed')
    const [row = '[]'] = result.rowsJson
    return Object.fromEntries(result.columns.map(({ name }, index) => [name, (JSON.parse(row) as unknown[])[index]]))
  }
  const bytes = async (name: string) => (await stat(join(table.folder, name))).size
  expect(await detail()).toMatchObject({
    format: 'iceberg',
    name: 'spark_catalog.default.detailed',
    location: 'obs://b1/detailed',
    partitionColumns: [],
    numFiles: 1,
    sizeInBytes: await bytes('data/a.parquet'),
    lastModified: null,
  })
  await table.snapshot(2, [{ files: [A, { path: 'data/b.parquet' }] }])
  await table.commit(2, [ID, NAME])
  expect(await detail()).toMatchObject({ numFiles: 2, sizeInBytes: (await bytes('data/a.parquet')) + (await bytes('data/b.parquet')) })
})

describe('files, snapshots and schemas', () => {
  test('files of manifests, those taken away left out; versions by their ids and times; a table that lies elsewhere than it says', async () => {
    const table = await five('people')
    await table.parquet('data/b [c]*.parquet', "SELECT 9 AS id, 'b' AS name", '{id: 1, name: 2}')
    await table.parquet('data/none.parquet', "SELECT 99 AS id, 'none' AS name", '{id: 1, name: 2}')
    await table.snapshot(11, [{ files: [A, { path: 'data/none.parquet', status: 2 }] }])
    await table.commit(1, [ID, NAME])
    await create('people')
    expect(columnsOf('people')).toEqual([
      { name: 'id', type: 'int' },
      { name: 'name', type: 'string' },
    ])
    expect(await worker.rows('SELECT count(*), max(name) FROM people')).toEqual([[5, 'a5']])
    await table.snapshot('3055729675574597004', [{ files: [{ path: 'data/b [c]*.parquet' }] }])
    await table.commit(2, [ID, NAME])
    expect(await worker.rows('SELECT * FROM people')).toEqual([[9, 'b']])
    expect(await worker.rows('SELECT input_file_name(), id FROM people')).toEqual([['obs://b1/people/data/b%20%5Bc%5D*.parquet', 9]])
    expect(await worker.rows('SELECT count(*) FROM people VERSION AS OF 11')).toEqual([[5]])
    expect(await worker.rows('SELECT count(*) FROM people VERSION AS OF 3055729675574597004')).toEqual([[1]])
    expect(await worker.rows("SELECT count(*) FROM people TIMESTAMP AS OF '2024-01-01 12:00:00'")).toEqual([[5]])
    expect(await worker.rows("SELECT count(*) FROM people TIMESTAMP AS OF '2024-01-02 00:00:00'")).toEqual([[1]])
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/people`')).toEqual([[1]])
    await expect(worker.run('SELECT * FROM people VERSION AS OF 3055729675574597005')).rejects.toThrow(/no snapshot 3055729675574597005/)
    await expect(worker.run("SELECT * FROM people TIMESTAMP AS OF '2023-12-31'")).rejects.toThrow(
      /no snapshot that was there at 2023-12-31/,
    )
  })

  test('columns are found by their numbers: renamed, dropped, added again, moved and of a wider type', async () => {
    const table = tableIn('evolved')
    await table.parquet(
      'data/old.parquet',
      "SELECT 1::INTEGER AS a, 'gone' AS b, 1.5::FLOAT AS c, {'x': 1::INTEGER, 'y': 'z'} AS s, [{'k': 1::INTEGER}] AS l, MAP {'m': {'v': 7::INTEGER}} AS m, 1.25::DECIMAL(5,2) AS d",
      '{a: 1, b: 2, c: 3, s: {__duckdb_field_id: 4, x: 5, y: 6}, l: {__duckdb_field_id: 7, element: {__duckdb_field_id: 8, k: 9}}, m: {__duckdb_field_id: 10, key: 11, value: {__duckdb_field_id: 12, v: 13}}, d: 14}',
    )
    await table.parquet('data/new.parquet', "SELECT 'new' AS b, 3000000000::BIGINT AS a", '{b: 15, a: 1}')
    const struct = (...fields: readonly Json[]) => ({ type: 'struct', fields })
    await table.snapshot(1, [{ files: [{ path: 'data/old.parquet' }, { path: 'data/new.parquet' }] }], { 'schema-id': 1 })
    const before = [column(1, 'a', 'int'), column(2, 'b', 'string')]
    const now = [
      column(3, 'c', 'double', { doc: 'was a float' }),
      column(15, 'b', 'string'),
      column(1, 'A2', 'long'),
      column(4, 's', struct(column(6, 'why', 'string'), column(16, 'z', 'int'), column(5, 'x', 'long'))),
      column(7, 'l', { type: 'list', 'element-id': 8, element: struct(column(9, 'kk', 'long')) }),
      column(10, 'm', { type: 'map', 'key-id': 11, key: 'string', 'value-id': 12, value: struct(column(13, 'vv', 'int')) }),
      column(14, 'd', 'decimal(7, 2)'),
    ]
    await table.commit(1, [], {
      'current-schema-id': 1,
      schemas: [
        { 'schema-id': 0, fields: before },
        { 'schema-id': 1, fields: now },
      ],
    })
    await create('evolved')
    expect(columnsOf('evolved')).toEqual([
      { name: 'c', type: 'double', comment: 'was a float' },
      { name: 'b', type: 'string' },
      { name: 'A2', type: 'bigint' },
      { name: 's', type: 'struct<why:string,z:int,x:bigint>' },
      { name: 'l', type: 'array<struct<kk:bigint>>' },
      { name: 'm', type: 'map<string,struct<vv:int>>' },
      { name: 'd', type: 'decimal(7,2)' },
    ])
    expect(await worker.rows('SELECT A2, b, c, to_json(s), to_json(l), to_json(m), d FROM evolved ORDER BY A2')).toEqual([
      [1, null, 1.5, '{"why":"z","x":1}', '[{"kk":1}]', '{"m":{"vv":7}}', 1.25],
      [3_000_000_000, 'new', null, null, null, null, null],
    ])
  })

  test('a right on single columns opens none in earlier snapshots: which of today’s columns one was then is not known', async () => {
    const table = await five('righted')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await table.snapshot(2, [{ files: [A] }])
    await table.commit(2, [ID, NAME])
    await create('righted')
    const known = worker.tables.get('default.righted')
    if (known === undefined || !isTable(known)) throw new Error('It is not there')
    worker.tables.set('default.righted', { ...known, columnRights: { readable: ['id', 'name'], isDescribed: true, grant: 'Ask.' } })
    expect(await worker.rows('SELECT max(name) FROM righted')).toEqual([['a5']])
    for (const was of ['VERSION AS OF 1', "TIMESTAMP AS OF '2024-01-01 12:00:00'"])
      await expect(worker.run(`SELECT name FROM righted ${was}`)).rejects.toThrow(/^sql-permission: .*may not be read/)
  })

  test('a snapshot has the columns that it had', async () => {
    const table = await five('as-it-was')
    await table.snapshot(1, [{ files: [A] }])
    await table.snapshot(2, [{ files: [A] }], { 'schema-id': 1 })
    await table.commit(1, [], {
      'current-schema-id': 1,
      schemas: [
        { 'schema-id': 0, fields: [ID, NAME] },
        { 'schema-id': 1, fields: [column(2, 'title', 'string')] },
      ],
    })
    await worker.run("CREATE TABLE as_it_was USING iceberg LOCATION 'obs://b1/as-it-was'")
    expect(await worker.rows('SELECT * FROM as_it_was ORDER BY 1 LIMIT 1')).toEqual([['a1']])
    expect(await worker.rows('SELECT * FROM as_it_was VERSION AS OF 1 ORDER BY 1 LIMIT 1')).toEqual([[1, 'a1']])
  })

  test('files that say no numbers of their columns: by the names of the mapping, refused without one', async () => {
    const table = tableIn('mapped')
    await table.parquet('data/a.parquet', "SELECT 'x' AS old_name, 1 AS id")
    await table.snapshot(1, [{ files: [A] }])
    const mapping = [
      { 'field-id': 1, names: ['id'] },
      { 'field-id': 2, names: ['name', 'old_name'] },
    ]
    await table.commit(1, [ID, NAME])
    await create('mapped')
    await expect(worker.run('SELECT * FROM mapped')).rejects.toThrow(/does not say which numbers its columns have/)
    await table.commit(2, [ID, NAME], { properties: { 'schema.name-mapping.default': JSON.stringify(mapping) } })
    expect(await worker.rows('SELECT * FROM mapped')).toEqual([[1, 'x']])
  })

  test('a file whose column is of another type than it can have been is refused, not cast', async () => {
    const table = tableIn('mistyped')
    await table.parquet('data/a.parquet', "SELECT '1' AS id, 'x' AS name", '{id: 1, name: 2}')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await create('mistyped')
    await expect(worker.run('SELECT * FROM mistyped')).rejects.toThrow(/"id" is of type int in the table, and .*a\.parquet has VARCHAR/)
  })

  test('which metadata is the present one: the hint and what follows it, the highest number, compressed ones', async () => {
    const table = await five('present')
    await table.snapshot(1, [{ files: [A] }])
    for (const version of [1, 2, 9]) await table.commit(version, [ID, column(2, `name${version}`, 'string')])
    await create('present')
    const name = async () => JSON.stringify(await worker.rows('SELECT to_json(struct(*)) FROM iceberg.`obs://b1/present` WHERE id = 1'))
    expect(await name()).toContain('name9')
    await table.write('metadata/version-hint.text', '1\n')
    expect(await name()).toContain('name2')
    await table.write('metadata/version-hint.text', 'v9')
    expect(await name()).toContain('name9')
    await rm(join(table.folder, 'metadata/version-hint.text'))
    await table.commit(3, [ID, column(2, 'zipped', 'string')])
    const text = gzipSync(await readFile(join(table.folder, 'metadata/v3.metadata.json')))
    await table.write('metadata/00010-5a1b.gz.metadata.json', text)
    await expect(worker.run('SELECT * FROM present')).rejects.toThrow(/does not say which metadata is the present one/)
    await table.write('metadata/version-hint.text', '00011-gone.metadata.json')
    await expect(worker.run('SELECT * FROM present')).rejects.toThrow(/version-hint\.text names no file of metadata that is there/)
    await table.write('metadata/version-hint.text', '00010-5a1b.gz.metadata.json')
    expect(await name()).toContain('zipped')
    await rm(join(table.folder, 'metadata/version-hint.text'))
    await copyFile(join(table.folder, 'metadata/v9.metadata.json'), join(table.folder, 'metadata/00010-other.metadata.json'))
    await expect(worker.run('SELECT * FROM present')).rejects.toThrow(/two files of version 10/)
  })

  test('the metadata that is named, by an option or as the location itself, whatever else there is', async () => {
    const table = await five('named')
    await table.parquet('data/b.parquet', "SELECT 9 AS id, 'b' AS name", '{id: 1, name: 2}')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await table.snapshot(2, [{ files: [{ path: 'data/b.parquet' }] }])
    await table.commit(2, [ID, NAME])
    const inMetadata = (name: string) => join(table.folder, 'metadata', name)
    await rename(inMetadata('v1.metadata.json'), inMetadata('00001-5a1b.metadata.json'))
    await rename(inMetadata('v2.metadata.json'), inMetadata('00002-77cd.metadata.json'))
    await table.write('metadata/version-hint.text', '00002-77cd.metadata.json')
    const forms = ['00001-5a1b.metadata.json', 'metadata/00001-5a1b.metadata.json', 's3://lake/named/metadata/00001-5a1b.metadata.json']
    for (const [index, form] of forms.entries()) {
      await worker.run(`CREATE TABLE named_${index} USING iceberg OPTIONS (metadata_file '${form}') LOCATION 'obs://b1/named'`)
      expect(await worker.rows(`SELECT count(*) FROM named_${index}`)).toEqual([[5]])
    }
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/named/metadata/00001-5a1b.metadata.json`')).toEqual([[5]])
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/named`')).toEqual([[1]])
    await expect(
      worker.run("CREATE TABLE no_name USING iceberg OPTIONS (metadata_file 'v1.json') LOCATION 'obs://b1/named'"),
    ).rejects.toThrow(/metadata_file of an Iceberg table is the name of a file/)
    await expect(
      worker.run("CREATE TABLE no_file USING iceberg OPTIONS (metadata_file 'v7.metadata.json') LOCATION 'obs://b1/named'"),
    ).rejects.toThrow(/obs:\/\/b1\/named\/metadata\/v7\.metadata\.json is not there/)
  })

  test('the only file of metadata of a catalog', async () => {
    const table = await five('alone')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await rename(join(table.folder, 'metadata/v1.metadata.json'), join(table.folder, 'metadata/00000-5a1b.metadata.json'))
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/alone`')).toEqual([[5]])
  })

  test('a table without a snapshot has no rows', async () => {
    const table = tableIn('nothing')
    await table.commit(1, [ID, NAME])
    await create('nothing')
    expect(await worker.rows('SELECT count(*), max(id) FROM nothing')).toEqual([[0, null]])
  })
})

describe('partitions', () => {
  test('values of identity partitions come from the manifest, by their numbers, and a filter reads only what it must', async () => {
    const table = tableIn('parts')
    for (const name of ['a', 'b', 'c']) await table.parquet(`data/${name}.parquet`, `SELECT '${name}' AS name`, '{name: 2}')
    const decimal = { type: 'fixed', name: 'decimal_4_2', size: 2, logicalType: 'decimal', precision: 4, scale: 2 }
    const partitionFields = [
      ['day', { type: 'int', logicalType: 'date' }, 1001],
      ['at', { type: 'long', logicalType: 'timestamp-micros', 'adjust-to-utc': false }, 1002],
      ['price', decimal, 1003],
      ['id', 'int', 1000],
      ['text', 'string', 1004],
      ['u_bucket', 'int', 1005],
    ] as const
    const values = (id: number, day: number, at: bigint, price: number, text: string) => [
      long(day),
      long(at),
      Buffer.from([(price >> 8) & 255, price & 255]),
      long(id),
      data(text),
      long(3),
    ]
    const fields = [
      ID,
      NAME,
      column(3, 'day', 'date'),
      column(4, 'at', 'timestamp'),
      column(5, 'price', 'decimal(4,2)'),
      column(6, 'text', 'string'),
    ]
    const identity = (name: string, id: number, source: number, transform = 'identity') => ({
      name,
      'field-id': id,
      'source-id': source,
      transform,
    })
    await table.snapshot(1, [
      {
        specId: 1,
        partitionFields,
        files: [
          { path: 'data/a.parquet', partition: values(7, -1, -1n, -150, '') },
          { path: 'data/b.parquet', partition: values(8, 19_782, 1_709_168_523_500_001n, 9999, "ü'%2F") },
        ],
      },
    ])
    await table.commit(1, fields, {
      'partition-specs': [
        { 'spec-id': 0, fields: [] },
        {
          'spec-id': 1,
          fields: [
            identity('id', 1000, 1),
            identity('day', 1001, 3),
            identity('at', 1002, 4),
            identity('price', 1003, 5),
            identity('text', 1004, 6),
            identity('u_bucket', 1005, 2, 'bucket[4]'),
          ],
        },
      ],
    })
    await create('parts')
    expect(await worker.rows('SELECT * FROM parts ORDER BY id')).toEqual([
      [7, 'a', '1969-12-31', '1969-12-31 23:59:59.999999', -1.5, ''],
      [8, 'b', '2024-02-29', '2024-02-29 01:02:03.500001', 99.99, "ü'%2F"],
    ])
    expect(await worker.rows("SELECT name FROM parts WHERE day = DATE'2024-02-29'")).toEqual([['b']])
    await rm(join(table.folder, 'data/a.parquet'))
    await table.write('data/a.parquet', 'no Parquet')
    expect(await worker.rows('SELECT name FROM parts WHERE id > 7')).toEqual([['b']])
    await expect(worker.run('SELECT name FROM parts')).rejects.toThrow(/a\.parquet/)
  })

  test('partitions that were changed: each file has the values of its own', async () => {
    const table = await five('respecified')
    await table.parquet('data/b.parquet', "SELECT 'b' AS name", '{name: 2}')
    await table.snapshot(1, [
      { files: [A] },
      { specId: 1, partitionFields: [['id', 'int', 1000]], files: [{ path: 'data/b.parquet', partition: [long(77)] }] },
    ])
    const specs = [
      { 'spec-id': 0, fields: [] },
      { 'spec-id': 1, fields: [{ name: 'id', 'field-id': 1000, 'source-id': 1, transform: 'identity' }] },
    ]
    await table.commit(1, [ID, NAME], { 'partition-specs': specs })
    await create('respecified')
    expect(await worker.rows('SELECT id, name FROM respecified WHERE id > 4 ORDER BY id')).toEqual([
      [5, 'a5'],
      [77, 'b'],
    ])
    await table.commit(2, [ID, NAME], {
      'partition-specs': [specs[0], { ...specs[1], fields: [{ name: 'id', 'field-id': 1009, 'source-id': 1, transform: 'identity' }] }],
    })
    await expect(worker.run('SELECT * FROM respecified')).rejects.toThrow(/has no value of the partition field id/)
    await table.commit(3, [ID, NAME])
    await expect(worker.run('SELECT * FROM respecified')).rejects.toThrow(/no partition spec of the number 1/)
  })
})
