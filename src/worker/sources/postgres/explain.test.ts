import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql(
    "CREATE TABLE orders (id int4, name text, price numeric(8,2), day date); INSERT INTO orders VALUES (1, 'one', 1.5, '2024-01-01')",
  )
  await lab.link('orders')
  await lab.worker.run('CREATE TABLE here (id INT, note STRING)')
  await lab.worker.run("INSERT INTO here VALUES (1, 'n')")
})
afterAll(() => lab.end())

async function explained(sql: string): Promise<readonly string[]> {
  const result = await lab.worker.run(`EXPLAIN ${sql}`)
  expect(result).toMatchObject({ jobType: 'DDL', columns: [{ name: 'plan', type: 'string' }], remoteStatements: [], inputRowCount: 0 })
  return result.rowsJson.map((row) => (JSON.parse(row) as [string])[0])
}

const asked = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => /asked there: (COPY .*)$/.exec(line)?.[1] ?? [])

test.each([
  'SELECT * FROM orders',
  "SELECT name FROM orders WHERE id > 5 AND day = DATE '2024-01-01' LIMIT 3",
  "SELECT id FROM orders WHERE name = 'one' AND length(name) > 2 LIMIT 1",
  'SELECT count(*) FROM orders',
  "SELECT o.id, h.note FROM orders o JOIN here h ON o.id = h.id WHERE o.price BETWEEN 1 AND 2 AND h.note <> ''",
  'SELECT a.id FROM orders a JOIN orders b ON a.id = b.id WHERE a.id < 3',
])('says of %s what is sent when it runs', async (sql) => {
  const { remoteStatements } = await lab.worker.run(sql)
  expect(remoteStatements.length).toBeGreaterThan(0)
  expect(asked(await explained(sql)).toSorted()).toEqual(remoteStatements.map((one) => one.sql).toSorted())
})

test('says which conditions and limits are asked, and why others are not', async () => {
  const lines = await explained("EXTENDED SELECT id FROM orders WHERE id > 5 AND name = 'x' AND length(name) > 2 LIMIT 4")
  expect(lines).toContainEqual('Query: id int')
  expect(lines).toContainEqual(expect.stringMatching(/^Read default\.orders \(jdbc, Url jdbc:postgresql:/))
  expect(lines).toContainEqual('  columns: id, name (2 of 4)')
  expect(lines).toContainEqual('  condition decided there: ("id" > 5)')
  expect(lines).toContainEqual(`  condition decided there: ("name" = 'x')`)
  expect(lines).toContainEqual(expect.stringMatching(/condition looked at here only: it has no form/))
  expect(lines).toContainEqual(expect.stringMatching(/limit: 4 rows are enough, but are not asked for/))
  expect(await explained('SELECT id FROM orders LIMIT 4')).toContainEqual('  limit: 4 rows are asked for')
})

test('says what a database is asked for as a whole, and why other things are made here', async () => {
  const groups = await explained('SELECT name, count(*), sum(price) FROM orders WHERE id > 5 GROUP BY name')
  expect(groups).toContainEqual(expect.stringMatching(/^Ask for groups of default\.orders \(jdbc/))
  expect(asked(groups)).toEqual([
    'COPY (SELECT t0."name" COLLATE "C", count(*), sum(t0."price") FROM "public"."orders" AS t0 WHERE ((t0."id" > 5)) GROUP BY t0."name" COLLATE "C") TO STDOUT (FORMAT binary)',
  ])
  expect(await explained('SELECT first(name), count(*) FROM orders')).toContainEqual(
    expect.stringMatching(/^Made here: groups, because it computes an aggregate/),
  )
  expect(await explained('SELECT count(*) FROM orders WHERE length(name) > 2')).toContainEqual(
    'Made here: groups, because a condition has no form that databases surely read as Spark does',
  )
})

test('says of other statements what they would do, and does none of it', async () => {
  expect(await explained('INSERT INTO here SELECT id, name FROM orders')).toEqual([
    'Insert into default.here (parquet, managed): all rows or none',
    expect.stringMatching(/^Read default\.orders/),
    expect.stringContaining('once'),
    expect.stringContaining('asked there: COPY'),
    '  columns: id, name (2 of 4)',
    '  conditions: none on this table alone',
    'Whatever else the statement says is done here, in the process of the queue',
  ])
  expect(await explained('CREATE TABLE made AS SELECT * FROM here')).toEqual([
    'Create the table default.made: id int, note string',
    'Read default.here (parquet, managed)',
    expect.stringContaining('by this queue itself'),
    expect.any(String),
  ])
  expect(await explained('DROP TABLE here')).toEqual(['Command: drop table', 'No rows of tables are read'])
  expect(await explained('DESCRIBE QUERY SELECT * FROM orders')).toEqual([
    'Command: answered from definitions alone',
    'No rows of tables are read',
  ])
  expect(await explained('SELECT 1 AS a')).toEqual(['Query: a int', 'No table is read'])
  expect(await lab.worker.rows('SELECT count(*) FROM here')).toEqual([[1]])
  expect((await lab.worker.fail('EXPLAIN SELECT nothing FROM here')).error.message).toContain('nothing')
})

test('a table that cannot be looked at is told as such', async () => {
  await lab.sql('CREATE TABLE gone (id int4)')
  await lab.link('gone')
  await lab.sql('DROP TABLE gone')
  for (const sql of ['SELECT * FROM gone', 'SELECT count(*) FROM gone'])
    expect(await explained(sql)).toContainEqual(expect.stringMatching(/cannot be looked at now: .*gone/))
})
