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

const people = (columns = '*') => worker.rows(`SELECT ${columns} FROM people ORDER BY id`)
const files = () => (worker.versions.get('default.people')?.files ?? []).map(({ name }) => name)
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

test('DELETE removes rows for which the condition is true, and writes only their files anew', async () => {
  const [first, , third] = files()
  expect(await worker.run("DELETE FROM people WHERE name = 'Bo'")).toMatchObject({ jobType: 'DELETE', rowCount: 1 })
  expect((await people('id')).flat()).toEqual([1, 3, 4])
  expect(files()).toEqual(expect.arrayContaining([first, third]))
  expect(files()).toHaveLength(3)
  expect((await worker.run('DELETE FROM people WHERE id > 100')).rowCount).toBe(0)
  expect((await worker.run('DELETE FROM people AS p WHERE p.id IN (SELECT max(id) FROM people)')).rowCount).toBe(1)
  expect((await people('id')).flat()).toEqual([1, 3])
  expect(files()).toHaveLength(2)
  expect((await worker.run('DELETE FROM people')).rowCount).toBe(2)
  expect(await people()).toEqual([])
})

test('UPDATE gives rows new values, which are stored as by INSERT', async () => {
  expect(await worker.run('UPDATE people SET pay = pay * 2, name = upper(name) WHERE id <= 2')).toMatchObject({
    jobType: 'UPDATE',
    rowCount: 2,
  })
  expect(await people()).toEqual([
    [1, 'ANN', 3],
    [2, 'BO', 5],
    [3, null, null],
    [4, 'Di', 4],
  ])
  await worker.run(
    'UPDATE people p SET p.name = (SELECT max(q.name) FROM people q), pay = NULL WHERE EXISTS (SELECT 1 FROM people q WHERE q.id = p.id + 3)',
  )
  expect(await people()).toEqual([
    [1, 'Di', null],
    [2, 'BO', 5],
    [3, null, null],
    [4, 'Di', 4],
  ])
  await worker.run('UPDATE people SET id = id + 10')
  expect((await people('id')).flat()).toEqual([11, 12, 13, 14])
})

test.each([
  ['EXPLAIN UPDATE people SET pay = 1 WHERE id = 1'],
  ['EXPLAIN DELETE FROM people WHERE id = 1'],
  ['EXPLAIN MERGE INTO people AS p USING (SELECT 1 AS id) AS news ON p.id = news.id WHEN MATCHED THEN DELETE'],
])('the table is named as it is called where the statement is explained: %s', async (sql) => {
  const lines = (await worker.rows(sql)).flat().join('\n')
  expect(lines).not.toContain('$')
  expect(lines).toContain('default.people (parquet, managed)')
})

test('rows of partitions go where their new values say', async () => {
  await worker.run('DROP TABLE IF EXISTS days')
  await worker.run('CREATE TABLE days (id INT, day DATE) PARTITIONED BY (day)')
  await worker.run("INSERT INTO days VALUES (1, DATE '2024-01-01'), (2, DATE '2024-01-02'), (3, NULL)")
  await worker.run("UPDATE days SET day = DATE '2024-01-02' WHERE id = 1")
  await worker.run('DELETE FROM days WHERE day IS NULL')
  expect(await worker.rows('SELECT id, day FROM days ORDER BY id')).toEqual([
    [1, '2024-01-02'],
    [2, '2024-01-02'],
  ])
  expect(await worker.rows('SHOW PARTITIONS days')).toEqual([['day=2024-01-02']])
})

test.each([
  ['UPDATE people SET nothing = 1', 'no column nothing'],
  ['UPDATE people SET id = 1, ID = 2', 'set twice'],
  ["UPDATE people SET id = 'x'", 'id'],
  ['UPDATE people SET s.t = 1', 'a part of the column s'],
  ['DELETE FROM nowhere', 'does not exist'],
  ['DELETE FROM people WHERE nothing = 1', 'nothing'],
  ['DELETE FROM people WHERE `$file` IS NULL AND id', 'A column named $file in DELETE'],
  ['DELETE FROM people USING x WHERE true', 'is not supported'],
  ['DELETE FROM people WHERE rand() < 0.5', 'rand()'],
])('%s is refused', async (sql, words) => {
  expect(await message(sql)).toContain(words)
  expect(await people('id')).toHaveLength(4)
})

test('rows elsewhere are not changed, nor those of views', async () => {
  await worker.run("CREATE TABLE csv_people (s STRING) USING csv OPTIONS (path 'obs://b1/csv_people')")
  expect(await message('DELETE FROM csv_people')).toContain('not in the warehouse')
  await worker.run('CREATE TEMPORARY VIEW through AS SELECT * FROM people')
  expect(await message('UPDATE through SET id = 1')).toContain('is a view')
  expect(await worker.rows('EXPLAIN DELETE FROM people WHERE id = 1')).toContainEqual([
    expect.stringContaining('Delete from default.people'),
  ])
})

test('where a row is, no statement can ask for, and a table may have columns that are named so', async () => {
  for (const column of ['$file', '$row', '$FILE']) {
    expect(await message(`SELECT \`${column}\` FROM people`)).toContain('does not exist')
    expect(await message(`DELETE FROM people WHERE \`${column}\` IS NOT NULL`)).toContain('is not supported')
    expect(await message(`UPDATE people p SET name = p.\`${column}\``)).toContain('is not supported')
    expect(await message(`MERGE INTO people p USING (SELECT 1 AS n) s ON p.\`${column}\` = s.n WHEN MATCHED THEN DELETE`)).toContain(
      'is not supported',
    )
  }
  await worker.run('DROP TABLE IF EXISTS odd')
  await worker.run('CREATE TABLE odd (`$file` STRING, `$row` BIGINT, filename STRING)')
  await worker.run("INSERT INTO odd VALUES ('f', 7, 'n')")
  expect(await worker.rows('SELECT * FROM odd')).toEqual([['f', 7, 'n']])
  expect(await message('DELETE FROM odd')).toContain('a column $file is not supported')
  await worker.run('DROP TABLE odd')
  for (const column of ['filename', 'FILE_ROW_NUMBER']) {
    await worker.run(`CREATE TABLE odd (id INT, ${column} INT)`)
    await worker.run('INSERT INTO odd VALUES (1, 2)')
    expect(await message(`UPDATE odd SET ${column} = 1`)).toContain(`a column ${column} is not supported`)
    expect(await worker.rows(`SELECT id FROM odd WHERE ${column} = 2`)).toEqual([[1]])
    await worker.run('DROP TABLE odd')
  }
})

test('what other tables tell is asked once: conditions, and values of any type', async () => {
  await worker.run('DROP TABLE IF EXISTS changed')
  await worker.run(
    "CREATE TABLE changed AS SELECT a, 'old' AS b, array(a) AS xs, named_struct('k', a) AS s FROM (SELECT explode(sequence(1, 4)) AS a)",
  )
  await worker.run(
    "UPDATE changed SET xs = (SELECT collect_list(a) FROM changed WHERE a < 3), s = (SELECT named_struct('k', max(a)) FROM changed), b = NULL WHERE a IN (SELECT a FROM changed WHERE a % 2 = 0)",
  )
  expect(await worker.rows('SELECT a, b, xs, s FROM changed ORDER BY a')).toEqual([
    [1, 'old', [1], { k: 1 }],
    [2, null, [1, 2], { k: 4 }],
    [3, 'old', [3], { k: 3 }],
    [4, null, [1, 2], { k: 4 }],
  ])
})

test('a bound of chance is the same for all rows, and for those that are counted', async () => {
  await worker.run('CREATE TABLE chances AS SELECT explode(sequence(1, 1000)) AS a')
  await worker.run('CREATE TABLE one AS SELECT 1 AS i')
  // Of no table it is one for each row, as in Spark, which takes no such condition.
  expect((await worker.fail('DELETE FROM chances WHERE a > (SELECT rand() * 1000)')).error.message).toContain('rand()')
  const { rowCount } = await worker.run('DELETE FROM chances WHERE a > (SELECT rand() * 1000 FROM one)')
  expect(await worker.rows('SELECT count(*), coalesce(max(a), 0) FROM chances')).toEqual([[1000 - rowCount, 1000 - rowCount]])
})

test.each([
  ['UPDATE people SET id = *', '* may not stand in UPDATE'],
  ['UPDATE people SET name = coalesce(*)', '* may not stand in UPDATE'],
  ['UPDATE people SET id = explode(array(1, 2))', 'The function explode, which makes rows, may not stand in UPDATE'],
  ['UPDATE people SET id = row_number() OVER (ORDER BY id)', 'The window function row_number may not stand in UPDATE'],
  ['UPDATE people SET id = max(id)', 'The aggregate max may not stand in UPDATE'],
  ['DELETE FROM people WHERE greatest(people.*) = 1', '* may not stand in DELETE'],
  ['MERGE INTO people USING (SELECT 1 AS id) s ON struct(*) IS NOT NULL WHEN MATCHED THEN DELETE', '* may not stand in MERGE'],
  ['MERGE INTO people p USING (SELECT 9 AS id) s ON p.id = s.id WHEN NOT MATCHED THEN INSERT (id) VALUES (*)', '* may not stand in MERGE'],
  [
    'MERGE INTO people p USING (SELECT 1 AS id) s ON p.id = s.id WHEN MATCHED AND greatest(s.*) = 1 THEN DELETE',
    '* may not stand in MERGE',
  ],
  [
    'MERGE INTO people p USING (SELECT 1 AS id) s ON p.id = s.id WHEN MATCHED THEN UPDATE SET id = explode(array(1, 2))',
    'The function explode, which makes rows, may not stand in MERGE',
  ],
])('%s is refused: its values are those of one row', async (sql, expected) => {
  expect(await message(sql)).toBe(expected)
  expect((await people('id')).flat()).toEqual([1, 2, 3, 4])
})

test('what a query within a change makes of other rows may be an aggregate', async () => {
  await worker.run('UPDATE people SET id = (SELECT count(*) FROM people)')
  expect((await people('id')).flat()).toEqual([4, 4, 4, 4])
})
