import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { ENGINE_MACROS } from '../sql/render/duckdb/engine-macros.ts'
import { ENGINE_FUNCTIONS, registerEngineFunction } from './functions/engine-functions.ts'
import { Macros } from './macros.ts'

const nameOf = (statement: string): string => /MACRO (\w+)/.exec(statement)?.[1] ?? ''

async function withEngine(use: (connection: DuckDBConnection) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  const connection = await instance.connect()
  try {
    await use(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

async function madeIn(connection: DuckDBConnection): Promise<readonly string[]> {
  const made = await connection.runAndReadAll(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'macro' AND NOT internal",
  )
  return made.getRowsJson().map(([name]) => String(name))
}

test('a macro is made when a statement calls it, behind those that it calls, once', () =>
  withEngine(async (connection) => {
    const ran: string[] = []
    const macros = new Macros(
      ['a', 'b', 'c', 'd'].map((name, index) => `CREATE OR REPLACE MACRO ${name}(x) AS ${index < 2 ? 'x + 1' : `a(b(x)) + ${index}`}`),
      async (sql) => {
        ran.push(sql)
        await connection.run(sql)
      },
    )
    await macros.makeFor('SELECT 1')
    expect(ran).toEqual([])
    await macros.makeFor('SELECT d(1), d(2)')
    expect(await madeIn(connection)).toEqual(expect.arrayContaining(['a', 'b', 'd']))
    expect((await connection.runAndReadAll('SELECT d(1)')).getRowsJson()).toEqual([[6]])
    await macros.makeFor('SELECT d(1), a(2)')
    expect(ran).toHaveLength(1)
    expect(await madeIn(connection)).not.toContain('c')
    await macros.makeFor('SELECT c(1)')
    expect(ran[1]).toContain('MACRO c')
    expect(ran[1]).not.toContain('MACRO a')
  }))

test('what could not be made is tried again', async () => {
  let failures = 1
  const macros = new Macros(['CREATE OR REPLACE MACRO a() AS 1'], async () => {
    if (failures-- > 0) throw new Error('no')
  })
  await expect(macros.makeFor('SELECT a()')).rejects.toThrow('no')
  await macros.makeFor('SELECT a()')
  expect(failures).toBe(-1)
  await macros.makeFor('SELECT a()')
  expect(failures).toBe(-1)
})

test('a function of our own is registered when a statement or a macro first calls it, once', async () => {
  const registered: string[] = []
  const macros = new Macros(
    ['CREATE OR REPLACE MACRO a(x) AS fn_in_macro(x)'],
    async () => {},
    ['fn_in_macro', 'fn_alone', 'fn_unused'],
    async (name) => void registered.push(name),
  )
  await macros.makeFor("SELECT fn_of_somebody(1), 'x'")
  expect(registered).toEqual([])
  await macros.makeFor('SELECT a(1)')
  await macros.makeFor('SELECT fn_alone(1), fn_in_macro(2)')
  expect(registered).toEqual(['fn_in_macro', 'fn_alone'])
})

test('each of our functions computes in the engine, is NULL for NULL, and stops the statement with its own message', () =>
  withEngine(async (connection) => {
    for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(connection, name)
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson()
    const fields = String.raw`fn_csv_fields(t, ',', '"', '\', '', '', '', '')`
    expect(await rows(`SELECT ${fields} FROM (VALUES ('a,,"b c"'), (NULL), ('')) v(t)`)).toEqual([[['a', null, 'b c']], [null], [null]])
    expect(await rows(String.raw`SELECT fn_csv_line(['a', NULL, 'b,"'], ',', '"', '\', '""', '', 'some')`)).toEqual([
      [String.raw`a,,"b,\""`],
    ])
    await expect(rows(`SELECT len(${fields}) FROM (SELECT repeat(',', 30000) AS t)`)).rejects.toThrow(
      'A CSV record has more than 20480 columns',
    )
  }))

test('each of our macros finds all that it calls', () =>
  withEngine(async (connection) => {
    for (const name of Object.keys(ENGINE_FUNCTIONS)) await registerEngineFunction(connection, name)
    const names = new Set(ENGINE_MACROS.map(nameOf))
    expect(names.size).toBe(ENGINE_MACROS.length)
    for (const statement of ENGINE_MACROS) {
      const name = nameOf(statement)
      const made = new Set<string>()
      const order: string[] = []
      await new Macros(ENGINE_MACROS, async (sql) => void order.push(...sql.split(';\nCREATE'))).makeFor(`SELECT ${name}(`)
      for (const each of order) {
        const body = each.replace(/^.*?MACRO \w+/s, '')
        for (const [word] of body.matchAll(/\w+/g))
          if (names.has(word)) expect([name, nameOf(each), word, made.has(word)]).toEqual([name, nameOf(each), word, true])
        made.add(nameOf(each))
      }
      expect(made).toContain(name)
    }
    // The engine has no word of its own by such a name.
    await new Macros(ENGINE_MACROS, (sql) => connection.run(sql)).makeFor([...names].join(' '))
    expect((await madeIn(connection)).toSorted()).toEqual([...names].toSorted())
  }))
