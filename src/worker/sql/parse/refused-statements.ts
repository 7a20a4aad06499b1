import { notSupported } from '../syntax-error.ts'
import { TRANSACTIONS } from './elsewhere-hint.ts'
import { nearKeyword } from './near-keyword.ts'
import type { TokenReader } from './token-reader.ts'

const PRIVILEGES =
  'Privileges are granted and taken away by PUT /v1.0/{project_id}/authorization {"user_name":"…","action":"grant","privileges":[{"object":"databases.d.tables.t","privileges":["SELECT"]}]}, and listed by GET /v1.0/{project_id}/authorization/privileges?object=databases.d.tables.t.'
const ROLES =
  'The roles of a project are reader, writer and admin: an administrator of the domain gives them by PUT /causeway/v1/projects/{project_id}/roles.'
const FOUND_BY_THEMSELVES = 'Each statement finds the folders and files of a table at a location by itself.'

const REPLACED_IN_STEPS =
  'Spark has it only of other catalogs. INSERT OVERWRITE t SELECT … gives a table other rows in one step, and keeps its columns; for other columns DROP TABLE IF EXISTS t, then CREATE TABLE t … AS SELECT ….'

const HINTS: ReadonlyMap<string, string> = new Map([
  [
    'ALTER TABLE',
    'There are ADD COLUMNS, RENAME COLUMN, ALTER COLUMN, CHANGE COLUMN, DROP COLUMNS, REPLACE COLUMNS, RENAME TO, SET TBLPROPERTIES, SET LOCATION, ADD PARTITION and DROP PARTITION. For anything else write CREATE TABLE … AS SELECT.',
  ],
  ...['GRANT', 'REVOKE', 'SHOW GRANT', 'SHOW GRANTS'].map((words) => [words, PRIVILEGES] as const),
  ...['SHOW ROLE', 'SHOW ROLES', 'CREATE ROLE', 'DROP ROLE'].map((words) => [words, ROLES] as const),
  ...['COMMIT', 'ROLLBACK', 'START TRANSACTION'].map((words) => [words, TRANSACTIONS] as const),
  ...['MSCK', 'REPAIR TABLE'].map((words) => [words, FOUND_BY_THEMSELVES] as const),
  [
    'EXPORT',
    'CREATE TABLE … USING … OPTIONS (path …) AS SELECT … and INSERT OVERWRITE DIRECTORY write files, and so does POST /v1.0/{project_id}/jobs/export-table.',
  ],
  ['IMPORT', 'LOAD DATA INPATH … INTO TABLE … reads files into a table, and so does POST /v1.0/{project_id}/jobs/import-table.'],
  ['CREATE INDEX', 'PARTITIONED BY, and rows that are written in an order, let conditions leave out files.'],
  ...['REPLACE TABLE', 'CREATE OR REPLACE TABLE'].map((words) => [words, REPLACED_IN_STEPS] as const),
  ['SHOW TABLE', 'SHOW TABLES lists them; DESCRIBE TABLE EXTENDED t tells of one.'],
])

/** First words of the statements that Spark has and Causeway has not. `alone`: what follows is no part of the statement's name. */
const FIRST_WORDS: ReadonlyMap<string, 'alone' | 'with-next'> = new Map([
  ...(['EXPLAIN', 'USE', 'SET', 'RESET', 'MSCK', 'LOAD', 'CACHE', 'UNCACHE', 'ADD', 'LIST', 'DFS', 'GRANT', 'REVOKE'] as const).map(
    (word) => [word, 'alone'] as const,
  ),
  ...(['FROM', 'MAP', 'REDUCE', 'CLEAR', 'LOCK', 'UNLOCK', 'COMMIT', 'ROLLBACK', 'EXPORT', 'IMPORT'] as const).map(
    (word) => [word, 'alone'] as const,
  ),
  ...(['CREATE', 'DROP', 'ALTER', 'SHOW', 'DESCRIBE', 'DESC', 'ANALYZE', 'REFRESH', 'REPAIR', 'REPLACE', 'COMMENT', 'START'] as const).map(
    (word) => [word, 'with-next'] as const,
  ),
])
const SKIPPED: ReadonlySet<string> = new Set(['OR', 'REPLACE', 'TEMPORARY', 'TEMP', 'GLOBAL', 'EXTERNAL'])

const STATEMENTS: readonly string[] = ['SELECT', 'WITH', 'VALUES', 'INSERT', 'MERGE', 'OPTIMIZE', 'TRUNCATE', ...FIRST_WORDS.keys()]
const THINGS: readonly string[] = ['TABLE', 'VIEW', 'DATABASE', 'SCHEMA', 'NAMESPACE', 'FUNCTION', 'INDEX', 'ROLE', 'CATALOG', 'CONNECTION']
const LISTS: readonly string[] = [
  ...['TABLES', 'TABLE', 'COLUMNS', 'CREATE', 'DATABASES', 'SCHEMAS', 'NAMESPACES', 'VIEWS', 'FUNCTIONS', 'PARTITIONS', 'TBLPROPERTIES'],
  ...['CATALOGS', 'CURRENT', 'ROLE', 'ROLES', 'GRANT', 'GRANTS', 'USER', 'SYSTEM', 'ALL', 'INDEXES', 'LOCKS'],
]
/** What may stand behind the first word: a word close to one of these is a mistake, and no statement that is missing here. */
const NAMED_THINGS: ReadonlyMap<string, readonly string[]> = new Map([
  ['CREATE', THINGS],
  ['DROP', THINGS],
  ['ALTER', THINGS],
  ['SHOW', LISTS],
  ['ANALYZE', ['TABLE', 'TABLES']],
])

/** Refuses the statement by its name, or, where Spark has none that begins so, as a mistake at its first word. */
export function refuseStatement(reader: TokenReader): never {
  const first = reader.peek().word
  const naming = FIRST_WORDS.get(first)
  if (naming === undefined) throw reader.unexpected('a statement, such as SELECT, INSERT INTO or CREATE TABLE', STATEMENTS)
  let next = 1
  while (SKIPPED.has(reader.peek(next).word)) next += 1
  const second = reader.peek(next)
  if (naming === 'with-next' && second.kind !== 'word') {
    for (let read = 0; read < next; read += 1) reader.next()
    throw reader.unexpected()
  }
  if (nearKeyword(second.word, NAMED_THINGS.get(first) ?? []) !== undefined) {
    for (let read = 0; read < next; read += 1) reader.next()
    throw reader.unexpected(undefined, NAMED_THINGS.get(first))
  }
  const isReplacedTable = first === 'CREATE' && reader.peek(1).word === 'OR' && second.word === 'TABLE'
  const verb = first === 'DESC' ? 'DESCRIBE' : isReplacedTable ? 'CREATE OR REPLACE' : first
  const words = naming === 'alone' ? first : `${verb} ${second.word}`
  throw notSupported(words, HINTS.get(words))
}
