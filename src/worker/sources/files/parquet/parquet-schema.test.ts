import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { writeParquet } from '../fixtures/write-parquet.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

async function write(folder: string, query: string, ...options: readonly string[]): Promise<string> {
  const file = worker.inBucket(folder, 'a.parquet')
  await writeParquet(file, query, options)
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

// As Spark 3.3.1 reads them.
test.each(['array', 'a_tuple'])('a list whose rows are groups of one field, for they are named %s, is one of structs', async (name) => {
  const path = `groups_${name}`
  await renameListGroups(await write(path, 'SELECT 1 AS i, [1, NULL, 2] AS a UNION ALL SELECT 2, NULL UNION ALL SELECT 3, []'), name)
  await worker.run(`CREATE TABLE ${path} USING parquet LOCATION 'obs://b1/${path}'`)
  const result = await worker.run(`SELECT a FROM ${path} ORDER BY i`)
  expect(result.columns).toEqual([{ name: 'a', type: 'array<struct<element:int>>' }])
  expect(result.rowsJson.map((row) => JSON.parse(row))).toEqual([[[{ element: 1 }, { element: null }, { element: 2 }]], [null], [[]]])
  // Whoever names bare values has them.
  await worker.run(`CREATE TABLE bare_${name} (i INT, a ARRAY<BIGINT>) USING parquet LOCATION 'obs://b1/${path}'`)
  expect(await worker.rows(`SELECT * FROM bare_${name} WHERE i = 1`)).toEqual([[1, [1, null, 2]]])
})

test('bytes in groups of one field are texts, and texts bytes, where the table says so, and what is no type of theirs is refused', async () => {
  const rows = "SELECT [encode('grün'), NULL, encode('\\x41')] AS b, ['é'] AS t, {'l': [encode('ä')], 'x': encode('ö')} AS s, [7] AS n"
  await renameListGroups(await write('of_bytes', rows), 'array')
  let made = 0
  const read = async (column: string, value: string): Promise<unknown> => {
    const name = `of_bytes_${made++}`
    await worker.run(`CREATE TABLE ${name} (${column}) USING parquet LOCATION 'obs://b1/of_bytes'`)
    const ended = await worker.start(`SELECT ${value} FROM ${name}`).ended
    return ended.kind === 'job-finished'
      ? JSON.parse(ended.result.rowsJson[0] ?? '')[0]
      : ended.kind === 'job-failed' && ended.error.message
  }
  expect(await read('b ARRAY<STRUCT<element: STRING>>', 'b')).toEqual([{ element: 'grün' }, { element: null }, { element: '\\x41' }])
  expect(await read('b ARRAY<STRUCT<Element: STRING, q: INT>>', 'b[0]')).toEqual({ Element: 'grün', q: null })
  expect(await read('t ARRAY<STRUCT<element: BINARY>>', 'hex(t[0].element)')).toBe('C3A9')
  expect(await read('s STRUCT<l: ARRAY<STRUCT<element: STRING>>, x: STRING>', 's')).toEqual({ l: [{ element: 'ä' }], x: 'ö' })
  expect(await read('s STRUCT<x: STRING>', 's')).toEqual({ x: 'ö' })
  expect(await read('n ARRAY<STRUCT<q: INT>>', 'n')).toBeNull()
  const refused = /^Column "n" of .* is ARRAY<STRUCT<ELEMENT:INT>> in the file and ARRAY<STRUCT<ELEMENT:STRING>> in the table/
  expect(await read('n ARRAY<STRUCT<element: STRING>>', 'n')).toMatch(refused)
})

test('lists of both kinds stand in one folder, and in structs, maps and lists', async () => {
  const rows = "SELECT {'l': [1, 2], 's': 'x'} AS s, MAP {'k': [3]} AS m, [[4, 5], [6]] AS l"
  const inOne = await write('deep', rows)
  await copyFile(inOne, join(inOne, '..', 'b.parquet'))
  await renameListGroups(inOne, 'array')
  await worker.run(
    "CREATE TABLE deep (s STRUCT<l: ARRAY<STRUCT<element: INT>>, s: STRING>, m MAP<STRING, ARRAY<STRUCT<element: INT>>>, l ARRAY<STRUCT<element: ARRAY<STRUCT<element: INT>>>>) USING parquet LOCATION 'obs://b1/deep/a.parquet'",
  )
  const element = (value: unknown) => ({ element: value })
  expect(await worker.rows('SELECT * FROM deep')).toEqual([
    [{ l: [1, 2].map(element), s: 'x' }, { k: [element(3)] }, [[4, 5].map(element), [6].map(element)].map(element)],
  ])
  await worker.run("CREATE TABLE found USING parquet LOCATION 'obs://b1/deep/a.parquet'")
  expect(await worker.rows('SELECT * FROM found')).toEqual(await worker.rows('SELECT * FROM deep'))
  await worker.run("CREATE TABLE both USING parquet LOCATION 'obs://b1/deep/b.parquet'")
  await worker.run(
    "CREATE TABLE mixed (s STRUCT<l: ARRAY<INT>, s: STRING>, m MAP<STRING, ARRAY<INT>>, l ARRAY<ARRAY<INT>>) USING parquet LOCATION 'obs://b1/deep'",
  )
  const [row] = await worker.rows('SELECT * FROM both')
  expect(await worker.rows('SELECT * FROM mixed')).toEqual([row, row])
})

test.each(['list', 'bag', 'b_tuple'])('a list whose groups are named %s is one of its elements', async (name) => {
  const path = `rows_${name}`
  await renameListGroups(await write(path, 'SELECT 1 AS i, [1, 2] AS a'), name)
  await worker.run(`CREATE TABLE ${path} USING parquet LOCATION 'obs://b1/${path}'`)
  expect(await worker.rows(`SELECT * FROM ${path}`)).toEqual([[1, [1, 2]]])
})

test('a struct of which a file has no field that the table names is NULL, as in Spark 3.3', async () => {
  await write('fields', "SELECT 1 AS i, {'x': 1, 'y': 'a'} AS s UNION ALL SELECT 2, NULL")
  await worker.run("CREATE TABLE no_fields (i INT, s STRUCT<z: INT>) USING parquet LOCATION 'obs://b1/fields'")
  expect(await worker.rows('SELECT i, s, s IS NULL FROM no_fields ORDER BY i')).toEqual([
    [1, null, true],
    [2, null, true],
  ])
  await worker.run("CREATE TABLE some_fields (i INT, s STRUCT<Y: STRING, z: INT>) USING parquet LOCATION 'obs://b1/fields'")
  expect(await worker.rows('SELECT s FROM some_fields ORDER BY i')).toEqual([[{ Y: 'a', z: null }], [null]])
})

test('a geometry of GeoParquet is its bytes', async () => {
  const place = '01010000000000000000003E400000000000002440'
  const geo = JSON.stringify({
    version: '1.0.0',
    primary_column: 'place',
    columns: { place: { encoding: 'WKB', geometry_types: ['Point'] } },
  })
  await write('places', `SELECT 1 AS id, from_hex('${place}') AS place`, `KV_METADATA {'geo': '${geo}'}`)
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
