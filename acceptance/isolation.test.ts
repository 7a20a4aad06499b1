import { createServer, connect as dial, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../testing/patience.ts'
import { type Api, expectDone } from './support/api.ts'
import { connect, inPostgres, jdbcTable, makeNetwork, makeVpc, type Network, openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'

/** A row every 50 ms for an hour and more; the database does the waiting. */
const trickle = 'CREATE VIEW trickle AS SELECT g AS id FROM generate_series(1, 100000) g WHERE pg_sleep(0.05) IS NOT NULL'

let api: Api
let network: Network
let canary: Server
let canaryPort = 0
let canaryConnections = 0
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
  network = await makeNetwork(api, `CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g; ${trickle}`, {
    // By itself it looks whether its client is still there only when it has something to send.
    client_connection_check_interval: '100ms',
  })
  canary = createServer((socket) => {
    canaryConnections += 1
    socket.destroy()
  })
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const address = canary.address()
  canaryPort = typeof address === 'object' && address !== null ? address.port : 0
  await api.createQueue('bound')
  await connect(api, 'bound', network, ['bound'])
})
afterAll(async () => {
  await api?.server.close()
  await network?.postgres.stop()
  canary?.close()
})

/** Sessions of others in the database that are at work on the view. */
async function sessionsAtWork(): Promise<number> {
  const rows = await inPostgres(
    network.postgres,
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state = 'active' AND query ILIKE '%trickle%'`,
  )
  const [row] = rows
  return typeof row === 'object' && row !== null && 'count' in row ? Number(row.count) : -1
}

const becomes = (read: () => Promise<number>, wanted: number): Promise<number> =>
  waitPatiently({
    meanwhile: `It is still not ${wanted}`,
    look: async () => {
      const value = await read()
      return value === wanted ? value : undefined
    },
    pauseMs: 50,
    tell: console.log,
  })

/** A queue bound by a connection of its own, with a job on it that reads the trickle. */
async function startTrickle(queue: string): Promise<{ connectionId: string; jobId: string }> {
  await api.createQueue(queue)
  const connectionId = await connect(api, `to_${queue}`, network, [queue])
  await api.finish(jdbcTable(`trickle_${queue}`, 'public.trickle'), { queue })
  const submitted = await api.submit(`SELECT max(id) FROM trickle_${queue}`, { queue })
  const jobId = String(submitted.body['job_id'])
  expect((await api.waitForStatus(jobId, ['RUNNING'])).status).toBe('RUNNING')
  expect(await becomes(sessionsAtWork, 1)).toBe(1)
  return { connectionId, jobId }
}

describe('a job reaches nothing but what the bindings of its queue allow', () => {
  it.each([
    ['127.0.0.1', () => `127.0.0.1:${canaryPort}`],
    ['localhost', () => `localhost:${canaryPort}`],
    ['127.1', () => `127.1:${canaryPort}`],
    ['0.0.0.0', () => `0.0.0.0:${canaryPort}`],
    ['2130706433', () => `2130706433:${canaryPort}`],
    ['0x7f000001', () => `0x7f000001:${canaryPort}`],
    ['[::1]', () => `[::1]:${canaryPort}`],
    ['[::ffff:127.0.0.1]', () => `[::ffff:127.0.0.1]:${canaryPort}`],
    ['the metadata service', () => '169.254.169.254:80'],
    ['the server itself', () => new URL(api.server.endpoint).host],
    ['the database past its attachment', () => `127.0.0.1:${network.postgres.port}`],
  ])('not %s', async (_, host) => {
    const created = await api.submit(jdbcTable(`t_${Math.abs(hash(host()))}`, 'public.orders', host()), { queue: 'bound' })
    const status = created.status === 400 ? 'FAILED' : (await api.waitForJob(String(created.body['job_id']))).status
    expect(status).toBe('FAILED')
    expect(canaryConnections).toBe(0)
  })

  it('not through a host attachment either: it never dials this machine', async () => {
    const own = await makeVpc(api, 'vpc_host')
    expect((await api.put(`/causeway/v1/{p}/vpcs/${own.vpcId}/attachment`, { kind: 'host' })).status).toBe(200)
    await api.createQueue('hosted')
    const answer = await api.post('/v2.0/{p}/datasource/enhanced-connections', {
      name: 'hosted',
      dest_vpc_id: own.vpcId,
      dest_network_id: own.subnetId,
      queues: ['hosted'],
      hosts: [
        { ip: '127.0.0.1', name: 'loopback' },
        { ip: '169.254.169.254', name: 'metadata' },
      ],
    })
    expect([201, 400]).toContain(answer.status)
    for (const host of [`loopback:${canaryPort}`, `127.0.0.1:${canaryPort}`, 'metadata:80']) {
      const end = await api.run(jdbcTable(`h_${Math.abs(hash(host))}`, 'public.orders', host), { queue: 'hosted' })
      expect(end.status, end.message).toBe('FAILED')
    }
    expect(canaryConnections).toBe(0)
  })

  it('and the canary does notice a connection when there is one', async () => {
    const socket = dial(canaryPort, '127.0.0.1')
    await new Promise((resolve) => socket.once('close', resolve))
    expect(canaryConnections).toBe(1)
    canaryConnections = 0
  })
})

describe('a binding that is taken away', () => {
  it('ends the job that runs through it, and its session in the database', async () => {
    const { connectionId, jobId } = await startTrickle('unbound')
    await api.unbind(connectionId, 'unbound')
    const end = await api.waitForJob(jobId)
    expect(['FAILED', 'CANCELLED']).toContain(end.status)
    expect(end.message).toMatch(/to_unbound|binding|connection/)
    expect(await becomes(sessionsAtWork, 0)).toBe(0)
    expect(await api.rows('SELECT 1', { queue: 'unbound' })).toEqual([[1]])
  })

  it('with its connection, too', async () => {
    const { connectionId, jobId } = await startTrickle('cut')
    expectDone(await api.delete(`/v2.0/{p}/datasource/enhanced-connections/${connectionId}`))
    expect(['FAILED', 'CANCELLED']).toContain((await api.waitForJob(jobId)).status)
    expect(await becomes(sessionsAtWork, 0)).toBe(0)
  })

  it('does not touch a job that runs through another', async () => {
    const kept = await startTrickle('kept')
    await api.createQueue('other')
    const other = await connect(api, 'to_other', network, ['other'])
    await api.unbind(other, 'other')
    // The unbinding is answered when what it takes away is gone.
    const { body } = await api.get(`/v1.0/{p}/jobs/${kept.jobId}/status`)
    expect(body['status']).toBe('RUNNING')
    expect(await sessionsAtWork()).toBe(1)
    expectDone(await api.delete(`/v1.0/{p}/jobs/${kept.jobId}`))
    expect((await api.waitForJob(kept.jobId)).status).toBe('CANCELLED')
    expect(await becomes(sessionsAtWork, 0)).toBe(0)
  })
})

/** A number for the name of a table. */
function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) | 0, 7)
}
