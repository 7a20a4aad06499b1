import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDns } from '../src/server/network/fixtures/dns-server.ts'
import { networkNamespace, runInside } from '../testing/network-namespace.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { Api } from './support/api.ts'
import { attach, databaseAddress, idIn, inPostgres, jdbcTable, makeVpc } from './support/lab.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'

const QUEUE = 'both'
const SIX = 'fd00:9:1::10'
const tableOf = (item: string) => `CREATE TABLE orders (id int, item text); INSERT INTO orders VALUES (1, '${item}')`
const namespace = await networkNamespace(`causeway-twice-${process.pid}`, databaseAddress)
if (namespace === undefined) console.log('SKIPPED: no network namespace can be made here (it takes root, and ip of iproute2)')

const folder = await mkdtemp(join(tmpdir(), 'causeway-twice-'))
await chmod(folder, 0o711)
let api: Api
let outside: Postgres
let inside: Postgres | undefined

beforeAll(async () => {
  outside = await startPostgres()
  await inPostgres(outside, tableOf('ink'))
  const config = join(folder, 'causeway.yaml')
  await writeFile(config, `${NONE_AHEAD}${namespace === undefined ? '' : `networkNamespaces: [${namespace.path}]\n`}`)
  api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: config }))
  await api.createQueue(QUEUE)
})
afterAll(async () => {
  await api?.server.close()
  await outside?.stop()
  await inside?.stop()
  await namespace?.remove()
  await rm(folder, { recursive: true, force: true })
})

async function storeLogin(name: string, { user, password }: Postgres): Promise<void> {
  const login = { auth_info_name: name, datasource_type: 'passwd', user_name: user, password }
  expect((await api.post('/v2.0/{p}/datasource/auth-infos', login)).status).toBe(201)
}

async function connectQueue(name: string, ids: { vpcId: string; subnetId: string }, host: string, ip: string): Promise<string> {
  const made = await api.post('/v2.0/{p}/datasource/enhanced-connections', {
    name,
    dest_vpc_id: ids.vpcId,
    dest_network_id: ids.subnetId,
    queues: [QUEUE],
    hosts: [{ ip, name: host }],
  })
  expect(made.status, made.text).toBe(201)
  const id = String(made.body['connection_id'])
  expect(await api.waitForPeer(id, QUEUE)).toBe('ACTIVE')
  return id
}

const explained = async (address: string) =>
  (await api.get(`/causeway/v1/{p}/queues/${QUEUE}/explain?address=${encodeURIComponent(address)}`)).body

describe('a queue that reaches two VPCs of one CIDR', () => {
  it.skipIf(namespace === undefined)(
    'reads one database of each by its name, in one statement, and neither by the address that both have',
    async () => {
      if (namespace === undefined) return
      const hba = join(folder, 'hba')
      await writeFile(hba, 'local all all trust\nhost all all all trust\n', { mode: 0o644 })
      inside = await startPostgres({ settings: { listen_addresses: databaseAddress, hba_file: hba }, prefix: namespace.prefix })
      const { port, user } = inside
      const client = JSON.stringify({ host: databaseAddress, port, user, database: 'postgres' })
      const fill = `import pg from ${JSON.stringify(fileURLToPath(import.meta.resolve('pg')))}
const client = new pg.Client(${client})
await client.connect()
await client.query(${JSON.stringify(tableOf('paper'))})
await client.end()
console.log('done')`
      const { said, stop } = await runInside(namespace, fill)
      await stop()
      expect(said).toBe('done')

      const one = await makeVpc(api, 'one')
      const other = await makeVpc(api, 'other')
      await attach(api, one.vpcId, [{ from: `${databaseAddress}:${port}`, to: `127.0.0.1:${outside.port}` }])
      const netns = { kind: 'netns', path: namespace.path }
      expect((await api.put(`/causeway/v1/{p}/vpcs/${other.vpcId}/attachment`, netns)).status).toBe(200)
      await connectQueue('c_one', one, 'pg-one', databaseAddress)
      await connectQueue('c_other', other, 'pg-other', databaseAddress)
      await storeLogin('at_one', outside)
      await storeLogin('at_other', inside)
      for (const name of ['one', 'other'])
        await api.finish(jdbcTable(`orders_${name}`, 'public.orders', `pg-${name}:${port}`).replace('pg_login', `at_${name}`), {
          queue: QUEUE,
        })
      const joined = 'SELECT a.item, b.item FROM orders_one a JOIN orders_other b USING (id)'
      expect(await api.rows(joined, { queue: QUEUE })).toEqual([['ink', 'paper']])
      const refused = await explained(`${databaseAddress}:${port}`)
      expect(refused).toMatchObject({ verdict: 'refused' })
      expect(JSON.stringify(refused['steps'])).toContain(`${databaseAddress} is claimed equally by subnet`)
    },
  )
})

describe('a forward', () => {
  it('leads from an address of IPv6 in the subnet, and a name of that network’s DNS is looked up through it, for jobs and expectations', async () => {
    await using dns = await startDns({ 'AAAA pg.corp.example': [SIX] })
    const vpcId = idIn((await api.post('/v1/{p}/vpcs', { vpc: { name: 'six', cidr: '10.9.0.0/16' } })).body['vpc'])
    const subnet = { name: 'six', cidr: '10.9.0.0/24', gateway_ip: '10.9.0.1', vpc_id: vpcId, ipv6_enable: true, cidr_v6: 'fd00:9:1::/64' }
    const subnetId = idIn((await api.post('/v1/{p}/subnets', { subnet })).body['subnet'])
    await attach(api, vpcId, [
      { from: `[${SIX}]:5432`, to: `127.0.0.1:${outside.port}` },
      { from: '[fd00:9:1::2]:53', to: `127.0.0.1:${dns.port}` },
    ])
    const connection = await connectQueue('c_six', { vpcId, subnetId }, 'pg-six', SIX)
    const resolver = { servers: ['[fd00:9:1::2]:53'], suffixes: ['corp.example'] }
    const set = await api.put(`/causeway/v1/{p}/connections/${connection}/resolver`, resolver)
    expect(set.status, set.text).toBe(200)
    await storeLogin('at_six', outside)
    for (const [name, host] of [
      ['six_by_name', 'pg-six'],
      ['six_by_address', `[${SIX}]`],
      ['six_by_dns', 'pg.corp.example'],
    ] as const) {
      await api.finish(jdbcTable(name, 'public.orders', `${host}:5432`).replace('pg_login', 'at_six'), { queue: QUEUE })
      expect(await api.rows(`SELECT item FROM ${name}`, { queue: QUEUE })).toEqual([['ink']])
    }
    for (const [address, observed] of [
      ['pg.corp.example:5432', 'reachable'],
      ['none.corp.example:5432', 'refused'],
    ]) {
      const added = await api.post('/causeway/v1/{p}/expectations', { queue_name: QUEUE, address, expect: observed })
      expect(added, added.text).toMatchObject({ status: 201, body: { holds: true, observed } })
    }
    expect(dns.asked).toContain('AAAA pg.corp.example')
    expect((await explained('pg.corp.example:5432'))['verdict']).toBe('allowed')
  })
})
