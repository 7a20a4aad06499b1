import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { chances } from '../../../testing/chances.ts'
import { openDescriptors } from '../../../testing/open-descriptors.ts'
import { CausewayError } from '../../base/errors.ts'
import type { DialOutcome } from './compute-ports.ts'
import type { Step } from './fixtures/scripted-step.ts'
import { childPids, eventually, greetingServer, loopbackDialler, startCompute, TestGrant } from './fixtures/started-compute.ts'
import { ControlGroups } from './limits/control-groups.ts'

const KILLED_SERVER = fileURLToPath(new URL('./fixtures/killed-server.ts', import.meta.url))
/** Dials that are let through or refused, each part of a job that ends, is cancelled, revoked or killed. */
const DIALS = Number(process.env['CAUSEWAY_TEST_DIALS'] ?? 300)
/** It has no verdict by the clock: a run that hangs is to end. */
const TIME_MS_MAX = 600_000 + 500 * DIALS
const DIALS_OF_JOB_MAX = 20
const AT_ONCE = 3
const QUEUES = ['q', 'q2', 'q3']
const ENDS = ['finish', 'cancel', 'kill', 'revoke', 'forget'] as const

/** Folders of control groups that servers made, by what they are named. */
function groupsNamed(part: string): readonly string[] {
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      const path = join(folder, entry.name)
      if (entry.name.includes(part)) found.push(path)
      else if (depth > 0) look(path, depth - 1)
    }
  }
  try {
    look('/sys/fs/cgroup', 5)
  } catch {
    // This machine has none, or one has gone meanwhile.
  }
  return found
}

/** What a process holds of the machine. */
const held = (): Readonly<Record<string, number>> => ({
  processes: readdirSync('/proc/self/task').reduce(
    (sum, thread) => sum + readFileSync(`/proc/self/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).length,
    0,
  ),
  descriptors: openDescriptors(),
  // What keeps a namespace that no process is in: a descriptor, or a mount.
  namespaces: readdirSync('/proc/self/fd').filter((fd) => /^(net|mnt|user|pid|ipc):\[/.test(linkOf(`/proc/self/fd/${fd}`))).length,
  mounts: readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n').length,
  groups: groupsNamed(`causeway-workers-${process.pid}-`).length,
})

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

test.runIf(process.platform === 'linux')(
  `${DIALS} dials, refusals, cancels, kills, hand-overs and revocations in random order leave nothing behind`,
  async () => {
    const chance = chances()
    const random = (max: number): number => Math.floor(chance() * max)
    await using target = await greetingServer()
    // What a first server of the process leaves for good: its threads, and what they have open.
    const dialLoopback = loopbackDialler()
    await (await startCompute({ spareWorkers: 2, dial: dialLoopback }))[Symbol.asyncDispose]()
    const before = held()
    const grants = new Set<TestGrant>()
    const dial = async (request: { readonly host: string; readonly port: number }): Promise<DialOutcome> => {
      if (request.host === 'refused') return { kind: 'refused', error: new CausewayError('unreachable', 'in no host entry') }
      const grant = new TestGrant()
      grants.add(grant)
      return await dialLoopback(request, grant)
    }
    await using started = await startCompute({ spareWorkers: 2, dial })
    for (const queue of QUEUES.slice(1)) started.openQueue(queue)
    let dials = 0
    let jobs = 0
    const outcomes = new Map<string, number>()
    const one = async (end = ENDS[random(ENDS.length)] ?? 'finish', isAlone = false): Promise<void> => {
      jobs += 1
      const id = `job-${jobs}`
      const times = 1 + random(DIALS_OF_JOB_MAX)
      dials += times
      const host = random(4) === 0 ? 'refused' : 'pg'
      const steps: readonly Step[] = [
        { do: 'dial', host, port: target.port, times, keep: random(2) === 0 },
        end === 'finish' ? { do: 'finish' } : { do: 'wait', ms: 600_000, deaf: end === 'forget' },
      ]
      const job = started.job(steps, { id, queueId: QUEUES[random(QUEUES.length)] ?? 'q' })
      if (end !== 'finish') {
        await Promise.race([started.jobStarted(id), job])
        // In the midst of its dials, or after them.
        await new Promise((resolve) => setTimeout(resolve, random(30)))
        if (end === 'kill') {
          const pids = started.workerPids()
          const victim = pids[random(pids.length)]
          for (const pid of isAlone ? pids : victim === undefined ? [] : [victim]) killed(pid)
        }
        if (end === 'revoke') {
          await Promise.all([...grants].map((grant) => grant.revoke('The binding is gone')))
          grants.clear()
        }
        if (!isAlone) started.compute.cancel(id, 'The test goes on')
      }
      const { kind } = await job
      outcomes.set(kind, (outcomes.get(kind) ?? 0) + 1)
    }
    const line = async (): Promise<void> => {
      while (dials < DIALS) await one()
    }
    await Promise.all(Array.from({ length: AT_ONCE }, line))
    // Whom a kill meets is chance; that whoever it meets fails is not.
    await one('kill', true)
    for (const end of ['finish', 'cancel'] as const) await one(end)
    expect([...outcomes.keys()].toSorted()).toEqual(['cancelled', 'failed', 'finished'])
    expect(started.endedJobs).toHaveLength(jobs)
    await started.compute.stop('The test has ended')
    await eventually(() => target.open() === 0)
    await eventually(() => Object.entries(held()).every(([what, count]) => count <= (before[what] ?? 0)))
  },
  TIME_MS_MAX,
)

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

test.runIf(process.platform === 'linux')('what a killed server leaves is gone when the next one has started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-killed-'))
  const home = join(folder, 'home')
  const server = spawn(process.execPath, [KILLED_SERVER, home], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(server.stdout, 'data')
    const groups = groupsNamed(`causeway-workers-${server.pid}-`)
    expect(groups.length > 0).toBe(ControlGroups.open().controllers.length > 0)
    const workers = childPids(`${home}/scratch`)
    expect(workers.length).toBeGreaterThan(0)
    server.kill('SIGKILL')
    await once(server, 'exit')
    await eventually(() => workers.every((pid) => linkOf(`/proc/${pid}/exe`) === ''))
    await using _next = await startCompute()
    await eventually(() => groups.every((group) => !groupsNamed(`causeway-workers-${server.pid}-`).includes(group)))
    expect(groupsNamed(`causeway-workers-${server.pid}-`)).toEqual([])
  } finally {
    server.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
})
