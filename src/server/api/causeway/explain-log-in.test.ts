import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFreePort } from '../../../../testing/free-port.ts'
import { findMariadb, type Mariadb, NO_MARIADB, startMariadb } from '../../../../testing/mariadb.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type Postgres, startPostgres } from '../../../../testing/postgres.ts'
import { findRedis, NO_REDIS, startRedis } from '../../../../testing/redis.ts'
import { makeSelfSigned } from '../door/tls/self-signed.ts'
import { type AddedUser, type ApiLab, type KeyPair, listOf, startLab } from '../fixtures/api-lab.ts'

const mariadbPrograms = await findMariadb()
const redisPrograms = await findRedis()
if (mariadbPrograms === undefined) console.log(`SKIPPED: log-ins of explain to MariaDB are not tested, for ${NO_MARIADB}`)
if (redisPrograms === undefined) console.log(`SKIPPED: log-ins of explain to Redis are not tested, for ${NO_REDIS}`)

const SECRET = 'Secret-0f-Nobody'
let lab: ApiLab
let postgres: Postgres
let mariadb: Mariadb | undefined
let reader: AddedUser
let folder = ''
const cleanUp: (() => Promise<unknown>)[] = []

async function made(target: string, body: unknown, method: 'POST' | 'PUT' = 'POST'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}

async function inPostgres(text: string): Promise<void> {
  const { host, port, password } = postgres
  const client = new Client({ host, port, user: 'postgres', password, database: 'postgres' })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

const authInfo = (name: string, userName: string, password = SECRET) =>
  made('/v3/{p}/datasource/auth-infos', { auth_info_name: name, datasource_type: 'passwd', user_name: userName, password })

/** One that speaks TLS alone, and one that does not. */
async function startRedises(chain: string, key: string): Promise<{ readonly plain: number; readonly tls: number }> {
  const [certificateFile, keyFile] = [join(folder, 'a.crt'), join(folder, 'a.key')]
  await writeFile(certificateFile, chain)
  await writeFile(keyFile, key, { mode: 0o600 })
  const tls = await findFreePort()
  const secure = { 'tls-port': String(tls), 'tls-cert-file': certificateFile, 'tls-key-file': keyFile, 'tls-auth-clients': 'no', port: '0' }
  const open = await startRedis(redisPrograms ?? '', { requirepass: SECRET })
  cleanUp.push(() => open.stop())
  const encrypted = await startRedis(redisPrograms ?? '', { ...secure, requirepass: SECRET })
  cleanUp.push(() => encrypted.stop())
  return { plain: open.port, tls }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-explain-log-in-'))
  cleanUp.push(() => rm(folder, { recursive: true }))
  const { chain, key } = await makeSelfSigned(['db.internal'], Date.now())
  postgres = await startPostgres()
  cleanUp.push(() => postgres.stop())
  await inPostgres(`CREATE ROLE reports LOGIN PASSWORD '${SECRET}'`)
  await inPostgres('CREATE DATABASE closed')
  await inPostgres('REVOKE CONNECT ON DATABASE closed FROM PUBLIC')
  if (mariadbPrograms !== undefined) {
    mariadb = await startMariadb(mariadbPrograms, { certificate: { certificate: chain, key } })
    const { sql, stop } = mariadb
    cleanUp.push(() => stop())
    await sql(`CREATE USER reports@'127.0.0.1' IDENTIFIED BY '${SECRET}' REQUIRE SSL`)
    await sql("GRANT SELECT ON shop.* TO reports@'127.0.0.1'")
    await sql('CREATE DATABASE closed')
  }
  const redis = redisPrograms === undefined ? { plain: 1, tls: 1 } : await startRedises(chain, key)
  lab = await startLab()
  cleanUp.push(async () => lab[Symbol.asyncDispose]())
  reader = await lab.addUser({ name: 'reader', isAdmin: false })
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const forwards = [
    { from: '192.168.0.10:5432', to: `127.0.0.1:${postgres.port}` },
    { from: '192.168.0.10:7777', to: `127.0.0.1:${postgres.port}` },
    { from: '192.168.0.10:3306', to: `127.0.0.1:${mariadb?.port ?? 1}` },
    { from: '192.168.0.10:6379', to: `127.0.0.1:${redis.plain}` },
    { from: '192.168.0.10:6380', to: `127.0.0.1:${redis.tls}` },
  ]
  await made(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards }, 'PUT')
  await made('/v1.0/{p}/queues', { queue_name: 'q1', cu_count: 16, resource_mode: 1 })
  const body = { name: 'c1', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['q1'], hosts: [{ name: 'db', ip: '192.168.0.10' }] }
  const { connection_id: id } = await made('/v2.0/{p}/datasource/enhanced-connections', body)
  await waitPatiently({
    meanwhile: 'the queue is not bound yet',
    look: async () => {
      const { text } = await lab.call('GET', `/v2.0/{p}/datasource/enhanced-connections/${String(id)}`)
      return /"status":"ACTIVE","name":"q1"/.test(text) ? true : undefined
    },
    processes: () => [process.pid],
  })
  await authInfo('good', 'reports')
  await authInfo('wrong', 'reports', 'Another-Secret-1')
  await authInfo('nobody', 'nobody_there')
  await authInfo('default', 'default')
  await authInfo('tied', 'reports')
  await made('/causeway/v1/{p}/auth-infos/tied/hosts', { hosts: ['elsewhere'] }, 'PUT')
})
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step()
})

async function logIn(address: string, more: string, keys?: KeyPair) {
  const target = `/causeway/v1/{p}/queues/q1/explain?address=${address}&dial=true&${more}`
  const { status, body, text } = await lab.call('GET', target, keys === undefined ? {} : { keys })
  expect(status, text).toBe(200)
  expect(text).not.toContain(SECRET)
  const steps = listOf(body['steps'])
  const last = steps.at(-1) ?? {}
  const found = last['found']
  const cause = typeof found === 'object' && found !== null && 'cause' in found ? found.cause : undefined
  const remedies = listOf(body['remedies']).map(({ text: remedy }) => String(remedy))
  return { verdict: body['verdict'], words: steps.map(({ step, outcome }) => `${String(step)} ${String(outcome)}`), last, cause, remedies }
}

const LET_IN = { verdict: 'reachable', last: { step: 'log-in', outcome: 'passed', took_ms: expect.any(Number) }, remedies: [] }
const refusedBy = (cause: string, remedy: RegExp) => ({
  verdict: 'failed',
  cause,
  last: { step: 'log-in', outcome: 'failed' },
  remedies: [expect.stringMatching(remedy)],
})

describe('explain with an auth_info', () => {
  it('logs in at a PostgreSQL as a job does', async () => {
    const answer = await logIn('db:5432', 'auth_info=good')
    expect(answer).toMatchObject(LET_IN)
    expect(answer.words.slice(-2)).toEqual(['greeting passed', 'log-in passed'])
  })

  it('knows what listens at any port by the tables that log in there with the same one', async () => {
    const target = '/causeway/v1/{p}/queues/q1/explain?address=db:7777&dial=true&auth_info=good'
    const before = await lab.call('GET', target)
    expect(before, before.text).toMatchObject({ status: 400, body: { hint: expect.stringContaining('--protocol') } })
    const options = `'url'='jdbc:postgresql://db:7777/postgres', 'passwdauth'='good', 'encryption'='true'`
    const made = await lab.run(`CREATE DATABASE far FROM CONNECTION OPTIONS (${options})`, { queueName: 'q1' })
    expect(made, JSON.stringify(made)).toMatchObject({ status: 'FINISHED' })
    expect(await logIn('db:7777', 'auth_info=good')).toMatchObject(LET_IN)
    expect((await lab.call('GET', target.replace('=good', '=wrong'))).status).toBe(400)
  })

  it.each([
    ['the password is wrong', 'auth_info=wrong', 'wrong-password', /^Put the user and the password/],
    ['there is no such user', 'auth_info=nobody', 'wrong-password', /^Put the user and the password/],
    ['there is no such database', 'auth_info=good&database=not_there', 'no-such-database', /^Name a database that is there/],
    ['the user may not use the database', 'auth_info=good&database=closed', 'user-may-not', /GRANT CONNECT/],
    ['it is for other hosts', 'auth_info=tied', 'authentication-refused', /^Add the host/],
    ['there is none', 'auth_info=not_there', 'authentication-refused', /./],
  ])('says of a PostgreSQL that %s', async (_what, more, cause, remedy) => {
    expect(await logIn('db:5432', more)).toMatchObject(refusedBy(cause, remedy))
  })

  it('uses none that the caller may not use', async () => {
    const privileges = { queue_name: 'q1', user_name: 'reader', action: 'grant', privileges: ['SUBMIT_JOB'] }
    await made('/v1.0/{p}/queues/user-authorization', privileges, 'PUT')
    const searches = ['db:5432 ', ...(redisPrograms === undefined ? [] : ['db:6379 allow_unencrypted_login=true'])]
    for (const [address = '', more = ''] of searches.map((search) => search.split(' '))) {
      const answer = await logIn(address, `auth_info=good&${more}`, reader)
      expect(answer, address).toMatchObject(refusedBy('authentication-refused', /./))
      expect(answer.last['seen'], address).toMatch(/may not use the datasource authentication good/)
    }
  })

  it('is refused where nothing is dialled, and where there is no log-in', async () => {
    for (const search of ['address=db:5432&auth_info=good', 'address=db:5432&dial=true&protocol=kafka&auth_info=good']) {
      expect(await lab.call('GET', `/causeway/v1/{p}/queues/q1/explain?${search}`)).toMatchObject({ status: 400 })
    }
  })

  it('has no log-in where the dial fails', async () => {
    const { verdict, words } = await logIn('db:5433', 'auth_info=good&protocol=postgresql')
    expect([verdict, words.at(-1)]).toEqual(['refused', 'log-in not-reached'])
  })
})

describe.skipIf(mariadbPrograms === undefined)('explain with an auth_info, of a MariaDB with TLS', () => {
  it('begins TLS in the middle of the greeting, and logs in over it', async () => {
    const answer = await logIn('db:3306', 'auth_info=good')
    expect(answer).toMatchObject(LET_IN)
    expect(answer.words.slice(-3)).toEqual(['greeting passed', 'tls passed', 'log-in passed'])
  })

  it.each([
    ['the password is wrong', 'auth_info=wrong', 'wrong-password', /^Put the user and the password/],
    ['the user may not use the database', 'auth_info=good&database=closed', 'user-may-not', /GRANT/],
    ['it is for other hosts', 'auth_info=tied', 'authentication-refused', /^Add the host/],
  ])('says that %s', async (_what, more, cause, remedy) => {
    expect(await logIn('db:3306', more)).toMatchObject(refusedBy(cause, remedy))
  })
})

describe.skipIf(redisPrograms === undefined)('explain with an auth_info, of a Redis', () => {
  it('sends the password over TLS', async () => {
    const answer = await logIn('db:6380', 'auth_info=default&protocol=redis&tls=true')
    expect(answer).toMatchObject({ verdict: 'reachable', last: { step: 'log-in', outcome: 'passed' } })
    expect(answer.words.slice(-3)).toEqual(['tls passed', 'greeting passed', 'log-in passed'])
  })

  it('sends it elsewhere only when it is said that others may read it', async () => {
    expect(await logIn('db:6379', 'auth_info=default')).toMatchObject(refusedBy('password-not-sent', /tls=true/))
    expect(await logIn('db:6379', 'auth_info=default&allow_unencrypted_login=true')).toMatchObject({ verdict: 'reachable' })
  })

  it.each([
    ['the password is wrong', 'auth_info=wrong', 'wrong-password', /^Put the user/],
    ['it is for other hosts', 'auth_info=tied', 'authentication-refused', /^Add the host/],
  ])('says that %s', async (_what, more, cause, remedy) => {
    expect(await logIn('db:6380', `${more}&protocol=redis&tls=true`)).toMatchObject(refusedBy(cause, remedy))
  })
})
