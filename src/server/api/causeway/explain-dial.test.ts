import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../../../testing/free-port.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type Postgres, startPostgres } from '../../../../testing/postgres.ts'
import { isRecord } from '../../../base/fields.ts'
import { sign } from '../auth/signature.ts'
import { makeSelfSigned } from '../door/tls/self-signed.ts'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let postgres: Postgres
/** Takes connections and says nothing. */
let silent: Server
const open = new Set<Socket>()
let url = ''
let tlsPort = 0

async function made(target: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function query(text: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({
    host: postgres.host,
    port: postgres.port,
    user: 'postgres',
    password: postgres.password,
    database: 'postgres',
  })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  postgres = await startPostgres()
  silent = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.resume()
    socket.on('close', () => open.delete(socket))
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  tlsPort = await findFreePort()
  lab = await startLab()
  url = await lab.app.listen({ host: '127.0.0.1', port: 0 })
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const forwards = [
    { from: '192.168.0.10:5432', to: `127.0.0.1:${postgres.port}` },
    { from: '192.168.0.10:6379', to: `127.0.0.1:${portOf(silent)}` },
    { from: '192.168.0.10:8443', to: `127.0.0.1:${tlsPort}` },
    { from: '192.168.0.10:9', to: '127.0.0.1:1' },
    { from: '192.168.0.10:80', to: `127.0.0.1:${portOf(silent)}` },
  ]
  await made(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards }, 'PUT')
  await made('/v1.0/{p}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const body = { name: 'c1', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['q1'], hosts }
  const { connection_id: id } = await made('/v2.0/{p}/datasource/enhanced-connections', body)
  await waitPatiently({
    meanwhile: 'the queue is not bound yet',
    look: async () => {
      const { text } = await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${String(id)}`)
      return /"status":"ACTIVE","name":"q1"/.test(text) ? true : undefined
    },
    processes: () => [process.pid],
  })
})
afterAll(async () => {
  for (const socket of open) socket.destroy()
  await new Promise((resolve) => silent?.close(resolve))
  await lab?.[Symbol.asyncDispose]()
  await postgres?.stop()
})

const explain = async (search: string) => {
  const { status, body, text } = await lab.call('GET', `/causeway/v1/{p}/queues/q1/explain?${search}`)
  expect(status, text).toBe(200)
  const steps = listOf(body['steps'])
  return { verdict: body['verdict'], steps, last: steps.at(-1) ?? {}, remedies: listOf(body['remedies']), text }
}

describe('explain with dial', () => {
  it('goes on to the greeting of a PostgreSQL, and leaves no connection there', async () => {
    const { verdict, steps, last } = await explain('address=pg:5432&dial=true')
    expect(verdict).toBe('reachable')
    expect(steps.map(({ step, outcome }) => `${String(step)} ${String(outcome)}`)).toEqual([
      'queue passed',
      'binding passed',
      'name passed',
      'route passed',
      'port passed',
      'attachment passed',
      'dial passed',
      'greeting passed',
    ])
    expect(last).toMatchObject({ found: { tls: false, auth: 'SCRAM-SHA-256' } })
    for (const { took_ms } of steps) expect(took_ms).toEqual(expect.any(Number))
    await expect.poll(() => query("SELECT pid FROM pg_stat_activity WHERE application_name = 'causeway explain'")).toEqual([])
  })

  it('tells of the TLS of a PostgreSQL that offers it what its certificate is, and that nobody vouches for it', async () => {
    const { chain, key } = await makeSelfSigned(['pg', 'pg.internal'], Date.now())
    const lines = (text: string): string =>
      text
        .trim()
        .split('\n')
        .map((line) => `('${line}')`)
        .join(', ')
    // The server writes the files itself, so that they belong to its user and to nobody else.
    const [folder] = await query("SELECT current_setting('data_directory') AS path")
    const path = String(folder?.['path'])
    await query(`COPY (VALUES ${lines(key)}) TO '${path}/server.key'`)
    await query(`COPY (VALUES ${lines(chain)}) TO '${path}/server.crt'`)
    chmodSync(`${path}/server.key`, 0o600)
    await query('ALTER SYSTEM SET ssl = on')
    await query('SELECT pg_reload_conf()')
    await expect.poll(async () => (await explain('address=pg:5432&dial=true')).steps.length).toBe(9)
    const { verdict, steps, last } = await explain('address=pg:5432&dial=true')
    expect(verdict).toBe('reachable')
    expect(steps.map(({ step }) => step).slice(7)).toEqual(['tls', 'greeting'])
    const { found } = steps[7] ?? {}
    expect(found).toMatchObject({ protocol: 'TLSv1.3', verified: false, not_verified_because: 'it is signed by itself', expired: false })
    expect(isRecord(found) && found['names']).toEqual(expect.arrayContaining(['DNS:pg', 'DNS:pg.internal']))
    expect(last).toMatchObject({ found: { tls: true, auth: 'SCRAM-SHA-256-PLUS, SCRAM-SHA-256' } })
  })

  it('tells a user that pg_hba.conf lets not in', async () => {
    const [file] = await query("SELECT current_setting('hba_file') AS path")
    await query(`COPY (VALUES ('host all locked all reject'), ('host all all all scram-sha-256')) TO '${String(file?.['path'])}'`)
    await query('SELECT pg_reload_conf()')
    await expect.poll(async () => (await explain('address=pg:5432&dial=true&user=locked')).verdict).toBe('dial-failed')
    const { last, remedies } = await explain('address=pg:5432&dial=true&user=locked')
    expect(last).toMatchObject({ step: 'greeting', outcome: 'failed', found: { error: '28000' } })
    expect(last['seen']).toContain('pg_hba.conf has no line')
    expect(remedies).toEqual([
      expect.objectContaining({
        text: expect.stringContaining('Add a line for the user, the database and this server’s address to pg_hba.conf'),
      }),
    ])
  })

  it('tells a refusal of the policy from a dial that failed', async () => {
    expect(await explain('address=pg:5433&dial=true')).toMatchObject({ verdict: 'refused' })
    const { verdict, last, remedies } = await explain('address=pg:9&dial=true')
    expect(verdict).toBe('dial-failed')
    expect(last).toMatchObject({ step: 'dial', outcome: 'failed' })
    expect(last['seen']).toContain('Nothing listens')
    expect(remedies).toHaveLength(1)
  })

  it('asks a TLS server for its certificate again and again: the socket destroyed before TLS ended the server', async () => {
    const { chain, key } = await makeSelfSigned(['pg'], Date.now())
    const secure = createTlsServer({ cert: chain, key }, (socket) => void socket.on('error', () => {})).on('tlsClientError', () => {})
    await new Promise<void>((resolve) => secure.listen(tlsPort, '127.0.0.1', resolve))
    try {
      for (let round = 0; round < 20; round += 1) {
        expect(await explain('address=pg:8443&dial=true&protocol=tls')).toMatchObject({ verdict: 'reachable', last: { step: 'tls' } })
      }
    } finally {
      await new Promise((resolve) => secure.close(resolve))
    }
  })

  it('says that it is another protocol', async () => {
    const { verdict, last } = await explain('address=pg:5432&dial=true&protocol=mysql&user=x')
    expect(verdict).toBe('dial-failed')
    expect(last).toMatchObject({ step: 'greeting', outcome: 'failed' })
  })

  it('is written into the audit as a dial', async () => {
    await explain('address=pg:5432&dial=true')
    await expect
      .poll(async () => listOf((await lab.call('GET', '/causeway/v1/audit?action=network.dial&limit=1')).body['events']))
      .toMatchObject([{ action: 'network.dial', method: 'explain', outcome: 'succeeded', object: 'queues/q1/pg:5432' }])
  })

  it('ends with the client, and closes what it has open', async () => {
    const gone = new AbortController()
    const target = `/causeway/v1/${lab.projectId}/queues/q1/explain?address=pg:6379&dial=true`
    const signed = sign({ method: 'GET', target, headers: { host: new URL(url).host }, body: Buffer.alloc(0) }, lab, Date.now())
    const answer = fetch(`${url}${target}`, { headers: signed, signal: gone.signal })
    await expect.poll(() => open.size).toBe(1)
    gone.abort()
    await expect(answer).rejects.toThrow('abort')
    await expect.poll(() => open.size).toBe(0)
  })

  it('is not done for what is only supposed', async () => {
    expect(await lab.call('GET', '/causeway/v1/{p}/queues/q1/explain?address=pg:5432&dial=true&what_if=unbind:c1')).toMatchObject({
      status: 400,
    })
  })
})
