import { expect, it } from 'vitest'
import { parseStatement } from '../parse/parse-statement.ts'
import { statementAccess } from './statement-access.ts'

const accessOf = (sql: string): readonly string[] =>
  statementAccess(parseStatement(sql), 'air').map(
    ({ database, table, privilege, isBare }) => `${privilege} ${database}.${table}${isBare === true ? ' bare' : ''}`,
  )

it.each([
  ['SELECT * FROM Flights f JOIN d.airports a ON f.x = a.x', ['SELECT air.flights bare', 'SELECT d.airports']],
  ['SELECT * FROM v JOIN air.v', ['SELECT air.v bare', 'SELECT air.v']],
  ['WITH c AS (SELECT * FROM a) SELECT (SELECT max(x) FROM b) FROM c', ['SELECT air.a bare', 'SELECT air.b bare']],
  ['INSERT INTO d.t SELECT * FROM s', ['SELECT air.s bare', 'INSERT_INTO_TABLE d.t']],
  ['INSERT OVERWRITE TABLE d.t SELECT * FROM d.t', ['SELECT d.t', 'INSERT_OVERWRITE_TABLE d.t']],
  ['INSERT INTO d.t VALUES (1)', ['INSERT_INTO_TABLE d.t']],
  [
    'FROM s INSERT INTO a SELECT x INSERT OVERWRITE TABLE b SELECT y',
    ['SELECT air.s bare', 'INSERT_INTO_TABLE air.a bare', 'INSERT_OVERWRITE_TABLE air.b bare'],
  ],
  ['DELETE FROM d.t WHERE x IN (SELECT y FROM d.s)', ['SELECT d.t', 'SELECT d.s', 'INSERT_OVERWRITE_TABLE d.t']],
  ['UPDATE d.t SET x = 1', ['SELECT d.t', 'INSERT_OVERWRITE_TABLE d.t']],
  ['TRUNCATE TABLE d.t', ['INSERT_OVERWRITE_TABLE d.t']],
  ['CREATE TABLE d.n AS SELECT * FROM d.t', ['SELECT d.t', 'CREATE_TABLE d.']],
  ['CREATE TABLE n (x INT)', ['CREATE_TABLE air.']],
  ['CREATE VIEW d.v AS SELECT * FROM d.t', ['SELECT d.t', 'CREATE_VIEW d.']],
  ['DROP TABLE d.t', ['DROP_TABLE d.t']],
  ['DROP DATABASE d', ['DROP_DATABASE d.']],
  ['ALTER TABLE d.t RENAME TO d.u', ['ALTER_TABLE_RENAME d.t']],
  ['ALTER TABLE d.t ADD COLUMNS (y INT)', ['ALTER_TABLE_ADD_COLUMNS d.t']],
  ['ALTER TABLE d.t REPLACE COLUMNS (y INT)', ['ALTER_TABLE_CHANGE_COLUMN d.t']],
  ['ALTER TABLE d.t DROP COLUMNS (y)', ['ALTER_TABLE_CHANGE_COLUMN d.t']],
  ['ALTER TABLE d.t RENAME COLUMN y TO z', ['ALTER_TABLE_CHANGE_COLUMN d.t']],
  ["ALTER TABLE d.t CHANGE COLUMN y y INT COMMENT 'c'", ['ALTER_TABLE_CHANGE_COLUMN d.t']],
  ['ALTER TABLE d.t ALTER COLUMN y TYPE BIGINT', ['ALTER_TABLE_CHANGE_COLUMN d.t']],
  ["ALTER TABLE d.t SET TBLPROPERTIES ('a' = 'b')", ['ALTER_TABLE_SET_PROPERTIES d.t']],
  ["ALTER TABLE d.t UNSET TBLPROPERTIES ('a')", ['ALTER_TABLE_SET_PROPERTIES d.t']],
  ["COMMENT ON TABLE d.t IS 'c'", ['ALTER_TABLE_SET_PROPERTIES d.t']],
  ['DESCRIBE d.t', ['DESCRIBE_TABLE d.t']],
  ['SHOW CREATE TABLE d.t', ['SHOW_CREATE_TABLE d.t']],
  ['EXPLAIN SELECT * FROM d.t', ['SELECT d.t']],
  ['CREATE TEMPORARY VIEW v AS SELECT * FROM d.t', ['SELECT d.t']],
  ['SELECT * FROM csv.`obs://b/k`', []],
  ['SET a = b', []],
  ['SHOW DATABASES', []],
])('%s', (sql, access) => {
  expect(accessOf(sql)).toEqual(access)
})
