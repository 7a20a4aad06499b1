import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())
beforeEach(async () => {
  await worker.run('DROP TABLE IF EXISTS people')
  await worker.run("CREATE TABLE people AS SELECT 1 AS id, 'Ann' AS name, CAST(1.50 AS DECIMAL(6,2)) AS pay")
  await worker.run("INSERT INTO people VALUES (2, 'Bo', 2.5), (3, NULL, NULL)")
  await worker.run("INSERT INTO people VALUES (4, 'Di', 4)")
})

const people = (columns = '*') => worker.rows(`SELECT ${columns} FROM people ORDER BY id NULLS FIRST, name`)
const files = () => (worker.versions.get('default.people')?.files ?? []).map(({ name }) => name)
const version = () => worker.versions.get('default.people')?.version
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

test('rows that match are changed or removed by the first clause that takes them, others are added, and only touched files are written anew', async () => {
  const [first, second, third] = files()
  const result = await worker.run(`
    MERGE INTO people AS t
    USING (SELECT * FROM VALUES (2, 'Bob', 20.5), (3, 'Cy', 3), (9, 'Ida', 9), (10, 'Jo', NULL) AS v(id, name, pay)) AS s
    ON t.id = s.id
    WHEN MATCHED AND s.name = 'Cy' THEN DELETE
    WHEN MATCHED AND t.pay > 0 THEN UPDATE SET pay = t.pay + s.pay, t.name = upper(s.name)
    WHEN NOT MATCHED AND s.pay IS NULL THEN INSERT (name, id) VALUES (concat(s.name, '!'), s.id)
    WHEN NOT MATCHED THEN INSERT *`)
  expect(result).toMatchObject({ jobType: 'UPDATE', rowCount: 4 })
  expect(await people()).toEqual([
    [1, 'Ann', 1.5],
    [2, 'BOB', 23],
    [4, 'Di', 4],
    [9, 'Ida', 9],
    [10, 'Jo!', null],
  ])
  expect(files()).toEqual(expect.arrayContaining([first, third]))
  expect(files()).not.toContain(second)
  expect(files()).toHaveLength(3)
})

test('a row that matches and that no clause takes stays, and a merge that changes nothing makes no version', async () => {
  const before = version()
  const merge = `MERGE INTO people USING (SELECT 1 AS key, 'x' AS name) ON id = key
    WHEN MATCHED AND people.name = 'nobody' THEN UPDATE SET pay = 0
    WHEN NOT MATCHED AND false THEN INSERT (id) VALUES (key)`
  expect((await worker.run(merge)).rowCount).toBe(0)
  expect(version()).toBe(before)
})

test('NULL matches nothing, and a condition that is NULL takes nothing', async () => {
  await worker.run('INSERT INTO people VALUES (NULL, NULL, 7)')
  await worker.run(`MERGE INTO people t USING (SELECT * FROM VALUES (CAST(NULL AS INT), 'n'), (3, 'c') AS v(id, name)) s ON t.id = s.id
    WHEN MATCHED AND t.name <> s.name THEN DELETE
    WHEN NOT MATCHED THEN INSERT (name) VALUES (s.name)`)
  expect(await people()).toEqual([
    [null, null, 7],
    [null, 'n', null],
    [1, 'Ann', 1.5],
    [2, 'Bo', 2.5],
    [3, null, null],
    [4, 'Di', 4],
  ])
})

test('a row that matches several rows of the source is an error, but where it is removed by a bare DELETE', async () => {
  const source = "(SELECT * FROM VALUES (1, 'a'), (1, 'b'), (8, 'c'), (8, 'c') AS v(id, name)) s"
  const before = version()
  expect(await message(`MERGE INTO people t USING ${source} ON t.id = s.id WHEN MATCHED THEN UPDATE SET name = s.name`)).toContain(
    'matches several rows of the source of MERGE',
  )
  expect(
    await message(`MERGE INTO people t USING ${source} ON t.id = s.id WHEN MATCHED AND s.name = 'a' THEN UPDATE SET name = s.name`),
  ).toContain('matches several rows')
  expect(version()).toBe(before)
  // Two rows of the source that match nothing are two new rows.
  const merged = await worker.run(
    `MERGE INTO people t USING ${source} ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)`,
  )
  expect(merged.rowCount).toBe(3)
  expect((await people('id')).flat()).toEqual([2, 3, 4, 8, 8])
})

test('a merge that only adds takes rows of the source that match nothing, however often others match', async () => {
  const [first, second, third] = files()
  await worker.run(`MERGE INTO people USING (SELECT * FROM VALUES (1), (1), (5) AS v(id)) s ON people.id = s.id
    WHEN NOT MATCHED THEN INSERT (id, pay) VALUES (s.id, s.id + 0.25)`)
  expect(await people('id, pay')).toEqual([
    [1, 1.5],
    [2, 2.5],
    [3, null],
    [4, 4],
    [5, 5.25],
  ])
  expect(files()).toEqual(expect.arrayContaining([first, second, third]))
})

test('sources are tables, views, common tables and the table itself, each named as it is written', async () => {
  await worker.run('DROP TABLE IF EXISTS news')
  await worker.run("CREATE TABLE news AS SELECT 4 AS id, 'Dia' AS name, CAST(1 AS DECIMAL(6,2)) AS pay, true AS more")
  await worker.run('MERGE INTO default.people USING default.news ON default.people.id = default.news.id WHEN MATCHED THEN UPDATE SET *')
  expect(await people('name')).toContainEqual(['Dia'])
  await worker.run("CREATE OR REPLACE TEMPORARY VIEW late AS SELECT 6 AS id, 'Ed' AS name, 6 AS pay")
  await worker.run('MERGE INTO people p USING late ON p.id = late.id WHEN NOT MATCHED THEN INSERT *')
  await worker.run(
    "WITH c AS (SELECT 7 AS id, 'Flo' AS name, 7 AS pay) MERGE INTO people p USING c ON p.id = c.id WHEN NOT MATCHED THEN INSERT *",
  )
  expect((await people('id')).flat()).toEqual([1, 2, 3, 4, 6, 7])
  await worker.run('MERGE INTO people a USING people b ON a.id = b.id + 1 WHEN MATCHED THEN UPDATE SET name = b.name')
  expect((await people('name')).flat()).toEqual(['Ann', 'Ann', 'Bo', null, 'Ed', 'Ed'])
})

test('rows of partitions go where their new values say', async () => {
  await worker.run('DROP TABLE IF EXISTS days')
  await worker.run('CREATE TABLE days (id INT, day DATE) PARTITIONED BY (day)')
  await worker.run("INSERT INTO days VALUES (1, DATE '2024-01-01'), (2, DATE '2024-01-02'), (3, DATE '2024-01-03')")
  const untouched = worker.versions.get('default.days')?.files.find(({ partition }) => partition?.['day'] === '2024-01-03')
  await worker.run(`MERGE INTO days USING (SELECT 1 AS id, DATE '2024-01-02' AS day UNION ALL SELECT 7, DATE '2024-01-07') s ON days.id = s.id
    WHEN MATCHED THEN UPDATE SET day = s.day WHEN NOT MATCHED THEN INSERT *`)
  expect(await worker.rows('SELECT * FROM days ORDER BY id')).toEqual([
    [1, '2024-01-02'],
    [2, '2024-01-02'],
    [3, '2024-01-03'],
    [7, '2024-01-07'],
  ])
  expect(worker.versions.get('default.days')?.files).toContainEqual(untouched)
})

test('the source is read once: each row of it is one row, by chance or not', async () => {
  await worker.run('DROP TABLE IF EXISTS dice')
  await worker.run('CREATE TABLE dice (n INT, x DOUBLE, y DOUBLE)')
  await worker.run(`MERGE INTO dice USING (SELECT id, rand() AS r FROM range(100)) s ON dice.n = s.id AND s.r > 0.5
    WHEN NOT MATCHED AND s.r < 0.5 THEN INSERT (n, x, y) VALUES (s.id, s.r, s.r)`)
  expect(await worker.rows('SELECT count(*) FROM dice WHERE x <> y OR x >= 0.5')).toEqual([[0]])
  expect(await worker.rows('SELECT count(*) > 10 FROM dice')).toEqual([[true]])
})

const S = 'USING (SELECT 1 AS id, 2 AS other) s ON t.id = s.id'
test.each([
  [`MERGE INTO nowhere t ${S} WHEN MATCHED THEN DELETE`, 'does not exist'],
  [`MERGE INTO people t ${S}`, 'the end of the statement is unexpected'],
  [`MERGE INTO people t ${S} WHEN MATCHED THEN DELETE WHEN MATCHED THEN DELETE`, 'Only the last WHEN MATCHED'],
  [
    `MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT (id) VALUES (1) WHEN NOT MATCHED THEN INSERT *`,
    'Only the last WHEN NOT MATCHED',
  ],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT * WHEN MATCHED THEN DELETE`, 'WHEN'],
  [`MERGE INTO people t ${S} WHEN MATCHED THEN UPDATE SET *`, 'name'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT *`, 'name'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT (id, name) VALUES (1)`, 'names 2 columns'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT (id, ID) VALUES (1, 2)`, 'set twice'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT (id) VALUES (t.id)`, 't.id'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED THEN INSERT (id) VALUES ('x')`, 'cannot be written into the column id'],
  [`MERGE INTO people t ${S} WHEN MATCHED THEN UPDATE SET name = id`, 'id'],
  [`MERGE INTO people t ${S} WHEN MATCHED THEN UPDATE SET nothing = 1`, 'no column nothing'],
  [`MERGE INTO people t ${S} WHEN MATCHED AND s.other THEN DELETE`, 'condition'],
  [`MERGE INTO people t ${S} AND EXISTS (SELECT 1) WHEN MATCHED THEN DELETE`, 'A subquery in a condition or a value of MERGE'],
  [`MERGE INTO people t ${S} AND rand() < 1 WHEN MATCHED THEN DELETE`, 'rand()'],
  [`MERGE INTO people t ${S} WHEN MATCHED AND rand() < 1 THEN DELETE`, 'rand()'],
  [`MERGE INTO people t ${S} WHEN NOT MATCHED BY SOURCE THEN DELETE`, 'NOT MATCHED BY SOURCE'],
  ['MERGE INTO people t USING (SELECT 1 AS a, 2 AS a) s ON t.id = s.a WHEN MATCHED THEN DELETE', 'two columns a'],
  ['MERGE INTO people AS t(a) USING people AS s ON t.id = s.id WHEN MATCHED THEN DELETE', 'no list of columns'],
  ['MERGE INTO people USING people ON people.id = people.id WHEN MATCHED THEN DELETE', 'ambiguous'],
])('%s is refused: %s', async (sql, expected) => {
  expect(await message(sql)).toContain(expected)
})

test('EXPLAIN tells what would be done, and does nothing', async () => {
  const before = version()
  const rows = await worker.rows(`EXPLAIN MERGE INTO people t ${S} WHEN MATCHED THEN DELETE`)
  expect(rows.flat().join('\n')).toContain('Merge into default.people')
  expect(version()).toBe(before)
})
