import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TemporaryView } from '../../../protocol/session.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createSessions, type SessionKey, type Sessions } from './sessions.ts'

const home = mkdtempSync(join(tmpdir(), 'causeway-sessions-'))
let server: StartedServer
let sessions: Sessions
let ann: SessionKey
let ben: SessionKey
beforeAll(async () => {
  server = await startServerRooms({ home })
  sessions = createSessions(server.store)
  const { id: queueId } = await server.control.queues.create(server.caller, newQueue('q'))
  ann = { queueId, holderId: 'ann' }
  ben = { queueId, holderId: 'ben' }
})
afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

const view = (name: string, sql = 'SELECT 1 AS one'): TemporaryView => ({
  name,
  columns: [{ name: 'one', type: 'int' }],
  source: { kind: 'query', sql, database: 'default', queryColumns: ['one'], views: [] },
})

test('a view is of its user, a global one of the queue', async () => {
  await sessions.createView(ann, view('own'), false, 'new')
  await sessions.createView(ann, view('shared'), true, 'new')
  expect((await sessions.snapshot(ann)).views).toEqual([
    { name: 'own', isGlobal: false },
    { name: 'shared', isGlobal: true },
  ])
  const ofBen = await sessions.snapshot(ben)
  expect(ofBen.views).toEqual([{ name: 'shared', isGlobal: true }])
  expect(ofBen.view({ name: 'own', isGlobal: false })).toBeUndefined()
  expect(ofBen.view({ name: 'shared', isGlobal: true })).toEqual(view('shared'))
  expect(ofBen.view({ name: 'shared', isGlobal: false })).toBeUndefined()
  await expect(sessions.createView(ann, view('own'), false, 'new')).rejects.toMatchObject({ kind: 'already-exists' })
  await expect(sessions.createView(ben, view('own'), false, 'alter')).rejects.toMatchObject({ kind: 'not-found' })
  expect(await sessions.dropView(ben, { name: 'own', isGlobal: false })).toBe(false)
  expect(await sessions.dropView(ann, { name: 'own', isGlobal: false })).toBe(true)
})

test('a snapshot does not see what happens later', async () => {
  await sessions.changeSettings(ann, { set: { a: '1', b: '2' }, reset: [] })
  const before = await sessions.snapshot(ann)
  await sessions.createView(ann, view('shared', 'SELECT 2 AS one'), true, 'replace')
  await sessions.useDatabase(ann, 'sales')
  expect(await sessions.changeSettings(ann, { set: { c: '3' }, reset: ['a'] })).toEqual({ b: '2', c: '3' })
  expect(before.settings).toEqual({ a: '1', b: '2' })
  expect(before.database).toBeUndefined()
  expect(before.view({ name: 'shared', isGlobal: true })).toEqual(view('shared'))
  const now = await sessions.snapshot(ann)
  expect(now).toMatchObject({ database: 'sales', settings: { b: '2', c: '3' } })
  expect(now.view({ name: 'shared', isGlobal: true })?.source).toMatchObject({ sql: 'SELECT 2 AS one' })
  expect((await sessions.snapshot(ben)).settings).toEqual({})
  expect(await sessions.changeSettings(ann, { set: {}, reset: 'all' })).toEqual({})
  expect((await sessions.snapshot(ann)).database).toBe('sales')
})

test('what a session holds is bounded in number and size', async () => {
  const big = view('big', `SELECT '${'x'.repeat(SESSION_LIMITS.viewCharacters)}' AS one`)
  await expect(sessions.createView(ben, big, false, 'new')).rejects.toMatchObject({ kind: 'limit-exceeded' })
  const half = `SELECT '${'x'.repeat(SESSION_LIMITS.viewCharacters / 2)}' AS one`
  const fitting = Math.floor(SESSION_LIMITS.viewsCharacters / (SESSION_LIMITS.viewCharacters / 2)) - 1
  for (let index = 0; index < fitting; index += 1) await sessions.createView(ben, view(`v${index}`, half), false, 'new')
  await expect(sessions.createView(ben, view('one_more', half), false, 'new')).rejects.toMatchObject({ kind: 'limit-exceeded' })
  await sessions.createView(ben, view('v0', half), false, 'replace')
  for (let index = 0; index < fitting; index += 1) await sessions.dropView(ben, { name: `v${index}`, isGlobal: false })
  for (let index = 0; index < SESSION_LIMITS.views; index += 1) await sessions.createView(ben, view(`w${index}`), false, 'new')
  await expect(sessions.createView(ben, view('one_more'), false, 'new')).rejects.toMatchObject({ kind: 'limit-exceeded' })
  const many = Object.fromEntries(Array.from({ length: SESSION_LIMITS.settings + 1 }, (_, index) => [`s${index}`, 'x']))
  await expect(sessions.changeSettings(ben, { set: many, reset: [] })).rejects.toMatchObject({ kind: 'limit-exceeded' })
  expect((await sessions.snapshot(ben)).settings).toEqual({})
  await expect(sessions.changeSettings(ben, { set: { a: 'line\nline' }, reset: [] })).rejects.toMatchObject({ kind: 'invalid-parameter' })
})

test('a function is of its user, and bounded in number and size', async () => {
  const definition = (name: string, body = '1'): UserFunction => ({ name, parameters: [], returns: 'int', body })
  await sessions.createFunction(ann, definition('f'), false)
  await expect(sessions.createFunction(ann, definition('f', '2'), false)).rejects.toMatchObject({ kind: 'already-exists' })
  const before = await sessions.snapshot(ann)
  await sessions.createFunction(ann, definition('f', '2'), true)
  expect(before.functions).toEqual([definition('f')])
  expect((await sessions.snapshot(ann)).functions).toEqual([definition('f', '2')])
  expect((await sessions.snapshot(ben)).functions).toEqual([])
  expect(await sessions.dropFunction(ben, 'f')).toBe(false)
  const { functions, functionCharacters, functionsCharacters } = SESSION_LIMITS
  await expect(sessions.createFunction(ben, definition('g', 'x'.repeat(functionCharacters)), false)).rejects.toMatchObject({
    kind: 'limit-exceeded',
  })
  const large = 'x'.repeat(functionCharacters - 100)
  const fitting = Math.floor(functionsCharacters / (functionCharacters - 100))
  for (let index = 0; index < fitting; index += 1) await sessions.createFunction(ben, definition(`g${index}`, large), false)
  await expect(sessions.createFunction(ben, definition('one_more', large), false)).rejects.toMatchObject({ kind: 'limit-exceeded' })
  for (let index = 0; index < functions; index += 1) await sessions.createFunction(ben, definition(`g${index}`), true)
  await expect(sessions.createFunction(ben, definition('one_more'), false)).rejects.toMatchObject({ kind: 'limit-exceeded' })
})

test('it is there after a restart of the server, and gone with its queue', async () => {
  await sessions.useDatabase(ann, 'sales')
  server = await server.restart()
  sessions = createSessions(server.store)
  expect(await sessions.snapshot(ann)).toMatchObject({
    database: 'sales',
    views: [{ name: 'shared', isGlobal: true }],
    functions: [{ name: 'f', body: '2' }],
  })
  await server.control.queues.delete(server.caller, 'q')
  for (const key of [ann, ben]) expect(await sessions.snapshot(key)).toMatchObject({ settings: {}, views: [], functions: [] })
  expect((await sessions.snapshot(ann)).database).toBeUndefined()
})
