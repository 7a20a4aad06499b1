import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'
import { long } from '../../avro/fixtures/avro-writer.ts'
import { lyingFiles } from '../../parquet/fixtures/lying-footers.ts'
import { A, column, IcebergTable, ID, NAME, tableOfFive } from './fixtures/iceberg-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableIn = (name: string): IcebergTable => new IcebergTable(worker.inBucket(name))
const create = (name: string) => worker.run(`CREATE TABLE ${name} USING iceberg LOCATION 'obs://b1/${name}'`)
const five = (name: string): Promise<IcebergTable> => tableOfFive(worker.inBucket(name))

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

  test('by their places, in a file that says too much of itself', async () => {
    const table = await five('by_lies')
    await table.parquet('data/honest.parquet', 'SELECT 1 AS a, 2 AS b')
    const lies = await lyingFiles(join(table.folder, 'data/honest.parquet'))
    await writeFile(join(table.folder, 'data/d.parquet'), lies['a schema a hundred thousand deep']?.() ?? '')
    await table.snapshot(1, [{ files: [A] }, deletesOf('data/d.parquet', 2, 'position-deletes')])
    await table.commit(1, [ID, NAME])
    expect((await worker.fail("CREATE TABLE by_lies USING iceberg LOCATION 'obs://b1/by_lies'")).error).toMatchObject({
      kind: 'limit-exceeded',
      message: expect.stringContaining('data/d.parquet'),
    })
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
