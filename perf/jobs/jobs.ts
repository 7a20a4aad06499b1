import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Calls } from '../../demo/calls.ts'
import { type Client, openClient } from '../../demo/client.ts'
import { makeIdentity, type Server, startServer } from '../../testing/local-server.ts'
import { descendants } from '../../testing/process-tree.ts'
import { machine, otherLoad, percentile } from '../machine.ts'
import { measureCancels } from './cancels.ts'

const about = `Many jobs at once: submitted over HTTP by 32 callers as fast as they are taken, one queue's after the other's, then looked at until all have ended.
Told: how they ended; how many of all were RUNNING at most, by their states, which are written a moment behind; how many of each queue's had ended when half of all had, and
how many of all had been taken by then (where that is all of them, a fair order gives each queue the same); what is resident of the server before, at most and behind; of its workers together at most.
Then cancels: from the request to the state CANCELLED, of jobs that do different things, so many times each.`

const MIB = 1 << 20
const CALLERS = 32

interface Lab {
  readonly client: Client
  readonly jobs: string
  readonly server: Server
  readonly calls: Calls
}

/** The benchmark jobs. Options: --jobs <number> (1000), --queues <number> (20), --rows <number> that each job counts (200000), --cancels <times> (5; 0: none). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      jobs: { type: 'string', default: '1000' },
      queues: { type: 'string', default: '20' },
      rows: { type: 'string', default: '200000' },
      cancels: { type: 'string', default: '5' },
    },
  })
  const [jobs, queues, rows, cancels] = [values.jobs, values.queues, values.rows, values.cancels].map(Number)
  if (
    jobs === undefined ||
    queues === undefined ||
    rows === undefined ||
    cancels === undefined ||
    ![jobs, queues, rows, cancels].every(Number.isInteger)
  )
    throw new Error('--jobs, --queues, --rows and --cancels are whole numbers')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const identity = makeIdentity()
  const server = await startServer(identity)
  try {
    const client = openClient(server.endpoint, identity)
    const lab = { client, jobs: `/v1.0/${identity.projectId}/jobs`, server, calls: new Calls(client, identity.projectId) }
    if (jobs > 0) await measureLoad(lab, { jobs, queues, rows })
    if (cancels > 0) await measureCancels(lab.calls, cancels)
    console.log(`After:  ${await otherLoad()}`)
  } finally {
    await server.stop()
  }
}

interface LoadSize {
  readonly jobs: number
  readonly queues: number
  readonly rows: number
}

async function measureLoad(lab: Lab, { jobs, queues, rows }: LoadSize): Promise<void> {
  const names = Array.from({ length: queues }, (_, n) => `q${n}`)
  for (const name of names) await lab.calls.createQueue(name)
  const before = await memory(lab.server.pid)
  const startedAt = performance.now()
  const each = Math.ceil(jobs / queues)
  const ofJob = (n: number): string => names[Math.floor(n / each)] ?? 'q0'
  const submitting = submitAll(lab, jobs, ofJob, `SELECT count(*) FROM range(${rows}) WHERE id % 7 = 3`)
  let submittedMs: number | undefined
  void submitting.then(() => {
    submittedMs = performance.now() - startedAt
  })
  const most = { running: 0, server: before.server, workers: 0 }
  let half: { readonly ofQueues: readonly number[]; readonly taken: number } | undefined
  for (;;) {
    const now = await memory(lab.server.pid)
    most.server = Math.max(most.server, now.server)
    most.workers = Math.max(most.workers, now.workers)
    const running = await count(lab, { 'job-status': 'RUNNING' })
    most.running = Math.max(most.running, running)
    const ended = await count(lab, { 'job-status': 'FINISHED' })
    if (half === undefined && ended >= jobs / 2) {
      const counts: number[] = []
      for (const name of names) counts.push(await count(lab, { 'job-status': 'FINISHED', queue_name: name }))
      half = { ofQueues: counts, taken: await count(lab, {}) }
    }
    if (submittedMs !== undefined && (await count(lab, {})) >= jobs && (await openJobs(lab)) === 0) break
    await sleep(100)
  }
  const tookMs = performance.now() - startedAt
  await submitting
  const after = await memory(lab.server.pid)
  const states: string[] = []
  for (const state of ['FINISHED', 'FAILED', 'CANCELLED']) states.push(`${await count(lab, { 'job-status': state })} ${state}`)
  console.log(
    `${jobs} jobs on ${queues} queues of 16 CUs: ${states.join(', ')} after ${(tookMs / 1000).toFixed(1)} s, taken after ${((submittedMs ?? 0) / 1000).toFixed(1)} s`,
  )
  console.log(`RUNNING at once: ${most.running} at most`)
  if (half !== undefined) {
    const [min, median, max] = [Math.min(...half.ofQueues), percentile(half.ofQueues, 0.5), Math.max(...half.ofQueues)]
    console.log(
      `ended of each queue when half of all had: ${min} at least, ${median} in the middle, ${max} at most, of ${each}; ${half.taken} had been taken`,
    )
  }
  console.log(
    `resident: server ${mib(before.server)} before, ${mib(most.server)} at most, ${mib(after.server)} behind; workers together ${mib(most.workers)} at most`,
  )
}

async function submitAll(lab: Lab, jobs: number, ofJob: (n: number) => string, sql: string): Promise<void> {
  let next = 0
  const caller = async (): Promise<void> => {
    for (let n = next++; n < jobs; n = next++) await lab.calls.submit(ofJob(n), sql)
  }
  await Promise.all(Array.from({ length: CALLERS }, caller))
}

const openJobs = async (lab: Lab): Promise<number> =>
  (await count(lab, { 'job-status': 'LAUNCHING' })) + (await count(lab, { 'job-status': 'RUNNING' }))

async function count(lab: Lab, query: Readonly<Record<string, string>>): Promise<number> {
  const { status, body } = await lab.client.request('GET', lab.jobs, { query: { ...query, 'page-size': '1' } })
  if (status !== 200 || typeof body !== 'object' || body === null || !('job_count' in body))
    throw new Error(`GET jobs: ${status} ${JSON.stringify(body)}`)
  return Number(body.job_count)
}

const mib = (bytes: number): string => `${(bytes / MIB).toFixed(0)} MiB`

async function memory(pid: number): Promise<{ readonly server: number; readonly workers: number }> {
  const workers = await Promise.all((await descendants(pid)).map(residentBytes))
  return { server: await residentBytes(pid), workers: workers.reduce((sum, bytes) => sum + bytes, 0) }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
