import { afterAll, beforeAll, expect, test } from 'vitest'
import { jdbcTable, type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker

beforeAll(async () => {
  lab = await startPostgresAndWorker()
  // Whoever logs in is seen by the view itself; the other user has the same password.
  await lab.sql(`CREATE ROLE other LOGIN PASSWORD '${lab.postgres.password}'`)
  await lab.sql('CREATE VIEW who AS SELECT session_user::text AS name')
  await lab.sql('GRANT SELECT ON who TO other')
})
afterAll(() => lab.end())

const url = (rest: string): string => `jdbc:postgresql://pg1:5432/${rest}`

test.each([
  ['the database', 'postgres%00user%00other'],
  ['a parameter', 'postgres?applicationName=x%00user%00other'],
  ['the search path', 'postgres?currentSchema=public%00user%00other'],
  ['a line break', 'postgres%0Auser'],
  ['a parameter that is not looked at', 'postgres?loginTimeout=1%00'],
])('text that ends a text of the protocol is refused before anything is dialled: %s', async (_what, rest) => {
  const dials = lab.worker.dials.length
  const end = await lab.worker.start(jdbcTable(`t${dials}_${rest.length}`, 'who', url(rest))).ended
  expect(end).toMatchObject({
    kind: 'job-failed',
    error: { kind: 'invalid-parameter', message: expect.stringContaining('control character') },
  })
  expect(lab.worker.dials).toHaveLength(dials)
})

test('no text of a table changes the user who logs in', async () => {
  await lab.worker.run(jdbcTable('who', 'who', url('postgres?applicationName=user%20other')))
  expect(await lab.worker.rows('SELECT name FROM default.who')).toEqual([[lab.postgres.user]])
})

test.each([
  ['dbtable', `"a\\0b"`],
  ['dbtable', 'a\\nb'],
  ['fetchsize', '1\\0'],
])('the option %s with a control character is refused', async (name, value) => {
  const sql = `CREATE TABLE opt USING JDBC OPTIONS ('url'='${url('postgres')}', ${name === 'dbtable' ? '' : "'dbtable'='who', "}'${name}'='${value}', 'passwdauth'='a1')`
  expect((await lab.worker.fail(sql)).error).toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('control character'),
  })
})
