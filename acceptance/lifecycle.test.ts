import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessRowsSql, endlessSql } from '../testing/endless-sql.ts'
import { type Api, listOf } from './support/api.ts'
import { connect, jdbcTable, makeNetwork, makeVpc, type Network, openServer } from './support/lab.ts'
import { AS_DELIVERED, isAlive, startAndSignal, startSecondServer } from './support/server.ts'

let api: Api
let network: Network
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
  network = await makeNetwork(api, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
})
afterAll(async () => {
  await api?.server.close()
  await network?.postgres.stop()
})

/** The file's server, for a start costs seconds of a processor: a test that ends it leaves the next start to the next test. */
async function open(): Promise<Api> {
  if (!api.server.isRunning) await api.server.start()
  return api
}

let queues = 0
/** A queue of its own for a test. */
async function newQueue(server: Api): Promise<string> {
  queues += 1
  await server.createQueue(`q${queues}`)
  return `q${queues}`
}

/** What the API shows of queues, connections, VPCs, credentials and databases. */
async function everything(of: Api): Promise<unknown> {
  const shown: Record<string, unknown> = {}
  for (const target of [
    '/v1.0/{p}/queues?queue_type=all',
    '/v2.0/{p}/datasource/enhanced-connections?limit=0',
    '/v1/{p}/vpcs',
    '/v1/{p}/subnets',
    '/v2.0/{p}/datasource/auth-infos',
    '/v1.0/{p}/databases',
  ]) {
    const answer = await of.get(target)
    expect(answer.status, answer.text).toBe(200)
    // What jobs use of a queue at the moment is no state that is kept.
    shown[target] = JSON.parse(JSON.stringify(answer.body), (name, value: unknown) => (name === 'used_cu' ? undefined : value))
  }
  return shown
}

describe.each(['SIGTERM', 'SIGKILL'] as const)('a restart after %s', (signal) => {
  it('finds everything as it was; a job that ran is over, with a message that says why', async () => {
    const server = await open()
    const [bound, free, database] = [await newQueue(server), await newQueue(server), `sales_${signal.toLowerCase()}`]
    const connectionId = await connect(server, `orders_${signal}`, network, [bound])
    await server.finish(`CREATE DATABASE ${database}`)
    await server.finish(jdbcTable('orders', 'public.orders'), { queue: bound, database })
    await server.finish('CREATE TABLE kept AS SELECT 42 AS answer', { queue: free, database })
    const done = await server.run('SELECT 7', { queue: free })
    const running = String((await server.submit(endlessSql, { queue: bound })).body['job_id'])
    const waiting = String((await server.submit('SELECT 1', { queue: bound })).body['job_id'])
    expect((await server.waitForStatus(running, ['RUNNING'])).status).toBe('RUNNING')
    const before = await everything(server)

    await server.server.end(signal)
    await server.server.start()

    expect(await everything(server)).toEqual(before)
    const { status, message } = await server.waitForJob(running)
    expect(status, message).toBe(signal === 'SIGKILL' ? 'FAILED' : 'CANCELLED')
    expect(message).toMatch(/server/i)
    // A query that had not begun has lost nothing: it may run now, or be over with a message.
    const waited = await server.waitForJob(waiting)
    if (waited.status !== 'FINISHED') expect(waited.message).toMatch(/server/i)
    expect((await server.waitForJob(done.jobId)).status).toBe('FINISHED')
    expect(await server.waitForPeer(connectionId, bound)).toBe('ACTIVE')
    expect(await server.rows(`SELECT count(*) FROM ${database}.orders`, { queue: bound })).toEqual([[10]])
    expect(await server.rows(`SELECT answer FROM ${database}.kept`, { queue: free })).toEqual([[42]])
  })
})

describe('SIGTERM', () => {
  it('ends the server in order: exit code 0, the running job recorded as cancelled, no worker left', async () => {
    const server = await open()
    const queue = await newQueue(server)
    const running = String((await server.submit(endlessSql, { queue })).body['job_id'])
    expect((await server.waitForStatus(running, ['RUNNING'])).status).toBe('RUNNING')
    const workers = await server.server.children()
    if (process.platform === 'linux') expect(workers.length).toBeGreaterThan(0)

    expect(await server.server.end('SIGTERM')).toEqual({ code: 0, signal: null })
    await expect.poll(() => workers.filter(isAlive)).toEqual([])

    await server.server.start()
    const { status, message } = await server.waitForJob(running)
    expect(status).toBe('CANCELLED')
    expect(message).toMatch(/\S/)
  })

  it('answers a request that waits for its job, instead of waiting for it', async () => {
    const server = await open()
    const conf = ['dli.sql.sqlasync.enabled=false']
    const waiting = server.submit(`CREATE TABLE endless AS ${endlessSql}`, { conf })
    waiting.catch(() => {})
    await expect.poll(async () => listOf((await server.get('/v1.0/{p}/jobs?job-status=RUNNING')).body['jobs']).length).toBe(1)
    expect(await server.server.end('SIGTERM')).toEqual({ code: 0, signal: null })
    const { body, text } = await waiting
    expect(text).toContain('The server was stopped (SIGTERM)')
    await server.server.start()
    expect((await server.waitForJob(String(body['job_id']))).status).toBe('CANCELLED')
  })

  it('is the same by SIGINT, also when it is typed twice on a terminal, which sends it to the workers too', async () => {
    const server = await open()
    const queue = await newQueue(server)
    const running = String((await server.submit(endlessSql, { queue })).body['job_id'])
    expect((await server.waitForStatus(running, ['RUNNING'])).status).toBe('RUNNING')
    // A terminal's Ctrl-C reaches the whole group; some versions of npm pass it on once more.
    for (const worker of await server.server.children()) signalIfThere(worker, 'SIGINT')
    process.kill(server.server.pid, 'SIGINT')
    expect(await server.server.end('SIGINT')).toEqual({ code: 0, signal: null })
    await server.server.start()
    const { status, message } = await server.waitForJob(running)
    expect([status, message]).toEqual(['CANCELLED', 'The server was stopped (SIGINT)'])
  })

  it('while the server starts ends it as soon as it has started, and what the first start shows is shown by the next, once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
    try {
      const home = join(folder, 'home')
      const starting = await startAndSignal(home, 'SIGTERM', () => existsSync(join(home, 'causeway.db')))
      expect(starting).toMatchObject({ code: 0, signal: null, output: expect.stringContaining('has stopped') })
      expect(starting.output).not.toMatch(/listens|secret key/)
      const isReady = (output: string): boolean => output.includes('Causeway listens')
      expect((await startAndSignal(home, 'SIGINT', isReady)).output).toMatch(/secret key {2}\S{40}/)
      expect((await startAndSignal(home, 'SIGINT', isReady)).output).not.toContain('secret key')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('SIGKILL', () => {
  it('leaves no worker running either', async () => {
    const server = await open()
    const queue = await newQueue(server)
    const running = String((await server.submit(endlessSql, { queue })).body['job_id'])
    await server.waitForStatus(running, ['RUNNING'])
    const workers = await server.server.children()
    await server.server.end('SIGKILL')
    await expect.poll(() => workers.filter(isAlive)).toEqual([])
  })

  it('while the server starts leaves nothing outside of the data folder, and in it nothing that the next start keeps', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
    try {
      const [home, temporary] = [join(folder, 'home'), join(folder, 'tmp')]
      await mkdir(temporary)
      const probes = (): readonly string[] =>
        [join(home, 'scratch'), temporary]
          .flatMap((each) => (existsSync(each) ? readdirSync(each) : []))
          .filter((name) => /probe-/.test(name))
      const env = { TMPDIR: temporary }
      await startAndSignal(home, 'SIGKILL', () => probes().length > 0, env)
      expect(await readdir(temporary)).toEqual([])
      expect(probes()).not.toEqual([])
      let whenReady: readonly string[] = ['not looked at']
      const isReady = (output: string): boolean => {
        whenReady = probes()
        return output.includes('Causeway listens')
      }
      expect((await startAndSignal(home, 'SIGTERM', isReady, env)).code).toBe(0)
      expect(whenReady).toEqual([])
      expect(await readdir(temporary)).toEqual([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('a second server on the same port', () => {
  it('is refused with a message that names the port, before it touches its data folder', async () => {
    const server = await open()
    const folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
    try {
      const home = join(folder, 'home')
      const port = new URL(server.server.endpoint).port
      const second = await startSecondServer(home, port)
      expect(second).toMatchObject({ code: 1, signal: null, output: expect.stringContaining(`Port ${port} of 127.0.0.1 is taken`) })
      expect(existsSync(home)).toBe(false)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('a second server on the same data folder', () => {
  it('is refused with a message that names the folder, and the first goes on', async () => {
    const server = await open()
    const second = await startSecondServer(server.server.home)
    expect(second.code, second.output).not.toBe(0)
    expect(second.signal).toBeNull()
    expect(second.output).toContain(server.server.home)
    expect(second.output).not.toMatch(/^\s+at /m)
    expect(await server.rows('SELECT 1')).toEqual([[1]])
  })

  it('is possible again after the first was killed', async () => {
    const server = await open()
    await server.createQueue('stays')
    await server.server.end('SIGKILL')
    await server.server.start()
    expect((await server.get('/v1.0/{p}/queues/stays')).status).toBe(200)
  })
})

describe('an export that is cut', () => {
  const exportEndless = async (server: Api): Promise<string> => {
    await server.finish(`CREATE OR REPLACE VIEW endless AS ${endlessRowsSql}`)
    const out = { data_path: 'obs://cut/day/out', data_type: 'csv', database_name: 'default', table_name: 'endless' }
    const { body } = await server.post('/v1.0/{p}/jobs/export-table', out)
    const jobId = String(body['job_id'])
    await server.waitForStatus(jobId, ['RUNNING'])
    await expect.poll(() => unfinished(server)).toHaveLength(1)
    return jobId
  }
  const unfinished = (server: Api): readonly string[] => {
    const folder = join(server.server.home, 'buckets', 'cut', 'day')
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('.unfinished-')) : []
  }

  it.runIf(process.platform === 'linux')(
    'leaves nothing in its bucket: the killed worker’s goes with the job, a killed server’s by the next start',
    async () => {
      const server = await open()
      await mkdir(join(server.server.home, 'buckets', 'cut'))
      const jobId = await exportEndless(server)
      for (const pid of await server.server.children()) signalIfThere(pid, 'SIGKILL')
      expect((await server.waitForJob(jobId)).status).toBe('FAILED')
      await expect.poll(() => unfinished(server)).toEqual([])
      await exportEndless(server)
      await server.server.end('SIGKILL')
      await server.server.start()
      expect(unfinished(server)).toEqual([])
    },
  )
})

/** Some are the children of others, and end with them; a worker that is just being started has programs before it that come and go. */
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

describe('a worker that dies', () => {
  it.runIf(process.platform === 'linux')('fails its job with a message, and the queue goes on with another', async () => {
    const server = await open()
    const queue = await newQueue(server)
    const running = String((await server.submit(endlessSql, { queue })).body['job_id'])
    await server.waitForStatus(running, ['RUNNING'])
    for (const pid of await server.server.children()) signalIfThere(pid, 'SIGKILL')
    const { status, message } = await server.waitForJob(running)
    expect(status).toBe('FAILED')
    expect(message).toMatch(/worker/i)
    expect(await server.rows('SELECT 1', { queue })).toEqual([[1]])
    expect(await server.rows('SELECT 2', { queue: await newQueue(server) })).toEqual([[2]])
  })
})

describe('ids and times', () => {
  it('of a connection and its bindings do not change over a restart', async () => {
    const server = await open()
    const queue = await newQueue(server)
    const connectionId = await connect(server, 'same', await makeVpc(server, 'vpc'), [queue])
    const peers = async (): Promise<unknown> =>
      listOf((await server.get(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)).body['available_queue_info'])
    const before = await peers()
    await server.server.end('SIGKILL')
    await server.server.start()
    expect(await peers()).toEqual(before)
  })
})
