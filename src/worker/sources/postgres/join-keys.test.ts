import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql('CREATE TABLE sold (id int8 PRIMARY KEY, name text, price numeric(8,2), day date, note text STORAGE PLAIN)')
  await lab.sql(
    "INSERT INTO sold SELECT n, 'n' || n % 100, n / 4.0, date '2024-01-01' + n % 50, repeat('x', 500) FROM generate_series(1, 8000) n; ANALYZE sold",
  )
  await lab.link('sold')
  await lab.worker.run(
    "CREATE TABLE wanted AS SELECT id * 10 AS id, concat('n', id) AS name, CAST(id AS DECIMAL(8,2)) AS price, DATE '2024-01-03' AS day FROM range(20)",
  )
  await lab.worker.run('INSERT INTO wanted VALUES (NULL, NULL, NULL, NULL)')
  await lab.worker.run('CREATE TABLE sold_here AS SELECT * FROM default.sold')
})
afterAll(() => lab.end())

async function both(sql: (table: string) => string) {
  const there = await lab.worker.run(sql('sold'))
  expect(there.rowsJson).toEqual((await lab.worker.run(sql('sold_here'))).rowsJson)
  return { sent: there.remoteStatements.map((one) => one.sql), inputRowCount: there.inputRowCount }
}

test.each([
  ['id', '"id" IN ('],
  ['name', '"name" IN ('],
  ['price', '"price" IN ('],
  ['day', '"day" IN ('],
])('only rows that have one of the few values of the other side are asked for: %s', async (column, asked) => {
  const { sent } = await both(
    (table) =>
      `SELECT s.id, w.name FROM default.${table} s JOIN wanted w ON s.${column} = w.${column} WHERE w.id >= 50 ORDER BY s.id, w.name`,
  )
  expect(sent).toEqual([expect.stringContaining(asked)])
})

test('conditions on the other side choose its values', async () => {
  const { sent } = await both(
    (table) => `SELECT s.id FROM wanted w, default.${table} s WHERE s.id = w.id AND w.id BETWEEN 50 AND 70 AND s.price > 1 ORDER BY 1`,
  )
  expect(sent).toEqual([expect.stringMatching(/"id" IN \(50, 60, 70\)|"id" IN \((?:50|60|70)(?:, (?:50|60|70)){2}\)/)])
})

test('an outer join, values that are many, and a small table have all rows read', async () => {
  const { sent } = await both((table) => `SELECT count(*), count(w.id) FROM default.${table} s LEFT JOIN wanted w ON s.id = w.id`)
  expect(sent).toEqual([expect.not.stringContaining(' IN (')])
  await lab.worker.run('CREATE TABLE many AS SELECT id FROM range(6000)')
  expect((await both((table) => `SELECT count(s.id) FROM default.${table} s JOIN many m ON s.id = m.id`)).sent).toEqual([
    expect.not.stringContaining(' IN ('),
  ])
  await lab.sql('CREATE TABLE small AS SELECT * FROM sold WHERE id < 100')
  await lab.link('small')
  expect((await lab.worker.run('SELECT count(s.id) FROM default.small s JOIN wanted w ON s.id = w.id')).remoteStatements).toEqual([
    expect.objectContaining({ sql: expect.not.stringContaining(' IN (') }),
  ])
})

test('EXPLAIN says so, and reads nothing', async () => {
  const lines = await lab.worker.rows('EXPLAIN SELECT s.id FROM default.sold s JOIN wanted w ON s.id = w.id')
  expect(lines).toContainEqual([expect.stringMatching(/^ {2}keys: asked for the values of id in default\.wanted/)])
})
