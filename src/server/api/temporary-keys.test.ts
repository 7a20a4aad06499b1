import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, type ApiLab, type KeyPair, startLab } from './fixtures/api-lab.ts'
import { bodyOf, makeOwned, type Names, pathOf } from './fixtures/owned-resources.ts'
import type { Operation } from './operation.ts'
import { operations } from './operations.ts'
import { changesNothing } from './plugins/audited-operation.ts'

let lab: ApiLab
let owned: Names = {}
let keys: KeyPair
/** The id of the key's user. */
let ownId = ''
let headers: Readonly<Record<string, string>>
beforeAll(async () => {
  lab = await startLab()
  await lab.addUser({ name: 'stranger', isAdmin: false })
  owned = { ...(await makeOwned(lab)), user_id: 'stranger' }
  await lab.call('POST', '/causeway/v1/groups', { body: { name: 'team' } })
  const { body } = await lab.call('POST', '/v3.0/OS-CREDENTIAL/securitytokens', {
    body: { auth: { identity: { methods: ['token'], token: { duration_seconds: 900 } } } },
  })
  const me = await lab.call('GET', `/causeway/v1/users/${lab.user}`)
  ownId = String(me.body['id'])
  const text = (name: string): string => String(Reflect.get(Object(body['credential']), name))
  keys = { accessKey: text('access'), secretKey: text('secret') }
  headers = { 'x-security-token': text('securitytoken') }
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const byKey = (method: Operation['method'], target: string, body?: unknown): Promise<Answer> =>
  lab.call(method, target, { keys, headers, ...(body === undefined ? {} : { body }) })

const RIGHTS = [
  ...(['privilege', 'projectRole', 'groupMember', 'accessKey', 'authToken', 'consoleSession'] as const),
  ...(['agentToken', 'queueDoor', 'agency'] as const),
]
const OWNED = ['catalogDatabase', 'catalogTable', 'queue', 'pool', 'packageResource', 'credential', 'expectation'] as const

/** What lets somebody in, and whose things are: a line of it is a right that stays. */
async function rightsKept(): Promise<ReadonlySet<string>> {
  const { db } = lab.store
  const kept = new Set<string>()
  for (const table of RIGHTS)
    for (const row of await db.selectFrom(table).selectAll().execute()) kept.add(`${table} ${JSON.stringify(row)}`)
  for (const table of OWNED)
    for (const { ownerId: owner } of await db.selectFrom(table).select('ownerId').execute()) kept.add(`${table} is of ${owner}`)
  return kept
}

const GRANT = { user_name: 'stranger', action: 'grant' } as const
const SELECT = [{ object: 'databases.owned_database', privileges: ['SELECT'] }]
/** By the permission of the call, or by its name where it has none. */
const GIVING: Readonly<Record<string, readonly unknown[]>> = {
  'dli.authorization.change': [
    { ...GRANT, privileges: SELECT },
    { ...GRANT, action: 'update', privileges: SELECT },
    { ...GRANT, privileges: [{ object: 'datasourceauth.owned_auth', privileges: ['USE_AUTH'] }] },
  ],
  'dli.authorization.change-of-user': [{ ...GRANT, privileges: SELECT }],
  'dli.authorization.change-of-queue': [{ ...GRANT, queue_name: 'owned_queue', privileges: ['SUBMIT_JOB'] }],
  'dli.databases.change-owner': [{ new_owner: 'stranger' }],
  'dli.tables.change-owner': [{ new_owner: 'stranger' }],
  'dli.packages.change-owner': [{ new_owner: 'stranger', resource_name: 'owned.jar' }],
  'dli.agency.set': [{ roles: ['te_admin'] }],
  'causeway.doors.create': [{ kind: 'loopback' }],
  'causeway.agents.create-token': [{ name: 'another' }],
  'causeway.users.create': [{ name: 'another' }],
  'causeway.users.update': [{ enabled: true }, { is_admin: true }],
  'causeway.users.set-password': [{ password: 'another-password' }],
  'causeway.keys.create': [{}],
  'causeway.groups.add-member': [undefined],
  'causeway.roles.set': [{ user_name: 'stranger', role: 'reader' }],
}
const NAMES = { group_id: 'team' } as const

const changing = operations.filter((operation) => operation.access !== 'public' && !changesNothing(operation))
const giving = changing.filter(({ name }) => GIVING[name] !== undefined)

it('are made by a token alone: another method beside it is refused, for nobody looks at its proof', async () => {
  for (const methods of [['token', 'totp'], ['assume_role']]) {
    const answer = await lab.call('POST', '/v3.0/OS-CREDENTIAL/securitytokens', { body: { auth: { identity: { methods } } } })
    expect(answer, answer.text).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('There are no temporary keys by') } },
    })
  }
})

it('knows the calls that give rights', () => {
  expect(giving.map(({ name }) => name).sort()).toEqual(Object.keys(GIVING).sort())
  // Whatever is called so gives some.
  const called = changing.filter(({ permission }) => /(grantPrivilege|modifyOwner|:agency:set|doors:create)$/.test(permission))
  expect(called.filter(({ name }) => GIVING[name] === undefined)).toEqual([])
})

it.each(giving.map((operation) => ({ ...operation })))('is refused $name, by name', async ({ name, method, path }) => {
  const before = await rightsKept()
  for (const body of GIVING[name] ?? []) {
    const answer = await byKey(method, pathOf(path, lab.projectId, { ...owned, ...NAMES }), body)
    expect(answer, answer.text).toMatchObject({ status: 403 })
    expect(answer.text).toMatch(/A temporary access key (gives nobody rights|makes no|sets no)/)
  }
  expect(await rightsKept()).toEqual(before)
})

it('gives away a connection to no other project, and may take rights away', async () => {
  const object = `edsconnections.${owned['connection_id']}`
  const lend = { projectId: 'f'.repeat(32), action: 'grant', privileges: [{ object, privileges: ['BIND_QUEUE'] }] }
  expect(await byKey('PUT', '/v1.0/{p}/authorization', lend)).toMatchObject({ status: 403 })
  for (const privileges of [SELECT, [{ object, privileges: ['UPDATE'] }]]) {
    const change = { user_name: 'stranger', privileges }
    expect(await lab.call('PUT', '/v1.0/{p}/authorization', { body: { ...change, action: 'grant' } })).toMatchObject({ status: 200 })
    expect(await byKey('PUT', '/v1.0/{p}/authorization', { ...change, action: 'revoke' })).toMatchObject({ status: 200 })
  }
  const emptied = { user_name: 'stranger', action: 'update', privileges: [{ object, privileges: [] }] }
  expect(await byKey('PUT', '/v1.0/{p}/user-authorization', emptied)).toMatchObject({ status: 200 })
})

it('leaves no right behind by any other call', async () => {
  const others = changing.filter(({ name, reply }) => GIVING[name] === undefined && reply.kind === 'json')
  // Those that take things away come last.
  const inOrder = [...others.filter(({ method }) => method !== 'DELETE'), ...others.filter(({ method }) => method === 'DELETE')]
  let before = await rightsKept()
  for (const { name, method, path } of inOrder) {
    // It asks for another key, which ends with what asked for it or is refused; its own user is asked about by name.
    await byKey(method, pathOf(path, lab.projectId, { ...owned, ...NAMES, user_id: 'stranger' }), bodyOf(name, owned))
    const after = await rightsKept()
    const own = [...after].filter((row) => !before.has(row) && !row.endsWith(` is of ${ownId}`))
    expect(own, name).toEqual([])
    before = after
  }
})
