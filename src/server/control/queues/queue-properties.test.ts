import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ cores: 32 })
})
afterAll(() => server.remove())

const QUEUE = 'told'
const HOLD = JSON.stringify([{ do: 'wait', ms: 600_000 }, { do: 'finish' }])
const submit = async (): Promise<string> =>
  (await server.control.jobs.submit(server.caller, { sql: HOLD, currentDatabase: '', queueName: QUEUE, conf: {}, tags: [] })).id
const stateOf = async (id: string) => (await server.control.jobs.get(server.caller, id)).state
const runningOf = async (jobs: readonly string[]) => (await Promise.all(jobs.map(stateOf))).filter((state) => state === 'running').length

it('properties that limit the jobs at once are in force for the next job, for those that wait when they go, and after a restart', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue(QUEUE, { cuCount: 64 }))
  const limits = new Map([
    ['computeEngine.maxInstance', '2'],
    ['job.maxConcurrent', '1'],
  ])
  await control.queueProperties.set(caller, QUEUE, limits)
  const jobs = [await submit(), await submit(), await submit(), await submit()]
  await expect.poll(() => runningOf(jobs)).toBe(2)
  await control.queueProperties.set(caller, QUEUE, new Map([['job.maxConcurrent', '2']]))
  await expect.poll(() => runningOf(jobs)).toBe(4)
  await control.queueProperties.set(caller, QUEUE, limits)
  // Those that run are not ended, and the next one waits until only one of them is left.
  const waiting = await submit()
  for (const job of jobs.slice(0, 2)) await control.jobs.cancel(caller, job)
  await expect.poll(() => runningOf(jobs)).toBe(2)
  expect(await stateOf(waiting)).toBe('launching')
  await control.jobs.cancel(caller, jobs[2] ?? '')
  await expect.poll(() => stateOf(waiting)).toBe('running')

  server = await server.restart()
  const after = [await submit(), await submit(), await submit()]
  await expect.poll(() => runningOf(after)).toBe(2)
  await server.control.queueProperties.remove(server.caller, QUEUE, [...limits.keys()])
  await expect.poll(() => runningOf(after)).toBe(3)
  for (const job of after) await server.control.jobs.cancel(server.caller, job)
})
