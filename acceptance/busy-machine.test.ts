import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Api } from './support/api.ts'
import { openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'

/** npm run test:overload has 60 of them; the ordinary run a few, so that it stays short. */
const loopCount = Number(process.env['CAUSEWAY_TEST_BUSY_LOOPS'] ?? '4')
const isOverload = loopCount >= 30
const [queueCount, jobCount] = isOverload ? [5, 20] : [2, 6]
const busyLoop = fileURLToPath(new URL('../scripts/busy-loop.ts', import.meta.url))

let loops: readonly ChildProcess[] = []
let api: Api
beforeAll(async () => {
  // Each in a session of its own: some systems give all processes of one session one share.
  loops = Array.from({ length: loopCount }, () => fork(busyLoop, { stdio: 'ignore', detached: true }))
  api = await openServer(AS_DELIVERED)
})
afterAll(async () => {
  await api?.server.close()
  for (const loop of loops) loop.kill('SIGKILL')
  await Promise.all(loops.map((loop) => (loop.exitCode === null && loop.signalCode === null ? once(loop, 'exit') : undefined)))
})

it(`beside ${loopCount} busy processes the server starts, and runs ${jobCount} jobs on ${queueCount} new queues, none of which fails`, async () => {
  const queues = Array.from({ length: queueCount }, (_, index) => `busy_${index}`)
  for (const queue of queues) await api.createQueue(queue)
  const jobs = Array.from({ length: jobCount }, (_, index) => ({ sql: `SELECT ${index} AS n`, queue: queues[index % queueCount] ?? '' }))
  const ends = await Promise.all(jobs.map(({ sql, queue }) => api.run(sql, { queue })))
  expect(ends.map(({ status, message }) => (status === 'FINISHED' ? status : `${status}: ${message}`))).toEqual(jobs.map(() => 'FINISHED'))
  expect(loops.every(({ exitCode, signalCode }) => exitCode === null && signalCode === null)).toBe(true)
  const ready = await api.get('/readyz')
  expect(ready.status, ready.text).toBe(200)
})
