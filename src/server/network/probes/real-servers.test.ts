import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMariadb, type Mariadb, NO_MARIADB, startMariadb } from '../../../../testing/mariadb.ts'
import { findRedis, NO_REDIS, type Redis, startRedis } from '../../../../testing/redis.ts'
import { type Probed, type ProbeRequest, probe } from './probe.ts'

const mariadbPrograms = await findMariadb()
const redisPrograms = await findRedis()
if (mariadbPrograms === undefined) console.log(`SKIPPED: the greeting of MariaDB is not tested with a real one, for ${NO_MARIADB}`)
if (redisPrograms === undefined) console.log(`SKIPPED: the greeting of Redis is not tested with a real one, for ${NO_REDIS}`)

async function probed(port: number, protocol: ProbeRequest['protocol'], more: Partial<ProbeRequest> = {}): Promise<Probed> {
  const socket = new Socket()
  socket.pause()
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.connect({ host: '127.0.0.1', port }, resolve)
  })
  const [user, database, host] = ['u', 'd', '127.0.0.1']
  const clocks = { clock: () => performance.now(), wallClock: Date.now }
  return await probe(socket, { protocol, tls: false, host, user, database, signal: AbortSignal.timeout(300_000), ...clocks, ...more })
}

describe.skipIf(mariadbPrograms === undefined)('a real MariaDB', () => {
  let mariadb: Mariadb
  beforeAll(async () => {
    mariadb = await startMariadb(mariadbPrograms ?? '')
  })
  afterAll(() => mariadb?.stop())

  it('greets with its version and how it wants to know who asks', async () => {
    const { steps, advice } = await probed(mariadb.port, 'mysql')
    expect(advice).toBeUndefined()
    expect(steps).toMatchObject([
      { step: 'greeting', outcome: 'passed', found: { product: 'MariaDB', tls: false, auth: 'mysql_native_password' } },
    ])
    expect(mariadb.version).toContain(String(steps[0]?.found?.['version']).replace(/-MariaDB.*/, ''))
  })

  it('is no PostgreSQL', async () => {
    expect((await probed(mariadb.port, 'postgresql')).steps.at(-1)).toMatchObject({ outcome: 'failed' })
  })
})

describe.skipIf(redisPrograms === undefined)('a real Redis', () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await startRedis(redisPrograms ?? '', { requirepass: 'secret-of-redis' })
  })
  afterAll(() => redis?.stop())

  it('wants a log-in', async () => {
    expect(await probed(redis.port, 'redis')).toMatchObject({
      advice: undefined,
      steps: [{ step: 'greeting', outcome: 'passed', found: { auth: 'password' } }],
    })
  })

  it('takes its password where others may read it only when it is said that they may, and says what is wrong with it', async () => {
    const logIn = (userName: string, password: string, allowUnencrypted = true) =>
      probed(redis.port, 'redis', { logIn: { userName, password, allowUnencrypted } })
    expect((await logIn('default', 'secret-of-redis')).steps.at(-1)).toMatchObject({ step: 'log-in', outcome: 'passed' })
    const wrong = await logIn('default', 'secret-of-nobody')
    expect(wrong.steps.at(-1)).toMatchObject({ step: 'log-in', outcome: 'failed', found: { cause: 'wrong-password', error: 'WRONGPASS' } })
    expect(wrong.advice).toContain('Put the user and the password that Redis has')
    const unsent = await logIn('default', 'secret-of-redis', false)
    expect(unsent.steps.at(-1)).toMatchObject({ step: 'log-in', outcome: 'failed', found: { cause: 'password-not-sent' } })
    for (const { steps } of [wrong, unsent]) expect(JSON.stringify(steps)).not.toContain('secret-of')
  })

  it('speaks no HTTP', async () => {
    expect((await probed(redis.port, 'http')).steps.at(-1)).toMatchObject({ step: 'greeting', outcome: 'failed' })
  })
})
