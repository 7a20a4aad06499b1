import { copyFile, cp, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { data, long } from '../../avro/fixtures/avro-writer.ts'
import { column, IcebergTable, type Json } from './fixtures/iceberg-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const ID = column(1, 'id', 'int')
const NAME = column(2, 'name', 'string')
const tableIn = (name: string): IcebergTable => new IcebergTable(join(worker.buckets, 'b1', name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING iceberg LOCATION 'obs://b1/${name}'`)
const columnsOf = (name: string) => worker.tables.get(`default.${name}`)?.columns
/** A table of one file with ids 1 to 5 and names a1 to a5, whose data file is data/a.parquet. */
async function five(name: string): Promise<IcebergTable> {
  const table = tableIn(name)
  await table.parquet('data/a.parquet', "SELECT i::INTEGER AS id, 'a' || i AS name FROM range(1, 6) AS r(i)", '{id: 1, name: 2}')
  return table
}

const A = { path: 'data/a.parquet' }

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

describe('deleted rows', () => {
  const positions = (rows: string) => `SELECT * FROM (VALUES ${rows}) AS v(file_path, pos)`
  const IDS = '{file_path: 2147483546, pos: 2147483545}'
  const deletesOf = (path: string, sequenceNumber: number, content: 'position-deletes' | 'equality-deletes', more: object = {}) => ({
    content: 'deletes' as const,
    sequenceNumber,
    files: [{ path, content, ...more }],
  })
  const idsOf = async (name: string) => (await worker.rows(`SELECT id FROM ${name} ORDER BY id`)).flat()

  test('by their places, of files that are not newer', async () => {
    const table = await five('by_place')
    await table.parquet('data/b.parquet', "SELECT 10 + i::INTEGER AS id, 'b' AS name FROM range(3) AS r(i)", '{id: 1, name: 2}')
    const at = (file: string, pos: number) => `('${table.written(file)}', ${pos}::BIGINT)`
    await table.parquet(
      'data/d.parquet',
      positions(`${at('data/a.parquet', 0)}, ${at('data/a.parquet', 4)}, ${at('data/b.parquet', 1)}, ${at('data/gone.parquet', 0)}`),
      IDS,
    )
    const files = [
      { ...A, sequenceNumber: 2 },
      { path: 'data/b.parquet', sequenceNumber: 3 },
    ]
    await table.snapshot(1, [{ files, sequenceNumber: 3 }, deletesOf('data/d.parquet', 2, 'position-deletes')])
    await table.commit(1, [ID, NAME])
    await create('by_place')
    expect(await idsOf('by_place')).toEqual([2, 3, 4, 10, 11, 12])
    await table.snapshot(2, [{ files, sequenceNumber: 3 }, deletesOf('data/d.parquet', 3, 'position-deletes')])
    await table.commit(2, [ID, NAME])
    expect(await idsOf('by_place')).toEqual([2, 3, 4, 10, 12])
    expect(await worker.rows('SELECT count(*) FROM by_place')).toEqual([[5]])
  })

  test('by equal values, NULL among them, of files that are older', async () => {
    const table = tableIn('by_value')
    const rows = "SELECT * FROM (VALUES (1, 'x'), (2, NULL), (3, 'y'), (4, 'z')) AS v(id, name)"
    for (const name of ['a', 'b'])
      await table.parquet(`data/${name}.parquet`, rows.replaceAll(/\((\d)/g, name === 'a' ? '($1' : '(1$1'), '{id: 1, name: 2}')
    await table.parquet('data/d.parquet', "SELECT * FROM (VALUES ('y'), (NULL)) AS v(old_name)", '{old_name: 2}')
    const files = [
      { ...A, sequenceNumber: 1 },
      { path: 'data/b.parquet', sequenceNumber: 2 },
    ]
    await table.snapshot(1, [{ files }, deletesOf('data/d.parquet', 2, 'equality-deletes', { equalityIds: [2] })])
    await table.commit(1, [ID, NAME])
    await create('by_value')
    expect(await idsOf('by_value')).toEqual([1, 4, 11, 12, 13, 14])
    await table.snapshot(2, [{ files }, deletesOf('data/d.parquet', 3, 'equality-deletes', { equalityIds: [2] })])
    await table.commit(2, [ID, NAME])
    expect(await idsOf('by_value')).toEqual([1, 4, 11, 14])
    await table.snapshot(3, [{ files }, deletesOf('data/d.parquet', 3, 'equality-deletes', { equalityIds: [1] })])
    await table.commit(3, [ID, NAME])
    await expect(worker.run('SELECT * FROM by_value')).rejects.toThrow(/deletes rows by the column id does not have it/)
    await table.snapshot(4, [{ files }, deletesOf('data/d.parquet', 3, 'equality-deletes', { equalityIds: [7] })])
    await table.commit(4, [ID, NAME])
    await expect(worker.run('SELECT * FROM by_value')).rejects.toThrow(/by the field 7/)
    await table.snapshot(5, [{ files }, deletesOf('data/d.parquet', 3, 'equality-deletes', { equalityIds: [2] })])
    await table.commit(5, [ID, column(2, 'name', 'double')])
    await expect(worker.run('SELECT * FROM by_value')).rejects.toThrow(/by the field 2/)
  })

  test('by equal values within a partition; everywhere by those of none', async () => {
    const table = tableIn('within')
    for (const id of [1, 2]) await table.parquet(`data/${id}.parquet`, `SELECT ${id} AS id, 'x' AS name`, '{id: 1, name: 2}')
    await table.parquet('data/d.parquet', "SELECT 'x' AS name", '{name: 2}')
    const partitionFields = [['id', 'int', 1000]] as const
    const files = [1, 2].map((id) => ({ path: `data/${id}.parquet`, partition: [long(id)], sequenceNumber: 1 }))
    const data1 = { specId: 1, partitionFields, files }
    const specs = {
      'partition-specs': [
        { 'spec-id': 0, fields: [] },
        { 'spec-id': 1, fields: [{ name: 'id', 'field-id': 1000, 'source-id': 1, transform: 'identity' }] },
        { 'spec-id': 2, fields: [{ name: 'id', 'field-id': 1000, 'source-id': 1, transform: 'void' }] },
      ],
    }
    const within = deletesOf('data/d.parquet', 5, 'equality-deletes', { equalityIds: [2], partition: [long(2)] })
    await table.snapshot(1, [data1, { ...within, specId: 1, partitionFields }])
    await table.commit(1, [ID, NAME], specs)
    await create('within')
    expect(await idsOf('within')).toEqual([1])
    await table.snapshot(2, [data1, { ...within, specId: 2, partitionFields }])
    await table.commit(2, [ID, NAME], specs)
    expect(await idsOf('within')).toEqual([])
  })
})

describe('what is refused, by name', () => {
  const refused: readonly (readonly [string, RegExp, (table: IcebergTable) => Promise<void>])[] = [
    ['a version of the format', /version 4 of Iceberg's format/, (table) => table.commit(1, [ID], { 'format-version': 4 })],
    ['a type of nanoseconds', /column t is of the type timestamp_ns/, (table) => table.commit(1, [column(1, 't', 'timestamp_ns')])],
    ['a variant', /column v is of the type variant/, (table) => table.commit(1, [column(1, 'v', 'variant')])],
    ['a type that objects inherit', /column v is of the type constructor/, (table) => table.commit(1, [column(1, 'v', 'constructor')])],
    ['a time', /column t is of the type time/, (table) => table.commit(1, [column(1, 't', 'time')])],
    [
      'a default',
      /column id has an initial default/,
      (table) => table.commit(1, [{ ...ID, 'initial-default': 3 }], { 'format-version': 3 }),
    ],
    ['encryption', /encrypted/, (table) => table.commit(1, [ID], { 'format-version': 3, 'encryption-keys': [{ 'key-id': '1' }] })],
    ['columns of one name', /two columns ID/, (table) => table.commit(1, [ID, column(2, 'ID', 'int')])],
    ['a schema that is not there', /no schema of the number 3/, (table) => table.commit(1, [ID], { 'current-schema-id': 3 })],
    ['a snapshot that is not there', /present snapshot 5/, (table) => table.commit(1, [ID], { 'current-snapshot-id': 5 })],
    ['no JSON', /v1\.metadata\.json is no JSON/, (table) => table.write('metadata/v1.metadata.json', '{"format-version": 2,')],
    ['no object', /the metadata is not an object/, (table) => table.write('metadata/v1.metadata.json', '[]')],
    ['no metadata', /no file of metadata/, (table) => table.write('metadata/other.txt', '')],
    ['a schema without an end', /nested deeper/, (table) => table.commit(1, [column(1, 'deep', deep(200))])],
    ['a hint out of the folder', /no file of metadata/, (table) => table.write('metadata/version-hint.text', '../../people/metadata/v1')],
  ]
  test.each(refused)('%s', async (_name, message, write) => {
    const table = tableIn('refused')
    await rm(table.folder, { recursive: true, force: true })
    await write(table)
    await expect(create('refused')).rejects.toThrow(message)
  })

  const hostile: readonly (readonly [string, RegExp, (table: IcebergTable) => Promise<void>])[] = [
    [
      'a path above the folder',
      /outside of the table's folder/,
      (table) => table.snapshot(1, [{ files: [{ path: 'data/../../people/data/a.parquet' }] }]),
    ],
    ['a path elsewhere', /outside of the table's folder/, (table) => table.snapshot(1, [{ files: [{ path: '/etc/passwd' }] }])],
    [
      'a path of a longer name',
      /outside of the table's folder/,
      (table) => table.snapshot(1, [{ files: [{ path: `${table.location}2/a.parquet` }] }]),
    ],
    ['a list elsewhere', /outside of the table's folder/, (table) => table.snapshot(1, [], { 'manifest-list': 'file:///etc/passwd' })],
    [
      'a list that is none',
      /a\.parquet is no Avro file/,
      (table) => table.snapshot(1, [], { 'manifest-list': table.written('data/a.parquet') }),
    ],
    [
      'a list that is a list of itself',
      /damaged|Iceberg/,
      (table) => table.snapshot(1, [], { 'manifest-list': undefined, manifests: [table.written('metadata/snap-1.avro')] }),
    ],
    ['a file that is not there', /gone\.parquet is not there/, (table) => table.snapshot(1, [{ files: [{ path: 'data/gone.parquet' }] }])],
    ['a file twice', /a\.parquet is part of the table twice/, (table) => table.snapshot(1, [{ files: [A, A] }])],
    ['more entries than there are', /damaged|cut off/, (table) => table.snapshot(1, [{ files: [A], rowCount: 2 ** 50 }])],
    ['files of another format', /files of the format ORC/, (table) => table.snapshot(1, [{ files: [{ ...A, format: 'orc' }] }])],
    ['deleted rows among data', /damaged/, (table) => table.snapshot(1, [{ files: [{ ...A, content: 'position-deletes' }] }])],
    ['a path without an end', /damaged/, (table) => table.snapshot(1, [{ files: [{ path: `${table.location}${'/'.repeat(200_000)}x` }] }])],
    ['a location without an end', /location/, (table) => table.commit(2, [ID], { location: `s3:${'/'.repeat(200_000)}x` })],
    [
      'a manifest twice',
      /m0\.avro is there twice/,
      async (table) => {
        await table.snapshot(1, [{ files: [A] }])
        await table.list('metadata/twice.avro', ['metadata/m0.avro', 'metadata/m0.avro'])
        await table.snapshot(2, [], { 'manifest-list': table.written('metadata/twice.avro') })
      },
    ],
    ['a state that there is not', /damaged/, (table) => table.snapshot(1, [{ files: [{ ...A, status: 7 }] }])],
    ['a sequence that goes back', /damaged/, (table) => table.snapshot(1, [{ files: [{ ...A, sequenceNumber: -4 }] }])],
    ['a key', /encrypted/, (table) => table.snapshot(1, [{ files: [{ ...A, keyMetadata: 'key' }] }])],
    [
      'places that are none',
      /no place in a file/,
      async (table) => {
        await table.parquet('data/d.parquet', `SELECT '${table.written('data/a.parquet')}' AS file_path, -1::BIGINT AS pos`)
        await table.snapshot(1, [{ files: [A] }, { content: 'deletes', files: [{ path: 'data/d.parquet', content: 'position-deletes' }] }])
      },
    ],
    [
      'a list of deleted rows that is none',
      /list of deleted rows is damaged/,
      async (table) => {
        const vector = { dataFile: 'data/a.parquet', offset: 0, length: 100 }
        await table.snapshot(1, [
          { files: [A] },
          { content: 'deletes', files: [{ path: 'data/a.parquet', format: 'PUFFIN', content: 'position-deletes', vector }] },
        ])
      },
    ],
    [
      'a list of deleted rows beyond the end',
      /ends before byte/,
      async (table) => {
        const vector = { dataFile: 'data/a.parquet', offset: 2 ** 40, length: 100 }
        await table.snapshot(1, [
          { files: [A] },
          { content: 'deletes', files: [{ path: 'data/a.parquet', format: 'PUFFIN', content: 'position-deletes', vector }] },
        ])
      },
    ],
  ]
  test.each(hostile)('%s', async (_name, message, write) => {
    await rm(tableIn('hostile').folder, { recursive: true, force: true })
    const table = await five('hostile')
    await write(table)
    await table.commit(1, [ID, NAME])
    await expect(worker.run('SELECT count(*) FROM iceberg.`obs://b1/hostile`')).rejects.toThrow(message)
  })

  test('a data file that is no Parquet is refused with its name; one of another size than the manifest says is read', async () => {
    const table = await five('sizes')
    await table.snapshot(1, [{ files: [{ ...A, bytes: 3 }] }])
    await table.commit(1, [ID, NAME])
    await create('sizes')
    expect(await worker.rows('SELECT count(*) FROM sizes')).toEqual([[5]])
    await table.write('data/a.parquet', 'cut off')
    await expect(worker.run('SELECT * FROM sizes')).rejects.toThrow(/a\.parquet/)
  })

  test('every statement that would change the table', async () => {
    const table = await five('fixed')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await create('fixed')
    for (const statement of [
      "INSERT INTO fixed VALUES (1, 'x')",
      "INSERT OVERWRITE fixed SELECT 1, 'x'",
      'DELETE FROM fixed WHERE id = 1',
      'UPDATE fixed SET id = 2',
      'TRUNCATE TABLE fixed',
      'RESTORE TABLE fixed TO VERSION AS OF 1',
      'DESCRIBE HISTORY fixed',
    ])
      await expect(worker.run(statement)).rejects.toThrow(/^not-supported: .*(Iceberg|warehouse)/)
    expect(await worker.rows('SELECT count(*) FROM fixed')).toEqual([[5]])
    await expect(worker.run("CREATE TABLE made USING iceberg LOCATION 'obs://b1/made' AS SELECT 1 AS a")).rejects.toThrow(
      /USING iceberg AS SELECT is not supported/,
    )
    await expect(worker.run('CREATE TABLE made (a INT) USING iceberg')).rejects.toThrow(/USING iceberg|LOCATION/)
  })

  test('a table that was moved is read where it is', async () => {
    const table = await five('moving')
    await table.snapshot(1, [{ files: [A] }])
    await table.commit(1, [ID, NAME])
    await cp(table.folder, join(worker.buckets, 'b1', 'moved-copy'), { recursive: true })
    await rename(table.folder, join(worker.buckets, 'b1', 'moved'))
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/moved`')).toEqual([[5]])
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/moved-copy`')).toEqual([[5]])
  })
})

function deep(depth: number): unknown {
  return depth === 0 ? 'int' : { type: 'list', 'element-id': depth, element: deep(depth - 1) }
}
