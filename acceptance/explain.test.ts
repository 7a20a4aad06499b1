import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { throughSocks } from '../src/server/control/doors/fixtures/socks-client.ts'
import { findFreePort } from '../testing/free-port.ts'
import { compileCache } from '../testing/kept-program.ts'
import { type Api, isRecord, listOf } from './support/api.ts'
import { attach, connect, databaseAddress, inPostgres, jdbcTable, makeNetwork, makeVpc, type Network, openServer } from './support/lab.ts'

const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))
const guide = readFileSync(new URL('../docs/guides/explain.md', import.meta.url), 'utf8')

let api: Api
let network: Network
let connectionId: string
let closedPort = 0
const forwards = (): { from: string; to: string }[] => [
  { from: `${databaseAddress}:5432`, to: `127.0.0.1:${network.postgres.port}` },
  { from: `${databaseAddress}:9`, to: `127.0.0.1:${closedPort}` },
]

beforeAll(async () => {
  api = await openServer()
  network = await makeNetwork(api, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
  closedPort = await findFreePort()
  await attach(api, network.vpcId, forwards())
  for (const queue of ['q1', 'q2']) await api.createQueue(queue)
  connectionId = await connect(api, 'orders', network, ['q1'])
})
afterAll(async () => {
  await api?.server.close()
  await network?.postgres.stop()
})

async function explain(queue: string, query: string) {
  const { status, body, text } = await api.get(`/causeway/v1/{p}/queues/${queue}/explain?${query}`)
  expect(status, text).toBe(200)
  const steps = listOf(body['steps'])
  const remedies = listOf(body['remedies'])
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  return {
    verdict: body['verdict'],
    step: failed?.['step'],
    rule: failed?.['rule'],
    seen: String(failed?.['seen']),
    help: remedies.map((each) => String(each['text'])).join('\n'),
  }
}

/** As the vendor's test of an address says it, and a job. */
async function toldByTest(queue: string, address: string): Promise<string> {
  const target = `/v1.0/{p}/queues/${queue}/connection-test`
  const started = await api.post(target, { address })
  await expect.poll(async () => (await api.get(`${target}/${String(started.body['task_id'])}`)).body['connectivity']).toBe('UNREACHABLE')
  return String((await api.get(`${target}/${String(started.body['task_id'])}`)).body['message'])
}

// First: a test below makes a second connection that knows the name, which would help as well.
it('README and the guide show a refusal in the words in which it is told', async () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const shown = blockAt(readme, /ecs-97f8-0001:5432 cannot be reached/).replace(/ ```.*$/, '')
  const told = (await toldByTest('q2', 'pg-orders:5432')).replaceAll(/\s+/g, ' ')
  const ours = told
    .replaceAll('pg-orders', 'ecs-97f8-0001')
    .replaceAll('connection orders', 'connection test1')
    .replaceAll(connectionId, '<id>')
  expect(shown).toBe(ours)
  // How long a step took stands there where it is a millisecond or more.
  const answer = (await run('q2', 'pg-orders:5432')).out.replaceAll(/, \d+ ms\)| \(\d+ ms\)/g, (time) => (time.startsWith(',') ? ')' : ''))
  expect(blockAt(guide, /^ {4}Queue q2 may not/m)).toBe(answer.replaceAll(/\s+/g, ' ').trim())
})

describe('the causes that the vendor lists of a test that fails, as they can be here', () => {
  it('1. the port is not the one that is listened at', async () => {
    const told = await explain('q1', 'address=pg-orders:9&dial=true')
    expect(told).toMatchObject({ verdict: 'dial-failed', step: 'dial' })
    expect(told.seen).toContain('Nothing listens at')
    expect(told.help).toContain('Start the database there')
    expect(await toldByTest('q1', 'pg-orders:9')).toContain(told.seen)
  })

  it('2. the VPC or the subnet is another one', async () => {
    const told = await explain('q1', 'address=192.168.7.10:5432&dial=true')
    expect(told).toMatchObject({ verdict: 'refused', step: 'route', rule: 6 })
    expect(told.seen).toBe('192.168.7.10 is outside subnet 192.168.0.0/24 of orders')
    expect(await toldByTest('q1', '192.168.7.10:5432')).toContain(told.seen)
  })

  it('3. the CIDR of the queue overlaps that of the network', async () => {
    await api.post('/v1.0/{p}/queues', { queue_name: 'q3', cu_count: 16, resource_mode: 1, cidr_in_vpc: '192.168.0.0/24' })
    await expect
      .poll(
        async () =>
          (await api.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/associate-queue`, { queues: ['q3'] })).status,
      )
      .toBe(200)
    expect(await api.waitForPeer(connectionId, 'q3')).toBe('FAILED')
    const told = await explain('q3', 'address=pg-orders:5432')
    expect(told).toMatchObject({ verdict: 'refused', step: 'binding', rule: 2 })
    expect(told.seen).toContain('The CIDR 192.168.0.0/24 of the queue q3 overlaps 192.168.0.0/16, that of the VPC vpc_orders')
    expect(told.help).toContain('Remove the cause of the failure')
    // It is told before, too.
    await api.post(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}/disassociate-queue`, { queues: ['q3'] })
    expect((await explain('q3', 'address=pg-orders:5432&what_if=bind:orders')).seen).toContain('overlaps')
    expect(await toldByTest('q3', 'pg-orders:5432')).toContain('No connection is bound to queue q3')
  })

  it('4. nobody has let the queue in: it is not bound', async () => {
    const told = await explain('q2', 'address=pg-orders:5432')
    expect(told).toMatchObject({ verdict: 'refused', step: 'binding', rule: 2 })
    expect(told.help).toContain('Bind queue q2 to connection orders')
    expect(told.help).toContain(`/${connectionId}/associate-queue {"queues":["q2"]}`)
    expect(await explain('q2', 'address=pg-orders:5432&what_if=bind:orders')).toMatchObject({ verdict: 'allowed' })
  })

  it('5. no rule lets this address and port in: here the forwards of the VPC are what security groups are there', async () => {
    const told = await explain('q1', 'address=pg-orders:3306')
    expect(told).toMatchObject({ verdict: 'refused', step: 'attachment', rule: 10 })
    expect(told.seen).toContain(`not ${databaseAddress}:3306`)
    expect(told.help).toContain(`Add a forward for ${databaseAddress}:3306`)
    expect(await toldByTest('q1', 'pg-orders:3306')).toContain(told.seen)
  })

  it('6. there is no route', async () => {
    const told = await explain('q1', 'address=10.1.2.3:5432')
    expect(told).toMatchObject({ verdict: 'refused', step: 'route', rule: 6 })
    expect(told.help).toContain('"cidr":"10.1.2.3/32"')
    // Then the route is there, and the next step says what is missing.
    expect(await explain('q1', 'address=10.1.2.3:5432&what_if=route:10.0.0.0/8')).toMatchObject({
      verdict: 'refused',
      step: 'attachment',
      rule: 10,
    })
  })

  it('7. an ACL forbids it: here the VPC has no attachment at all', async () => {
    const vpc = await makeVpc(api, 'vpc_closed')
    await api.createQueue('q7')
    await connect(api, 'closed', vpc, ['q7'])
    const told = await explain('q7', 'address=pg-orders:5432&dial=true')
    expect(told).toMatchObject({ verdict: 'refused', step: 'attachment', rule: 9 })
    expect(told.seen).toContain('VPC vpc_closed has no attachment')
    expect(await toldByTest('q7', 'pg-orders:5432')).toContain(told.seen)
  })
})

describe('the test of a table', () => {
  const test = async (name: string, queue = 'q1') => {
    const { status, body, text } = await api.get(`/causeway/v1/{p}/databases/shop/tables/${name}/test?queue=${queue}`)
    expect(status, text).toBe(200)
    const steps = listOf(body['steps'])
    const failed = steps.find(({ outcome }) => outcome === 'failed')
    return { verdict: body['verdict'], steps: steps.map(({ step, outcome }) => `${String(step)} ${String(outcome)}`), failed, text }
  }

  beforeAll(async () => {
    await api.finish('CREATE DATABASE shop')
    await api.finish(jdbcTable('shop.orders', 'public.orders'), { queue: 'q1' })
    await api.finish('CREATE TABLE shop.own (id INT)')
  })

  it('of a remote one goes the whole way, and shows none of its rows', async () => {
    const { verdict, steps, text } = await test('orders')
    expect(verdict, text).toBe('reachable')
    expect(steps).toEqual([
      'table passed',
      ...['queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial', 'greeting', 'log-in', 'columns'].map(
        (step) => `${step} passed`,
      ),
    ])
    expect(text).toContain('shop.orders is a table of PostgreSQL at pg-orders:5432')
    expect(text).not.toContain(network.postgres.password)
  })

  it('ends where the way ends, on a queue that is not bound', async () => {
    const { verdict, steps, failed } = await test('orders', 'q2')
    expect(verdict).toBe('refused')
    expect(failed).toMatchObject({ step: 'binding', rule: 2 })
    expect(steps.slice(-2)).toEqual(['log-in not-reached', 'columns not-reached'])
  })

  it('of one in the warehouse looks at its columns', async () => {
    expect(await test('own')).toMatchObject({ verdict: 'reachable', steps: ['table passed', 'columns passed'] })
  })

  it('tells a password that is wrong from a table that is gone', async () => {
    const change = (password: string) => inPostgres(network.postgres, `ALTER USER shopper PASSWORD '${password}'`)
    await inPostgres(network.postgres, "CREATE USER shopper PASSWORD 'right-1'; GRANT SELECT ON orders TO shopper")
    const login = { auth_info_name: 'shopper_login', datasource_type: 'passwd', user_name: 'shopper', password: 'right-1' }
    expect((await api.post('/v2.0/{p}/datasource/auth-infos', login)).status).toBe(201)
    await api.finish(jdbcTable('shop.sold', 'public.orders').replace('pg_login', 'shopper_login'), { queue: 'q1' })
    expect(await test('sold')).toMatchObject({ verdict: 'reachable' })
    await change('another-2')
    const wrong = await test('sold')
    expect(wrong).toMatchObject({ verdict: 'failed', failed: { step: 'log-in' } })
    expect(wrong.text).toContain('Put the user and the password')
    expect(wrong.text).not.toMatch(/right-1|another-2/)
    await change('right-1')
    await inPostgres(network.postgres, 'ALTER TABLE orders RENAME TO orders_2')
    expect(await test('sold')).toMatchObject({ verdict: 'failed', failed: { step: 'columns' } })
    await inPostgres(network.postgres, 'ALTER TABLE orders_2 RENAME TO orders')
  })

  it('of a table that is not there says so', async () => {
    expect((await api.get('/causeway/v1/{p}/databases/shop/tables/nothing/test?queue=q1')).status).toBe(404)
  })
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

const command = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'] ?? '', CAUSEWAY_HOME: api.server.home, NODE_COMPILE_CACHE: compileCache }
    execFile(process.execPath, [launch, ...args], { env }, (error, out, stderr) => {
      const code: unknown = error?.code ?? 0
      resolve({ code: typeof code === 'number' ? code : -1, out, error: stderr })
    })
  })

const run = (...args: readonly string[]): Promise<Ended> => command('explain', ...args)

describe('causeway test-table and causeway would-reach', () => {
  it.each([
    [['test-table', 'shop.orders', '-q', 'q1'], 0, 'ok     log-in     The database has let the user'],
    [['test-table', 'shop.orders', '-q', 'q2'], 3, 'FAILED binding    No connection is bound to queue q2'],
    [['test-table', 'shop.own', '-q', 'q1'], 0, 'ok     columns    shop.own has 1 columns'],
    [['would-reach', '-q', 'q1', '-e', 'SELECT * FROM shop.orders'], 0, 'allowed  shop.orders at pg-orders:5432'],
    [['would-reach', '-q', 'q1', '-e', 'SELECT * FROM own', '-d', 'shop'], 0, 'local    shop.own'],
    [['would-reach', '-q', 'q2', '-e', 'SELECT * FROM shop.orders JOIN shop.own USING (id)'], 3, 'binding: No connection is bound'],
    [['would-reach', '-q', 'q1', '-e', 'SELECT * FROM shop.nothing'], 4, 'unknown  shop.nothing'],
  ])('%j ends with %i', async (args, code, text) => {
    const ended = await command(...args)
    expect(ended, ended.error).toMatchObject({ code })
    expect(ended.out).toContain(text)
  })

  it('test-table ends with 4 where what comes behind the dial fails', async () => {
    await inPostgres(network.postgres, 'ALTER TABLE orders RENAME TO orders_3')
    const ended = await command('test-table', 'shop.orders', '-q', 'q1', '--json')
    await inPostgres(network.postgres, 'ALTER TABLE orders_3 RENAME TO orders')
    expect(ended, ended.error).toMatchObject({ code: 4, out: expect.stringContaining('"verdict":"failed"') })
  })

  it.each([
    [['test-table', 'shop.orders.id', '-q', 'q1'], 2, 'Write it as database.table'],
    [['test-table', 'orders', '-q', 'q1'], 1, 'default.orders'],
    [['test-table', 'shop.nothing', '-q', 'q1'], 1, 'shop.nothing'],
    [['would-reach', '-q', 'nowhere', '-e', 'SELECT 1'], 1, 'There is no queue named nowhere'],
  ])('%j ends with %i and what to do', async (args, code, text) => {
    const ended = await command(...args)
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.error).toContain(text)
  })
})

describe('causeway door', () => {
  it('opens a door that leads where the queue leads, lists it, and closes it', async () => {
    const opened = await command('door', 'open', 'q1', '--description', 'for psql', '--json')
    expect(opened, opened.error).toMatchObject({ code: 0 })
    const door: unknown = JSON.parse(opened.out)
    if (!isRecord(door)) throw new Error(opened.out)
    const id = String(door['door_id'])
    expect((await command('door', 'list', 'q1')).out).toContain(
      `open   q1 ${String(door['address'])} (${id}, for local-administrator, for psql)`,
    )
    const port = Number(String(door['address']).split(':')[1])
    const login = { user: id, password: String(door['password']) }
    const client = await throughSocks({ to: { port }, login }, 'pg-orders', 5432)
    client.socket.destroy()
    expect(client.reply).toBe(0)
    expect(await command('door', 'close', 'q1', id)).toMatchObject({ code: 0, out: `${id} is closed\n` })
    expect(await command('door', 'list', 'q1')).toMatchObject({ code: 0, out: 'The queue has no door\n' })
    expect((await command('door', 'close', 'q1', id)).error).toContain('List the doors of the queue')
    expect((await command('door', 'open', 'q1', '--port', '0')).error).toContain('from 1 to 65535')
  })
})

const blockAt = (text: string, start: RegExp): string =>
  /^(?:.+\n)+/m
    .exec(text.slice(start.exec(text)?.index ?? text.length))?.[0]
    .replaceAll(/\s+/g, ' ')
    .trim() ?? ''

describe('causeway explain', () => {
  it.each([
    [['q1', 'pg-orders:5432'], 0, 'Queue q1 is allowed to reach pg-orders:5432'],
    [['q1', 'pg-orders:5432', '--dial'], 0, 'Queue q1 reaches pg-orders:5432'],
    [['q2', 'pg-orders:5432'], 3, 'FAILED binding    No connection is bound to queue q2'],
    [['q2', 'pg-orders:5432', '--what-if', 'bind:orders'], 0, 'Queue q2 is allowed to reach'],
    [['q1', 'pg-orders:9', '--dial'], 4, 'Nothing listens at'],
  ])('%j ends with %i', async (args, code, text) => {
    const ended = await run(...args)
    expect(ended, ended.error).toMatchObject({ code })
    expect(ended.out).toContain(text)
  })

  it('--json gives what the server says', async () => {
    const { code, out } = await run('q1', 'pg-orders:5432', '--dial', '--json')
    expect(code).toBe(0)
    const answer: unknown = JSON.parse(out)
    expect(isRecord(answer) && listOf(answer['steps']).at(-1)).toMatchObject({ step: 'greeting', found: { auth: 'SCRAM-SHA-256' } })
  })

  it.each([
    [['nowhere', 'pg:5432'], 1, 'There is no queue named nowhere'],
    [['q1', 'pg'], 1, 'Add the port'],
    [['q1', 'pg:5432', '--project', 'nowhere'], 2, 'There is no project named nowhere'],
  ])('%j ends with %i and what to do', async (args, code, text) => {
    const ended = await run(...args)
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.error).toContain(text)
  })

  it('is as the guide shows it', async () => {
    const lines = [...guide.matchAll(/^causeway explain (.+)$/gm)].map(([, line = '']) => line.replace(/ *#.*/, '').split(' '))
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect([0, 3, 4]).toContain((await run(...line)).code)
  })
})
