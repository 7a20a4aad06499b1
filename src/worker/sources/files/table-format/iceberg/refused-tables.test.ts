import { cp, rename, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { A, column, IcebergTable, ID, NAME, tableOfFive } from './fixtures/iceberg-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableIn = (name: string): IcebergTable => new IcebergTable(worker.inBucket(name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING iceberg LOCATION 'obs://b1/${name}'`)
const five = (name: string): Promise<IcebergTable> => tableOfFive(worker.inBucket(name))

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
    await cp(table.folder, worker.inBucket('moved-copy'), { recursive: true })
    await rename(table.folder, worker.inBucket('moved'))
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/moved`')).toEqual([[5]])
    expect(await worker.rows('SELECT count(*) FROM iceberg.`obs://b1/moved-copy`')).toEqual([[5]])
  })
})

function deep(depth: number): unknown {
  return depth === 0 ? 'int' : { type: 'list', 'element-id': depth, element: deep(depth - 1) }
}
