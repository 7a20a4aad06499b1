import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())
beforeEach(async () => {
  await worker.run('DROP TABLE IF EXISTS t')
  await worker.run('CREATE TABLE t (id INT, name STRING, f FLOAT, d DECIMAL(6,2), day STRING) PARTITIONED BY (day)')
  await worker.run("INSERT INTO t VALUES (1, 'a', 0.5, 1.25, 'x'), (2, 'b', 1.5, 2.25, 'y')")
})

const rows = (columns = '*') => worker.rows(`SELECT ${columns} FROM t ORDER BY id`)
const columns = async () => (await worker.rows('SHOW COLUMNS IN t')).flat()
const message = async (sql: string): Promise<string> => (await worker.fail(sql)).error.message

test('columns are added, with a place and a comment, and are NULL in rows that are there', async () => {
  await worker.run("ALTER TABLE t ADD COLUMNS (x INT COMMENT 'new', y ARRAY<INT> FIRST)")
  await worker.run('ALTER TABLE t ADD COLUMN z STRING AFTER id')
  expect(await columns()).toEqual(['y', 'id', 'z', 'name', 'f', 'd', 'x', 'day'])
  expect(await rows('id, x, y, z')).toEqual([
    [1, null, null, null],
    [2, null, null, null],
  ])
  expect(await worker.rows('DESCRIBE t x')).toContainEqual(['comment', 'new'])
  await worker.run("INSERT INTO t VALUES (array(1), 3, 'z', 'c', 2.5, 3.25, 30, 'x')")
  expect(await rows()).toEqual([
    [null, 1, null, 'a', 0.5, 1.25, null, 'x'],
    [null, 2, null, 'b', 1.5, 2.25, null, 'y'],
    [[1], 3, 'z', 'c', 2.5, 3.25, 30, 'x'],
  ])
  expect(await worker.rows("SELECT count(*) FROM t WHERE x > 5 AND day = 'x'")).toEqual([[1]])
})

test('a renamed column keeps its values, and one that is dropped does not come back under its name', async () => {
  await worker.run('ALTER TABLE t RENAME COLUMN name TO title')
  expect(await rows('id, title')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  expect(await message('SELECT name FROM t')).toContain('name')
  await worker.run('ALTER TABLE t ADD COLUMN name INT')
  await worker.run("INSERT INTO t (id, title, name, day, f, d) VALUES (3, 'c', 30, 'x', NULL, NULL)")
  await worker.run('ALTER TABLE t DROP COLUMNS (title, name)')
  await worker.run('ALTER TABLE t ADD COLUMNS (name STRING, title INT)')
  expect(await rows('id, name, title')).toEqual([
    [1, null, null],
    [2, null, null],
    [3, null, null],
  ])
  await worker.run("INSERT INTO t (id, name, title, day, f, d) VALUES (4, 'd', 40, 'z', NULL, NULL)")
  await worker.run("UPDATE t SET name = 'new' WHERE id = 1")
  await worker.run(
    'MERGE INTO t USING (SELECT 2 AS id, 7 AS title) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET title = s.title WHEN NOT MATCHED THEN INSERT (id) VALUES (s.id)',
  )
  expect(await rows('id, name, title, f')).toEqual([
    [1, 'new', null, 0.5],
    [2, null, 7, 1.5],
    [3, null, null, null],
    [4, 'd', 40, null],
  ])
})

test('types become wider, and values stay', async () => {
  await worker.run('ALTER TABLE t ALTER COLUMN id TYPE BIGINT')
  await worker.run("ALTER TABLE t CHANGE COLUMN d d DECIMAL(20,4) COMMENT 'more'")
  await worker.run('ALTER TABLE t CHANGE f TYPE DOUBLE')
  await worker.run("INSERT INTO t VALUES (5000000000, 'c', 1e300, 1234567890.1234, 'x')")
  expect(await rows('id, d, f')).toEqual([
    [1, 1.25, 0.5],
    [2, 2.25, 1.5],
    [5000000000, 1234567890.1234, 1e300],
  ])
  expect(await worker.rows('SELECT count(*) FROM t WHERE id = 1 AND d = 1.25')).toEqual([[1]])
  expect(await worker.rows('DESCRIBE t d')).toEqual(
    expect.arrayContaining([
      ['data_type', 'decimal(20,4)'],
      ['comment', 'more'],
    ]),
  )
})

test('columns are moved and replaced', async () => {
  await worker.run('ALTER TABLE t ALTER COLUMN d FIRST')
  await worker.run('ALTER TABLE t ALTER COLUMN id AFTER f')
  expect(await columns()).toEqual(['d', 'name', 'f', 'id', 'day'])
  expect((await worker.rows('SELECT * FROM t WHERE id = 1'))[0]).toEqual([1.25, 'a', 0.5, 1, 'x'])
  await worker.run('ALTER TABLE t REPLACE COLUMNS (name STRING, id BIGINT, extra INT)')
  expect(await rows()).toEqual([
    ['a', 1, null, 'x'],
    ['b', 2, null, 'y'],
  ])
})

test('a table made like it, and one made from it, have files of their own names', async () => {
  await worker.run('ALTER TABLE t RENAME COLUMN name TO title')
  await worker.run('DROP TABLE IF EXISTS u')
  await worker.run('CREATE TABLE u LIKE t')
  await worker.run('INSERT INTO u SELECT * FROM t')
  expect(await worker.rows('SELECT id, title FROM u ORDER BY id')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
  await worker.run("ALTER TABLE t ADD PARTITION (day = 'q')")
  expect(await rows('id, title')).toEqual([
    [1, 'a'],
    [2, 'b'],
  ])
})

test('a partition is renamed with its rows', async () => {
  await worker.run("ALTER TABLE t PARTITION (day = 'x') RENAME TO PARTITION (day = 'a/b')")
  expect(await rows('id, day')).toEqual([
    [1, 'a/b'],
    [2, 'y'],
  ])
  expect(await message("ALTER TABLE t PARTITION (day = 'x') RENAME TO PARTITION (day = 'z')")).toContain('has no partition day=x')
  expect(await message("ALTER TABLE t PARTITION (day = 'y') RENAME TO PARTITION (day = 'a/b')")).toContain('has the partition')
})

test('a view says which of its columns is gone', async () => {
  await worker.run('CREATE OR REPLACE VIEW named AS SELECT id, name FROM t')
  await worker.run('CREATE OR REPLACE VIEW whole AS SELECT * FROM t')
  await worker.run('ALTER TABLE t DROP COLUMN name')
  expect(await message('SELECT * FROM named')).toMatch(/view .*named.*name/)
  expect(await message('SELECT * FROM whole')).toMatch(/view .*whole.*name/)
  await worker.run('ALTER TABLE t ADD COLUMN more INT')
  await worker.run('DROP VIEW named')
  await worker.run('DROP VIEW whole')
})

test.each([
  ['ALTER TABLE t ADD COLUMNS (ID INT)', 'two columns ID'],
  ['ALTER TABLE t ADD COLUMNS (q INT, q STRING)', 'two columns q'],
  ['ALTER TABLE t ADD COLUMNS (q INT NOT NULL)', 'NOT NULL'],
  ['ALTER TABLE t ADD COLUMNS (q INT AFTER nope)', 'no column nope'],
  ['ALTER TABLE t ADD COLUMNS (q INT AFTER day)', 'partition column'],
  ['ALTER TABLE t ADD COLUMNS (f.g INT)', 'a part of the column f'],
  ['ALTER TABLE t ADD COLUMNS (v VOID)', 'void'],
  ['ALTER TABLE t DROP COLUMN nope', 'no column nope'],
  ['ALTER TABLE t DROP COLUMN day', 'partition column'],
  ['ALTER TABLE t DROP COLUMNS (id, name, f, d)', 'no column of its own'],
  ['ALTER TABLE t RENAME COLUMN id TO Name', 'two columns name'],
  ['ALTER TABLE t RENAME COLUMN day TO d2', 'partition column'],
  ['ALTER TABLE t ALTER COLUMN id TYPE STRING', 'cannot become string'],
  ['ALTER TABLE t ALTER COLUMN id TYPE SMALLINT', 'cannot become smallint'],
  ['ALTER TABLE t ALTER COLUMN d TYPE DECIMAL(7,4)', 'cannot become decimal(7,4)'],
  ['ALTER TABLE t CHANGE COLUMN id id2 INT', 'does not rename'],
  ['ALTER TABLE t ALTER COLUMN id', 'the end of the statement is unexpected'],
  ['ALTER TABLE t ALTER COLUMN id SET NOT NULL', 'NOT NULL'],
  ['ALTER TABLE nowhere ADD COLUMN a INT', 'There is no table'],
  ['ALTER TABLE t RENAME TO other.t', 'stays in its database'],
])('%s is refused: %s', async (sql, expected) => {
  expect(await message(sql)).toContain(expected)
})

test('DROP COLUMN IF EXISTS takes what is not there', async () => {
  await worker.run('ALTER TABLE t DROP IF EXISTS COLUMN nope')
  expect(await columns()).toEqual(['id', 'name', 'f', 'd', 'day'])
})
