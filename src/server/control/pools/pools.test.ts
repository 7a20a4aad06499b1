import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScalingPolicy } from '../../domain/elastic-resource-pool.ts'
import { newPool, newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  // Enough cores that only the CUs limit the jobs at once.
  server = await startServerRooms({ cores: 32 })
})
afterAll(() => server.remove())

const HOLD = JSON.stringify([{ do: 'wait', ms: 600_000 }, { do: 'finish' }])
const policy = (change: Partial<ScalingPolicy> = {}): ScalingPolicy => ({
  priority: 1,
  startHour: 0,
  stopHour: 24,
  minCu: 16,
  maxCu: 128,
  inheritsMax: false,
  ...change,
})
async function submit(queueName: string, count: number): Promise<readonly string[]> {
  const { control, caller } = server
  const ids: string[] = []
  for (let i = 0; i < count; i += 1) {
    ids.push((await control.jobs.submit(caller, { sql: HOLD, currentDatabase: '', queueName, conf: {}, tags: [] })).id)
  }
  return ids
}
async function states(ids: readonly string[]): Promise<{ readonly running: number; readonly waiting: number }> {
  const jobs = await Promise.all(ids.map((id) => server.control.jobs.get(server.caller, id)))
  const count = (state: string): number => jobs.filter((job) => job.state === state).length
  return { running: count('running'), waiting: count('launching') }
}
const cancelled = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) await server.control.jobs.cancel(server.caller, id)
  await expect.poll(async () => (await states(ids)).running + (await states(ids)).waiting).toBe(0)
}
const sizeOf = async (name: string) => {
  const { items } = await server.control.pools.list(server.caller, { namePart: name })
  return items[0]?.currentCu
}
const records = async (name: string) => {
  const { items } = await server.control.pools.scaleRecords(server.caller, name, {})
  return items.map(({ originCu, targetCu, failure }) => ({ originCu, targetCu, failure }))
}

describe('a pool', () => {
  it("of the vendor's own example, 684 to 684 CUs, takes queues, is changed with them in it, and lends what can be lent", async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('odd', { minCu: 684, maxCu: 684 }))
    await control.queues.create(caller, newQueue('odd_a', { poolName: 'odd' }))
    const shown = async () => (await control.pools.queues(caller, 'odd', {})).queues.items.map(({ policies }) => policies)
    expect(await shown()).toMatchObject([[{ minCu: 16, maxCu: 672 }]])
    await control.queues.create(caller, newQueue('alone', { resourceMode: 1 }))
    await control.pools.addQueue(caller, 'odd', 'alone')
    await control.pools.update(caller, 'odd', { minCu: 70, maxCu: 200 })
    await control.pools.setPolicies(caller, 'odd', 'odd_a', [policy({ maxCu: 0, inheritsMax: true })])
    await expect(control.pools.setPolicies(caller, 'odd', 'odd_a', [policy({ maxCu: 200 })])).rejects.toThrow('16 to 200 CUs')
    // 200 CUs without the 16 of the other queue, in steps of 16: 176, for jobs of 4.
    const jobs = await submit('odd_a', 46)
    await expect.poll(() => states(jobs)).toEqual({ running: 44, waiting: 2 })
    await cancelled(jobs)
  })

  it('lends a queue CUs as its jobs want them, so many run at once as these say, and its size follows; scale records tell', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('load', { minCu: 64, maxCu: 96 }))
    await control.queues.create(caller, newQueue('load_a', { poolName: 'LOAD', resourceMode: 0 }))
    await control.queues.create(caller, newQueue('load_b', { poolName: 'load' }))
    expect(await control.queues.get(caller, 'load_a')).toMatchObject({ poolName: 'load', resourceMode: 1, cuCount: 16 })
    expect(await records('load')).toEqual([])
    // 96 CUs without the 16 of the other queue: 80, for jobs of 4.
    const jobs = await submit('load_a', 22)
    await expect.poll(() => states(jobs)).toEqual({ running: 20, waiting: 2 })
    expect(await sizeOf('load')).toBe(96)
    expect((await records('load'))[0]).toEqual({ originCu: 80, targetCu: 96, failure: '' })
    await cancelled(jobs)
    expect(await sizeOf('load')).toBe(96)
    // The machine's clock is set back by a day: the minute is over all the same.
    server.time.aheadMs -= 86_400_000
    server.time.passedMs += 61_000
    await expect.poll(() => sizeOf('load')).toBe(64)
    expect(await records('load')).toContainEqual({ originCu: 96, targetCu: 64, failure: '' })
    await control.queues.delete(caller, 'load_a')
    await control.queues.delete(caller, 'load_b')
    await control.pools.delete(caller, 'load')
  }, 120_000)

  it('serves the queue of the higher priority first, and leaves running jobs what they hold', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('prio', { minCu: 64, maxCu: 64 }))
    for (const name of ['prio_low', 'prio_high']) await control.queues.create(caller, newQueue(name, { poolName: 'prio' }))
    await control.pools.setPolicies(caller, 'prio', 'prio_high', [policy({ priority: 100, maxCu: 64 })])
    const low = await submit('prio_low', 14)
    await expect.poll(() => states(low)).toEqual({ running: 12, waiting: 2 })
    const high = await submit('prio_high', 8)
    await expect.poll(() => states(high)).toEqual({ running: 4, waiting: 4 })
    expect(await states(low)).toEqual({ running: 12, waiting: 2 })
    await cancelled(low)
    await expect.poll(() => states(high)).toEqual({ running: 8, waiting: 0 })
    await cancelled(high)
    for (const name of ['prio_low', 'prio_high']) await control.queues.delete(caller, name)
    await control.pools.delete(caller, 'prio')
  }, 120_000)

  it('follows the policy of the hour, and a queue without a minimum waits until it is lent CUs', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('hours', { minCu: 64, maxCu: 64 }))
    for (const name of ['hours_a', 'hours_b']) await control.queues.create(caller, newQueue(name, { poolName: 'hours' }))
    const hour = new Date(Date.now() + server.time.aheadMs + server.time.passedMs).getUTCHours()
    const next = { startHour: (hour + 1) % 24, stopHour: (hour + 2) % 24 || 24 }
    await control.pools.setPolicies(caller, 'hours', 'hours_b', [
      policy({ minCu: 0, maxCu: 16 }),
      policy({ ...next, minCu: 16, maxCu: 16, priority: 50 }),
    ])
    await control.pools.setPolicies(caller, 'hours', 'hours_a', [
      policy({ minCu: 16, maxCu: 64, priority: 10 }),
      policy({ ...next, minCu: 16, maxCu: 48, priority: 10 }),
    ])
    const first = await submit('hours_a', 16)
    await expect.poll(() => states(first)).toEqual({ running: 16, waiting: 0 })
    const second = await submit('hours_b', 1)
    await expect.poll(async () => (await control.jobs.get(caller, second[0] ?? '')).message).toContain('lends it CUs')
    server.time.passedMs += 3_600_000
    await cancelled(first.slice(0, 4))
    await expect.poll(() => states(second)).toEqual({ running: 1, waiting: 0 })
    await cancelled([...first.slice(4), ...second])
    for (const name of ['hours_a', 'hours_b']) await control.queues.delete(caller, name)
    await control.pools.delete(caller, 'hours')
  }, 120_000)

  it('is not deleted while it has queues, nor made smaller than they need, and takes no queue that it cannot give its minimum', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('owner'))
    await control.queues.create(caller, newQueue('owner_a', { poolName: 'owner', cuCount: 48 }))
    await expect(control.pools.delete(caller, 'OWNER')).rejects.toMatchObject({
      kind: 'in-use',
      message: expect.stringContaining('owner_a'),
    })
    await expect(control.queues.create(caller, newQueue('owner_b', { poolName: 'owner', cuCount: 32 }))).rejects.toMatchObject({
      kind: 'invalid-parameter',
      message: expect.stringContaining('80 CUs at least'),
    })
    await control.pools.setPolicies(caller, 'owner', 'owner_a', [policy({ minCu: 48, maxCu: 96 })])
    await expect(control.pools.update(caller, 'owner', { maxCu: 64 })).rejects.toMatchObject({ message: expect.stringContaining('96') })
    await control.pools.update(caller, 'owner', { minCu: 80, description: 'larger' })
    await control.queues.create(caller, newQueue('owner_b', { poolName: 'owner', cuCount: 32 }))
    expect((await control.pools.list(caller, { namePart: 'own' })).items).toMatchObject([
      { queues: ['owner_a', 'owner_b'], minCu: 80, currentCu: 80, actualCu: 128, description: 'larger' },
    ])
    for (const name of ['owner_a', 'owner_b']) await control.queues.delete(caller, name)
    await control.pools.delete(caller, 'owner')
    await expect(control.pools.delete(caller, 'owner')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('takes a dedicated queue that is in no pool, once', async () => {
    const { control, caller } = server
    for (const name of ['one', 'other']) await control.pools.create(caller, newPool(name))
    await control.queues.create(caller, newQueue('moved'))
    await control.queues.create(caller, newQueue('shared', { resourceMode: 0 }))
    await control.pools.addQueue(caller, 'one', 'moved')
    await control.pools.addQueue(caller, 'one', 'Moved')
    expect((await control.pools.queues(caller, 'one', { namePart: 'OV' })).queues).toMatchObject({
      total: 1,
      items: [{ name: 'moved', policies: [{ minCu: 16, priority: 1 }] }],
    })
    for (const [pool, queue, message] of [
      ['other', 'moved', 'in the elastic resource pool one already'],
      ['one', 'shared', 'shared'],
      ['one', 'default', 'preset'],
    ] as const) {
      await expect(control.pools.addQueue(caller, pool, queue)).rejects.toMatchObject({
        kind: 'not-supported',
        message: expect.stringContaining(message),
      })
    }
    await expect(control.pools.setPolicies(caller, 'other', 'moved', [policy()])).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('is there with its queues and their policies after a restart, and as small as they need', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('again', { maxCu: 256 }))
    await control.queues.create(caller, newQueue('again_a', { poolName: 'again' }))
    const jobs = await submit('again_a', 32)
    await expect.poll(() => sizeOf('again')).toBe(128)
    await cancelled(jobs)
    server = await server.restart()
    expect(await sizeOf('again')).toBe(64)
    expect((await records('again'))[0]).toMatchObject({ originCu: 128, targetCu: 64 })
    expect((await server.control.pools.queues(caller, 'again', {})).queues.items.map(({ name }) => name)).toEqual(['again_a'])
  }, 120_000)
})
