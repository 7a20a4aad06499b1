import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, startLab } from './fixtures/api-lab.ts'

const QUEUE = 'q'
let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  await lab.made('POST', '/v1.0/{p}/queues', { queue_name: QUEUE, cu_count: 16, resource_mode: 1 })
  for (const sql of [
    'CREATE TABLE base (a int, b int)',
    'CREATE VIEW base_view AS SELECT 1 a',
    'CREATE TABLE parts (a int, p string) USING parquet PARTITIONED BY (p)',
  ])
    expect(await lab.run(sql, { queueName: QUEUE })).toMatchObject({ status: 'FINISHED' })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** As it stands, and as an escape of a string has it. */
const CONTROLS = ['\0', '\\0', '\u001b', '\\u009b', '\u2028']
const LINES = ['\n', '\\t']

// `@`: where the text stands, `#`: a name that nothing has yet.
/** Texts for people, which may have several lines. */
const COMMENTS = [
  "CREATE TABLE # (a int) COMMENT 'x@y'",
  "CREATE TABLE # (a int COMMENT 'x@y')",
  "CREATE TABLE # COMMENT 'x@y' AS SELECT 1 a",
  "CREATE DATABASE # COMMENT 'x@y'",
  "CREATE VIEW # COMMENT 'x@y' AS SELECT 1 a",
  "CREATE VIEW # (b COMMENT 'x@y') AS SELECT 1 a",
  "CREATE TEMPORARY VIEW # COMMENT 'x@y' AS SELECT 1 a",
  "CREATE TEMPORARY VIEW # (b COMMENT 'x@y') AS SELECT 1 a",
  "CREATE FUNCTION #(x INT COMMENT 'x@y') RETURNS INT RETURN x",
  "CREATE FUNCTION #(x INT) RETURNS INT COMMENT 'x@y' RETURN x",
  "CREATE TEMPORARY FUNCTION #(x INT) RETURNS INT COMMENT 'x@y' RETURN x",
  "ALTER TABLE base CHANGE COLUMN a a int COMMENT 'x@y'",
  "ALTER TABLE base ALTER COLUMN a COMMENT 'x@y'",
  "ALTER TABLE base ADD COLUMNS (# int COMMENT 'x@y')",
  "COMMENT ON TABLE base IS 'x@y'",
  "COMMENT ON DATABASE default IS 'x@y'",
  "CREATE TABLE # (a int) TBLPROPERTIES ('k'='x@y')",
  "CREATE DATABASE # WITH DBPROPERTIES ('k'='x@y')",
  "CREATE VIEW # TBLPROPERTIES ('k'='x@y') AS SELECT 1 a",
  "ALTER TABLE base SET TBLPROPERTIES ('k'='x@y')",
  "ALTER VIEW base_view SET TBLPROPERTIES ('k'='x@y')",
  "ALTER DATABASE default SET DBPROPERTIES ('k'='x@y')",
]
/** Names, places and options: one line. */
const LABELS = [
  "CREATE TABLE # (a int) TBLPROPERTIES ('x@y'='v')",
  "CREATE DATABASE # WITH DBPROPERTIES ('x@y'='v')",
  "CREATE VIEW # TBLPROPERTIES ('x@y'='v') AS SELECT 1 a",
  "ALTER TABLE base SET TBLPROPERTIES ('x@y'='v')",
  "ALTER VIEW base_view SET TBLPROPERTIES ('x@y'='v')",
  "ALTER DATABASE default SET DBPROPERTIES ('x@y'='v')",
  'CREATE TABLE `#x@y` (a int)',
  'CREATE DATABASE `#x@y`',
  'CREATE VIEW `#x@y` AS SELECT 1 a',
  'ALTER TABLE base RENAME TO `#x@y`',
  'ALTER VIEW base_view RENAME TO `#x@y`',
  "CREATE TABLE # (a int) USING csv LOCATION 'obs://none/x@y'",
  "CREATE TABLE # (a int) USING csv OPTIONS ('x@y'='v', path 'obs://none/x')",
  "INSERT OVERWRITE DIRECTORY 'obs://none/x@y' USING csv SELECT 1",
  "CREATE TABLE # (a int) USING JDBC OPTIONS (url 'jdbc:postgresql://h:1/x@y', dbtable 't')",
  "CREATE TABLE # (a int) USING JDBC OPTIONS (url 'jdbc:mysql://h:1/x@y', dbtable 't')",
  "CREATE TABLE # (a int) USING JDBC OPTIONS (url 'jdbc:postgresql://h:1/d', dbtable 'x@y')",
  "CREATE TABLE # (a int) USING JDBC OPTIONS (url 'jdbc:postgresql://h:1/d', dbtable 't', passwdauth 'x@y')",
  "CREATE TABLE # (a int) USING REDIS OPTIONS ('host'='h@', 'port'='1', 'table'='t')",
  "CREATE TABLE # (a int) USING REDIS OPTIONS ('host'='h', 'port'='1', 'table'='x@y')",
  "CREATE TABLE # (a int) USING CSS OPTIONS ('es.nodes'='h@:1', 'resource'='t')",
  "CREATE TABLE # (a int) USING CSS OPTIONS ('es.nodes'='h:1', 'resource'='x@y')",
  "CREATE TABLE # (a int) USING mongo OPTIONS ('url'='h@:1', 'database'='d', 'collection'='c')",
  "CREATE TABLE # (a int) USING mongo OPTIONS ('url'='h:1', 'database'='x@y', 'collection'='c')",
]

let count = 0
async function endOf(statement: string, text: string): Promise<string> {
  count += 1
  const sql = statement.replaceAll('#', `t_${count}`).replaceAll('@', text)
  const { status, message } = await lab.run(sql, { queueName: QUEUE })
  return status === 'FINISHED' ? status : `${status} ${message}`
}
const NOT_SO = /^(DLI\.\d+|FAILED) (?!.*failed while it handled)/s

describe('a text of a statement with a control character', () => {
  it.each([...COMMENTS, ...LABELS])('is refused: %s', async (statement) => {
    for (const control of CONTROLS)
      expect({ control, end: await endOf(statement, control) }).toEqual({ control, end: expect.stringMatching(NOT_SO) })
  })

  it.each(COMMENTS)('may have several lines where people read it: %s', async (statement) => {
    for (const line of LINES) expect(await endOf(statement, line)).toBe('FINISHED')
  })

  it.each(LABELS)('may not where it is a name, a place or an option: %s', async (statement) => {
    for (const line of LINES) expect(await endOf(statement, line)).toMatch(NOT_SO)
  })
})

it('half a character is a question mark in a text, as in Spark, and none in a name', async () => {
  expect(await endOf("ALTER TABLE parts ADD PARTITION (p='x\\ud800y')", '')).toBe('FINISHED')
  expect(await endOf("ALTER TABLE parts ADD PARTITION (p='z\ud800')", '')).toBe('FINISHED')
  expect((await lab.run('SHOW PARTITIONS parts', { queueName: QUEUE })).rows).toContain('[["p=x%3Fy"],["p=z%3F"]]')
  expect(await endOf('SELECT 1 `x\ud800`', '')).toMatch(/half a character/)
})
