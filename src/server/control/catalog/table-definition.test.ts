import { expect, it } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { checkTable, checkTableInTurns, checkWritten } from './table-definition.ts'

const table = (source: TableDefinition['source'], columns = [{ name: 'a', type: 'int' }]): TableDefinition => ({
  database: 'd',
  name: 't',
  columns,
  source,
})
const jdbc = (url: string, options: Readonly<Record<string, string>> = {}): TableDefinition =>
  table({ kind: 'jdbc', url, dbtable: 'public.t', authName: 'auth', options: { ...options } })

it('accepts a table of each kind', () => {
  for (const definition of [
    table({ kind: 'managed', format: 'parquet' }),
    table({ kind: 'files', format: 'csv', location: 'obs://bucket/a', options: { header: 'true' } }),
    jdbc('jdbc:postgresql://pg:5432/db?sslmode=require', { encryption: 'true' }),
  ])
    expect(checkTable(definition)).toBe(definition)
})

it('refuses a column given twice, in any case', () => {
  expect(() =>
    checkTable(
      table({ kind: 'managed', format: 'parquet' }, [
        { name: 'a', type: 'int' },
        { name: 'A', type: 'int' },
      ]),
    ),
  ).toThrow(/twice/)
})

it.each([
  jdbc('jdbc:postgresql://pg/db?user=a&password=b'),
  jdbc('jdbc:mysql://user:secret@host/db'),
  jdbc('jdbc:postgresql://pg/db', { password: 'b' }),
  jdbc('jdbc:postgresql://pg/db', { PASSWORD: 'b' }),
])('keeps no password (%#)', (definition) => {
  expect(() => checkTable(definition)).toThrow(
    expect.objectContaining({ kind: 'not-supported', hint: expect.stringContaining('passwdauth') }),
  )
})

it('refuses a location that cannot be read', () => {
  expect(() => checkTable(table({ kind: 'files', format: 'csv', location: 'obs://bucket/../a', options: {} }))).toThrow(
    /not a valid location/,
  )
})

it.each([
  jdbc('jdbc:postgresql://pg/db\0user\0other'),
  { ...jdbc('jdbc:postgresql://pg/db'), source: { kind: 'jdbc', url: 'jdbc:postgresql://pg/db', dbtable: 'a\nb', options: {} } },
  jdbc('jdbc:postgresql://pg/db', { fetchsize: '1\0' }),
  jdbc('jdbc:postgresql://pg/db', { 'fetch\nsize': '1' }),
  table({ kind: 'files', format: 'csv', location: 'obs://bucket/a', options: { quote: '\0' } }),
  table({ kind: 'managed', format: 'parquet' }, [{ name: 'a\0b', type: 'int' }]),
] satisfies readonly TableDefinition[])('refuses what would end a text in the middle (%#)', (definition) => {
  expect(() => checkTable(definition)).toThrow(
    expect.objectContaining({ kind: 'invalid-parameter', message: expect.stringMatching(/control character|U\+0000/) }),
  )
})

it('lets a separator be a control character: tables of Hive have U+0001', () => {
  const definition = table({ kind: 'files', format: 'csv', location: 'obs://bucket/a', options: { delimiter: '\u0001' } })
  expect(checkTable(definition)).toBe(definition)
})

it.each([[['b', 'a']], [['a']], [['a', 'b', 'c']], [['c', 'c']], [['x', 'c']], [['C']]])(
  'partition columns are the last ones, and not all: %j',
  (partitionedBy) => {
    const columns = ['a', 'b', 'c'].map((name) => ({ name, type: 'int' }))
    const managed = table({ kind: 'managed', format: 'parquet' }, columns)
    expect(() => checkTable({ ...managed, partitionedBy })).toThrow(/not the last ones/)
    expect(() => checkTable({ ...managed, partitionedBy: ['b', 'c'] })).not.toThrow()
    expect(() => checkTable({ ...jdbc('jdbc:postgresql://pg/d'), columns, partitionedBy: ['c'] })).toThrow(/not the last ones/)
  },
)

it('partition columns of files at a location stand where the files have them, too, but are not all', () => {
  const columns = ['a', 'b', 'c'].map((name) => ({ name, type: 'int' }))
  const json = table({ kind: 'files', format: 'json', location: 'obs://bucket/a', options: {} }, columns)
  for (const partitionedBy of [['b'], ['c', 'a'], ['c']]) expect(() => checkTable({ ...json, partitionedBy })).not.toThrow()
  for (const partitionedBy of [['x'], ['b', 'b'], ['B']])
    expect(() => checkTable({ ...json, partitionedBy })).toThrow(/no column of the table/)
  expect(() => checkTable({ ...json, partitionedBy: ['a', 'b', 'c'] })).toThrow(/has one at least|not the last ones/)
})

it('partition columns of a table with a log stand where the log has them', () => {
  const columns = ['a', 'b', 'c'].map((name) => ({ name, type: 'int' }))
  const delta = table({ kind: 'files', format: 'delta', location: 'obs://bucket/a', options: {} }, columns)
  for (const partitionedBy of [['b'], ['c', 'a'], ['a', 'b', 'c']]) expect(() => checkTable({ ...delta, partitionedBy })).not.toThrow()
  for (const partitionedBy of [['x'], ['b', 'b'], ['B']])
    expect(() => checkTable({ ...delta, partitionedBy })).toThrow(/no column of the table/)
})

it('lets others have their turn while it reads megabytes of types', async () => {
  const type = `struct<${Array.from({ length: 1_000 }, (_, at) => `f${at}:int`).join(',')}>`
  const columns = Array.from({ length: 300 }, (_, at) => ({ name: `c${at}`, type }))
  let turns = 0
  const count = (): void => {
    turns += 1
    ticking = setImmediate(count)
  }
  let ticking = setImmediate(count)
  await checkTableInTurns({ database: 'd', name: 't', columns, source: { kind: 'managed', format: 'parquet' } })
  clearImmediate(ticking)
  expect(turns).toBeGreaterThan(0)
})

it('what somebody writes of a table holds no control characters, though a worker says so; what is there already is not looked at again', () => {
  const odd = 'a\u001bb'
  for (const written of [{ comment: odd }, { columns: [{ comment: odd }] }, { properties: { k: odd } }, { properties: { 'a\nb': 'v' } }])
    expect(() => checkWritten(written)).toThrow(expect.objectContaining({ kind: 'invalid-parameter' }))
  expect(() => checkWritten({ comment: 'a\n\tb', columns: [{ comment: 'a\nb' }], properties: { k: 'a\nb' } })).not.toThrow()
  const old = { ...table({ kind: 'managed', format: 'parquet' }), comment: odd, properties: { k: odd } }
  expect(checkTable(old)).toBe(old)
})
