import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sign } from './auth/signature.ts'
import { type AddedUser, type ApiLab, type KeyPair, objectOf, startLab } from './fixtures/api-lab.ts'
import { BODIES, bodyOf, makeOwned, pathOf } from './fixtures/owned-resources.ts'
import { settled } from './fixtures/settled.ts'
import { operations } from './operations.ts'
import { changesNothing } from './plugins/audited-operation.ts'

/** Of another domain, with a project of its own; and another user of the lab's own domain. */
let stranger: AddedUser
let colleague: AddedUser
let lab: ApiLab
let url = ''
/** Names and ids of what the first user has, by the parameter of a path that takes them. */
let owned: Readonly<Record<string, string>> = {}
beforeAll(async () => {
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  stranger = await lab.addUser({ name: 'stranger', domain: 'other_domain' })
  colleague = await lab.addUser({ name: 'colleague' })
  owned = await makeOwned(lab)
  seen = await everything()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** What stands behind the path. */
const QUERIES: Readonly<Record<string, string>> = {
  'causeway.results.get': '?format=csv',
  'causeway.explain.address': '?address=192.168.0.10:5432',
  'causeway.explain.table': '?queue=default',
  'dli.authorization.list': '?object=databases.listed',
}
const NOBODYS: Readonly<Record<string, string>> = {
  vpc_id: '00000000-0000-4000-8000-000000000001',
  subnet_id: '00000000-0000-4000-8000-000000000002',
  queue_name: 'nobodys_queue',
  plan_id: '4712',
  resource_id: 'nobodys_resource',
  elastic_resource_pool_name: 'nobodys_pool',
  connection_id: '00000000-0000-4000-8000-000000000003',
  classic_connection_id: '00000000-0000-4000-8000-000000000011',
  auth_info_name: 'nobodys_auth',
  route_name: 'nobodys_route',
  var_name: 'nobodys_variable',
  expectation_id: '00000000-0000-4000-8000-000000000010',
  database_name: 'nobodys_database',
  table_name: 'nobodys_table',
  user_name: 'nobodys_user',
  rule_id: '00000000-0000-4000-8000-000000000008',
  system_rule_id: 'nobodys_system_rule',
  sql_id: '00000000-0000-4000-8000-000000000007',
  resource_name: 'nobodys.jar',
  spark_template_id: '00000000-0000-4000-8000-000000000009',
  template_id: '4713',
  catalog_name: 'nobodys_catalog',
  agent_id: '00000000-0000-4000-8000-000000000010',
  job_id: '00000000-0000-4000-8000-000000000004',
  script_id: '00000000-0000-4000-8000-000000000012',
  task_id: '4711',
  door_id: '0123456789ab',
}

/** What the first user sees of what is there. */
async function everything(): Promise<unknown> {
  const lists = ['/v1/{p}/vpcs', '/v1/{p}/subnets', '/v1.0/{p}/queues', '/v2.0/{p}/datasource/enhanced-connections']
  const pools = ['/v3/{p}/elastic-resource-pools', '/v3/{p}/elastic-resource-pools/owned_pool/queues']
  const more = ['/v3/{p}/datasource/auth-infos', '/v1.0/{p}/databases', '/causeway/v1/{p}/auth-infos/owned_auth/hosts']
  const one = [
    '/v1.0/{p}/databases/owned_database/tables?with-detail=true',
    `/causeway/v1/{p}/vpcs/${owned['vpc_id']}/attachment`,
    '/v1.0/{p}/queues/owned_queue',
    '/v1.0/{p}/jobs',
    '/v1.0/{p}/sqls',
    '/v2.0/{p}/resources',
    '/v2/{p}/agency',
    '/v3/{p}/templates',
    '/v1.0/{p}/streaming/job-templates',
    '/v1/{p}/sql-defend-rules',
    '/causeway/v1/{p}/queues/owned_queue/doors',
    '/causeway/v1/{p}/expectations',
    '/causeway/v1/{p}/scripts',
  ]
  const answers: unknown[] = []
  // What is looked at anew each time takes another while each time.
  for (const target of [...lists, ...pools, ...more, ...one])
    answers.push(objectOf((await lab.call('GET', target)).text.replace(/"took_ms":[\d.]+/g, '"took_ms":0')))
  return answers
}

/** What was there when it was last looked at: after a call that must have changed nothing, this is what the next one finds. */
let seen: unknown
async function nothingChanged(): Promise<void> {
  const before = seen
  seen = await everything()
  expect(seen).toEqual(before)
}

const ofProject = operations.filter((operation) => operation.access === 'project').map((operation) => ({ ...operation }))
const named = ofProject.filter(({ path, name }) => /\{(?!project_id)/.test(path) || bodyNames(name))
function bodyNames(name: string): boolean {
  return BODIES[name] === undefined && bodyOf(name, {}) !== undefined
}

describe('a user of another domain', () => {
  it.each(ofProject)("is refused $name in the first one's project", async ({ name, method, path, protocol, reply }) => {
    const body = bodyOf(name, owned)
    const target = pathOf(path, lab.projectId, owned)
    // A stream that is let in does not end.
    const answer =
      reply.kind === 'stream'
        ? await head(method, target, body)
        : await lab.call(method, target, { keys: stranger, ...(body === undefined ? {} : { body }) })
    const code = { dli: 'DLI.0016', vpc: 'VPC.0007', iam: '', causeway: 'wrong-project' }[protocol]
    expect(answer, answer.text).toMatchObject({ status: 403 })
    expect(answer.text).toContain(`"${code}"`)
    expect(answer.text).not.toContain('secret')
    await nothingChanged()
  })

  it.each(named)("$name in an own project answers for what is the first one's as for what nobody has", async ({ name, method, path }) => {
    const ask = async (names: Readonly<Record<string, string>>) => {
      const body = bodyOf(name, names)
      const answer = await lab.call(method, `${pathOf(path, stranger.projectId, names)}${QUERIES[name] ?? ''}`, {
        keys: stranger,
        ...(body === undefined ? {} : { body }),
      })
      let text = answer.text
      for (const value of Object.values(names)) text = text.replace(new RegExp(`\\b${value}\\b`, 'g'), '<name>')
      return { status: answer.status, text: text.replace(/"request_id":"[^"]*"/, '') }
    }
    const answer = await ask(owned)
    // A body that lacks something would be refused before anything is looked up.
    expect(answer.text).not.toMatch(/lacks|none of the parameters/)
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect(answer).toEqual(await ask(NOBODYS))
    await nothingChanged()
  })

  it('lists nothing of the first one', async () => {
    const own = { keys: stranger, body: { database_name: 'listed' } }
    expect((await lab.call('POST', `/v1.0/${stranger.projectId}/databases`, own)).status).toBe(200)
    for (const { name, path, method, reply } of ofProject) {
      if (method !== 'GET' || /\{(?!project_id)/.test(path) || reply.kind !== 'json') continue
      const answer = await lab.call('GET', `${pathOf(path, stranger.projectId, {})}${QUERIES[name] ?? ''}`, { keys: stranger })
      expect(answer.status, answer.text).toBe(200)
      for (const value of Object.values(owned).filter((each) => each.length > 8)) expect(answer.text).not.toContain(value)
    }
  })

  it('hears only what happens in an own project', async () => {
    const heard = await listen(stranger)
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'not_heard', cu_count: 16, resource_mode: 1 })
    const own = await lab.call('POST', `/v1.0/${stranger.projectId}/queues`, {
      keys: stranger,
      body: { queue_name: 'heard', cu_count: 16, resource_mode: 1 },
    })
    expect(own.status, own.text).toBe(200)
    const text = await read(heard, (sofar) => sofar.includes('"heard"'))
    expect(text).not.toContain('not_heard')
  })

  it('is not let in by a token of an own project', async () => {
    const user = { name: 'stranger', password: stranger.password, domain: { name: 'other_domain' } }
    const logIn = (scope: unknown) =>
      lab.call('POST', '/v3/auth/tokens', {
        anonymous: true,
        body: { auth: { identity: { methods: ['password'], password: { user } }, scope } },
      })
    const answer = await logIn({ project: { id: stranger.projectId } })
    expect(answer.status, answer.text).toBe(201)
    const headers = { 'x-auth-token': String(answer.headers['x-subject-token']) }
    expect((await lab.call('GET', `/v1.0/${stranger.projectId}/queues`, { anonymous: true, headers })).status).toBe(200)
    expect((await lab.call('GET', `/v1.0/{p}/jobs/${owned['job_id']}/preview`, { anonymous: true, headers })).status).toBe(403)
    expect((await logIn({ project: { id: lab.projectId } })).status).toBe(401)
  })
})

describe('of the same project', () => {
  let reader: AddedUser
  let other: AddedUser
  beforeAll(async () => {
    reader = await lab.addUser({ name: 'reader', isAdmin: false })
    other = await lab.addUser({ name: 'one_right', isAdmin: false })
    await lab.made('PUT', `/causeway/v1/projects/${lab.projectId}/roles`, { user_name: 'reader', role: 'reader' })
    await lab.made('POST', '/v1.0/{p}/databases', { database_name: 'of_one_right' })
    await lab.made('PUT', '/v1.0/{p}/authorization', {
      user_name: 'one_right',
      action: 'grant',
      privileges: [{ object: 'databases.of_one_right', privileges: ['SELECT'] }],
    })
    seen = await everything()
  })
  const ask = async (keys: AddedUser, { name, method, path }: (typeof ofProject)[number], names: Readonly<Record<string, string>>) => {
    const body = bodyOf(name, names)
    const given = body === undefined ? {} : { body }
    const target = `${pathOf(path, lab.projectId, { ...names, bucket: 'owned-bucket', key: 'owned.jar' })}${QUERIES[name] ?? ''}`
    return await lab.call(method, target, { keys, ...given })
  }
  const changing = ofProject.filter((operation) => !changesNothing(operation))
  /** A reader reads by jobs, and may try what they would reach. */
  const byReaders = new Set([
    'dli.jobs.submit',
    'dli.queues.submit-job',
    'causeway.queries.run',
    'causeway.scripts.submit',
    'dli.connection-tests.create',
  ])
  /** Refused for what they ask for, before it is looked who asks. */
  const forNobody = new Set([
    'dli.authorization.change',
    'dli.elastic-resource-pools.order',
    'dli.elastic-resource-pools.order-change',
    'dli.catalogs.action',
    'dli.jobs.export-table',
    'dli.jobs.import-table',
    'dli.queues.cancel-job',
  ])

  it.each(changing.filter(({ name }) => !byReaders.has(name)))('a reader is refused $name', async (operation) => {
    const answer = await ask(reader, operation, owned)
    if (forNobody.has(operation.name)) expect(answer.status, answer.text).toBe(400)
    else expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('reader may not')])
    await nothingChanged()
  })

  it.each(ofProject.filter(({ reply }) => reply.kind !== 'stream'))(
    'of what is not its own one with one right is told by $name what it is told of what is not there',
    async (operation) => {
      const asked = async (names: Readonly<Record<string, string>>) => {
        let { status, text } = await ask(other, operation, names)
        // A short one stands in many texts that are not about it.
        const given = Object.entries(names).filter(([name, value]) => operation.path.includes(`{${name}}`) || value.length > 4)
        for (const [, value] of given) text = text.replace(new RegExp(`\\b${value}\\b`, 'g'), '<name>')
        return { status, text: text.replace(/"request_id":"[^"]*"/, '').replaceAll('"lab_user"', '"<name>"') }
      }
      const answer = await asked(owned)
      expect(answer).toEqual(await asked(NOBODYS))
      if (!changesNothing(operation)) expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
      await nothingChanged()
    },
  )
})

it("a colleague in the same project has a session of its own: the first one's view, variable and database are not in it", async () => {
  const run = async (sql: string, keys?: KeyPair) => {
    const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql }, ...(keys === undefined ? {} : { keys }) })
    if (answer.status !== 200) return { status: 'FAILED', message: String(answer.body['error_msg']), rows: '' }
    const jobId = String(answer.body['job_id'])
    const state = await settled(lab, `/v1.0/{p}/jobs/${jobId}/status`, /"(FINISHED|FAILED)"/)
    const { status, message } = objectOf(state)
    return { status, message: String(message), rows: (await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/preview`)).text }
  }
  expect(await run("CREATE TEMPORARY VIEW mine AS SELECT 'secret of the first' AS s")).toMatchObject({ status: 'FINISHED' })
  expect(await run('USE owned_database')).toMatchObject({ status: 'FINISHED' })
  expect((await run('SELECT s, current_database() FROM mine')).rows).toContain('owned_database')
  const other = await run('SELECT s FROM mine', colleague)
  expect(other).toMatchObject({ status: 'FAILED' })
  expect(other.message + other.rows).not.toContain('secret')
  expect((await run('SELECT current_database()', colleague)).rows).toContain('default')
})

async function listen(keys: AddedUser): Promise<IncomingMessage> {
  return await open(keys, 'GET', `/causeway/v1/${keys.projectId}/events`, Buffer.alloc(0))
}

async function open(keys: KeyPair, method: string, target: string, body: Buffer): Promise<IncomingMessage> {
  const headers = { 'content-type': 'application/json' }
  const signed = sign({ method, target, headers, body }, keys, Date.now())
  const request = httpRequest(`${url}${target}`, { method, headers: { ...headers, ...signed, 'content-length': body.length } })
  request.end(body)
  const [answer]: IncomingMessage[] = await once(request, 'response')
  if (answer === undefined) throw new Error('no answer')
  return answer
}

/** The beginning of an answer to the stranger. */
async function head(method: string, target: string, body: unknown): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await open(stranger, method, target, Buffer.from(body === undefined ? '' : JSON.stringify(body)))
  return { status: answer.statusCode ?? 0, text: await read(answer, () => true) }
}

async function read(answer: IncomingMessage, isIt: (text: string) => boolean): Promise<string> {
  let text = ''
  for await (const chunk of answer.iterator({ destroyOnReturn: true })) {
    text += String(chunk)
    if (isIt(text)) return text
  }
  throw new Error(`The stream ended: ${text}`)
}
