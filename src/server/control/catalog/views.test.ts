import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ViewDefinition } from '../../../protocol/view-definition.ts'
import { type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { QUOTAS } from '../shared/limits.ts'
import { type CatalogViews, createCatalogViews } from './views.ts'

let server: StartedServer
let views: CatalogViews
beforeAll(async () => {
  server = await startServerRooms()
  views = createCatalogViews({ store: server.store, clock: Date.now, quotas: QUOTAS })
  const { catalog } = server.control
  await catalog.createDatabase(server.caller, { name: 'sales', description: '', enterpriseProjectId: '0', ifNotExists: false })
  await catalog.createTable(
    server.caller,
    { database: 'sales', name: 'items', columns: [{ name: 'a', type: 'int' }], source: { kind: 'managed', format: 'parquet' } },
    { ifNotExists: false },
  )
})
afterAll(() => server.remove())

const view = (name: string, sql: string, more: Partial<ViewDefinition> = {}): ViewDefinition => ({
  database: 'sales',
  name,
  columns: [{ name: 'a', type: 'int' }],
  source: { kind: 'view', sql, database: 'sales', queryColumns: ['a'] },
  ...more,
})
const put = (definition: ViewDefinition, mode: 'new' | 'replace' | 'alter' = 'new', ifNotExists = false) =>
  views.put(server.caller, definition, mode, { ifNotExists })
const find = (name: string) => server.control.catalog.findTable(server.caller, 'sales', name)

it('is made, replaced, altered, renamed and dropped', async () => {
  expect(await put(view('V', 'SELECT 1', { comment: 'c', properties: { k: '1' } }))).toBe(true)
  expect(await find('v')).toMatchObject({ name: 'v', source: { sql: 'SELECT 1' } })
  await expect(put(view('v', 'SELECT 2'))).rejects.toMatchObject({ kind: 'already-exists' })
  expect(await put(view('v', 'SELECT 2'), 'new', true)).toBe(false)
  await put(view('v', 'SELECT 3'), 'alter')
  expect(await find('v')).toMatchObject({ comment: 'c', properties: { k: '1' }, source: { sql: 'SELECT 3' } })
  await put(view('v', 'SELECT 4'), 'replace')
  expect(await find('v')).toEqual(view('v', 'SELECT 4'))
  await expect(put(view('w', 'SELECT 1'), 'alter')).rejects.toMatchObject({ kind: 'not-found' })
  await views.rename(server.caller, 'SALES', 'V', 'W')
  expect(await find('v')).toBeUndefined()
  expect(await find('w')).toEqual(view('w', 'SELECT 4'))
  await expect(views.rename(server.caller, 'sales', 'w', 'items')).rejects.toMatchObject({ kind: 'already-exists' })
  expect(await views.drop(server.caller, 'sales', 'w', { ifExists: false })).toBe(true)
  expect(await views.drop(server.caller, 'sales', 'w', { ifExists: true })).toBe(false)
  await expect(views.drop(server.caller, 'sales', 'w', { ifExists: false })).rejects.toMatchObject({ kind: 'not-found' })
})

it('has properties, which are set, changed and taken away', async () => {
  await put(view('p', 'SELECT 1', { properties: { a: '1', b: '2' } }))
  const change = (set: Record<string, string>, unset: string[], ifExists = false) =>
    views.changeProperties(server.caller, 'sales', 'p', { set, unset, ifExists })
  expect(await change({ b: '3', c: '4' }, [])).toEqual({ a: '1', b: '3', c: '4' })
  await expect(change({}, ['a', 'z'])).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining("'z'") })
  expect(await change({}, ['a', 'z'], true)).toEqual({ b: '3', c: '4' })
  expect(await find('p')).toMatchObject({ properties: { b: '3', c: '4' } })
  await views.drop(server.caller, 'sales', 'p', { ifExists: false })
})

it('is no table, and a table is no view', async () => {
  const { catalog } = server.control
  await put(view('v', 'SELECT 1'))
  await expect(put(view('items', 'SELECT 1'), 'replace')).rejects.toMatchObject({ message: expect.stringContaining('is a table') })
  await expect(views.drop(server.caller, 'sales', 'items', { ifExists: true })).rejects.toMatchObject({
    message: expect.stringContaining('is a table'),
  })
  await expect(catalog.dropTable(server.caller, 'sales', 'v', { ifExists: true })).rejects.toMatchObject({
    message: expect.stringContaining('is a view'),
  })
  await expect(catalog.dropDatabase(server.caller, 'sales', { cascade: false, ifExists: false })).rejects.toMatchObject({
    kind: 'in-use',
    message: 'The database sales has 1 table and 1 view',
  })
})

it('what is told of a table is changed, and its rows are not', async () => {
  const { catalog } = server.control
  const annotate = (table: string, annotation: Parameters<typeof catalog.annotateTable>[3]) =>
    catalog.annotateTable(server.caller, 'Sales', table, annotation)
  await annotate('ITEMS', { kind: 'properties', change: { set: { k: 'v' }, unset: [], ifExists: false } })
  await annotate('items', { kind: 'comment', comment: 'things' })
  await annotate('items', { kind: 'column-comment', column: 'A', comment: 'a number' })
  expect(await find('items')).toMatchObject({
    comment: 'things',
    properties: { k: 'v' },
    columns: [{ name: 'a', type: 'int', comment: 'a number' }],
    source: { kind: 'managed' },
  })
  await annotate('items', { kind: 'properties', change: { set: {}, unset: ['k'], ifExists: false } })
  await annotate('items', { kind: 'comment', comment: '' })
  expect(Object.keys((await find('items')) ?? {})).not.toContain('comment')
  await expect(annotate('items', { kind: 'properties', change: { set: {}, unset: ['k'], ifExists: false } })).rejects.toMatchObject({
    kind: 'not-found',
  })
  await expect(annotate('items', { kind: 'column-comment', column: 'z', comment: '' })).rejects.toMatchObject({ kind: 'not-found' })
  await expect(annotate('v', { kind: 'comment', comment: 'x' })).rejects.toMatchObject({ message: expect.stringContaining('is a view') })
})

it('is there after a restart, and goes with its database', async () => {
  server = await server.restart()
  views = createCatalogViews({ store: server.store, clock: Date.now, quotas: QUOTAS })
  expect(await find('v')).toEqual(view('v', 'SELECT 1'))
  await server.control.catalog.dropDatabase(server.caller, 'sales', { cascade: true, ifExists: false })
  expect(await find('v')).toBeUndefined()
})
