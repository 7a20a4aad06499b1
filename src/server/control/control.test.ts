import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../../base/log.ts'
import { createCompute } from '../compute/compute.ts'
import { measuredSandbox } from '../compute/fixtures/measured-sandbox.ts'
import { createBroker } from '../network/broker.ts'
import { openStore } from '../store/store.ts'
import { createControl } from './control.ts'
import { remedyText, temporaryHome } from './fixtures/started-control.ts'

let home = ''
beforeEach(() => {
  home = temporaryHome()
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(home, { recursive: true, force: true })
})

test('a start that fails before the workers are started ends what it has started', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const log = createLog('silent')
  const store = await openStore({ home })
  const broker = createBroker({ dialTimeoutMs: 30_000, ownPorts: () => [] })
  const compute = createCompute({ home, settings: { spareWorkers: 0 }, dataFoldersReadable: [], log, sandbox: measuredSandbox() })
  // Its probes have timers too, and would have them still.
  await measuredSandbox()
  const begun = vi.spyOn(globalThis, 'setInterval')
  const ended = vi.spyOn(globalThis, 'clearInterval')
  const config = {
    host: '127.0.0.1',
    port: 0,
    home,
    buckets: {},
    identity: { domain: 'd', user: 'u', project: 'p' },
    compute: { spareWorkers: 0 },
    quotas: {},
    agents: { host: '127.0.0.1', port },
  }
  const starting = createControl({ config, store, broker, compute, clock: Date.now, timeZone: 'UTC', log, remedyText })
  await expect(starting).rejects.toMatchObject({ kind: 'in-use' })
  const timers = begun.mock.results.map(({ value }) => value)
  expect(timers.length).toBeGreaterThan(1)
  expect(timers.filter((timer) => !ended.mock.calls.some(([cleared]) => cleared === timer))).toEqual([])
  await broker.close()
  await store.close()
  taken.close()
})
