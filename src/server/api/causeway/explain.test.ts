import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { isRecord } from '../../../base/fields.ts'
import { type AddedUser, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
/** May submit to q1, and nothing else. */
let submitter: AddedUser
const ids = new Map<string, string>()
const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'

async function made(target: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}

async function connection(name: string, host: string, queues: readonly string[]): Promise<void> {
  const { vpcId, subnetId } = await lab.makeNetwork(`vpc_${name}`)
  ids.set(`vpc_${name}`, vpcId)
  const hosts = [{ name: host, ip: '192.168.0.10' }]
  const { connection_id } = await made(CONNECTIONS, { name, dest_vpc_id: vpcId, dest_network_id: subnetId, queues, hosts })
  ids.set(name, String(connection_id))
}

beforeAll(async () => {
  lab = await startLab()
  submitter = await lab.addUser({ name: 'submitter', isAdmin: false })
  for (const name of ['q1', 'q2']) await made('/v1.0/{p}/queues', { queue_name: name, cu_count: 16, resource_mode: 1 })
  await connection('bound', 'pg', ['q1'])
  await connection('free', 'secret-db', [])
  const forwards = [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }]
  await made(`/causeway/v1/{p}/vpcs/${ids.get('vpc_free')}/attachment`, { kind: 'forward', forwards }, 'PUT')
  await made(`/causeway/v1/{p}/vpcs/${ids.get('vpc_bound')}/attachment`, { kind: 'host' }, 'PUT')
  const privileges = { queue_name: 'q1', user_name: 'submitter', action: 'grant', privileges: ['SUBMIT_JOB'] }
  await made('/v1.0/{p}/queues/user-authorization', privileges, 'PUT')
  await waitPatiently({
    meanwhile: 'the queue is not bound yet',
    look: async () => {
      const { text } = await lab.call('GET', `${CONNECTIONS}/${ids.get('bound')}`)
      return /"status":"ACTIVE","name":"q1"/.test(text) ? true : undefined
    },
    processes: () => [process.pid],
  })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const explain = (query: string, { queue = 'q1', as }: { readonly queue?: string; readonly as?: AddedUser } = {}) =>
  lab.call('GET', `/causeway/v1/{p}/queues/${queue}/explain?${query}`, as === undefined ? {} : { keys: as })

describe('explain', () => {
  it('of a queue to which no connection can be bound does not tell to bind one: what is told can be pasted', async () => {
    await made('/v1.0/{p}/queues', { queue_name: 'shared', cu_count: 16, resource_mode: 0 })
    const { status, text, body } = await explain('address=192.168.0.10:5432', { queue: 'shared' })
    expect(status, text).toBe(200)
    expect(text).toContain('shared is a shared queue: it has no network and no connection can be bound to it')
    expect(listOf(body['remedies']).map(({ remedy }) => remedy)).toEqual([{ kind: 'create-queue' }])
  })

  it('tells each step of what is allowed with its rule and what it took', async () => {
    const { status, body } = await explain('address=PG:5432')
    expect(status).toBe(200)
    expect(body).toMatchObject({ queue: 'q1', target: 'PG:5432', verdict: 'allowed', remedies: [] })
    expect(listOf(body['steps']).map(({ step, outcome, rule }) => [step, outcome, rule])).toEqual([
      ['queue', 'passed', 1],
      ['binding', 'passed', 2],
      ['name', 'passed', 3],
      ['route', 'passed', 6],
      ['port', 'passed', 24],
      ['attachment', 'passed', 11],
    ])
    for (const { took_ms } of listOf(body['steps'])) expect(took_ms).toBeGreaterThanOrEqual(0)
  })

  it('tells of a refusal what would help, as a sentence with the request and as data', async () => {
    const { body } = await explain('address=secret-db:5432')
    expect(body).toMatchObject({ verdict: 'refused' })
    expect(listOf(body['steps']).map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'failed', ...Array(4).fill('not-reached')])
    expect(listOf(body['remedies'])).toEqual([
      {
        text: `Bind queue q1 to connection free, which knows secret-db as 192.168.0.10: POST /v2.0/{project_id}/datasource/enhanced-connections/${ids.get('free')}/associate-queue {"queues":["q1"]}`,
        remedy: {
          kind: 'bind-queue',
          queue_name: 'q1',
          connection: { id: ids.get('free'), name: 'free' },
          because: { kind: 'knows-name', name: 'secret-db', ip: '192.168.0.10' },
        },
        request: {
          method: 'POST',
          path: `/v2.0/{project_id}/datasource/enhanced-connections/${ids.get('free')}/associate-queue`,
          body: { queues: ['q1'] },
        },
      },
    ])
  })

  it.each(['', 'address=pg', 'address=pg:0', 'address=pg:5432&what_if=forget:c1'])('refuses %j', async (query) => {
    expect(await explain(query)).toMatchObject({ status: 400 })
  })

  it('of a queue that is not there says so', async () => {
    expect(await explain('address=pg:5432', { queue: 'nowhere' })).toMatchObject({ status: 404 })
  })
})

describe('what_if', () => {
  const verdict = async (address: string, whatIf: string, queue = 'q1'): Promise<unknown> => {
    const { body, text } = await explain(`address=${address}&what_if=${encodeURIComponent(whatIf)}`, { queue })
    return body['verdict'] ?? text
  }

  it('answers as if the changes were made, and makes none', async () => {
    const before = (await lab.call('GET', CONNECTIONS)).body
    expect(await verdict('secret-db:5432', 'bind:free')).toBe('allowed')
    expect(await verdict('secret-db:5432', `bind:${ids.get('free')}`, 'q2')).toBe('allowed')
    expect(await verdict('secret-db:5433', 'bind:free')).toBe('refused')
    expect(await verdict('pg:5432', 'unbind:bound')).toBe('refused')
    expect(await verdict('pg:5432', 'unbind:bound,bind:bound')).toBe('allowed')
    expect(await verdict('other:5432', 'host:other=192.168.0.11')).toBe('allowed')
    expect(await verdict('other:5432', 'host:other=10.1.2.3')).toBe('refused')
    expect(await verdict('other:5432', 'host:other=10.1.2.3,route:10.0.0.0/8@bound')).toBe('allowed')
    expect(await verdict('10.1.2.3:5432', 'route:10.0.0.0/8')).toBe('allowed')
    // Both connections then have the same subnet.
    expect(await verdict('192.168.0.10:5432', 'bind:free')).toBe('refused')
    expect(await verdict('pg:5432', 'bind:free', 'default')).toBe('refused')
    expect((await lab.call('GET', CONNECTIONS)).body).toEqual(before)
    expect((await explain('address=secret-db:5432')).body).toMatchObject({ verdict: 'refused' })
  })

  it('supposes a failed binding where a real one would fail', async () => {
    await made('/v1.0/{p}/queues', { queue_name: 'q3', cu_count: 16, resource_mode: 1, cidr_in_vpc: '192.168.0.0/24' })
    const { body } = await explain('address=secret-db:5432&what_if=bind:free', { queue: 'q3' })
    expect(body).toMatchObject({ verdict: 'refused' })
    expect(JSON.stringify(body)).toMatch(
      /the binding to free has failed \(The CIDR 192\.168\.0\.0\/24 of the queue q3 overlaps 192\.168\.0\.0\/16/,
    )
  })

  it.each([
    ['bind:nowhere', 404],
    ['unbind:free', 404],
    ['bind:free,route:10.0.0.0/8', 400],
  ])('%s is refused', async (whatIf, status) => {
    expect(await explain(`address=pg:5432&what_if=${whatIf}`)).toMatchObject({ status })
  })
})

describe('who may only submit to the queue', () => {
  it('is told what its queue is bound to, and nothing of connections that it is not shown', async () => {
    expect((await explain('address=pg:5432', { as: submitter })).body).toMatchObject({ verdict: 'allowed' })
    for (const query of ['address=secret-db:5432', 'address=10.0.0.1:5432', 'address=secret-db:5432&what_if=unbind:bound']) {
      const { status, text } = await explain(query, { as: submitter })
      expect(status).toBe(200)
      expect(text).not.toContain(ids.get('free'))
      expect(text).not.toContain('connection free')
    }
    expect(await explain('address=secret-db:5432&what_if=bind:free', { as: submitter })).toMatchObject({ status: 404 })
    expect(await explain('address=pg:5432', { queue: 'q2', as: submitter })).toMatchObject({ status: 403 })
  })

  it('is told as little by the connectivity test, and by a job', async () => {
    const test = '/v1.0/{p}/queues/q1/connection-test'
    const started = await lab.call('POST', test, { body: { address: 'secret-db:5432' }, keys: submitter })
    await expect
      .poll(async () => (await lab.call('GET', `${test}/${String(started.body['task_id'])}`, { keys: submitter })).text)
      .toContain('Ask an administrator of the project for a connection that reaches it')
    const { text } = await lab.call('GET', `${test}/${String(started.body['task_id'])}`, { keys: submitter })
    expect(text).not.toContain(ids.get('free'))
    const explanation = objectOf(text)['explanation']
    expect(isRecord(explanation) && listOf(explanation['steps']).find(({ outcome }) => outcome === 'failed')).toMatchObject({ rule: 3 })
  })
})
