import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
let engine: DuckDBInstance

beforeAll(async () => {
  worker = await TestWorker.start()
  engine = await DuckDBInstance.create(':memory:', { threads: '1' })
})
afterAll(async () => {
  engine.closeSync()
  await worker.end()
})

async function write(folder: string, query: string, options = ''): Promise<string> {
  const file = join(worker.buckets, 'b1', folder, 'a.parquet')
  await mkdir(join(file, '..'), { recursive: true })
  const connection = await engine.connect()
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet${options})`)
  connection.closeSync()
  return file
}

/** Another name for the groups that are the rows of lists; the footer is at the end of the file, in front of its length. */
async function renameListGroups(file: string, name: string): Promise<void> {
  const bytes = await readFile(file)
  const end = bytes.length - 8
  const footer = bytes.subarray(end - bytes.readUInt32LE(end), end).toString('latin1')
  const renamed = Buffer.from(footer.replaceAll('\x04list', `${String.fromCharCode(name.length)}${name}`), 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(renamed.length)
  await writeFile(file, Buffer.concat([bytes.subarray(0, end - footer.length), renamed, length, Buffer.from('PAR1')]))
}

// Spark 3.3.1 has array<struct<element:int>> of the first two, array<int> of the others.
test.each(['array', 'a_tuple'])('a list whose rows are groups of one field, for they are named %s, is refused by column', async (name) => {
  const path = `groups_${name}`
  await renameListGroups(await write(path, 'SELECT 1 AS i, [1, 2] AS a'), name)
  expect((await worker.fail(`CREATE TABLE ${path} USING parquet LOCATION 'obs://b1/${path}'`)).error).toMatchObject({
    kind: 'not-supported',
    message: `Column "a" of obs://b1/${path}/a.parquet has a list of groups with one field each, "${name}", which is not supported`,
  })
  await worker.run(`CREATE TABLE ${path} (i INT) USING parquet LOCATION 'obs://b1/${path}'`)
  expect(await worker.rows(`SELECT * FROM ${path}`)).toEqual([[1]])
})

test.each(['list', 'bag', 'b_tuple'])('a list whose groups are named %s is one of its elements', async (name) => {
  const path = `rows_${name}`
  await renameListGroups(await write(path, 'SELECT 1 AS i, [1, 2] AS a'), name)
  await worker.run(`CREATE TABLE ${path} USING parquet LOCATION 'obs://b1/${path}'`)
  expect(await worker.rows(`SELECT * FROM ${path}`)).toEqual([[1, [1, 2]]])
})

test('a geometry of GeoParquet is its bytes', async () => {
  const place = '01010000000000000000003E400000000000002440'
  const geo = JSON.stringify({
    version: '1.0.0',
    primary_column: 'place',
    columns: { place: { encoding: 'WKB', geometry_types: ['Point'] } },
  })
  await write('places', `SELECT 1 AS id, from_hex('${place}') AS place`, `, KV_METADATA {'geo': '${geo}'}`)
  await worker.run("CREATE TABLE places USING parquet LOCATION 'obs://b1/places'")
  expect(await worker.rows('SELECT id, hex(place) FROM places')).toEqual([[1, place]])
})

test('a column whose name is empty is refused where it would be read', async () => {
  const file = await write('nameless', 'SELECT 1 AS a, 2 AS bbbb')
  await writeFile(file, withoutName(await readFile(file), 'bbbb'))
  expect((await worker.fail("CREATE TABLE nameless USING parquet LOCATION 'obs://b1/nameless'")).error).toMatchObject({
    kind: 'not-supported',
    message: 'Column 2 of obs://b1/nameless/a.parquet has an empty name, which is not supported',
  })
  await worker.run("CREATE TABLE nameless (a INT) USING parquet LOCATION 'obs://b1/nameless'")
  expect(await worker.rows('SELECT * FROM nameless')).toEqual([[1]])
})

/** The same file with an empty name in place of the name. */
function withoutName(bytes: Buffer, name: string): Buffer {
  const end = bytes.length - 8
  const start = end - bytes.readUInt32LE(end)
  const footer = bytes.subarray(start, end).toString('latin1')
  const renamed = Buffer.from(footer.replaceAll(`${String.fromCharCode(name.length)}${name}`, '\0'), 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(renamed.length)
  return Buffer.concat([bytes.subarray(0, start), renamed, length, Buffer.from('PAR1')])
}
