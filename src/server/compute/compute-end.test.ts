import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { compileCache } from '../../../testing/kept-program.ts'
import { childPids, eventually, failure, makeCompute, startCompute } from './fixtures/started-compute.ts'
import { findIsolationTools } from './sandbox/isolation.ts'

const FINISH = { do: 'finish' } as const
const WAIT = { do: 'wait', ms: 600_000 } as const

describe('the end', () => {
  test('stop cancels what runs and what waits, tells each once, and leaves no process and no folder', async () => {
    const started = await startCompute({ spareWorkers: 2 })
    started.openQueue('small', 4)
    const outcomes = [
      started.job([WAIT], { id: 'running', queueId: 'small' }),
      started.job([FINISH], { id: 'waiting', queueId: 'small' }),
      started.job([{ do: 'block', ms: 600_000 }], { id: 'blocked' }),
    ]
    await Promise.all([started.jobStarted('running'), started.jobStarted('blocked')])
    const analysis = started.analyze({ analysisId: 'a', sql: 'hang', currentDatabase: '', depth: 'syntax' })
    analysis.catch(() => {})
    expect(existsSync(join(started.home, 'scratch'))).toBe(true)
    await started.compute.stop('The server was stopped')
    for (const outcome of outcomes) expect(await outcome).toEqual({ kind: 'cancelled', reason: 'The server was stopped' })
    await expect(analysis).rejects.toMatchObject({ message: expect.stringContaining('stop') })
    expect(started.endedJobs.toSorted()).toEqual(['blocked', 'running', 'waiting'])
    expect(started.workerPids()).toEqual([])
    expect(existsSync(join(started.home, 'scratch'))).toBe(false)
    expect(() => started.openQueue('late')).toThrow('stopping')
    expect(started.compute.readiness()).toEqual({ missing: ['The server is stopping'], degraded: [] })
    await started[Symbol.asyncDispose]()
  })

  test('stop in the middle of start leaves no process', async () => {
    const made = await makeCompute({ spareWorkers: 2 })
    const start = made.start()
    start.catch(() => {})
    await eventually(() => made.workerPids().length > 0)
    await made.compute.stop('changed my mind')
    await start.catch(() => {})
    expect(made.workerPids()).toEqual([])
    await made[Symbol.asyncDispose]()
    expect(existsSync(made.home)).toBe(false)
  })

  test('scratch folders of an earlier run are emptied at start, a worker’s own at its end', async () => {
    const made = await makeCompute()
    mkdirSync(join(made.home, 'scratch', 'w9', 'deep'), { recursive: true })
    writeFileSync(join(made.home, 'scratch', 'w9', 'deep', 'spill'), 'x')
    await made.start()
    made.openQueue('q')
    expect(existsSync(join(made.home, 'scratch', 'w9'))).toBe(false)
    const before = readdirSync(join(made.home, 'scratch'))
    failure(await made.job([{ do: 'exit', code: 1 }]))
    await eventually(() => before.some((name) => !existsSync(join(made.home, 'scratch', name))))
    await made[Symbol.asyncDispose]()
  })

  test.skipIf(findIsolationTools('/usr/bin:/bin').setpriv === undefined)(
    'a server that is killed leaves no worker, even a blocked one',
    async () => {
      const home = join(await mkdtemp(join(tmpdir(), 'causeway-killed-')), 'home')
      const server = spawn(process.execPath, [fileURLToPath(new URL('./fixtures/killed-server.ts', import.meta.url)), home], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      })
      try {
        await once(server.stdout, 'data')
        expect(childPids(`${home}/scratch`).length).toBeGreaterThan(0)
        server.kill('SIGKILL')
        await once(server, 'exit')
        await eventually(() => childPids(`${home}/scratch`).every((pid) => isZombie(pid)))
      } finally {
        server.kill('SIGKILL')
        await rm(join(home, '..'), { recursive: true, force: true })
      }
    },
  )
})

function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return true
  }
}
