import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLog } from '../src/base/log.ts'
import { createCompute } from '../src/server/compute/compute.ts'
import { createAttachmentHealth } from '../src/server/control/attachment-health/attachment-health.ts'
import { createConnections } from '../src/server/control/connections/connections.ts'
import { createGrants } from '../src/server/control/dialling/grants.ts'
import { createNetworkViews, type NetworkViews } from '../src/server/control/dialling/network-views.ts'
import { createEvents } from '../src/server/control/events/events.ts'
import { makeFirstIdentity } from '../src/server/control/identity/first-identity.ts'
import { createReconciler } from '../src/server/control/reconciler/reconciler.ts'
import { QUOTAS } from '../src/server/control/shared/limits.ts'
import { createBroker } from '../src/server/network/broker.ts'
import { insertBinding } from '../src/server/store/network/bindings.ts'
import { insertConnection } from '../src/server/store/network/connections.ts'
import { insertSubnet } from '../src/server/store/network/subnets.ts'
import { insertVpc } from '../src/server/store/network/vpcs.ts'
import { insertQueue } from '../src/server/store/queues/queues.ts'
import { openStore, type Store } from '../src/server/store/store.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `Decisions of the policy in a project with 1,000 connections and 20,000 host entries, made by the queue's view as a dial has it (a second of the process's own processor time); what the views of its queues take in memory,
with 10 connections in the project and with 1,000; and 1,000 queues that are bound to one connection by one call of the service, with their checks and all that is committed for them.`

const HOSTS = 20_000
const QUEUES = 1_000
const PROJECT = 'a'.repeat(32)

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, n) => n)
const hostName = (n: number): string => `host-${n}.example`
const address = (n: number): string => `10.${Math.floor(n / 65_536)}.${Math.floor(n / 256) % 256}.${n % 256}`

/** The benchmark policy. Options: --rounds <number> (7). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '7' } } })
  const rounds = Number(values.rounds)
  if (!(rounds >= 1)) throw new Error('--rounds is a number from 1')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}\n`)
  await decisions(rounds)
  const few = await memory(10)
  const many = await memory(1_000)
  console.log(`\nmemory of one more queue's view: ${few} bytes with 10 connections, ${many} with 1,000, ratio ${(many / few).toFixed(2)}`)
  const seconds: number[] = []
  for (let round = 0; round < rounds; round++) seconds.push(await binding())
  console.log(`${QUEUES} queues bound to one connection: ${percentile(seconds, 0.5).toFixed(2)} s, the median of ${seconds.length}`)
  console.log(`\nAfter:  ${await otherLoad()}`)
}

async function decisions(rounds: number): Promise<void> {
  await using lab = await filled({ connections: 1_000, queues: 2, bound: 1 })
  const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [8600] })
  const views = createNetworkViews(lab.store)
  const [bound, unbound] = [await views.of('q0'), await views.of('q1')]
  const port = 5432
  const cases = [
    ['a name, allowed', bound, (n: number) => ({ host: hostName(n % HOSTS), port }), 'allowed'],
    ['an address, allowed', bound, (n: number) => ({ host: address(n % HOSTS), port }), 'allowed'],
    ['a name that is not there', bound, (n: number) => ({ host: `no-${n}`, port }), 'refused'],
    ['an address beyond', bound, (n: number) => ({ host: `172.16.${n % 256}.1`, port }), 'refused'],
    ['a name, of a queue that is not bound', unbound, (n: number) => ({ host: hostName(n % HOSTS), port }), 'refused'],
  ] as const
  for (const [what, view, target, wanted] of cases) {
    const perSecond: number[] = []
    for (let round = -2; round < rounds; round++) {
      const before = processorSeconds()
      let [made, took] = [0, 0]
      while (took < 0.3) {
        for (let n = 0; n < 200; n++, made++) {
          if (broker.decide(view, target(made)).kind !== wanted) throw new Error(`${what} is not ${wanted}`)
        }
        took = processorSeconds() - before
      }
      // The first rounds warm up.
      if (round >= 0) perSecond.push(made / took)
    }
    console.log(`${what.padEnd(38)} ${Math.round(percentile(perSecond, 0.5)).toLocaleString('en')} decisions a second`)
  }
  await broker.close()
}

/** Of this process: the machine may be busy with other things. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Bytes that the view of one more queue takes. */
async function memory(connections: number): Promise<number> {
  await using lab = await filled({ connections, queues: QUEUES, bound: QUEUES })
  const views = createNetworkViews(lab.store)
  await readViews(views, 0, 100)
  const before = heapUsed()
  await readViews(views, 100, QUEUES)
  return Math.round((heapUsed() - before) / (QUEUES - 100))
}

async function readViews(views: NetworkViews, from: number, to: number): Promise<void> {
  for (let n = from; n < to; n++) {
    const view = await views.of(`q${n}`)
    if (!views.isCurrent(view) || view.bindings[0]?.hosts.length !== HOSTS) throw new Error('The view is not kept')
  }
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') for (let n = 0; n < 3; n++) Reflect.apply(collect, undefined, [])
  return process.memoryUsage().heapUsed
}

/** Seconds. */
async function binding(): Promise<number> {
  await using lab = await filled({ connections: 1, queues: QUEUES, bound: 0 })
  const { store } = lab
  const log = createLog('silent')
  const clock = Date.now
  const remedyText = ({ kind }: { readonly kind: string }): string => kind
  const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
  const compute = createCompute({ home: store.home, settings: { spareWorkers: 0 }, dataFoldersReadable: [], log })
  const [views, grants, events] = [createNetworkViews(store), createGrants(), createEvents({ epoch: 1, clock })]
  const health = createAttachmentHealth({ store, broker, log, changed: (told) => reconciler.attachment(told.vpcId) })
  const parts = { store, compute, clock, log, views, events, grants, health, remedyText, dataFolders: () => [], cuOf: () => 16 }
  const reconciler = createReconciler(parts)
  const connections = createConnections({ store, clock, quotas: QUOTAS, reconciler, views, grants, events })
  const caller = { projectId: PROJECT, userId: 'u', userName: 'u' }
  const startedAt = performance.now()
  await connections.bind(
    caller,
    'c0',
    numbers(QUEUES).map((n) => `q${n}`),
  )
  const { bindings } = await connections.get(caller, 'c0')
  const seconds = (performance.now() - startedAt) / 1_000
  const active = bindings.filter(({ state }) => state === 'active').length
  if (active !== QUEUES) throw new Error(`${active} of ${QUEUES} bindings are active`)
  reconciler.stop()
  health.stop()
  await broker.close()
  return seconds
}

interface Size {
  readonly connections: number
  readonly queues: number
  /** So many queues are bound to the first connection, which has the host entries. */
  readonly bound: number
}

async function filled(size: Size): Promise<AsyncDisposable & { readonly store: Store }> {
  const home = mkdtempSync(join(tmpdir(), 'causeway-policy-'))
  const store = await openStore({ home })
  const projectId = (await makeFirstIdentity(store, Date.now, { domain: 'domain', user: 'user', project: 'project', projectId: PROJECT }))
    ?.project.id
  if (projectId !== PROJECT) throw new Error('The project has another id')
  const at = Date.now()
  const kept = { description: '', tags: [], createdAt: at, updatedAt: at }
  await store.transaction(async (tx) => {
    await insertVpc(
      tx,
      { id: 'v', projectId, name: 'v', cidr: '10.0.0.0/8', ...kept, enterpriseProjectId: '0', settings: {} },
      { kind: 'host' },
    )
    const subnet = { name: 's', cidr: '10.0.0.0/8', gatewayIp: '10.0.0.1', settings: {}, ...kept }
    await insertSubnet(tx, { id: 's', neutronSubnetId: 's', projectId, vpcId: 'v', ...subnet })
    for (const n of numbers(size.connections)) {
      const hosts =
        n === 0 ? numbers(HOSTS).map((host) => ({ name: hostName(host), ip: address(host) })) : [{ name: `only-${n}`, ip: address(n) }]
      const made = {
        name: `c${n}`,
        vpcId: 'v',
        subnetId: 's',
        state: 'active' as const,
        hosts,
        routes: [],
        ports: [{ from: 1, to: 65_535 }],
        tags: [],
      }
      await insertConnection(tx, { id: `c${n}`, projectId, number: n + 1, ...made, createdAt: at, changedAt: at })
    }
    for (const n of numbers(size.queues)) {
      const holder = { kind: 'queue', id: `q${n}`, name: `q${n}` } as const
      await insertQueue(tx, {
        ...{
          id: holder.id,
          number: n + 10,
          projectId,
          name: holder.name,
          type: 'sql',
          cuCount: 16,
          resourceMode: 1,
          platform: '',
          feature: '',
        },
        ...{ engine: 'spark', chargingMode: 1, enterpriseProjectId: '0', labels: [], poolName: '', cidr: '', owner: 'u', ownerId: 'u' },
        ...{ state: 'available', preset: false, poolId: undefined, policies: [], changedAt: at, description: '', tags: [], createdAt: at },
      })
      if (n >= size.bound) continue
      const binding = { id: `b${n}`, projectId, number: n + 1, connectionId: 'c0', holder, createdAt: at }
      await insertBinding(tx, { ...binding, state: 'active', failure: '', updatedAt: at })
    }
  })
  return {
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
