import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TemporaryView } from '../../../../protocol/session.ts'
import { insertUser } from '../../../store/accounts/accounts.ts'
import { newQueue, type StartedServer, startServerRooms } from '../../fixtures/started-control.ts'
import { createSessions, type Sessions } from '../../sessions/sessions.ts'
import type { Context } from '../contexts.ts'
import { answerSessionCall } from './session-calls.ts'

let server: StartedServer
let sessions: Sessions
let queueId: string
beforeAll(async () => {
  server = await startServerRooms()
  sessions = createSessions(server.store)
  const domain = { id: server.firstIdentity?.domain.id ?? '', name: '' }
  for (const id of ['ann', 'ben', 'eve']) {
    const user = { id, name: id, domain, passwordHash: '', enabled: true, isAdmin: true, description: '', createdAt: 0 }
    await insertUser(server.store.db, user)
  }
  queueId = (await server.control.queues.create(server.caller, newQueue('q'))).id
})
afterAll(() => server.remove())

/** A job of the user whose statement names the datasource authentication a1. */
function job(userId: string): Extract<Context, { kind: 'job' }> {
  const caller = { ...server.caller, userId }
  const begun = sessions.snapshot({ queueId, holderId: userId })
  return {
    kind: 'job',
    secrets: [],
    caller,
    queueId,
    direct: new Set(),
    notRead: new Set(),
    onlyWritten: new Set(),
    tablesOf: async () => [],
    held: new Map(),
    session: () => begun,
    authNames: async () => new Set(['a1']),
    tableUses: async () => new Set(),
    authNamesOf: async ({ sql }) => new Set([sql]),
  }
}

type Call = Parameters<typeof answerSessionCall>[1]
const ask = (context: Context, call: Call) => answerSessionCall(context, call, { sessions, catalog: server.control.catalog })

const remote = (authName: string): TemporaryView => ({
  name: 'r',
  columns: [{ name: 'a', type: 'int' }],
  source: { kind: 'table', table: { kind: 'jdbc', url: 'jdbc:postgresql://h/d', dbtable: 't', authName, options: {} } },
})

test('a job changes its own session, and sees the one that it began with', async () => {
  const first = job('ann')
  await ask(first, { kind: 'get-session' })
  await ask(first, { kind: 'change-settings', set: { a: '1' }, reset: [] })
  await ask(first, { kind: 'use-database', database: 'DEFAULT' })
  expect(await ask(first, { kind: 'get-session' })).toEqual({ settings: {}, views: [], functions: [] })
  expect(await ask(job('ann'), { kind: 'get-session' })).toEqual({ database: 'default', settings: { a: '1' }, views: [], functions: [] })
  expect(await ask(job('ben'), { kind: 'get-session' })).toEqual({ settings: {}, views: [], functions: [] })
  await expect(ask(first, { kind: 'use-database', database: 'nowhere' })).rejects.toMatchObject({ kind: 'not-found' })
})

test('a view that a worker makes reaches no secret that its statement does not name', async () => {
  const create = (authName: string) => ask(job('ann'), { kind: 'create-view', view: remote(authName), isGlobal: true, mode: 'new' })
  await expect(create('a2')).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await create('a1')).toEqual({ created: true })
  // Of this test a view's text is the name of what its tables have.
  const over = (sql: string): TemporaryView => ({
    ...remote('a1'),
    name: 'q',
    source: { kind: 'query', sql, database: 'default', queryColumns: ['a'], views: [] },
  })
  const createOver = (sql: string) => ask(job('ann'), { kind: 'create-view', view: over(sql), isGlobal: false, mode: 'replace' })
  await expect(createOver('a2')).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await createOver('a1')).toEqual({ created: true })
  const name = { name: 'r', isGlobal: true }
  expect(await ask(job('ben'), { kind: 'get-view', view: name })).toEqual(remote('a1'))
  expect(await ask(job('ben'), { kind: 'get-view', view: { name: 'r', isGlobal: false } })).toBeNull()
  expect(await ask(job('ben'), { kind: 'drop-view', view: name })).toEqual({ dropped: true })
  expect(await ask(job('ann'), { kind: 'drop-view', view: name })).toEqual({ dropped: false })
})

test('a check of a statement reads a session and changes none', async () => {
  const check: Context = { kind: 'analysis', caller: server.caller, session: () => sessions.snapshot({ queueId, holderId: 'ann' }) }
  expect(await ask(check, { kind: 'get-session' })).toMatchObject({ settings: { a: '1' } })
  const changes: readonly Call[] = [
    { kind: 'create-view', view: remote('a1'), isGlobal: false, mode: 'replace' },
    { kind: 'drop-view', view: { name: 'r', isGlobal: false } },
    { kind: 'create-function', function: { name: 'f', parameters: [], returns: 'int', body: '1' }, isReplacing: true },
    { kind: 'drop-function', name: 'f' },
    { kind: 'use-database', database: 'default' },
    { kind: 'change-settings', set: {}, reset: 'all' },
  ]
  for (const call of changes) await expect(ask(check, call), call.kind).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await ask(check, { kind: 'get-session' })).toMatchObject({ settings: { a: '1' } })
})
