import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from './fixtures/started-control.ts'

/** Two requests at the same time: one of the two orders is what happened, never a mixture. */
let server: StartedServer
let target: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  server = await startServerRooms()
  const { vpc, subnet } = await newSubnet(server)
  target = { vpcId: vpc.id, subnetId: subnet.id }
})
afterAll(() => server.remove())

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
const connection = (name: string, queues: readonly string[] = []) => ({ name, ...target, queues, hosts: [], tags: [] })
const locations = { certificate: '', krb5Conf: '', keytab: '', truststore: '', keystore: '' }

it.each<[string, (name: string) => Promise<unknown>]>([
  ['queue', (name) => server.control.queues.create(server.caller, newQueue(name))],
  ['connection', (name) => server.control.connections.create(server.caller, connection(name))],
  [
    'datasource authentication',
    (name) =>
      server.control.credentials.create(server.caller, { name, type: 'passwd', userName: 'u', locations, secrets: { password: 'p' } }),
  ],
  [
    'database',
    (name) => server.control.catalog.createDatabase(server.caller, { name, description: '', enterpriseProjectId: '0', ifNotExists: false }),
  ],
  ['VPC', (name) => server.control.vpcs.create(server.caller, { name, cidr: '10.0.0.0/8', description: '' })],
])('C5 Q2: of five %ss of one name that are made at once, one is', async (_, create) => {
  const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => create('only_one')))
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1)
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ kind: 'already-exists' })
})

it('Q5 B1: a queue that is deleted while it is bound leaves no binding, and its name is free with none', async () => {
  const { control, caller } = server
  const made = await control.connections.create(caller, connection('bound_meanwhile'))
  for (let i = 0; i < 10; i += 1) {
    const first = await control.queues.create(caller, newQueue('bound_meanwhile'))
    const binding = control.connections.bind(caller, made.id, ['bound_meanwhile'])
    await turns(i)
    const [bound, deleted] = await Promise.allSettled([binding, control.queues.delete(caller, 'bound_meanwhile')])
    expect(deleted.status).toBe('fulfilled')
    if (bound.status === 'rejected') expect(bound.reason).toMatchObject({ kind: 'not-found' })
    expect((await control.connections.get(caller, made.id)).bindings).toEqual([])
    const second = await control.queues.create(caller, newQueue('bound_meanwhile'))
    expect([second.id === first.id, second.state]).toEqual([false, 'available'])
    expect((await control.connections.get(caller, made.id)).bindings).toEqual([])
    await control.queues.delete(caller, 'bound_meanwhile')
  }
})

it('C4: a connection that is deleted while a queue is bound to it has no binding afterwards', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue('late'))
  for (let i = 0; i < 10; i += 1) {
    const { id } = await control.connections.create(caller, connection(`leaving_${i}`))
    const binding = control.connections.bind(caller, id, ['late'])
    await turns(i)
    const [bound, deleted] = await Promise.allSettled([binding, control.connections.delete(caller, id)])
    if (bound.status === 'rejected') expect(bound.reason).toMatchObject({ kind: 'not-found' })
    // C3: it may be refused for the moment in which the binding is checked.
    if (deleted.status === 'rejected') {
      expect(deleted.reason).toMatchObject({ kind: 'not-supported' })
      await control.connections.delete(caller, id)
    }
    expect(await control.connections.get(caller, id)).toMatchObject({ state: 'deleted', bindings: [] })
  }
})

it('a connectivity test whose queue is deleted meanwhile comes to an end and keeps no socket', async () => {
  const { control, caller } = server
  let open = 0
  const listener = createServer((socket) => {
    open += 1
    socket.on('close', () => {
      open -= 1
    })
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await control.vpcs.setAttachment(caller, target.vpcId, {
    kind: 'forward',
    forwards: [{ from: '192.168.0.10:5432', to: `127.0.0.1:${port}` }],
  })
  for (let i = 0; i < 10; i += 1) {
    await control.queues.create(caller, newQueue('tested'))
    await control.connections.create(caller, connection(`tested_${i}`, ['tested']))
    const task = await control.connectivity.start(caller, 'tested', '192.168.0.10:5432')
    await turns(i)
    await control.queues.delete(caller, 'tested')
    const states = () => server.store.db.selectFrom('connectivityTask').select('state').where('number', '=', task.number).execute()
    await expect.poll(async () => (await states())[0]?.state).not.toBe('running')
  }
  await expect.poll(() => open).toBe(0)
  await new Promise((resolve) => listener.close(resolve))
})

it('J2 J8: of a cancel and an end that race, the job has one end and stays with it', async () => {
  const { control, caller } = server
  for (let i = 0; i < 12; i += 1) {
    const sql = JSON.stringify([
      { do: 'wait', ms: i },
      { do: 'finish', rows: ['x'] },
    ])
    const job = await control.jobs.submit(caller, { sql, currentDatabase: '', queueName: 'default', conf: {}, tags: [] })
    await new Promise((resolve) => setTimeout(resolve, i))
    await control.jobs.cancel(caller, job.id).catch((error: unknown) => expect(error).toMatchObject({ kind: 'not-supported' }))
    await expect.poll(async () => (await control.jobs.get(caller, job.id)).endedAt).toBeDefined()
    const { state } = await control.jobs.get(caller, job.id)
    expect(['finished', 'cancelled']).toContain(state)
    const rows = await control.jobs.preview(caller, job.id, 1).then(
      (preview) => preview.rowsJson.length,
      () => 0,
    )
    expect(rows).toBe(state === 'finished' ? 1 : 0)
  }
})
