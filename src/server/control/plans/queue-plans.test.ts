import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewQueuePlan } from '../../domain/queue-plan.ts'
import { newPool, newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A plan for the minute that is so many hours from now. */
function planIn(hours: number, change: Partial<NewQueuePlan> = {}): NewQueuePlan {
  const at = new Date(Date.now() + server.time.aheadMs + hours * HOUR_MS)
  const [startHour, startMinute] = [at.getUTCHours(), at.getUTCMinutes()]
  return {
    name: `p${hours}`,
    targetCu: 128,
    startHour,
    startMinute,
    repeatDays: [],
    validFrom: undefined,
    validTo: undefined,
    active: true,
    ...change,
  }
}
const EVERY_DAY = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const
const queue = async (name: string, cuCount = 64): Promise<string> => {
  await server.control.queues.create(server.caller, newQueue(name, { cuCount }))
  return name
}
const sizeOf = async (name: string) => (await server.control.queues.get(server.caller, name)).cuCount

describe('a plan', () => {
  it('changes the CUs of its queue at its time, once when it has no weekdays, and tells when it did', async () => {
    const { control, caller } = server
    const name = await queue('once')
    await control.queuePlans.create(caller, ['ONCE'], planIn(3))
    server.time.aheadMs += 2 * HOUR_MS
    expect(await sizeOf(name)).toBe(64)
    server.time.aheadMs += HOUR_MS
    await expect.poll(() => sizeOf(name)).toBe(128)
    const [plan] = await control.queuePlans.list(caller, name)
    expect(plan).toMatchObject({ nextRunAt: undefined, lastRunAt: expect.any(Number) })
    const { jobs } = await control.jobs.list(caller, {
      types: ['SCALE_QUEUE'],
      queueName: name,
      order: 'start_time_asc',
      limit: 5,
      offset: 0,
    })
    expect(jobs).toMatchObject([{ state: 'finished', owner: 'tester' }])
  })

  it('with weekdays comes again, and not while it is not active', async () => {
    const { control, caller } = server
    const name = await queue('daily')
    await control.queuePlans.create(caller, [name], planIn(3, { repeatDays: EVERY_DAY, targetCu: 80 }))
    server.time.aheadMs += 3 * HOUR_MS
    await expect.poll(() => sizeOf(name)).toBe(80)
    await control.queueActions.scale(caller, name, -16)
    server.time.aheadMs += DAY_MS
    await expect.poll(() => sizeOf(name)).toBe(80)
    const [plan] = await control.queuePlans.list(caller, name)
    if (plan === undefined) throw new Error('the plan is gone')
    await control.queuePlans.update(caller, name, plan.number, { ...plan, active: false })
    expect(await control.queuePlans.list(caller, name)).toMatchObject([{ active: false, nextRunAt: undefined, lastRunAt: plan.lastRunAt }])
  })

  it('that came while the server was off is carried out at its start, the latest last', async () => {
    const { control, caller } = server
    const name = await queue('missed')
    await control.queuePlans.create(caller, [name], planIn(6, { targetCu: 96 }))
    await control.queuePlans.create(caller, [name], planIn(3, { targetCu: 112 }))
    await server.stop()
    const { aheadMs } = server.time
    server = await startServerRooms({ home: server.home, caller, aheadMs: aheadMs + 7 * HOUR_MS })
    expect(await sizeOf(name)).toBe(96)
  })

  it.each([
    ['64 CUs at least', { targetCu: 48 }, 'invalid-parameter', '48 CUs'],
    ['a multiple of 16', { targetCu: 72 }, 'invalid-parameter', '72 CUs'],
    ['a name', { name: '_x' }, 'invalid-parameter', 'plan name'],
    ['a validity that begins first', { validFrom: 5, validTo: 4 }, 'invalid-parameter', 'ends before'],
    [
      'a time in its validity',
      { validTo: 1 },
      'unschedulable',
      'The plan p3 can not generate a scale plan, please check all time settings for the plan.',
    ],
  ])('needs %s', async (what, change, kind, message) => {
    const { control, caller } = server
    const name = await queue(`needs_${what.replaceAll(' ', '_')}`)
    await expect(control.queuePlans.create(caller, [name], planIn(3, change))).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message),
    })
    expect(await control.queuePlans.list(caller, name)).toEqual([])
  })

  it('is two hours from the others of its queue, which has at most 12, and is for queues of 64 CUs in no pool', async () => {
    const { control, caller } = server
    const name = await queue('several')
    for (let i = 0; i < 11; i += 1)
      await control.queuePlans.create(caller, [name], planIn(2 * i + 1, { name: `n${i}`, repeatDays: EVERY_DAY }))
    await expect(control.queuePlans.create(caller, [name], planIn(2, { name: 'near' }))).rejects.toMatchObject({
      message: expect.stringContaining('within two hours'),
    })
    await expect(control.queuePlans.create(caller, [name], planIn(23, { name: 'n3' }))).rejects.toMatchObject({ kind: 'already-exists' })
    await control.queuePlans.create(caller, [name], planIn(2, { name: 'asleep', active: false }))
    await expect(control.queuePlans.create(caller, [name], planIn(2, { name: 'one_more', active: false }))).rejects.toMatchObject({
      kind: 'limit-exceeded',
    })
    await expect(control.queuePlans.create(caller, [await queue('small', 16)], planIn(3))).rejects.toMatchObject({ kind: 'not-supported' })
    await control.pools.create(caller, newPool('lender'))
    await control.queues.create(caller, newQueue('lent', { poolName: 'lender', cuCount: 64 }))
    await expect(control.queuePlans.create(caller, ['lent'], planIn(3))).rejects.toMatchObject({ kind: 'not-supported' })
    await expect(control.queuePlans.create(caller, [await queue('good'), 'nobody'], planIn(3))).rejects.toMatchObject({ kind: 'not-found' })
    expect(await control.queuePlans.list(caller, 'good')).toEqual([])
  })
})
