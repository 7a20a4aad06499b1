import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NetworkNamespace, networkNamespace, runInside } from '../testing/network-namespace.ts'
import { waitPatiently } from '../testing/patience.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { descendants } from '../testing/process-tree.ts'
import { Api, listOf } from './support/api.ts'
import { connect, databaseAddress, databaseName, jdbcTable, makeVpc } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { blocksOf, paste } from './support/paste.ts'
import { TestServer } from './support/server.ts'

const guide = (name: string): string => readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')

const name = `causeway-acceptance-${process.pid}`
const namespace = await networkNamespace(name, databaseAddress)
if (namespace === undefined) console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')

const folder = await mkdtemp(join(tmpdir(), 'causeway-netns-'))
let api: Api
let postgres: Postgres
let vpcId = ''
let connectionId = ''

/** Runs SQL from inside: from nowhere else is the database reached. */
async function inDatabase(within: NetworkNamespace, sql: string): Promise<string> {
  const pg = fileURLToPath(import.meta.resolve('pg'))
  const { user, password, database, port } = postgres
  const settings = JSON.stringify({ host: databaseAddress, port, user, password, database })
  const script = `import pg from ${JSON.stringify(pg)}
const client = new pg.Client(${settings})
await client.connect()
await client.query(${JSON.stringify(sql)})
await client.end()
console.log('done')`
  const { said, stop } = await runInside(within, script)
  await stop()
  return said
}

async function peerBecomes(status: string): Promise<string> {
  return await waitPatiently({
    meanwhile: `The peer is not ${status} yet`,
    look: async () => {
      const answer = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`)
      const [peer] = listOf(answer.body['available_queue_info'])
      return peer?.['status'] === status ? String(peer['err_msg']) : undefined
    },
    processes: () => [api.server.pid],
  })
}

const helpersOf = async (pid: number): Promise<readonly number[]> => {
  const found = await Promise.all(
    (await descendants(pid)).map(async (each) =>
      (await readFile(`/proc/${each}/cmdline`, 'utf8').catch(() => '')).includes('dial-inside-main') ? [each] : [],
    ),
  )
  return found.flat()
}
const isThere = (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').then(
    (text) => text !== '',
    () => false,
  )

beforeAll(async () => {
  if (namespace === undefined) return
  const hba = join(folder, 'hba')
  await writeFile(hba, 'host all all all scram-sha-256\n', { mode: 0o644 })
  const config = join(folder, 'causeway.yaml')
  await writeFile(config, `networkNamespaces: [${namespace.path}]\n`)
  await chmod(folder, 0o711)
  postgres = await startPostgres({ settings: { listen_addresses: databaseAddress, hba_file: hba }, prefix: namespace.prefix })
  expect(await inDatabase(namespace, "CREATE TABLE orders (id int, item text); INSERT INTO orders VALUES (1, 'ink'), (2, 'paper')")).toBe(
    'done',
  )
  api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: config }))
  const network = await makeVpc(api, 'lab')
  vpcId = network.vpcId
  await api.createQueue('q1')
  connectionId = await connect(api, 'to_lab', network, ['q1'])
  const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
    auth_info_name: 'pg_login',
    datasource_type: 'passwd',
    user_name: postgres.user,
    password: postgres.password,
  })
  expect(stored.status, stored.text).toBe(201)
})
afterAll(async () => {
  await api?.server.close()
  await postgres?.stop()
  await namespace?.remove()
  await rm(folder, { recursive: true, force: true })
})

describe.skipIf(namespace === undefined)('a database in a network namespace', () => {
  const path = namespace?.path ?? ''
  const attach = (attachment: unknown) => api.put(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, attachment)

  it('is read by a job', async () => {
    const set = await attach({ kind: 'netns', path })
    expect(set, set.text).toMatchObject({ status: 200, body: { kind: 'netns', path } })
    await peerBecomes('ACTIVE')
    const table = jdbcTable('orders', 'public.orders', `${databaseName}:${postgres.port}`)
    expect(await api.finish(table, { queue: 'q1' })).toMatchObject({ status: 'FINISHED' })
    expect(await api.rows('SELECT * FROM orders ORDER BY id', { queue: 'q1' })).toEqual([
      [1, 'ink'],
      [2, 'paper'],
    ])
    expect(await helpersOf(api.server.pid)).toHaveLength(1)
  })

  it('is attached, and named for the operator, as the guide to networks has it', async () => {
    const setting = /^networkNamespaces: .*?(?= *#|$)/m.exec(guide('networks'))?.[0] ?? ''
    expect(await readFile(join(folder, 'causeway.yaml'), 'utf8')).toBe(`${setting.replace('/run/netns/lab', path)}\n`)
    const call = /^call\(\) .*$/m.exec(guide('first-job'))?.[0] ?? ''
    const set = /^call PUT \S+attachment .*$/m.exec(guide('networks'))?.[0] ?? ''
    const ours = blocksOf(guide('networks')).find((block) => block.includes('"kind":"netns"')) ?? ''
    const variables = { ENDPOINT: api.server.endpoint, PROJECT: api.projectId, VPC: vpcId, TOKEN: await tokenOf(api) }
    const pasted = await paste(api, folder, [call, ours.replace('/run/netns/lab', path), set].join('\n'), variables)
    expect(pasted, pasted.said).toMatchObject({ code: 0, said: expect.stringContaining(`{"kind":"netns","path":"${path}"`) })
    await peerBecomes('ACTIVE')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
  })

  it('is not attached to one that the operator has not named, and the attachment that there was stays', async () => {
    const other = await attach({ kind: 'netns', path: '/run/netns/another' })
    expect(other.status, other.text).toBe(400)
    expect(other.text).toContain('networkNamespaces in causeway.yaml')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
  })

  it('leaves nothing when the server is killed, and is reached again after its start', async () => {
    const [helper = 0] = await helpersOf(api.server.pid)
    expect(await isThere(helper)).toBe(true)
    await api.server.end('SIGKILL')
    await expect.poll(() => isThere(helper)).toBe(false)
    await api.server.start()
    await peerBecomes('ACTIVE')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
  })

  it('has a FAILED peer when the name of the namespace is gone, and no process stays in it', async () => {
    const [helper = 0] = await helpersOf(api.server.pid)
    await namespace?.remove()
    expect(await peerBecomes('FAILED')).toContain(`There is no network namespace at ${path}`)
    await expect.poll(() => isThere(helper)).toBe(false)
    expect(await api.run('SELECT * FROM orders', { queue: 'q1' })).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('There is no network namespace at'),
    })
  })
})
