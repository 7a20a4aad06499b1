/** Databases that stand for a schema of a remote one: the same of each kind, each database real. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB, startMariadb } from '../../../testing/mariadb.ts'
import { startPostgres } from '../../../testing/postgres.ts'
import { TestWorker } from '../fixtures/test-worker.ts'

interface Remote {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  run(sql: string): Promise<void>
  stop(): Promise<void>
}

interface Kind {
  readonly name: string
  readonly url: string
  readonly schema: string
  readonly quote: string
  /** Two columns of one table may differ in capitals only. */
  readonly hasColumnsAlike: boolean
  readonly tablesThere: number
  readonly start: () => Promise<Remote>
}

async function openPostgres(): Promise<Remote> {
  const postgres = await startPostgres()
  const { Client } = (await import('pg')).default
  const client = new Client({ ...postgres })
  await client.connect()
  await client.query('CREATE SCHEMA "Sales"')
  return {
    ...postgres,
    run: async (sql) => void (await client.query(sql)),
    stop: async () => {
      await client.end()
      await postgres.stop()
    },
  }
}

async function openMariadb(programs: string): Promise<Remote> {
  const mariadb = await startMariadb(programs)
  await mariadb.sql('CREATE DATABASE `Sales`')
  return { ...mariadb, run: async (sql) => void (await mariadb.sql(sql)) }
}

const mariadb = await findMariadb()
if (mariadb === undefined) console.log(`SKIPPED: databases FROM CONNECTION are not tested with MariaDB, for ${NO_MARIADB}`)

const KINDS: readonly Kind[] = [
  {
    name: 'PostgreSQL',
    url: 'jdbc:postgresql://db1:1000/postgres',
    schema: '"Sales"',
    quote: '"',
    hasColumnsAlike: true,
    tablesThere: 5_000,
    start: openPostgres,
  },
  ...(mariadb === undefined
    ? []
    : [
        {
          name: 'MariaDB',
          url: 'jdbc:mysql://db1:1000',
          schema: '`Sales`',
          quote: '`',
          hasColumnsAlike: false,
          // Each is a file there, written to the disk when it is made.
          tablesThere: 300,
          start: () => openMariadb(mariadb),
        },
      ]),
]

describe.each(KINDS)('a database that stands for a schema of a $name', ({ url, schema, quote, hasColumnsAlike, tablesThere, start }) => {
  let remote: Remote
  let worker: TestWorker
  const there = (name: string): string => `${schema}.${quote}${name}${quote}`
  const connected = (name: string, options: string): string =>
    `CREATE DATABASE ${name} FROM CONNECTION OPTIONS ('url'='${url}', ${options}, 'encryption'='true')`

  beforeAll(async () => {
    remote = await start()
    const { host, port, user, password } = remote
    worker = await TestWorker.start({
      addresses: { 'db1:1000': { host, port } },
      credentials: { a1: { userName: user, password }, wrong: { userName: user, password: 'not-the-password' } },
    })
    await remote.run(`CREATE TABLE ${there('orders')} (id int, total decimal(10,2))`)
    await remote.run(`INSERT INTO ${there('orders')} VALUES (1, 10.50), (2, 20.00)`)
    await worker.run(`${connected('sales', "'schema'='Sales', 'passwdauth'='a1'")} COMMENT 'the shop'`)
  })
  afterAll(async () => {
    await worker?.end()
    await remote?.stop()
  })

  test('a table is found when it is named, asked there like any other, and known then', async () => {
    expect(worker.tables.has('sales.orders')).toBe(false)
    const { rowsJson, remoteStatements } = await worker.run('SELECT total FROM sales.orders WHERE id = 2')
    expect(rowsJson).toEqual(['[20.00]'])
    expect(remoteStatements.some(({ sql }) => /WHERE .*= 2/.test(sql))).toBe(true)
    expect(worker.tables.has('sales.orders')).toBe(true)
    const dials = worker.dials.length
    await worker.run('DESCRIBE sales.orders')
    expect(worker.dials).toHaveLength(dials)
    expect((await worker.rows('SHOW CREATE TABLE sales.orders')).flat().join()).toContain('Sales')
  })

  test('it is written like any other', async () => {
    await worker.run('INSERT INTO sales.orders VALUES (3, 30)')
    expect(await worker.rows('SELECT count(*) FROM sales.orders')).toEqual([[3]])
  })

  test('commands find it as queries do', async () => {
    await remote.run(`CREATE TABLE ${there('shown')} (id int)`)
    expect(await worker.rows('DESCRIBE sales.shown')).toEqual([['id', 'int', null]])
    await remote.run(`CREATE TABLE ${there('listed')} (id int)`)
    expect(await worker.rows('SHOW COLUMNS IN sales.listed')).toEqual([['id']])
    expect(await worker.rows('DESCRIBE DATABASE EXTENDED sales')).toEqual(
      expect.arrayContaining([
        ['Connection', url],
        ['Remote Schema', 'Sales'],
        ['Datasource Authentication', 'a1'],
      ]),
    )
  })

  test('SHOW TABLES asks for the names that are there; they are in lower case here', async () => {
    await remote.run(`CREATE TABLE ${there('Order Items')} (id int)`)
    expect((await worker.rows('SHOW TABLES IN sales')).flat()).toEqual(expect.arrayContaining(['orders', 'order items']))
    expect(await worker.rows("SHOW TABLES IN sales LIKE 'order*'")).toEqual([
      ['sales', 'order items', false],
      ['sales', 'orders', false],
    ])
  })

  test('a name with capitals, spaces, quotes or other letters is found by its name here', async () => {
    for (const [name, here] of [
      ['Mixed', 'mixed'],
      ['with space', '`With Space`'],
      ['Äpfel', '`äpfel`'],
      [`a'b`, "`a'b`"],
      ['_under$core', '`_under$core`'],
      ['2024', '`2024`'],
    ] as const) {
      await remote.run(`CREATE TABLE ${there(name)} (id int)`)
      await remote.run(`INSERT INTO ${there(name)} VALUES (7)`)
      expect(await worker.rows(`SELECT id FROM sales.${here}`), name).toEqual([[7]])
    }
    const quotes = `a${quote}b`
    await remote.run(`CREATE TABLE ${there(`a${quote}${quote}b`)} (id int)`)
    expect(await worker.rows(`SELECT count(*) FROM sales.\`${quotes.replaceAll('`', '``')}\``)).toEqual([[0]])
  })

  test('of two names that differ in capitals only the one in lower case is meant; without one, neither is', async () => {
    for (const name of ['twice', 'Twice', 'Both', 'BOTH'])
      await remote.run(`CREATE TABLE ${there(name)} (${name === 'twice' ? 'id' : 'other'} int)`)
    expect(await worker.rows('DESCRIBE sales.TWICE')).toEqual([['id', 'int', null]])
    expect((await worker.fail('SELECT * FROM sales.both')).error).toMatchObject({
      kind: 'sql-semantics',
      message: expect.stringMatching(/Both|BOTH/),
      hint: expect.stringContaining('dbtable'),
    })
  })

  test('a name that rights cannot be written of is refused by name', async () => {
    await remote.run(`CREATE TABLE ${there('a.columns.b')} (id int)`)
    expect((await worker.fail('SELECT * FROM sales.`a.columns.b`')).error).toMatchObject({
      kind: 'not-supported',
      hint: expect.stringContaining('USING JDBC'),
    })
    expect((await worker.rows('SHOW TABLES IN sales')).flat()).not.toContain('a.columns.b')
  })

  if (hasColumnsAlike) {
    test('columns whose names are the same here are of no use, and the others are', async () => {
      await remote.run(`CREATE TABLE ${there('alike')} (id int, "Note" text, note text)`)
      await remote.run(`INSERT INTO ${there('alike')} VALUES (1, 'a', 'b')`)
      expect(await worker.rows('SELECT * FROM sales.alike')).toEqual([[1]])
      expect(await worker.rows('DESCRIBE sales.alike')).toEqual([
        ['id', 'int', null],
        ['# Unusable Columns', '', ''],
        ['# col_name', 'because', ''],
        ['Note', expect.stringContaining('note'), ''],
        ['note', expect.stringContaining('Note'), ''],
      ])
      expect((await worker.fail('SELECT id, note FROM sales.alike')).error).toMatchObject({
        kind: 'sql-semantics',
        message: expect.stringContaining('differ only in capitals'),
        hint: expect.stringContaining('query'),
      })
    })
  }

  test('what has changed there is told, and REFRESH TABLE takes it over', async () => {
    await remote.run(`CREATE TABLE ${there('changing')} (id int, old int)`)
    await worker.run('SELECT * FROM sales.changing')
    await remote.run(`ALTER TABLE ${there('changing')} DROP COLUMN old`)
    await remote.run(`ALTER TABLE ${there('changing')} ADD COLUMN young int`)
    expect((await worker.fail('SELECT old FROM sales.changing')).error.hint).toContain('REFRESH TABLE')
    await worker.run('REFRESH TABLE sales.changing')
    expect(await worker.rows('DESCRIBE sales.changing')).toEqual([
      ['id', 'int', null],
      ['young', 'int', null],
    ])
    await remote.run(`DROP TABLE ${there('changing')}`)
    expect((await worker.fail('SELECT id FROM sales.changing')).error.hint).toContain('REFRESH TABLE')
    expect((await worker.fail('REFRESH TABLE sales.changing')).error).toMatchObject({ kind: 'not-found' })
    expect(worker.tables.has('sales.changing')).toBe(false)
  })

  test('a table that is not there, and a schema that is not, are told by name', async () => {
    const none = (await worker.fail('SELECT * FROM sales.nothing')).error
    expect(none.message).toContain('sales.nothing')
    expect(none.hint).toContain('SHOW TABLES IN sales lists its tables')
    expect(none.hint).not.toContain('CREATE TABLE')
    await remote.run(`CREATE TABLE ${there('never_named')} (id int)`)
    const near = 'Did you mean sales.never_named? SHOW TABLES IN sales lists its tables.'
    expect((await worker.fail('SELECT * FROM sales.never_namd')).error.hint).toBe(near)
    expect((await worker.fail('DESCRIBE sales.never_namd')).error.hint).toBe(near)
    await remote.run(`DROP TABLE ${there('never_named')}`)
    expect((await worker.fail(connected('other', "'schema'='sales_of_none', 'passwdauth'='a1'"))).error).toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('sales_of_none'),
    })
    const wrong = await worker.fail(connected('other', "'schema'='Sales', 'passwdauth'='wrong'"))
    expect(wrong.error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('datasource authentication') })
    expect(worker.databases.has('other')).toBe(false)
  })

  test(`of ${tablesThere} tables the one that is named is looked at, and no other`, async () => {
    const wide = quote === '"' ? 'CREATE SCHEMA wide' : 'CREATE DATABASE wide'
    await remote.run(wide)
    const names = Array.from({ length: tablesThere }, (_, n) => `t${n}`)
    for (let at = 0; at < names.length; at += 500) {
      await remote.run(
        names
          .slice(at, at + 500)
          .map((name) => `CREATE TABLE wide.${name} (id int)`)
          .join(';'),
      )
    }
    await worker.run(connected('wide', "'schema'='wide', 'passwdauth'='a1'"))
    expect(await worker.rows('SELECT count(*) FROM wide.t278')).toEqual([[0]])
    expect([...worker.tables.keys()].filter((key) => key.startsWith('wide.'))).toEqual(['wide.t278'])
    expect((await worker.run('SHOW TABLES IN wide')).rowCount).toBe(tablesThere)
  })
})
