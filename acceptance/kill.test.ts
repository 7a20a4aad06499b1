import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chances } from '../testing/chances.ts'
import { type Answer, type Api, listOf } from './support/api.ts'
import { makeVpc, openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'

/**
 * The server is killed with SIGKILL at random moments while several callers change things. What was acknowledged before must be there after
 * the next start; what was under way may be there or not, but as a whole. npm run test:kill does it more often.
 */
const isLong = process.env['CAUSEWAY_TEST_KILLS'] !== undefined
const rounds = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? '8')
/** On a machine that is busy with other things fewer rounds do: no more are begun after this time, but five at least. */
const enoughMs = 120_000
const roundsAtLeast = 5
const callers = 4
const chance = chances()
const base = '/v2.0/{p}/datasource/enhanced-connections'

let api: Api
let network: { vpcId: string; subnetId: string }
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
  network = await makeVpc(api, 'vpc')
})
afterAll(() => api?.server.close())

type Presence = 'present' | 'absent' | 'unknown'

/** What the callers were told. */
interface Ledger {
  readonly queues: Map<string, Presence>
  readonly connections: Map<string, { name: string; presence: Presence; queue: string; bound: Presence }>
  readonly credentials: Map<string, Presence>
  readonly databases: Map<string, Presence>
  /** job id to the last end that was seen; undefined when none was */
  readonly jobs: Map<string, string | undefined>
}

const ledger: Ledger = { queues: new Map(), connections: new Map(), credentials: new Map(), databases: new Map(), jobs: new Map() }
/** Jobs whose end was seen after a restart: they are looked at again when all rounds are over, and not in each. */
const settledJobs = new Set<string>()
let acknowledged = 0
let cutInFlight = 0
let killing = false

/** Sends a change; 'cut' when the server went away before it answered. Any other trouble is a failure of the test. */
async function change(request: () => Promise<Answer>): Promise<Answer | 'cut'> {
  if (killing) return 'cut'
  try {
    const answer = await request()
    expect(answer.status, answer.text).toBeLessThan(300)
    acknowledged += 1
    return answer
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^E(CONNRESET|CONNREFUSED|PIPE)$/.test(String(error.code))) {
      cutInFlight += 1
      return 'cut'
    }
    throw error
  }
}

/** One caller: makes things, one after the other, until the server is killed. */
async function work(name: string): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const queue = `${name}_${turn}`
    ledger.queues.set(queue, 'unknown')
    if ((await change(() => api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 }))) === 'cut') return
    ledger.queues.set(queue, 'present')

    const created = await change(() =>
      api.post(base, { name: queue, dest_vpc_id: network.vpcId, dest_network_id: network.subnetId, queues: [queue] }),
    )
    if (created === 'cut') return
    const connectionId = String(created.body['connection_id'])
    const connection = { name: queue, presence: 'present' as Presence, queue, bound: 'present' as Presence }
    ledger.connections.set(connectionId, connection)

    const submitted = await change(() => api.submit('SELECT 1', { queue }))
    if (submitted === 'cut') return
    const jobId = String(submitted.body['job_id'])
    ledger.jobs.set(jobId, undefined)

    // A project has 1,000 of these and 50 databases, and how many turns a round takes is the machine's.
    if (ledger.credentials.size < 900) {
      ledger.credentials.set(queue, 'unknown')
      const credential = { auth_info_name: queue, datasource_type: 'passwd', user_name: 'u', password: 'p' }
      if ((await change(() => api.post('/v2.0/{p}/datasource/auth-infos', credential))) === 'cut') return
      ledger.credentials.set(queue, 'present')
    }
    if (turn % 4 === 0 && ledger.databases.size < 40) {
      ledger.databases.set(queue, 'unknown')
      if ((await change(() => api.post('/v1.0/{p}/databases', { database_name: queue }))) === 'cut') return
      ledger.databases.set(queue, 'present')
    }

    connection.bound = 'unknown'
    if ((await change(() => api.post(`${base}/${connectionId}/disassociate-queue`, { queues: [queue] }))) === 'cut') return
    connection.bound = 'absent'
    if (turn % 2 === 0) {
      connection.bound = 'unknown'
      if ((await change(() => api.post(`${base}/${connectionId}/associate-queue`, { queues: [queue] }))) === 'cut') return
      connection.bound = 'present'
    } else {
      connection.presence = 'unknown'
      if ((await change(() => api.delete(`${base}/${connectionId}`))) === 'cut') return
      connection.presence = 'absent'
    }

    const status = await endOf(jobId)
    if (status === 'cut') return
    ledger.jobs.set(jobId, status)
    if (turn % 3 !== 0) {
      // Its binding goes with it.
      ledger.queues.set(queue, 'unknown')
      connection.bound = 'unknown'
      if ((await change(() => api.delete(`/v1.0/{p}/queues/${queue}`))) === 'cut') return
      ledger.queues.set(queue, 'absent')
      connection.bound = 'absent'
    }
  }
}

/** At random, but only when more than this was acknowledged: a round without is no test, and a busy machine is slow to begin. */
async function randomMoment(enough: number): Promise<void> {
  while (acknowledged <= enough) await sleep(5)
  await sleep(chance() * 450)
}

async function endOf(jobId: string): Promise<string | 'cut'> {
  for (;;) {
    const answer = await change(() => api.get(`/v1.0/{p}/jobs/${jobId}/status`))
    if (answer === 'cut') return 'cut'
    const status = String(answer.body['status'])
    if (status === 'FINISHED' || status === 'FAILED' || status === 'CANCELLED') return status
    await sleep(5)
  }
}

function compare(what: string, expected: Iterable<readonly [string, Presence]>, found: ReadonlySet<unknown>, wrong: string[]): void {
  for (const [name, presence] of expected) {
    if (presence === 'present' && !found.has(name)) wrong.push(`${what} ${name} was acknowledged and is gone`)
    if (presence === 'absent' && found.has(name)) wrong.push(`${what} ${name} was deleted and is back`)
  }
}

async function namesOf(target: string, list: string, name: string): Promise<ReadonlySet<unknown>> {
  const answer = await api.get(target)
  expect(answer.status, answer.text).toBe(200)
  return new Set(listOf(answer.body[list]).map((each) => each[name]))
}

/** Compares the ledger with what the server shows. @param jobs those to look at @returns what is wrong */
async function audit(jobs: Iterable<readonly [string, string | undefined]>): Promise<readonly string[]> {
  const wrong: string[] = []
  compare('queue', ledger.queues, await namesOf('/v1.0/{p}/queues?queue_type=all', 'queues', 'queue_name'), wrong)
  compare(
    'credential',
    ledger.credentials,
    await namesOf('/v2.0/{p}/datasource/auth-infos?limit=100000', 'auth_infos', 'auth_info_name'),
    wrong,
  )
  compare('database', ledger.databases, await namesOf('/v1.0/{p}/databases', 'databases', 'database_name'), wrong)

  const { body } = await api.get(`${base}?limit=0&status=ACTIVE`)
  const shown = new Map(listOf(body['connections']).map((each) => [String(each['id']), each]))
  compare(
    'connection',
    [...ledger.connections].map(([id, { presence }]) => [id, presence] as const),
    new Set(shown.keys()),
    wrong,
  )
  for (const [id, { name, queue, bound, presence }] of ledger.connections) {
    const connection = shown.get(id)
    if (connection === undefined || presence !== 'present') continue
    const peers = new Set(listOf(connection['available_queue_info']).map((peer) => peer['name']))
    compare(`in connection ${name} the binding of`, [[queue, bound]], peers, wrong)
    if (connection['name'] !== name) wrong.push(`connection ${name} is now called ${String(connection['name'])}`)
  }

  for (const [jobId, seen] of jobs) {
    const answer = await api.get(`/v1.0/{p}/jobs/${jobId}/status`)
    if (answer.status !== 200) {
      wrong.push(`job ${jobId} was accepted and is gone: ${answer.text}`)
      continue
    }
    // A query that had not begun may run now: it must come to an end all the same.
    const { status, message } = await api.waitForJob(jobId)
    if (seen !== undefined && status !== seen) wrong.push(`job ${jobId} was ${seen} and is ${status}`)
    if (status === 'FAILED' && !/server/i.test(message))
      wrong.push(`job ${jobId} FAILED, and its message does not speak of the server: ${message}`)
    ledger.jobs.set(jobId, status)
    settledJobs.add(jobId)
  }
  return wrong
}

/** Objects that the server's own audit has as asked for: it is read page by page, for it grows with the rounds. */
async function auditedObjects(action: string): Promise<ReadonlySet<string>> {
  const objects = new Set<string>()
  let next = ''
  do {
    const { status, text, body } = await api.get(`/causeway/v1/audit?action=${action}&limit=1000${next === '' ? '' : `&cursor=${next}`}`)
    expect(status, text).toBe(200)
    for (const { outcome, object } of listOf(body['events']))
      if (outcome === 'succeeded' || outcome === 'unknown') objects.add(String(object))
    next = typeof body['next'] === 'string' ? body['next'] : ''
  } while (next !== '')
  return objects
}

/** What is there and was asked for by somebody of whom the server has no record. */
async function unrecorded(): Promise<readonly string[]> {
  const made = [
    ['dli.queues.create', 'queues', await namesOf('/v1.0/{p}/queues?queue_type=all', 'queues', 'queue_name')],
    [
      'dli.auth-infos.create',
      'datasource/auth-infos',
      await namesOf('/v2.0/{p}/datasource/auth-infos?limit=100000', 'auth_infos', 'auth_info_name'),
    ],
    ['dli.databases.create', 'databases', await namesOf('/v1.0/{p}/databases', 'databases', 'database_name')],
    [
      'dli.enhanced-connections.create',
      'datasource/enhanced-connections',
      await namesOf(`${base}?limit=0&status=ACTIVE`, 'connections', 'name'),
    ],
  ] as const
  const missing: string[] = []
  for (const [action, collection, names] of made) {
    const recorded = await auditedObjects(action)
    const objects = [...names].filter((name) => name !== 'default').map((name) => `${collection}/${String(name)}`)
    missing.push(...objects.filter((object) => !recorded.has(object)))
  }
  return missing
}

/**
 * Removes what is left of rounds before the last: the next ones have something to keep, and each has as much to look at as the one before. Otherwise many rounds
 * would cost with the square of their number, and end at the quotas.
 */
async function tidy(round: number): Promise<void> {
  const isOld = (name: string): boolean => Number(/^r(\d+)_/.exec(name)?.[1]) < round
  const remove = async (target: string): Promise<Presence> => {
    const { status, text } = await api.delete(target)
    expect(status, text).toBeLessThan(300)
    return 'absent'
  }
  const { body } = await api.get(`${base}?limit=0&status=ACTIVE`)
  for (const { id, name } of listOf(body['connections'])) if (isOld(String(name))) await remove(`${base}/${String(id)}`)
  for (const connection of ledger.connections.values()) if (isOld(connection.name)) connection.presence = 'absent'
  const queues = await namesOf('/v1.0/{p}/queues?queue_type=all', 'queues', 'queue_name')
  for (const queue of queues) if (isOld(String(queue))) ledger.queues.set(String(queue), await remove(`/v1.0/{p}/queues/${String(queue)}`))
}

describe('kill -9', () => {
  it('again and again at random moments: nothing that was acknowledged is lost', async () => {
    const begin = performance.now()
    let round = 0
    for (; round < rounds && (isLong || round < roundsAtLeast || performance.now() - begin < enoughMs); round += 1) {
      killing = false
      // Names are unique over all rounds: a name that is taken may be one that was never acknowledged.
      const atWork = Array.from({ length: callers }, (_, caller) => work(`r${round}_c${caller}`))
      const all = Promise.all(atWork)
      all.catch(() => {})
      await Promise.race([all, randomMoment(acknowledged + callers)])
      killing = true
      await api.server.end('SIGKILL')
      await all
      await api.server.start()
      const jobs = [...ledger.jobs].filter(([jobId]) => !settledJobs.has(jobId))
      expect(await audit(jobs), `round ${round}`).toEqual([])
      expect(await unrecorded(), `round ${round}: changes without a record`).toEqual([])
      await tidy(round)
    }
    expect(await audit([...ledger.jobs]), 'after all rounds').toEqual([])
    // Otherwise nothing was tested.
    expect(acknowledged).toBeGreaterThanOrEqual(round * callers)
    expect(cutInFlight).toBeGreaterThan(0)
    expect(await api.rows('SELECT 1')).toEqual([[1]])
  })
})
