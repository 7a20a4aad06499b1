import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPool, newQueue } from '../fixtures/started-control.ts'
import { type BoundLab, dial, hold, startBoundLab } from './fixtures/bound-lab.ts'

let lab: BoundLab
beforeAll(async () => {
  lab = await startBoundLab()
})
afterEach(() => lab.hangUp())
afterAll(() => lab?.stop())

describe('a binding of an elastic resource pool', () => {
  const reaches = async (queue: string): Promise<string> => await lab.notes(await lab.submit(queue, dial, { do: 'finish' }))

  /** A connection to the database of this test to which nothing is bound, and a pool. */
  async function withPool() {
    const { queue, connection } = await lab.bound()
    const { control, caller } = lab.server()
    await control.connections.unbind(caller, connection.id, [queue])
    const pool = `pool${lab.number()}`
    await control.pools.create(caller, newPool(pool))
    const inPool = async (name: string): Promise<string> => {
      await control.queues.create(caller, newQueue(`${pool}_${name}`, { poolName: pool }))
      return `${pool}_${name}`
    }
    return { outside: queue, connection, pool, inPool }
  }
  const bindingsOf = async (id: string) => (await lab.server().control.connections.get(lab.server().caller, id)).bindings

  it('counts for every queue in it, also for those that come later, and for no other; the explanation names it', async () => {
    const { outside, connection, pool, inPool } = await withPool()
    const { control, caller } = lab.server()
    const first = await inPool('first')
    const refusal = await reaches(first)
    expect(refusal).toContain(`No connection is bound to queue ${first} or its elastic resource pool ${pool}`)
    expect(refusal).toContain(`\\"poolName\\":\\"${pool}\\"`)
    await control.connections.bind(caller, connection.id, [], [pool.toUpperCase()])
    expect(await bindingsOf(connection.id)).toMatchObject([{ holder: { kind: 'pool', name: pool }, state: 'active' }])
    expect(await reaches(first)).toContain('hello')
    expect(await reaches(await inPool('later'))).toContain('hello')
    expect(await reaches(outside)).toContain('cannot be reached')
    await control.pools.addQueue(caller, pool, outside)
    expect(await reaches(outside)).toContain('hello')
    const elsewhere = await lab.notes(await lab.submit(first, { ...dial, host: 'nowhere' }, { do: 'finish' }))
    expect(elsewhere).toContain(`is bound to ${connection.name} (through its elastic resource pool ${pool})`)
  })

  it('takes the sockets of every queue in it away when it is unbound, before that is answered', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = lab.server()
    const queues = [await inPool('one'), await inPool('other')]
    await control.connections.bind(caller, connection.id, [], [pool])
    const jobs: string[] = []
    for (const queue of queues) jobs.push(await lab.submit(queue, ...hold))
    await expect.poll(() => lab.open.size).toBe(2)
    await control.connections.unbind(caller, connection.id, [], [pool])
    expect(await bindingsOf(connection.id)).toEqual([])
    await expect.poll(() => lab.open.size).toBe(0)
    for (const job of jobs) expect(await lab.ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('unbound') })
    for (const queue of queues) expect(await reaches(queue)).toContain('cannot be reached')
  })

  it('takes them away when the connection is deleted, and goes with the pool', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = lab.server()
    const queue = await inPool('q')
    await control.connections.bind(caller, connection.id, [], [pool])
    const job = await lab.submit(queue, ...hold)
    await expect.poll(() => lab.open.size).toBe(1)
    await control.connections.delete(caller, connection.id)
    expect(await lab.ended(job)).toMatchObject({ state: 'failed', message: expect.stringContaining('deleted') })
    const { vpcId, subnetId } = connection
    const next = await control.connections.create(caller, {
      name: `${pool}_next`,
      vpcId,
      subnetId,
      queues: [],
      pools: [pool],
      hosts: [],
      tags: [],
    })
    expect(next.bindings).toMatchObject([{ holder: { kind: 'pool', name: pool } }])
    await control.queues.delete(caller, queue)
    await control.pools.delete(caller, pool)
    expect(await bindingsOf(next.id)).toEqual([])
  })

  it('is what binding a queue in a pool makes, and unbinding one takes away', async () => {
    const { connection, pool, inPool } = await withPool()
    const { control, caller } = lab.server()
    const queue = await inPool('q')
    await control.connections.bind(caller, connection.id, [queue])
    expect(await bindingsOf(connection.id)).toMatchObject([{ holder: { kind: 'pool', name: pool } }])
    await control.connections.bind(caller, connection.id, [queue], [pool])
    expect(await bindingsOf(connection.id)).toHaveLength(1)
    await control.connections.unbind(caller, connection.id, [queue])
    expect(await bindingsOf(connection.id)).toEqual([])
    await expect(control.connections.bind(caller, connection.id, [], ['nobody'])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it("leaves a queue that was bound by itself before it came into the pool its sockets when the pool's is taken away", async () => {
    const { outside, connection, pool } = await withPool()
    const { control, caller } = lab.server()
    await control.connections.bind(caller, connection.id, [outside])
    await control.pools.addQueue(caller, pool, outside)
    await control.connections.bind(caller, connection.id, [], [pool])
    const job = await lab.submit(outside, ...hold)
    await expect.poll(() => lab.open.size).toBe(1)
    await control.connections.unbind(caller, connection.id, [], [pool])
    expect((await control.jobs.get(caller, job)).state).toBe('running')
    expect(await reaches(outside)).toContain('hello')
    await control.connections.unbind(caller, connection.id, [outside])
    expect(await lab.ended(job)).toMatchObject({ state: 'failed' })
  })
})
