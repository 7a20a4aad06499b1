import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  for (const format of ['parquet', 'csv', 'json', 'text']) {
    const id = format === 'text' ? 'STRING' : 'INT'
    await worker.run(`CREATE TABLE ${format}_table (id ${id}, k STRING) USING ${format} PARTITIONED BY (k) LOCATION 'obs://b1/${format}'`)
    await worker.run(`INSERT INTO ${format}_table SELECT CAST(col1 AS ${id}), col2 FROM VALUES (1, 'a b'), (2, 'c'), (3, 'c')`)
    await worker.run(`INSERT INTO ${format}_table SELECT CAST(4 AS ${id}), 'c'`)
  }
})
afterAll(() => worker.end())

// All answers are those of Spark 3.3.1, which refuses it over a join, too.
test.each(['parquet', 'csv', 'json', 'text'])('each row says the file that it is of: %s', async (format) => {
  const table = `${format}_table`
  const rows = (await worker.rows(`SELECT CAST(id AS INT), input_file_name() FROM ${table} ORDER BY id`)) as [number, string][]
  const folders = rows.map(([id, file]) => [id, file.slice(0, file.lastIndexOf('/'))])
  expect(folders).toEqual([
    [1, `obs://b1/${format}/k=a%20b`],
    [2, `obs://b1/${format}/k=c`],
    [3, `obs://b1/${format}/k=c`],
    [4, `obs://b1/${format}/k=c`],
  ])
  const [first, second, third, fourth] = rows.map(([, file]) => file)
  expect(second).toBe(third)
  expect(new Set([first, second, fourth]).size).toBe(3)
  const counted = `SELECT count(*) FROM ${table} GROUP BY input_file_name() ORDER BY 1`
  expect(await worker.rows(counted)).toEqual([[1], [1], [2]])
  expect(await worker.rows(`SELECT CAST(id AS INT) FROM ${table} WHERE input_file_name() LIKE '%k=c%' AND id > 2 ORDER BY id`)).toEqual([
    [3],
    [4],
  ])
  expect(await worker.rows(`SELECT CAST(id AS INT) FROM ${table} WHERE input_file_name() = '${fourth}'`)).toEqual([[4]])
})

test('it is an expression as others are, wherever one table of files is all that FROM has', async () => {
  for (const name of ['a b', 'ü', 'p%25q', 'h#x', 'c+d', 'e&f=g', 'x[1]', "q'q", 'w"w', 'y^y`z|{}~'])
    await worker.put(`names/${name}.json`, '{"id":1}\n')
  await worker.run("CREATE TABLE names (id INT) USING json LOCATION 'obs://b1/names'")
  const shown = "SELECT substring_index(input_file_name(), '/', -1) AS n FROM names"
  const names = ['a%20b', 'c+d', 'e&f=g', 'h%23x', 'p%2525q', "q'q", 'w%22w', 'x%5B1%5D', 'y%5Ey%60z%7C%7B%7D~', 'ü'].map((name) => [
    `${name}.json`,
  ])
  expect(await worker.rows(`${shown} ORDER BY n`)).toEqual(names)
  expect(await worker.rows(`SELECT n FROM (SELECT *, input_file_name() AS n FROM names t) WHERE n LIKE '%/a%'`)).toEqual([
    ['obs://b1/names/a%20b.json'],
  ])
  expect(
    await worker.rows(`WITH c AS (SELECT id, input_file_name() AS n FROM json.\`obs://b1/names\`) SELECT count(DISTINCT n) FROM c`),
  ).toEqual([[10]])
  expect(
    await worker.rows(
      "SELECT x, substring_index(input_file_name(), '/', -1) FROM names LATERAL VIEW explode(array(1, 2)) e AS x WHERE input_file_name() LIKE '%c+d%' ORDER BY x",
    ),
  ).toEqual([
    [1, 'c+d.json'],
    [2, 'c+d.json'],
  ])
  await worker.run('CREATE VIEW of_names AS SELECT id, input_file_name() AS n FROM names')
  expect(await worker.rows("SELECT v.n FROM of_names v JOIN names USING (id) WHERE v.n LIKE '%c+d%' LIMIT 1")).toEqual([
    ['obs://b1/names/c+d.json'],
  ])
  expect(await worker.rows('SELECT row_number() OVER (PARTITION BY input_file_name() ORDER BY id) FROM names LIMIT 1')).toEqual([[1]])
  expect(
    await worker.rows(
      "SELECT * FROM names WHERE EXISTS (SELECT 1 FROM names g WHERE g.id = names.id AND input_file_name() LIKE '%c+d%') LIMIT 1",
    ),
  ).toEqual([[1]])
  expect(await worker.run('SELECT input_file_name(), * FROM names LIMIT 0')).toMatchObject({
    columns: [{ name: 'input_file_name()' }, { name: 'id' }],
  })
  await worker.run('CREATE TABLE loaded AS SELECT *, input_file_name() AS source FROM names')
  expect(await worker.rows('SELECT count(DISTINCT source) FROM loaded')).toEqual([[10]])
})

test('a managed table says its files by their place in the warehouse', async () => {
  await worker.run('CREATE DATABASE IF NOT EXISTS shop')
  await worker.run('CREATE TABLE shop.m (id INT, k STRING) PARTITIONED BY (k)')
  await worker.run("INSERT INTO shop.m VALUES (1, 'a b'), (2, 'c'), (3, 'c')")
  await worker.run("INSERT INTO shop.m VALUES (4, 'c')")
  const rows = (await worker.rows('SELECT id, input_file_name() FROM shop.m ORDER BY id')) as [number, string][]
  const [first = '', second, third, fourth] = rows.map(([, file]) => file)
  expect(first).toMatch(/^warehouse:\/shop\.db\/m\/[^/]+\/k=a[^/ ]*b\/[^/]+\.parquet$/)
  expect(second).toBe(third)
  expect(new Set([first, second, fourth]).size).toBe(3)
  expect(await worker.rows(`SELECT id FROM shop.m WHERE input_file_name() = '${fourth}'`)).toEqual([[4]])
  expect(await worker.rows('SELECT count(*) FROM shop.m GROUP BY input_file_name() ORDER BY 1')).toEqual([[1], [1], [2]])
  await worker.run(`UPDATE shop.m SET id = 40 WHERE input_file_name() = '${fourth}'`)
  expect((await worker.rows('SELECT id FROM shop.m ORDER BY id')).flat()).toEqual([1, 2, 3, 40])
  await worker.run('ALTER TABLE shop.m RENAME COLUMN id TO nr')
  await worker.run('ALTER TABLE shop.m ADD COLUMNS (x INT)')
  await worker.run("INSERT INTO shop.m VALUES (5, 6, 'c')")
  expect(await worker.rows('SELECT count(DISTINCT input_file_name()), count(x) FROM shop.m')).toEqual([[4, 1]])
  await worker.run('CREATE TABLE no_rows (id INT)')
  expect(await worker.rows('SELECT input_file_name() FROM no_rows')).toEqual([])
})

test.each([
  ['a join', 'SELECT input_file_name() FROM parquet_table JOIN csv_table USING (id)'],
  ['a query, where the function has to be called in that', 'SELECT input_file_name() FROM (SELECT * FROM parquet_table)'],
])('it is refused over %s', async (_, sql) => {
  const { error } = await worker.fail(sql)
  expect(error).toMatchObject({ kind: 'not-supported', message: expect.stringContaining('input_file_name') })
  expect(error.hint).toContain('one table of files and nothing else')
})
