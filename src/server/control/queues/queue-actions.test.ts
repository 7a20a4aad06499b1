import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newPool, newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ cores: 32 })
})
afterAll(() => server.remove())

const HOLD = JSON.stringify([{ do: 'wait', ms: 600_000 }, { do: 'finish' }])
const FINISH = JSON.stringify([{ do: 'finish' }])
const submit = async (queueName: string, sql: string): Promise<string> =>
  (await server.control.jobs.submit(server.caller, { sql, currentDatabase: '', queueName, conf: {}, tags: [] })).id
const stateOf = async (id: string) => (await server.control.jobs.get(server.caller, id)).state

describe('a restart', () => {
  it('is refused while jobs wait or run; forced it cancels them, and a job tells when that is done; the queue takes jobs at once', async () => {
    const { control, caller } = server
    await control.queues.create(caller, newQueue('restarted', { cuCount: 4 }))
    const jobs = [await submit('restarted', HOLD), await submit('restarted', HOLD)]
    await expect.poll(() => stateOf(jobs[0] ?? '')).toBe('running')
    await expect(control.queueActions.restart(caller, 'restarted', false)).rejects.toMatchObject({ kind: 'in-use' })
    const { jobId } = await control.queueActions.restart(caller, 'RESTARTED', true)
    const next = await submit('restarted', FINISH)
    await expect.poll(() => stateOf(jobId ?? '')).toBe('finished')
    expect(await control.jobs.get(caller, jobId ?? '')).toMatchObject({ type: 'RESTART_QUEUE', queueName: 'restarted', owner: 'tester' })
    for (const job of jobs) {
      await expect.poll(() => stateOf(job)).toBe('cancelled')
      expect((await control.jobs.get(caller, job)).message).toContain('restarted by tester')
    }
    await expect.poll(() => stateOf(next)).toBe('finished')
    expect(await control.queueActions.restart(caller, 'restarted', false)).toEqual({ jobId: undefined })
  })

  it('is of SQL queues only', async () => {
    const { control, caller } = server
    await control.queues.create(caller, newQueue('general', { type: 'general' }))
    await expect(control.queueActions.restart(caller, 'general', false)).rejects.toMatchObject({ kind: 'not-supported' })
  })
})

describe('scaling', () => {
  it('adds and takes away: more jobs run at once, running ones go on, and the jobs of the queue tell it', async () => {
    const { control, caller } = server
    await control.queues.create(caller, newQueue('scaled', { cuCount: 64 }))
    const jobs: string[] = []
    for (let i = 0; i < 18; i += 1) jobs.push(await submit('scaled', HOLD))
    const running = async () => (await Promise.all(jobs.map(stateOf))).filter((state) => state === 'running').length
    await expect.poll(running).toBe(16)
    await control.queueActions.scale(caller, 'scaled', 16)
    await expect.poll(running).toBe(18)
    expect((await control.queues.get(caller, 'scaled')).cuCount).toBe(80)
    await control.queueActions.scale(caller, 'scaled', -16)
    expect(await running()).toBe(18)
    const { jobs: told } = await control.jobs.list(caller, { types: ['SCALE_QUEUE'], order: 'start_time_asc', limit: 10, offset: 0 })
    expect(told.map(({ queueName, state }) => [queueName, state])).toEqual([
      ['scaled', 'finished'],
      ['scaled', 'finished'],
    ])
    for (const job of jobs) await control.jobs.cancel(caller, job)
  }, 60_000)

  it.each([
    ['a queue of 16 CUs', 16, 16, 'not-supported', '16 CUs and cannot be scaled'],
    ['below 64 CUs', 64, -16, 'not-supported', 'would have 48'],
    ['above 512 CUs', 512, 16, 'not-supported', 'would have 528'],
    ['by no multiple of 16', 64, 20, 'invalid-parameter', 'by 20 CUs'],
  ])('is refused for %s', async (what, cuCount, byCu, kind, message) => {
    const { control, caller } = server
    const name = `q_${what.replaceAll(/\W/g, '_')}`
    await control.queues.create(caller, newQueue(name, { cuCount }))
    await expect(control.queueActions.scale(caller, name, byCu)).rejects.toMatchObject({ kind, message: expect.stringContaining(message) })
  })

  it('is refused for the preset queue, and for a queue in a pool with the call that changes its policies', async () => {
    const { control, caller } = server
    await control.pools.create(caller, newPool('lender'))
    await control.queues.create(caller, newQueue('lent', { poolName: 'lender', cuCount: 64 }))
    await expect(control.queueActions.scale(caller, 'lent', 16)).rejects.toMatchObject({
      hint: expect.stringContaining('elastic-resource-pools'),
    })
    await expect(control.queueActions.scale(caller, 'default', 16)).rejects.toMatchObject({ kind: 'not-supported' })
  })
})
