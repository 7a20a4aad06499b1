import { once } from 'node:events'
import { connect } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { createApi } from '../api.ts'
import { publicAddress } from '../door/public-address.ts'
import { type AddedUser, type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'
import { auditEvents } from '../fixtures/audit-events.ts'
import { operations } from '../operations.ts'

let lab: ApiLab
let member: AddedUser
let stranger: AddedUser
beforeAll(async () => {
  lab = await startLab()
  member = await lab.addUser({ name: 'member', isAdmin: false })
  stranger = await lab.addUser({ name: 'stranger', domain: 'other_domain' })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const events = (query = '', keys?: AddedUser) => auditEvents(lab, query, keys)

it('records a change with who made it, from where, on what, and what came out', async () => {
  const made = await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'audited', cu_count: 16, resource_mode: 1 } })
  expect(made.status, made.text).toBe(200)
  const [event] = await events('?action=dli.queues.create')
  expect(event).toMatchObject({
    kind: 'call',
    action: 'dli.queues.create',
    outcome: 'succeeded',
    status: 200,
    code: '',
    user_name: lab.user,
    project_id: lab.projectId,
    method: 'signature',
    access_key: lab.accessKey,
    peer: '127.0.0.1',
    object: 'queues/audited',
    details: { body: { queue_name: 'audited', cu_count: 16, resource_mode: 1 } },
    request_id: made.headers['x-request-id'],
    count: 1,
  })
})

it('records what was asked for and made, but nothing secret and nothing that users have written', async () => {
  await lab.made('POST', '/v3/{p}/datasource/auth-infos', {
    ...{ auth_info_name: 'kept', datasource_type: 'passwd', user_name: 'planted-user', password: 'planted-password' },
  })
  await lab.made('POST', '/v1.0/{p}/variables', { var_name: 'kept', var_value: 'planted-value', is_sensitive: true })
  const job = await lab.made('POST', '/v1.0/{p}/jobs/submit-job', {
    sql: "SELECT 'planted-statement'",
    tags: [{ key: 'k', value: 'planted-tag' }],
  })
  const [submitted, variable, auth] = await events('?limit=3')
  expect(auth).toMatchObject({
    object: 'datasource/auth-infos/kept',
    details: { body: { auth_info_name: 'kept', datasource_type: 'passwd' } },
  })
  expect(variable).toMatchObject({ object: 'variables/kept', details: { body: { var_name: 'kept', is_sensitive: true } } })
  expect(submitted).toMatchObject({
    object: 'jobs/submit-job',
    details: { body: { tags: [{ key: 'k' }] }, made: { job_id: job['job_id'] } },
  })
  expect(JSON.stringify([submitted, variable, auth])).not.toContain('planted')
})

it('records a change that failed, with its code', async () => {
  await lab.call('DELETE', '/v1.0/{p}/queues/not_there')
  const [event] = await events('?action=dli.queues.delete')
  expect(event).toMatchObject({ outcome: 'failed', object: 'queues/not_there', code: 'DLI.0002', details: { reason: 'not-found' } })
})

it('records no call that only reads, unless it was refused', async () => {
  expect((await lab.call('GET', '/v1.0/{p}/queues')).status).toBe(200)
  expect(await events('?action=dli.queues.list')).toEqual([])
  expect((await lab.call('GET', '/v1.0/{p}/queues', { keys: stranger })).status).toBe(403)
  const [event] = await events('?action=dli.queues.list')
  // Its project is not the stranger's, so it is told in the stranger's domain only.
  expect(event).toBeUndefined()
  const own = await events('?action=dli.queues.list', stranger)
  expect(own).toMatchObject([{ outcome: 'refused', status: 403, user_name: 'stranger', details: { reason: 'wrong-project' } }])
})

describe('log-ins', () => {
  const logIn = (name: string, password: string) =>
    lab.call('POST', '/v3/auth/tokens', {
      anonymous: true,
      body: { auth: { identity: { methods: ['password'], password: { user: { name, password, domain: { name: lab.domain } } } } } },
    })

  it('are recorded with the user and the method', async () => {
    expect((await logIn(lab.user, lab.password)).status).toBe(201)
    expect(await events('?action=iam.tokens')).toMatchObject([
      { kind: 'log-in', outcome: 'succeeded', user_name: lab.user, method: 'password' },
    ])
  })

  it('that fail are recorded with the user that there is, and without a name that there is not: it may be a password', async () => {
    expect((await logIn(lab.user, 'wrong-password')).status).toBe(401)
    expect((await logIn('typed-into-the-wrong-field', 'wrong-password')).status).toBe(401)
    const failed = await events('?action=iam.tokens&outcome=refused')
    expect(failed.map((event) => event['user_name'])).toEqual(['', lab.user])
    const all = JSON.stringify(await events())
    expect(all).not.toContain('typed-into')
    expect(all).not.toContain('wrong-password')
  })
})

it.each([
  ['that is trusted', ['127.0.0.0/8'], { peer: '203.0.113.7', proxy: '127.0.0.1' }],
  ['that is not trusted', [], { peer: '127.0.0.1', proxy: '' }],
])('has the address that a proxy says, of a proxy %s only', async (_which, trustedProxies, where) => {
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }), address: publicAddress({ trustedProxies }) })
  try {
    const headers = { 'x-forwarded-for': '203.0.113.7', 'x-auth-token': 'none' }
    const answer = await app.inject({ method: 'DELETE', url: `/v1.0/${lab.projectId}/databases/behind_a_proxy`, headers })
    expect(answer.statusCode).toBe(401)
  } finally {
    await app.close()
  }
  const [event] = await events('?action=dli.databases.delete')
  expect(event).toMatchObject({ outcome: 'refused', user_name: '', ...where })
})

it('records what a client that goes away before the answer was refused, and what it changed', async () => {
  const app = createApi({ ...lab.context, log: pino({ level: 'silent' }) })
  const address = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  /** The client goes as soon as its request is there. */
  async function hangUp(target: string, headers: readonly string[], body: unknown): Promise<void> {
    const text = JSON.stringify(body)
    const socket = connect(Number(address.port), address.hostname)
    const asked = once(app.server, 'request')
    socket.write([`POST ${target} HTTP/1.1`, 'Host: x', ...headers, `Content-Length: ${text.length}`, '', text].join('\r\n'))
    await asked
    socket.destroy()
  }
  const recorded = (action: string) =>
    waitPatiently({
      meanwhile: `the record of ${action} does not tell how it ended`,
      look: async () =>
        (await events(`?action=${action}`)).find(({ request_id, outcome }) => !known.has(request_id) && outcome !== 'unknown'),
      processes: () => [process.pid],
    })
  const known = new Set((await events('?limit=1000')).map((event) => event['request_id']))
  const identity = (name: string, password: string) => ({
    methods: ['password'],
    password: { user: { name, password, domain: { name: lab.domain } } },
  })
  try {
    // Whose log-ins no other test has refused: those of a minute are one record.
    await hangUp('/v3/auth/tokens', [], { auth: { identity: identity('member', 'guessed') } })
    expect(await recorded('iam.tokens.create')).toMatchObject({ outcome: 'refused', status: 401, user_name: 'member' })
    const body = { auth: { identity: identity(lab.user, lab.password), scope: { project: { name: lab.project } } } }
    const token = String((await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body })).headers['x-subject-token'])
    await hangUp(`/v1.0/${lab.projectId}/databases`, [`X-Auth-Token: ${token}`], { database_name: 'left' })
    expect(await recorded('dli.databases.create')).toMatchObject({ outcome: 'succeeded', status: 200, object: 'databases/left' })
  } finally {
    await app.close()
  }
})

it('counts the refusals of strangers instead of keeping each', async () => {
  // All of it in one moment: those of the next minute would be in other records.
  await using held = await startLab({ monotonic: () => 0 })
  const all = async () => listOf((await held.call('GET', '/causeway/v1/audit?limit=1000')).body['events'])
  const before = (await all()).length
  for (let n = 0; n < 50; n += 1) await held.call('POST', '/v1.0/{p}/queues', { anonymous: true, headers: { 'x-auth-token': `none-${n}` } })
  for (const operation of operations.filter(({ access, method }) => access === 'project' && method === 'GET')) {
    await held.call('GET', operation.path.replace(/\{\w+\}/g, 'x'), { anonymous: true })
  }
  const after = await all()
  expect(after.find((event) => event['action'] === 'dli.queues.create' && event['code'] === 'DLI.0015')).toMatchObject({ count: 50 })
  expect(after.length - before).toBe(21)
  expect(after.find((event) => event['action'] === 'audit.others')).toMatchObject({ user_name: '', outcome: 'refused' })
})

describe('as JSON lines', () => {
  const accept = { accept: 'application/x-ndjson' }
  it('are all events, of which pages are parts', async () => {
    const pages = await events('?limit=1000')
    const answer = await lab.call('GET', '/causeway/v1/audit', { headers: accept })
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-ndjson; charset=utf-8' } })
    expect(
      answer.text
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual(pages)
  })

  it('are refused as the pages are', async () => {
    expect(await lab.call('GET', '/causeway/v1/audit', { headers: accept, keys: member })).toMatchObject({
      status: 403,
      body: { error_code: 'forbidden' },
    })
  })
})

describe('who may read it', () => {
  it('an administrator of the domain: all of it', async () => {
    expect((await events()).length).toBeGreaterThan(0)
  })

  it("another domain's administrator: nothing of it", async () => {
    expect((await events('', stranger)).every((event) => event['domain_id'] !== '' && event['user_name'] === 'stranger')).toBe(true)
  })

  it('whoever administers a project: what is of that project; nobody else', async () => {
    expect((await lab.call('GET', '/causeway/v1/audit', { keys: member })).status).toBe(403)
    const ofProject = `/causeway/v1/audit?project_id=${lab.projectId}`
    expect((await lab.call('GET', ofProject, { keys: member })).status).toBe(403)
    const grant = { user_name: 'member', role: 'writer' }
    expect((await lab.call('PUT', `/causeway/v1/projects/${lab.projectId}/roles`, { body: grant })).status).toBeLessThan(300)
    expect((await lab.call('GET', ofProject, { keys: member })).status).toBe(403)
    expect(
      (await lab.call('PUT', `/causeway/v1/projects/${lab.projectId}/roles`, { body: { ...grant, role: 'admin' } })).status,
    ).toBeLessThan(300)
    const seen = await events(`?project_id=${lab.projectId}&limit=1000`, member)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.every((event) => event['project_id'] === lab.projectId)).toBe(true)
    expect((await lab.call('GET', `/causeway/v1/audit?project_id=${stranger.projectId}`, { keys: member })).status).toBe(403)
  })
})

it('is read page by page, each event once, the newest first', async () => {
  const whole = await events('?limit=1000')
  const read: unknown[] = []
  let next = ''
  do {
    const answer = await lab.call('GET', `/causeway/v1/audit?limit=3${next === '' ? '' : `&cursor=${next}`}`)
    expect(answer.status, answer.text).toBe(200)
    read.push(...listOf(answer.body['events']).map((event) => event['id']))
    next = typeof answer.body['next'] === 'string' ? answer.body['next'] : ''
  } while (next !== '')
  const ids = read.map(Number)
  // What reading it adds is newer than the first page.
  expect(ids).toEqual(whole.map((event) => event['id']))
  const times = whole.map((event) => Date.parse(String(event['time'])))
  expect(times).toEqual(times.toSorted((a, b) => b - a))
})

it('is filtered by time, user, project, action, object and outcome', async () => {
  const whole = await events('?limit=1000')
  const time = String(whole[Math.floor(whole.length / 2)]?.['time'])
  const at = (event: Readonly<Record<string, unknown>>) => Date.parse(String(event['time']))
  expect(await events(`?limit=1000&from=${time}`)).toEqual(whole.filter((event) => at(event) >= Date.parse(time)))
  expect(await events(`?limit=1000&to=${Date.parse(time)}`)).toEqual(whole.filter((event) => at(event) < Date.parse(time)))
  expect(await events(`?limit=1000&user=${lab.user}`)).toEqual(whole.filter((event) => event['user_name'] === lab.user))
  expect(await events(`?limit=1000&project_id=${lab.projectId}`)).toEqual(whole.filter((event) => event['project_id'] === lab.projectId))
  expect(await events('?limit=1000&object=not_there')).toEqual(whole.filter((event) => String(event['object']).includes('not_there')))
  expect(await events('?limit=1000&outcome=failed')).toEqual(whole.filter((event) => event['outcome'] === 'failed'))
  for (const wrong of ['from=yesterday', 'cursor=x', 'outcome=lost', 'limit=0']) {
    expect((await lab.call('GET', `/causeway/v1/audit?${wrong}`)).status).toBe(400)
  }
})
