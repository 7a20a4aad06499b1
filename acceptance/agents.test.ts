import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { type GuardedProcess, openGuard } from '../testing/guarded-process.ts'
import { compileCache } from '../testing/kept-program.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { descendants } from '../testing/process-tree.ts'
import { Api, listOf } from './support/api.ts'
import { inPostgres, jdbcTable, makeVpc } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { blocksOf, paste } from './support/paste.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'

const program = fileURLToPath(new URL('../src/cli/causeway.ts', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'causeway-agent-'))

let api: Api
let postgres: Postgres
let vpcId = ''
let subnetId = ''
let connectionId = ''
const ended: (() => Promise<void>)[] = []

/** The agent of one folder, as whoever runs the network starts it. */
class TestAgent {
  readonly #guard = openGuard()
  readonly #state: string
  #process: GuardedProcess | undefined
  #starts = 0

  constructor(name: string) {
    this.#state = join(folder, name)
    ended.push(() => this.#guard.stop())
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error('the agent is not running')
    return this.#process.pid
  }

  async start(allow: string, token?: string): Promise<void> {
    this.#starts += 1
    this.#process = await this.#guard.run({
      command: process.execPath,
      args: ['--no-maglev-osr', program, 'agent', '--state', this.#state, '--allow', allow],
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_COMPILE_CACHE: compileCache,
        ...(token === undefined ? {} : { CAUSEWAY_AGENT_TOKEN: token }),
      },
      outputFile: this.logFile,
    })
  }

  get logFile(): string {
    return `${this.#state}-${this.#starts}.log`
  }

  async kill(): Promise<void> {
    process.kill(this.pid, 'SIGKILL')
    await this.#process?.ended
  }

  get whenEnded(): Promise<{ readonly code: number | null }> {
    if (this.#process === undefined) throw new Error('the agent is not running')
    return this.#process.ended
  }
}

async function newToken(name: string): Promise<string> {
  const answer = await api.post(`/causeway/v1/{p}/vpcs/${vpcId}/agents/tokens`, { name })
  expect(answer, answer.text).toMatchObject({ status: 201, body: { name, token: expect.stringMatching(/^cwa_/) } })
  return String(answer.body['token'])
}

async function peer(): Promise<{ readonly status: string; readonly message: string }> {
  const { body } = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)
  const [found] = listOf(body['available_queue_info'])
  return { status: String(found?.['status']), message: String(found?.['err_msg']) }
}

const whenPeer = (status: string, processes: () => readonly number[] = () => []): Promise<string> =>
  waitPatiently({
    meanwhile: `The peer is still not ${status}`,
    look: async () => {
      const now = await peer()
      return now.status === status ? now.message : undefined
    },
    processes: () => [api.server.pid, ...processes()],
    tell: console.log,
  })

beforeAll(async () => {
  postgres = await startPostgres()
  await inPostgres(postgres, "CREATE TABLE greetings AS SELECT * FROM (VALUES (1, 'from within'), (2, 'again')) AS g (id, text)")
  const config = join(folder, 'causeway.yaml')
  await writeFile(config, `${NONE_AHEAD}agents: { listen: ${await findFreePort()} }\n`)
  api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: config }))
  ;({ vpcId, subnetId } = await makeVpc(api, 'inner'))
  const attached = await api.put(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'agent' })
  expect(attached, attached.text).toMatchObject({ status: 200, body: { kind: 'agent' } })
  await api.createQueue('q1')
  const connection = await api.post('/v2.0/{p}/datasource/enhanced-connections', {
    name: 'to_inner',
    dest_vpc_id: vpcId,
    dest_network_id: subnetId,
    queues: ['q1'],
    hosts: [{ ip: '127.0.0.1', name: 'pg-inner' }],
  })
  expect(connection.status, connection.text).toBe(201)
  connectionId = String(connection.body['connection_id'])
  const route = await api.post(`/v3/{p}/datasource/enhanced-connections/${connectionId}/routes`, { name: 'own', cidr: '127.0.0.1/32' })
  expect(route.status, route.text).toBeLessThan(300)
  await api.post('/v2.0/{p}/datasource/auth-infos', {
    auth_info_name: 'pg_login',
    datasource_type: 'passwd',
    user_name: postgres.user,
    password: postgres.password,
  })
})
afterAll(async () => {
  for (const end of ended) await end()
  await api?.server.close()
  await postgres?.stop()
  await rm(folder, { recursive: true, force: true })
})

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

const select = 'SELECT text FROM inner_greetings ORDER BY id'
const ROWS = [['from within'], ['again']]

it('a job reads a database in a network that has no door, through an agent that has dialled out', async () => {
  expect(await whenPeer('FAILED')).toContain('has no agent yet')
  const agent = new TestAgent('one')
  await agent.start(`127.0.0.1:${postgres.port}`, await newToken('one'))
  await whenPeer('ACTIVE', () => [agent.pid])
  await api.finish(jdbcTable('inner_greetings', 'public.greetings', `pg-inner:${postgres.port}`), { queue: 'q1' })
  expect(await api.rows(select, { queue: 'q1' })).toEqual(ROWS)
  const { body } = await api.get(`/causeway/v1/{p}/vpcs/${vpcId}/agents`)
  expect(listOf(body['agents'])).toMatchObject([{ name: 'one', status: 'CONNECTED', version: expect.stringMatching(/^\d/) }])

  // What the owner of the network has not allowed is refused there, and told so.
  const created = await api.run(jdbcTable('forbidden', 'public.greetings', 'pg-inner:1'), { queue: 'q1' })
  const refused = created.status === 'FAILED' ? created : await api.run('SELECT * FROM forbidden', { queue: 'q1' })
  expect(refused.status).toBe('FAILED')
  expect(refused.message).toContain('their own lists do not name it')

  // The server dies, and is started again: the agent is back by itself.
  await api.server.end('SIGKILL')
  await api.server.start()
  await whenPeer('ACTIVE', () => [agent.pid])
  expect(await api.rows(select, { queue: 'q1' })).toEqual(ROWS)

  // The agent dies: its peers say so, and since when it is away.
  await agent.kill()
  expect(await whenPeer('FAILED')).toMatch(/No agent of the VPC is connected: one has been away since \d{4}-\d\d-\d\d \d\d:\d\d UTC/)
  await agent.start(`127.0.0.1:${postgres.port}`)
  await whenPeer('ACTIVE', () => [agent.pid])
  expect(await api.rows(select, { queue: 'q1' })).toEqual(ROWS)

  // It stands still, and its connection with it: nothing is closed, and it is missed all the same.
  process.kill(agent.pid, 'SIGSTOP')
  expect(await whenPeer('FAILED')).toContain('No agent of the VPC is connected')
  process.kill(agent.pid, 'SIGCONT')
  await whenPeer('ACTIVE', () => [agent.pid])

  // It is removed: it ends, for no further try would help, and says what would.
  const [shown] = listOf((await api.get(`/causeway/v1/{p}/vpcs/${vpcId}/agents`)).body['agents'])
  const removed = await api.delete(`/causeway/v1/{p}/vpcs/${vpcId}/agents/${String(shown?.['agent_id'])}`)
  expect(removed.status, removed.text).toBe(204)
  expect((await agent.whenEnded).code).toBe(3)
  expect(await readFile(agent.logFile, 'utf8')).toContain('it was removed')
  expect(await whenPeer('FAILED')).toContain('has no agent yet')
}, 600_000)

it('the commands of the guide attach the network by an agent and start it, and a job reads through it', async () => {
  const guide = (name: string): string => readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')
  const call = /^call\(\) .*$/m.exec(guide('first-job'))?.[0] ?? ''
  const set = /^call PUT \S+attachment .*$/m.exec(guide('networks'))?.[0] ?? ''
  const block = blocksOf(guide('networks')).find((each) => each.includes('causeway agent')) ?? ''
  const [attachment = '', token = '', ...others] = block.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const variables = { ENDPOINT: api.server.endpoint, PROJECT: api.projectId, VPC: vpcId, TOKEN: await tokenOf(api) }
  const asked = await paste(api, folder, [call, attachment, set, token].join('\n'), variables)
  expect(asked, asked.said).toMatchObject({ code: 0, said: expect.stringContaining('"kind":"agent"') })
  // Where it may keep its key, and what is there to be dialled, is this machine's.
  const start = others
    .join('\n')
    .replace('<token>', /"token":"(cwa_[^"]+)"/.exec(asked.said)?.[1] ?? '')
    .replace('/var/lib/causeway-agent', join(folder, 'guided'))
    .replace('192.168.0.0/24:5432', `127.0.0.1:${postgres.port}`)
  const logFile = join(folder, 'guided.log')
  const started = await paste(api, folder, `${start} > ${logFile} 2>&1 &\necho "agent $!"`)
  const pid = Number(/^agent (\d+)$/m.exec(started.said)?.[1])
  try {
    await whenPeer('ACTIVE', () => [pid])
    expect(await api.rows(select, { queue: 'q1' })).toEqual(ROWS)
  } finally {
    // Its end ends the shell, which may be gone by then.
    for (const each of [pid, ...(await descendants(pid))].toReversed()) end(each)
  }
  expect(await readFile(logFile, 'utf8')).not.toContain('cwa_')
}, 600_000)
