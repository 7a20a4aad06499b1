import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { createServer, connect as dial, type Server } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../testing/patience.ts'
import { type SshServer, sshProgram, startSshServer } from '../testing/ssh-server.ts'
import { type Api, listOf } from './support/api.ts'
import { connect, databaseName, jdbcTable, makeNetwork, type Network, openServer } from './support/lab.ts'
import { tokenOf } from './support/log-in.ts'
import { blocksOf, paste } from './support/paste.ts'

const guide = (name: string): string => readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')

const program = await sshProgram()
/** Of this machine and not of loopback, which is never dialled through a bastion. */
const ownAddress = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
const isHere = program !== undefined && ownAddress !== undefined
if (!isHere) console.log('SKIPPED: no job is run through a bastion, for there is no sshd or no address but loopback')

let api: Api
let network: Network
let bastion: SshServer
let database: Server
let databasePort = 0
beforeAll(async () => {
  if (program === undefined || ownAddress === undefined) return
  api = await openServer()
  network = await makeNetwork(api, "CREATE TABLE orders (id int, item text); INSERT INTO orders VALUES (1, 'ink'), (2, 'paper')")
  bastion = await startSshServer({ program })
  database = createServer((socket) => {
    const inner = dial(network.postgres.port, '127.0.0.1')
    socket.on('error', () => inner.destroy()).pipe(inner)
    inner.on('error', () => socket.destroy()).pipe(socket)
  }).listen(0, ownAddress)
  await once(database, 'listening')
  const address = database.address()
  databasePort = typeof address === 'object' && address !== null ? address.port : 0
})
afterAll(async () => {
  await api?.server.close()
  await bastion?.stop()
  database?.close()
  await network?.postgres.stop()
})

const attachmentPath = () => `/causeway/v1/{p}/vpcs/${network.vpcId}/attachment`
const attachment = () => {
  const { host, port, user, hostKey, privateKey } = bastion
  return { kind: 'ssh', host, port, user, host_keys: [hostKey], private_key: privateKey }
}
const peerOf = async (id: string) => {
  const answer = await api.get(`/v2.0/{p}/datasource/enhanced-connections/${id}`)
  const [peer] = listOf(answer.body['available_queue_info'])
  return { status: peer?.['status'], message: String(peer?.['err_msg']) }
}
async function peerBecomes(id: string, status: string): Promise<string> {
  return await waitPatiently({
    meanwhile: `The peer is not ${status} yet`,
    look: async () => {
      const peer = await peerOf(id)
      return peer.status === status ? peer.message : undefined
    },
    processes: () => [api.server.pid],
  })
}

/** The processes that run in a folder that the server has made for its client of OpenSSH. */
async function clientsOf(home: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')))
  return pids.filter((_, at) => folders[at]?.startsWith(join(home, 'scratch', 'ssh-')))
}

describe.skipIf(!isHere)('a database behind a bastion', () => {
  let connectionId = ''

  it('is read by a job; the key is shown to nobody, and no file has it', async () => {
    const set = await api.put(attachmentPath(), attachment())
    expect(set, set.text).toMatchObject({ status: 200, body: { kind: 'ssh', public_key_fingerprint: expect.stringMatching(/^SHA256:/) } })
    expect(set.text).not.toContain('PRIVATE KEY')
    // What is shown can be sent back: the key stays.
    expect(await api.put(attachmentPath(), set.body)).toMatchObject({ status: 200, body: set.body })
    await api.createQueue('q1')
    connectionId = await connect(api, 'behind', network, ['q1'])
    const hosts = [{ name: databaseName, ip: ownAddress }]
    const named = await api.put(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`, { hosts })
    expect(named.status, named.text).toBe(200)
    const route = { name: 'behind', cidr: `${ownAddress}/32` }
    const routed = await api.post(`/v3/{p}/datasource/enhanced-connections/${connectionId}/routes`, route)
    expect(routed.status, routed.text).toBeLessThan(300)
    expect(await api.finish(jdbcTable('orders', 'public.orders', `${databaseName}:${databasePort}`), { queue: 'q1' })).toMatchObject({
      status: 'FINISHED',
    })
    expect(await api.rows('SELECT * FROM orders ORDER BY id', { queue: 'q1' })).toEqual([
      [1, 'ink'],
      [2, 'paper'],
    ])
    expect(await bastion.log()).toContain('Accepted publickey')
    const secret = bastion.privateKey.split('\n')[2] ?? 'nothing'
    for (const file of await readdir(api.server.home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile() || file.parentPath.includes('worker-program')) continue
      const content = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0))
      expect(content.includes(secret), file.name).toBe(false)
    }
  })

  it('is reached by the attachment that the commands of the guide make, which leave no key behind', async () => {
    if (program === undefined) throw new Error('There is no sshd')
    const folder = await mkdtemp(join(tmpdir(), 'causeway-ssh-guide-'))
    const variables = { ENDPOINT: api.server.endpoint, PROJECT: api.projectId, VPC: network.vpcId, TOKEN: await tokenOf(api) }
    const [makesKey = '', ...others] = (blocksOf(guide('networks')).find((block) => block.includes('ssh-keygen')) ?? '').split('\n')
    expect((await paste(api, folder, makesKey)).code).toBe(0)
    const guided = await startSshServer({ program, userKey: await readFile(join(folder, 'causeway_key'), 'utf8') })
    try {
      const call = /^call\(\) .*$/m.exec(guide('first-job'))?.[0] ?? ''
      const set = /^call PUT \S+attachment .*$/m.exec(guide('networks'))?.[0] ?? ''
      const ours = others
        .join('\n')
        .replace('ssh-keyscan -t ed25519 bastion.example.org', `ssh-keyscan -t ed25519 -p ${guided.port} ${guided.host}`)
        .replace('host:"bastion.example.org",user:"causeway"', `host:"${guided.host}",port:${guided.port},user:"${guided.user}"`)
      expect(ours).not.toContain('example.org')
      const pasted = await paste(api, folder, [call, ours, set].join('\n'), variables)
      expect(pasted, pasted.said).toMatchObject({ code: 0, said: expect.stringContaining('"public_key_fingerprint":"SHA256:') })
      expect(await readdir(folder)).toEqual(['causeway_key.pub'])
      await peerBecomes(connectionId, 'ACTIVE')
      expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
      expect(await guided.log()).toContain('Accepted publickey')
    } finally {
      await guided.stop()
      await rm(folder, { recursive: true, force: true })
    }
    expect((await api.put(attachmentPath(), attachment())).status).toBe(200)
    await peerBecomes(connectionId, 'ACTIVE')
  })

  it('has a FAILED peer while the bastion is gone, which says so, and an ACTIVE one when it is back', async () => {
    const { port, hostPrivateKey: hostKey, privateKey: userKey } = bastion
    const goneAt = performance.now()
    await bastion.stop()
    const message = await peerBecomes(connectionId, 'FAILED')
    console.log(`FAILED ${Math.round(performance.now() - goneAt)} ms after the bastion was stopped`)
    expect(message).toMatch(/^The attachment of VPC vpc_orders \(ssh\) is down: /)
    const job = await api.run('SELECT * FROM orders', { queue: 'q1' })
    expect(job).toMatchObject({ status: 'FAILED', message: expect.stringContaining('is down') })
    if (program === undefined) throw new Error('There is no sshd')
    bastion = await startSshServer({ program, port, hostKey, userKey })
    await peerBecomes(connectionId, 'ACTIVE')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
  })

  it('is reached again after the server was killed, with nothing of its client left', async () => {
    const before = await clientsOf(api.server.home)
    expect(before).not.toEqual([])
    await api.server.end('SIGKILL')
    await expect.poll(() => clientsOf(api.server.home)).toEqual([])
    await api.server.start()
    expect((await readdir(join(api.server.home, 'scratch'))).filter((name) => name.startsWith('ssh-')).length).toBeLessThanOrEqual(1)
    await peerBecomes(connectionId, 'ACTIVE')
    expect(await api.rows('SELECT count(*) FROM orders', { queue: 'q1' })).toEqual([[2]])
  })

  it('is not reached any more when the queue is unbound, or another host key is pinned', async () => {
    const other = await startSshServer({ program: program ?? { program: '', libraries: '' } })
    const { hostKey } = other
    await other.stop()
    const set = await api.put(attachmentPath(), { ...attachment(), host_keys: [hostKey] })
    expect(set.status, set.text).toBe(200)
    expect(await peerBecomes(connectionId, 'FAILED')).toContain('another host key')
    await api.put(attachmentPath(), attachment())
    await peerBecomes(connectionId, 'ACTIVE')
    await api.unbind(connectionId, 'q1')
    expect(await api.run('SELECT * FROM orders', { queue: 'q1' })).toMatchObject({ status: 'FAILED' })
  })
})
