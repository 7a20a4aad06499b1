import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, connect as dial, type Server } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { openGuard } from '../testing/guarded-process.ts'
import { compileCache } from '../testing/kept-program.ts'
import { networkNamespace, runInside } from '../testing/network-namespace.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { type SshServer, sshProgram, startSshServer } from '../testing/ssh-server.ts'
import { Api } from './support/api.ts'
import { idIn, inPostgres, jdbcTable } from './support/lab.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'

const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))
const INSIDE = 'fd00:7::10'
const namespace = await networkNamespace(`causeway-six-${process.pid}`, INSIDE)
const folder = await mkdtemp(join(tmpdir(), 'causeway-six-'))
await chmod(folder, 0o711)
const program = await sshProgram()
/** Of this machine, global or unique local, and not of loopback, which is dialled through no host and no bastion. */
const own = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal, address }) => family === 'IPv6' && !internal && !address.startsWith('fe80'))?.address
if (own === undefined) console.log('SKIPPED: no database is reached at IPv6, for this machine has no address of it but loopback')
if (namespace === undefined) console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')
if (program === undefined) console.log('SKIPPED: no database is reached through a bastion at IPv6, for there is no sshd')

const SQL = "CREATE TABLE orders (id int, item text); INSERT INTO orders VALUES (1, 'ink'), (2, 'paper')"
const ROWS = [
  [1, 'ink'],
  [2, 'paper'],
]
const guard = openGuard()
let api: Api
let postgres: Postgres
let inside: Postgres | undefined
let bastion: SshServer | undefined
let database: Server
let port = 0

beforeAll(async () => {
  if (own === undefined) return
  postgres = await startPostgres()
  await inPostgres(postgres, SQL)
  database = createServer((socket) => {
    const inner = dial(postgres.port, '127.0.0.1')
    socket.on('error', () => inner.destroy()).pipe(inner)
    inner.on('error', () => socket.destroy()).pipe(socket)
  }).listen(0, own)
  await once(database, 'listening')
  port = (database.address() as AddressInfo).port
  const config = join(folder, 'causeway.yaml')
  const namespaces = namespace === undefined ? '' : `networkNamespaces: [${namespace.path}]\n`
  await writeFile(config, `${NONE_AHEAD}agents: { listen: ${await findFreePort()} }\n${namespaces}`)
  api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: config }))
})
afterAll(async () => {
  await guard.stop()
  await api?.server.close()
  await bastion?.stop()
  database?.close()
  await postgres?.stop()
  await inside?.stop()
  await namespace?.remove()
  await rm(folder, { recursive: true, force: true })
})

/** A VPC whose subnet has the /64 of the address, a queue that is bound to it, and a table there. */
async function reachThrough(
  kind: string,
  address: string,
  at: Postgres,
  atPort: number,
  attachment: (vpcId: string) => Promise<unknown>,
): Promise<void> {
  const vpcId = idIn((await api.post('/v1/{p}/vpcs', { vpc: { name: kind, cidr: '192.168.0.0/16' } })).body['vpc'])
  const [before = [], after = []] = address.split('::').map((part) => part.split(':').filter((group) => group !== ''))
  const groups = [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after]
  const cidr = `${groups.slice(0, 4).join(':')}::/64`
  const subnet = { name: kind, cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId, ipv6_enable: true, cidr_v6: cidr }
  const made = await api.post('/v1/{p}/subnets', { subnet })
  expect(made, made.text).toMatchObject({ status: 200, body: { subnet: { ipv6_enable: true, cidr_v6: expect.stringMatching(/\/64$/) } } })
  const set = await api.put(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, await attachment(vpcId))
  expect(set.status, set.text).toBe(200)
  await api.createQueue(kind)
  const connection = await api.post('/v2.0/{p}/datasource/enhanced-connections', {
    name: kind,
    dest_vpc_id: vpcId,
    dest_network_id: idIn(made.body['subnet']),
    queues: [kind],
    hosts: [{ ip: address, name: `pg-${kind}` }],
  })
  expect(connection.status, connection.text).toBe(201)
  const login = { auth_info_name: `at_${kind}`, datasource_type: 'passwd', user_name: at.user, password: at.password }
  expect((await api.post('/v2.0/{p}/datasource/auth-infos', login)).status).toBe(201)
  // Whatever is dialled waits for an attachment that is still coming up.
  await expect.poll(() => api.waitForPeer(String(connection.body['connection_id']), kind)).toBe('ACTIVE')
  for (const [name, host] of [
    [`${kind}_by_name`, `pg-${kind}`],
    [`${kind}_by_address`, `[${address}]`],
  ] as const) {
    await api.finish(jdbcTable(name, 'public.orders', `${host}:${atPort}`).replace('pg_login', `at_${kind}`), { queue: kind })
    expect(await api.rows(`SELECT * FROM ${name} ORDER BY id`, { queue: kind })).toEqual(ROWS)
  }
}

describe.skipIf(own === undefined)('a database at an address of IPv6, in the subnet of its VPC', () => {
  const address = own ?? ''

  it('is read through host, and by a program that is run with the network of the queue', async () => {
    await reachThrough('host', address, postgres, port, async () => ({ kind: 'host', networks: [`${address}/128`] }))
    if (process.platform !== 'linux') return
    const script = (host: string) => `
      import pg from 'pg'
      const client = new pg.Client({ host: ${JSON.stringify(host)}, port: ${port}, user: ${JSON.stringify(postgres.user)}, database: 'postgres' })
      await client.connect()
      console.log(JSON.stringify((await client.query('SELECT count(*)::int AS n FROM orders')).rows))
      await client.end()`
    for (const host of ['pg-host', address]) {
      const outputFile = join(folder, `run-${host === address ? 'address' : 'name'}.log`)
      const run = await guard.run({
        command: process.execPath,
        args: [launch, 'run', '-q', 'host', '--', process.execPath, '--input-type=module', '-e', script(host)],
        cwd: fileURLToPath(new URL('..', import.meta.url)),
        env: {
          PATH: process.env['PATH'] ?? '',
          CAUSEWAY_HOME: api.server.home,
          NODE_COMPILE_CACHE: compileCache,
          PGPASSWORD: postgres.password,
        },
        outputFile,
      })
      const { code } = await run.ended
      expect([code, (await readFile(outputFile, 'utf8')).trim()]).toEqual([0, '[{"n":2}]'])
    }
  })

  it.skipIf(program === undefined)('is read through a bastion', async () => {
    await reachThrough('ssh', address, postgres, port, async () => {
      bastion = await startSshServer({ program: program ?? { program: '', libraries: '' } })
      const { host, port: sshPort, user, hostKey, privateKey } = bastion
      return { kind: 'ssh', host, port: sshPort, user, host_keys: [hostKey], private_key: privateKey }
    })
  })

  it('is read through an agent, whose own list names it', async () => {
    await reachThrough('agent', address, postgres, port, async (vpcId) => {
      const token = String((await api.post(`/causeway/v1/{p}/vpcs/${vpcId}/agents/tokens`, { name: 'six' })).body['token'])
      await guard.run({
        command: process.execPath,
        args: [launch, 'agent', '--state', join(folder, 'agent'), '--allow', `[${address}]:${port}`],
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, CAUSEWAY_AGENT_TOKEN: token },
        outputFile: join(folder, 'agent.log'),
      })
      return { kind: 'agent' }
    })
  })

  it.skipIf(namespace === undefined)('is read from inside a network namespace', async () => {
    const hba = join(folder, 'hba')
    await writeFile(hba, 'local all all trust\nhost all all all trust\n', { mode: 0o644 })
    const prefix = namespace?.prefix ?? []
    inside = await startPostgres({ settings: { listen_addresses: INSIDE, hba_file: hba }, prefix })
    const { port: insidePort, user } = inside
    const pg = fileURLToPath(import.meta.resolve('pg'))
    const fill = `import pg from ${JSON.stringify(pg)}
const client = new pg.Client(${JSON.stringify({ host: INSIDE, port: insidePort, user, database: 'postgres' })})
await client.connect()
await client.query(${JSON.stringify(SQL)})
await client.end()
console.log('done')`
    if (namespace !== undefined) {
      const { said, stop } = await runInside(namespace, fill)
      await stop()
      expect(said).toBe('done')
    }
    await reachThrough('netns', INSIDE, inside, insidePort, async () => ({ kind: 'netns', path: namespace?.path }))
  })
})
