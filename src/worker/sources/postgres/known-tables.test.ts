import { afterAll, beforeAll, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
})
afterAll(() => lab.end())

const asked = async (statement: string) => (await lab.worker.run(statement)).remoteStatements.map(({ sql }) => sql)

test('a table that a job has looked at before is seen as it is now', async () => {
  await lab.sql("CREATE SCHEMA s; CREATE TABLE s.t (id int4, x text COLLATE \"C\"); INSERT INTO s.t VALUES (1, 'a'), (2, 'A')")
  await lab.sql("CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
  await lab.link('t', 's.t')
  const prefix = "SELECT id FROM default.t WHERE x LIKE 'a%'"
  for (const _ of [1, 2]) expect(await asked(prefix)).toEqual([expect.stringContaining('LIKE')])
  expect(await lab.worker.rows(prefix)).toEqual([[1]])

  await lab.sql('ALTER TABLE s.t ALTER x TYPE text COLLATE any_case')
  expect(await asked(prefix)).toEqual([expect.not.stringContaining('LIKE')])
  expect(await lab.worker.rows(prefix)).toEqual([[1]])

  await lab.sql('ALTER TABLE s.t RENAME x TO y; ALTER TABLE s.t ADD x int4 DEFAULT 7')
  expect(await lab.worker.rows('SELECT id, x FROM default.t ORDER BY id')).toEqual([
    [1, '7'],
    [2, '7'],
  ])
  await lab.sql('ALTER TABLE s.t DROP x')
  expect((await lab.worker.fail('SELECT x FROM default.t')).error.kind).toBe('sql-semantics')

  await lab.sql("DROP TABLE s.t; CREATE TABLE s.t (id int4, x text); INSERT INTO s.t VALUES (3, 'new')")
  expect(await lab.worker.rows('SELECT * FROM default.t')).toEqual([[3, 'new']])
  await lab.sql('ALTER SCHEMA s RENAME TO s2')
  expect((await lab.worker.fail('SELECT * FROM default.t')).error.kind).toBe('not-found')
  await lab.sql("CREATE SCHEMA s; CREATE VIEW s.t AS SELECT 4 AS id, 'view'::text AS x")
  expect(await lab.worker.rows('SELECT * FROM default.t')).toEqual([[4, 'view']])
})
