import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { startDns } from '../../network/fixtures/dns-server.ts'
import { type AddedUser, type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let nobody: AddedUser
let listener: Server
let connectionId = ''
const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'

async function ended(jobId: string): Promise<string> {
  return await waitPatiently({
    meanwhile: `the job ${jobId} still runs`,
    look: async () => {
      const { body } = await lab.call('GET', `/v1.0/{p}/jobs/${jobId}/status`)
      return body['status'] === 'FINISHED' || body['status'] === 'FAILED' ? String(body['status']) : undefined
    },
    processes: () => [process.pid],
  })
}
const submit = async (sql: string, queueName = 'default'): Promise<string> => {
  const answer = await lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, queue_name: queueName } })
  expect(answer.status, answer.text).toBe(200)
  return String(answer.body['job_id'])
}

beforeAll(async () => {
  lab = await startLab()
  nobody = await lab.addUser({ name: 'nobody', isAdmin: false })
  // It ends each connection at once: a job has dialled, and fails.
  listener = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const to = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const body = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to }] }
  await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body })
  for (const name of ['rq', 'other'])
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const made = await lab.call('POST', CONNECTIONS, {
    body: { name: 'rc', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['rq'], hosts },
  })
  connectionId = String(made.body['connection_id'])
  await waitPatiently({
    meanwhile: 'the binding is still being made',
    look: async () =>
      (await lab.call('GET', `${CONNECTIONS}/${connectionId}`)).text.includes('"status":"ACTIVE","name":"rq"') ? true : undefined,
    processes: () => [process.pid],
  })
  const columns = [{ column_name: 'id', type: 'int' }]
  expect((await lab.call('POST', '/v1.0/{p}/databases', { body: { database_name: 'shop' } })).status).toBe(200)
  const local = { table_name: 'kept', data_location: 'DLI', columns }
  expect((await lab.call('POST', '/v1.0/{p}/databases/shop/tables', { body: local })).status).toBe(200)
  await lab.call('POST', '/v3/{p}/datasource/auth-infos', {
    body: { auth_info_name: 'pg_login', datasource_type: 'passwd', user_name: 'u', password: 'p' },
  })
  // Its columns are read from the database when it is made by a statement, and there is none here.
  const caller = { projectId: lab.projectId, userId: '', userName: '', isLocal: true } as const
  const source = { kind: 'jdbc', url: 'jdbc:postgresql://pg:5432/db', dbtable: 'orders', authName: 'pg_login', options: {} } as const
  const orders = { database: 'shop', name: 'orders', columns: [{ name: 'id', type: 'int' }], source }
  await lab.context.control.catalog.createTable(caller, orders, { ifNotExists: false })
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  listener?.close()
})

const ask = (queue: string, sql: string, keys?: AddedUser) =>
  lab.call('POST', `/causeway/v1/{p}/queues/${queue}/would-reach`, { body: { sql }, ...(keys === undefined ? {} : { keys }) })

describe('would-reach', () => {
  it('says of each table whether the queue would be let through to it, and runs nothing', async () => {
    const sql = 'SELECT * FROM shop.orders JOIN shop.kept USING (id)'
    const jobs = (await lab.call('GET', '/v1.0/{p}/jobs')).body['job_count']
    expect((await ask('rq', sql)).body['tables']).toMatchObject([
      { table_name: 'orders', verdict: 'allowed', address: 'pg:5432' },
      { table_name: 'kept', verdict: 'local', address: '' },
    ])
    const refused = (await ask('other', sql)).body['tables']
    expect(refused).toMatchObject([
      { verdict: 'refused', steps: [{ step: 'queue' }, { step: 'binding', outcome: 'failed' }, {}, {}, {}, {}, {}] },
      { verdict: 'local' },
    ])
    expect((await ask('rq', 'SELECT * FROM shop.nosuch')).body['tables']).toMatchObject([{ verdict: 'unknown' }])
    expect((await ask('rq', 'SELEC 1')).status).toBe(400)
    expect((await lab.call('GET', '/v1.0/{p}/jobs')).body['job_count']).toBe(jobs)
  })

  it('needs the right to submit to the queue, and to read each table', async () => {
    const grant = (body: object) => lab.call('PUT', '/v1.0/{p}/queues/user-authorization', { body })
    expect((await grant({ queue_name: 'other', user_name: 'nobody', action: 'grant', privileges: ['SUBMIT_JOB'] })).status).toBe(200)
    expect((await ask('rq', 'SELECT 1', nobody)).status).toBe(403)
    const refused = await ask('other', 'SELECT * FROM shop.orders', nobody)
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(refused.text).not.toContain('pg:5432')
  })
})

describe('the impact of a connection', () => {
  it('has its queues, the tables and expectations that would be lost, and the jobs that dialled through it', async () => {
    const kept = { queue_name: 'rq', address: 'pg:5432', expect: 'reachable' }
    const { body } = await lab.call('POST', '/causeway/v1/{p}/expectations', { body: kept })
    const jobId = await submit('SELECT * FROM shop.orders', 'rq')
    expect(await ended(jobId)).toBe('FAILED')
    const target = `/causeway/v1/{p}/connections/${connectionId}/impact`
    await expect.poll(async () => (await lab.call('GET', target)).body['jobs']).toMatchObject([{ job_id: jobId, queue_name: 'rq' }])
    const impact = (await lab.call('GET', target)).body
    expect(impact).toMatchObject({
      queues: ['rq'],
      elastic_resource_pools: [],
      databases: [],
      tables: [{ queue_name: 'rq', database_name: 'shop', table_name: 'orders', address: 'pg:5432' }],
      expectations: [{ id: body['id'], queue_name: 'rq', enforced: false }],
    })
    expect((await lab.call('GET', `${target}?queue=rq`)).body).toEqual(impact)
    expect((await lab.call('GET', `${target}?queue=other`)).body).toEqual({
      queues: [],
      elastic_resource_pools: [],
      databases: [],
      tables: [],
      expectations: [],
      jobs: [],
    })
    expect(await lab.call('GET', `${target}?queue=nope`)).toMatchObject({
      status: 404,
      body: { error_msg: expect.stringContaining('nope') },
    })
    expect((await lab.call('GET', target, { keys: nobody })).status).toBe(403)
    expect((await lab.call('GET', '/causeway/v1/{p}/connections/nosuch/impact')).status).toBe(404)
  })
})

describe('the impact on a database that stands for a schema elsewhere', () => {
  it('is told before anybody has read a table of it', async () => {
    const caller = { projectId: lab.projectId, userId: '', userName: '', isLocal: true } as const
    const connection = { url: 'jdbc:postgresql://pg:5432/db', schema: 'public', authName: 'pg_login', options: {} }
    const far = { name: 'far', description: '', enterpriseProjectId: '0', ifNotExists: false, connection }
    const { catalog } = lab.context.control
    await catalog.createDatabase(caller, far)
    const { body } = await lab.call('GET', `/causeway/v1/{p}/connections/${connectionId}/impact`)
    await catalog.dropDatabase(caller, 'far', { cascade: false, ifExists: false })
    expect(body['databases']).toEqual([{ queue_name: 'rq', database_name: 'far', address: 'pg:5432' }])
  })
})

describe('queues and addresses, each with each', () => {
  const ask = (body: object, keys?: AddedUser) =>
    lab.call('POST', '/causeway/v1/{p}/reach', { body, ...(keys === undefined ? {} : { keys }) })

  it('takes all queues, and the addresses of tables and expectations, where none are named, and says of each what has decided', async () => {
    const answer = await ask({})
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body).toEqual({
      queues: ['default', 'other', 'rq'],
      addresses: ['pg:5432'],
      cells: [
        { queue_name: 'default', address: 'pg:5432', verdict: 'refused', step: 'queue', rule: 1, seen: expect.stringContaining('preset') },
        { queue_name: 'other', address: 'pg:5432', verdict: 'refused', step: 'binding', rule: 2, seen: expect.any(String) },
        {
          queue_name: 'rq',
          address: 'pg:5432',
          verdict: 'allowed',
          connection_id: connectionId,
          step: 'attachment',
          rule: 10,
          seen: expect.stringContaining('forwards 192.168.0.10:5432'),
        },
      ],
    })
  })

  it('says what an explanation says, with the same words', async () => {
    const addresses = ['pg:5432', 'pg:5433', '192.168.0.10:5432', '10.9.9.9:5432', 'nosuch:5432']
    const { body } = await ask({ queues: ['RQ', 'other'], addresses })
    const cells = body['cells'] as readonly Readonly<Record<string, unknown>>[]
    expect(cells).toHaveLength(10)
    for (const { queue_name: queue, address, verdict, step, seen, rule } of cells) {
      const told = await lab.call('GET', `/causeway/v1/{p}/queues/${queue}/explain?address=${address}`)
      const steps = told.body['steps'] as readonly Readonly<Record<string, unknown>>[]
      expect(told.body['verdict']).toBe(verdict)
      const decided = steps.find(({ outcome }) => outcome === 'failed') ?? steps.findLast(({ outcome }) => outcome === 'passed')
      expect({ step, seen, rule }).toEqual({ step: decided?.['step'], seen: decided?.['seen'], rule: decided?.['rule'] })
    }
  })

  it('is bounded, names what it cannot read, and is for readers of the project', async () => {
    const addresses = Array.from({ length: 5_000 }, (_, i) => `host-${i}:5432`)
    const many = await ask({ queues: ['rq', 'other', 'default'], addresses })
    expect(many.status).toBe(200)
    for (const name of ['l1', 'l2'])
      await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
    const more = await ask({ addresses })
    expect(more.status).toBe(400)
    expect(more.text).toContain('5 queues and 5000 addresses')
    expect((await ask({ addresses: ['pg'] })).status).toBe(400)
    expect((await ask({ queues: ['nosuch'] })).status).toBe(404)
    expect((await ask({}, nobody)).body['queues']).toEqual(['other'])
    const stranger = await lab.addUser({ name: 'stranger', isAdmin: false })
    expect((await ask({}, stranger)).status).toBe(403)
  })

  it('says of the queues that somebody may use, where these are all that was granted, and of no other', async () => {
    const ann = await lab.addUser({ name: 'ann_of_rq', isAdmin: false })
    const body = { user_name: 'ann_of_rq', action: 'grant', privileges: [{ object: 'queues.rq', privileges: ['SUBMIT_JOB'] }] }
    expect((await lab.call('PUT', '/v1.0/{p}/authorization', { body })).status).toBe(200)
    const all = (await ask({})).body
    const own = await ask({ addresses: all['addresses'] }, ann)
    const cells = all['cells'] as readonly Readonly<Record<string, unknown>>[]
    expect(own.body['cells']).toEqual(cells.filter(({ queue_name }) => queue_name === 'rq'))
    expect((await ask({}, ann)).body['queues']).toEqual(['rq'])
    expect((await ask({ queues: ['other'] }, ann)).status).toBe(403)
    expect((await ask({ queues: ['nosuch'] }, ann)).status).toBe(403)
  })

  it('asks the resolver of a connection once for a name, however many queues want it', async () => {
    await using dns = await startDns({ 'A pg.corp.example': ['192.168.0.10'] })
    const { vpcId, subnetId } = await lab.makeNetwork('named')
    const forwards = [
      { from: '192.168.0.10:5432', to: '127.0.0.1:1' },
      { from: '192.168.0.2:53', to: `127.0.0.1:${dns.port}` },
    ]
    await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body: { kind: 'forward', forwards } })
    const queues = ['n1', 'n2', 'n3']
    for (const name of queues) await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: name, cu_count: 16, resource_mode: 1 } })
    const made = await lab.call('POST', CONNECTIONS, { body: { name: 'nc', dest_vpc_id: vpcId, dest_network_id: subnetId, queues } })
    const id = String(made.body['connection_id'])
    const resolver = { servers: ['192.168.0.2'], suffixes: ['corp.example'] }
    expect((await lab.call('PUT', `/causeway/v1/{p}/connections/${id}/resolver`, { body: resolver })).status).toBeLessThan(300)
    await waitPatiently({
      meanwhile: 'the bindings are still being made',
      look: async () => ((await lab.call('GET', `${CONNECTIONS}/${id}`)).text.split('"ACTIVE"').length === 5 ? true : undefined),
      processes: () => [process.pid],
    })
    const { body } = await ask({ queues, addresses: ['pg.corp.example:5432', 'none.corp.example:5432'] })
    expect((body['cells'] as readonly Readonly<Record<string, unknown>>[]).map(({ verdict, rule }) => [verdict, rule])).toEqual(
      queues.flatMap(() => [
        ['allowed', 10],
        ['refused', 25],
      ]),
    )
    expect(dns.asked.toSorted()).toEqual(['A none.corp.example', 'A pg.corp.example'])
  })
})
