import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

/** A table of a database may change while a statement runs. This one does so each time that it is read. */
let lab: PostgresAndWorker
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql("CREATE SEQUENCE turn; CREATE VIEW turning AS SELECT (1 + nextval('turn') % 5)::int4 AS a")
  await lab.link('turning')
})
afterAll(() => lab.end())

beforeEach(async () => {
  await lab.worker.run('CREATE OR REPLACE TEMPORARY VIEW five AS SELECT explode(sequence(1, 5)) AS a')
  await lab.worker.run('DROP TABLE IF EXISTS t')
  await lab.worker.run("CREATE TABLE t AS SELECT a, 'old' AS b FROM five")
})

const rows = async (): Promise<readonly unknown[]> => await lab.worker.rows('SELECT a, b FROM t ORDER BY a, b')
const isNew = (row: unknown): boolean => Array.isArray(row) && row[1] !== 'old'

it('UPDATE looks at it once: no row is lost, and none comes twice', async () => {
  const { rowCount, remoteStatements } = await lab.worker.run("UPDATE t SET b = 'new' WHERE a IN (SELECT a FROM default.turning)")
  expect([rowCount, remoteStatements.length]).toEqual([1, 1])
  const after = await rows()
  expect(after.map((row) => Array.isArray(row) && row[0])).toEqual([1, 2, 3, 4, 5])
  expect(after.filter(isNew)).toHaveLength(1)
})

it('the values of UPDATE are of the same look, a NULL among them', async () => {
  await lab.worker.run('UPDATE t SET b = NULL, a = (SELECT max(a) FROM default.turning) + 10 WHERE a IN (SELECT a FROM default.turning)')
  const after = await rows()
  expect(after).toHaveLength(5)
  expect(after.filter((row) => Array.isArray(row) && Number(row[0]) > 10)).toEqual([[expect.any(Number), null]])
})

it('DELETE removes as many rows as it says', async () => {
  const { rowCount } = await lab.worker.run('DELETE FROM t WHERE a IN (SELECT a FROM default.turning)')
  expect(rowCount).toBe(1)
  expect(await rows()).toHaveLength(4)
})
