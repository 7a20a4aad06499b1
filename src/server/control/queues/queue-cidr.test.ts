import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newPool, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

let counter = 0
/** A connection into a VPC of its own. */
async function connected(cidr: string) {
  counter += 1
  const name = `c${counter}`
  const { vpc, subnet } = await newSubnet(server, name, cidr, cidr.replace(/\/\d+$/, '/24'))
  const input = { name, vpcId: vpc.id, subnetId: subnet.id, queues: [], hosts: [], tags: [] }
  return await server.control.connections.create(server.caller, input)
}
const queue = async (name: string, cidr: string) => await server.control.queues.create(server.caller, newQueue(name, { cidr }))
async function bound(id: string, queues: readonly string[], pools: readonly string[] = []) {
  const { control, caller } = server
  await control.connections.bind(caller, id, queues, pools)
  return (await control.connections.get(caller, id)).bindings.map(({ holder, state, failure }) => ({ name: holder.name, state, failure }))
}

describe('a binding fails where the CIDR that was chosen for its queue overlaps', () => {
  it('that of the VPC, and is checked again with another one', async () => {
    const { control, caller } = server
    const { id } = await connected('10.20.0.0/16')
    await queue('in_vpc', '10.20.64.0/20')
    expect(await bound(id, ['in_vpc'])).toEqual([
      {
        name: 'in_vpc',
        state: 'failed',
        failure: `The CIDR 10.20.64.0/20 of the queue in_vpc overlaps 10.20.0.0/16, that of the VPC c${counter}`,
      },
    ])
    await control.queues.setCidr(caller, 'in_vpc', '10.21.0.0/20')
    expect(await bound(id, ['in_vpc'])).toMatchObject([{ name: 'in_vpc', state: 'active', failure: '' }])
  })

  it('that of another queue or pool that is bound to the same VPC', async () => {
    const { control, caller } = server
    const { id } = await connected('192.168.0.0/16')
    await queue('first', '10.30.0.0/16')
    await queue('second', '10.30.128.0/20')
    await control.pools.create(caller, newPool('third', { cidr: '10.0.0.0/9' }))
    await queue('apart', '10.31.0.0/16')
    expect(await bound(id, ['first', 'second', 'apart'])).toMatchObject([
      { name: 'first', state: 'active' },
      { name: 'second', state: 'failed', failure: expect.stringContaining('overlaps 10.30.0.0/16, that of the queue first') },
      { name: 'apart', state: 'active' },
    ])
    expect(await bound(id, [], ['third'])).toContainEqual({
      name: 'third',
      state: 'failed',
      failure: expect.stringContaining('of the elastic resource pool third overlaps'),
    })
  })

  it('and not where none was chosen', async () => {
    const { id } = await connected('10.40.0.0/16')
    await queue('none', '')
    await server.control.pools.create(server.caller, newPool('none_pool'))
    expect(await bound(id, ['none'], ['none_pool'])).toMatchObject([{ state: 'active' }, { state: 'active' }])
  })
})

describe('the CIDR of a queue', () => {
  it('is changed by the call and by the property, and shown', async () => {
    const { control, caller } = server
    await control.queues.create(
      caller,
      newQueue('changed'),
      new Map([
        ['network.cidrInVpc', '10.50.0.0/16'],
        ['job.maxConcurrent', '3'],
      ]),
    )
    expect(await control.queues.get(caller, 'changed')).toMatchObject({ cidr: '10.50.0.0/16' })
    await control.queues.setCidr(caller, 'changed', '172.16.0.0/16')
    expect(Object.fromEntries(await control.queueProperties.list(caller, 'changed'))).toMatchObject({
      'network.cidrInVpc': '172.16.0.0/16',
      'job.maxConcurrent': '3',
    })
    await control.queueProperties.set(caller, 'changed', new Map([['network.cidrInVpc', '172.17.0.0/16']]))
    expect(await control.queues.get(caller, 'changed')).toMatchObject({ cidr: '172.17.0.0/16' })
  })

  it.each([
    ['11.0.0.0/8', 'invalid-parameter'],
    ['10.0.0.0/25', 'invalid-parameter'],
    ['10.0.0.1/24', 'invalid-parameter'],
    ['no network', 'invalid-parameter'],
  ])('is not %s', async (cidr, kind) => {
    await expect(queue('refused', cidr)).rejects.toMatchObject({ kind })
    await expect(server.control.queues.get(server.caller, 'refused')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is not changed while the queue is bound, in a pool, preset or at work', async () => {
    const { control, caller } = server
    const { id } = await connected('192.168.0.0/16')
    await queue('is_bound', '10.60.0.0/16')
    await bound(id, ['is_bound'])
    await control.pools.create(caller, newPool('owner'))
    await control.queues.create(caller, newQueue('in_pool', { poolName: 'owner' }))
    await queue('busy', '')
    const sql = JSON.stringify([{ do: 'wait', ms: 600_000 }, { do: 'finish' }])
    await control.jobs.submit(caller, { sql, currentDatabase: '', queueName: 'busy', conf: {}, tags: [] })
    for (const [name, kind] of [
      ['is_bound', 'not-supported'],
      ['in_pool', 'not-supported'],
      ['default', 'not-supported'],
      ['busy', 'in-use'],
      ['nobodys', 'not-found'],
    ] as const) {
      await expect(control.queues.setCidr(caller, name, '10.61.0.0/16'), name).rejects.toMatchObject({ kind })
    }
  })

  it('is none of a new queue in a pool, and a property that is none makes no queue', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('without'))
    const inPool = newQueue('with_own', { poolName: 'without', cidr: '10.70.0.0/16' })
    await expect(control.queues.create(caller, inPool)).rejects.toMatchObject({ kind: 'not-supported' })
    await expect(control.queues.create(caller, newQueue('with_wrong'), new Map([['no.such', '1']]))).rejects.toMatchObject({
      kind: 'invalid-parameter',
    })
    await expect(control.queues.get(caller, 'with_wrong')).rejects.toMatchObject({ kind: 'not-found' })
  })
})
