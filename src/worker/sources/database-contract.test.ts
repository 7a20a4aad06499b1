/** What holds of tables of every database: one table of expectations, each database real. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB, startMariadb } from '../../../testing/mariadb.ts'
import { startPostgres } from '../../../testing/postgres.ts'
import { TestWorker } from '../fixtures/test-worker.ts'

interface Database {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  run(sql: string): Promise<void>
  stop(): Promise<void>
}

interface DatabaseKind {
  readonly name: string
  readonly url: (host: string) => string
  /** Before a table's name. */
  readonly schema: string
  /** Types of the table that all have: id, n, money, ratio, yes, day, moment, word, bytes. */
  readonly types: readonly string[]
  readonly bytes: (hex: string) => string
  readonly start: () => Promise<Database>
}

async function openPostgres(): Promise<Database> {
  const postgres = await startPostgres()
  const { Client } = (await import('pg')).default
  const client = new Client({ ...postgres })
  await client.connect()
  return {
    ...postgres,
    run: async (sql) => void (await client.query(sql)),
    stop: async () => {
      await client.end()
      await postgres.stop()
    },
  }
}

async function openMariadb(programs: string): Promise<Database> {
  const mariadb = await startMariadb(programs)
  return { ...mariadb, run: async (sql) => void (await mariadb.sql(sql)) }
}

const mariadb = await findMariadb()
if (mariadb === undefined) console.log(`SKIPPED: what holds of every database is not tested with MariaDB, for ${NO_MARIADB}`)

const KINDS: readonly DatabaseKind[] = [
  {
    name: 'PostgreSQL',
    url: (host) => `jdbc:postgresql://${host}:1000/postgres`,
    schema: 'public',
    types: ['int', 'bigint', 'numeric(12,2)', 'float8', 'boolean', 'date', 'timestamp', 'varchar(20)', 'bytea'],
    bytes: (hex) => `'\\x${hex}'`,
    start: openPostgres,
  },
  ...(mariadb === undefined
    ? []
    : [
        {
          name: 'MariaDB',
          url: (host: string) => `jdbc:mysql://${host}:1000/shop`,
          schema: 'shop',
          types: ['int', 'bigint', 'decimal(12,2)', 'double', 'boolean', 'date', 'datetime(6)', 'varchar(20)', 'blob'],
          bytes: (hex: string) => `X'${hex}'`,
          start: () => openMariadb(mariadb),
        },
      ]),
]

const COLUMNS = ['id', 'n', 'money', 'ratio', 'yes', 'day', 'moment', 'word', 'bytes'] as const
const SPARK_TYPES = ['int', 'bigint', 'decimal(12,2)', 'double', 'boolean', 'date', 'timestamp', 'string', 'binary']
const NULLS = COLUMNS.slice(1).map(() => 'null')
const ROWS = [
  '[1,9223372036854775807,1234567890.12,0.1,true,"2024-02-29","2024-02-29 23:59:59.999999","a","AP8="]',
  '[2,-9223372036854775808,-0.01,-1e-300,false,"0001-01-01","0001-01-01 00:00:00","",""]',
  '[3,0,0.00,0,true,"9999-12-31","9999-12-31 23:59:59","中文 \'\\\\\\" 😀","YQ=="]',
  `[4,${NULLS.join(',')}]`,
]
/** Conditions in Spark's words, with the ids of their rows. */
const CONDITIONS: readonly (readonly [condition: string, ids: readonly number[]])[] = [
  ['id = 2', [2]],
  ['n > 0', [1]],
  ['n = 9223372036854775807', [1]],
  ['n <> 0', [1, 2]],
  ['money < 0', [2]],
  ['money BETWEEN -0.01 AND 0.00', [2, 3]],
  ['ratio = 0.1', [1]],
  ['ratio <= 0', [2, 3]],
  ['yes', [1, 3]],
  ['NOT yes', [2]],
  ['yes = false', [2]],
  ["day = DATE'2024-02-29'", [1]],
  ["day > DATE'2024-02-28'", [1, 3]],
  ["moment >= TIMESTAMP'2024-02-29 23:59:59.999999'", [1, 3]],
  ["word = 'A'", []],
  ["word = 'a '", []],
  ["word IN ('a', 'b', '')", [1, 2]],
  ["word LIKE '中%'", [3]],
  ['word IS NULL', [4]],
  ['money IS NOT NULL AND id <> 1', [2, 3]],
  ["id = 4 OR word = ''", [2, 4]],
  ['n IN (0, 1) OR day IS NULL', [3, 4]],
  ['n <=> NULL', [4]],
  ['length(word) = 1', [1]],
]

describe.each(KINDS)('tables of $name', ({ url, schema, types, bytes, start }) => {
  let database: Database
  let worker: TestWorker
  let unpushed: TestWorker

  const table = (name: string, dbtable = `${schema}.${name}`, auth = 'a1', host = 'db1') =>
    `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='${url(host)}', 'dbtable'='${dbtable}', 'passwdauth'='${auth}', 'encryption'='true')`

  beforeAll(async () => {
    database = await start()
    const { host, port, user, password } = database
    const options = {
      addresses: { 'db1:1000': { host, port } },
      credentials: { a1: { userName: user, password }, wrong: { userName: user, password: 'not-the-password' } },
    }
    worker = await TestWorker.start(options)
    unpushed = await TestWorker.start({ ...options, pushesDown: false })
    const definition = COLUMNS.map((name, index) => `${name} ${types[index]}`).join(', ')
    for (const name of ['values_there', 'values_back']) await database.run(`CREATE TABLE ${name} (${definition})`)
    await database.run(
      `INSERT INTO values_there VALUES (1, 9223372036854775807, 1234567890.12, 0.1, true, '2024-02-29', '2024-02-29 23:59:59.999999', 'a', ${bytes('00ff')}),
       (2, -9223372036854775808, -0.01, -1e-300, false, '0001-01-01', '0001-01-01 00:00:00', '', ${bytes('')}),
       (3, 0, 0, 0, true, '9999-12-31', '9999-12-31 23:59:59', ${types.includes('blob') ? `'中文 ''\\\\" 😀'` : `'中文 ''\\" 😀'`}, ${bytes('61')}),
       (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    )
    for (const one of [worker, unpushed]) await one.run(table('values_there'))
    await worker.run(table('values_back'))
  })
  afterAll(async () => {
    await worker?.end()
    await unpushed?.end()
    await database?.stop()
  })

  test('the columns it finds, and every value', async () => {
    const { columns, rowsJson } = await worker.run('SELECT * FROM values_there ORDER BY id')
    expect(columns.map(({ name }) => name)).toEqual(COLUMNS)
    expect(columns.map(({ type }) => type)).toEqual(SPARK_TYPES)
    expect(rowsJson).toEqual(ROWS)
  })

  test.each(CONDITIONS)('%s: the same rows, asked there or looked at here', async (condition, ids) => {
    const sql = `SELECT id FROM values_there WHERE ${condition} ORDER BY id`
    expect(await worker.rows(sql)).toEqual(ids.map((id) => [id]))
    expect(await unpushed.rows(sql)).toEqual(ids.map((id) => [id]))
  })

  test('a LIMIT is asked there, where it cannot change the rows; a count reads no values', async () => {
    const { remoteStatements, rowCount } = await worker.run('SELECT id FROM values_there WHERE n IS NOT NULL OR id > 0 LIMIT 2')
    expect(rowCount).toBe(2)
    expect(remoteStatements).toHaveLength(1)
    expect((await worker.run('SELECT word FROM values_there LIMIT 2')).remoteStatements[0]?.sql).toContain('LIMIT 2')
    expect(await worker.rows('SELECT count(*) FROM values_there')).toEqual([[4]])
  })

  test('what is read can be written, and is the same again', async () => {
    const { rowCount } = await worker.run('INSERT INTO values_back SELECT * FROM values_there')
    expect(rowCount).toBe(4)
    expect((await worker.run('SELECT * FROM values_back ORDER BY id')).rowsJson).toEqual(ROWS)
  })

  test('what does not fit fails, and all is as it was: also what would have been overwritten', async () => {
    await worker.run("INSERT OVERWRITE TABLE values_back (id, word) VALUES (7, 'stays')")
    for (const insert of ['INSERT INTO', 'INSERT OVERWRITE TABLE']) {
      const failed = await worker.fail(`${insert} values_back (id, word) SELECT id + 10, repeat('x', id * 7) FROM values_there`)
      expect(failed.error.kind).toBe('remote-failure')
    }
    expect(await worker.rows('SELECT id, word FROM values_back')).toEqual([[7, 'stays']])
  })

  test('an overwrite of a table by its own rows', async () => {
    await worker.run("INSERT OVERWRITE TABLE values_back (id, word) VALUES (1, 'one'), (2, 'two')")
    await worker.run('INSERT OVERWRITE TABLE values_back (id, word) SELECT id * 10, word FROM values_back')
    expect(await worker.rows('SELECT id, word FROM values_back ORDER BY id')).toEqual([
      [10, 'one'],
      [20, 'two'],
    ])
  })

  test('a query of the database is read and not written', async () => {
    await worker.run(table('asked', '(SELECT id, id * 2 AS twice FROM values_there) q'))
    expect(await worker.rows('SELECT twice FROM asked WHERE id = 3')).toEqual([[6]])
    expect((await worker.fail('INSERT INTO asked SELECT 1, 2')).error).toMatchObject({
      kind: 'not-supported',
      hint: expect.stringContaining('dbtable'),
    })
  })

  test('what it cannot do it says in the same kinds of errors, and never a secret', async () => {
    const unknown = await worker.fail(table('none_there'))
    expect(unknown.error).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('none_there'),
      hint: expect.stringContaining('dbtable'),
    })
    const wrong = await worker.fail(table('values_wrong', `${schema}.values_there`, 'wrong'))
    expect(wrong.error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('datasource authentication') })
    expect(JSON.stringify(wrong)).not.toContain('not-the-password')
    const far = await worker.fail(table('values_far', `${schema}.values_there`, 'a1', 'elsewhere'))
    expect(far.error).toMatchObject({ kind: 'unreachable', hint: 'Bind a connection' })
    const secret = await worker.fail(table('t').replace("'encryption'='true'", "'password'='hunter2'"))
    expect(JSON.stringify(secret)).not.toContain('hunter2')
  })

  test('it is shown where it is: EXPLAIN, SHOW CREATE TABLE, DESCRIBE', async () => {
    const plan = (await worker.rows("EXPLAIN SELECT id FROM values_there WHERE n = 7 AND word = 'x'")).flat().join('\n')
    expect(plan).toContain(`${schema}.values_there`)
    expect(plan).toContain('= 7')
    expect((await worker.rows('SHOW CREATE TABLE values_there')).flat().join('\n')).toContain(url('db1'))
    expect(await worker.rows('DESCRIBE values_there')).toEqual(COLUMNS.map((name, index) => [name, SPARK_TYPES[index], null]))
  })
})
