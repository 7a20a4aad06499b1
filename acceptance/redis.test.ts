import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianLibraries } from '../testing/debian-program.ts'
import { findRedis, NO_REDIS, type Redis, startRedis } from '../testing/redis.ts'
import type { Api } from './support/api.ts'
import { attach, connect, makeVpc, openServer } from './support/lab.ts'

const programs = await findRedis()
if (programs === undefined) console.log(`SKIPPED: jobs that read a Redis are not tested, for ${NO_REDIS}`)
const PASSWORD = 'a-word-for-redis-7'

/** A DCS, in the words of the vendor's page. */
describe.skipIf(programs === undefined)('jobs over hashes of a Redis', () => {
  let api: Api
  let redis: Redis

  beforeAll(async () => {
    redis = await startRedis(programs ?? '', { requirepass: PASSWORD })
    api = await openServer()
    const network = await makeVpc(api, 'vpc_redis')
    await attach(api, network.vpcId, [{ from: '192.168.0.10:6379', to: `127.0.0.1:${redis.port}` }])
    const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
      auth_info_name: 'dcs',
      datasource_type: 'passwd',
      user_name: 'default',
      password: PASSWORD,
    })
    expect(stored.status, stored.text).toBe(201)
    for (const queue of ['q1', 'q2']) await api.post('/v1.0/{p}/queues', { queue_name: queue, cu_count: 16, resource_mode: 1 })
    await connect(api, 'c1', network, ['q1'])
    await api.finish(
      `CREATE TABLE people (name STRING, age INT) USING REDIS OPTIONS ('host' = '192.168.0.10', 'port' = '6379', 'passwdauth' = 'dcs',
       'encryption' = 'true', 'allowUnencryptedLogin' = 'true', 'table' = 'person', 'key.column' = 'name', 'partitions.number' = '3', 'scan.count' = '100',
       'iterator.grouping.size' = '100', 'timeout' = '2000')`,
      { queue: 'q1' },
    )
  })
  afterAll(async () => {
    await api?.server.close()
    await redis?.stop()
  })

  it('are written, read and overwritten through the connection of its queue', async () => {
    await api.finish("INSERT INTO people VALUES ('John', 30), ('Peter', 45)", { queue: 'q1' })
    const env = { ...(await debianLibraries(programs ?? '')), REDISCLI_AUTH: PASSWORD }
    const cli = join(programs ?? '', 'usr/bin/redis-cli')
    const { stdout } = await promisify(execFile)(cli, ['-p', String(redis.port), 'HGETALL', 'person:Peter'], { env })
    expect(stdout).toBe('age\n45\n')
    expect(await api.rows('SELECT name, age FROM people ORDER BY age', { queue: 'q1' })).toEqual([
      ['John', 30],
      ['Peter', 45],
    ])
    await api.finish('INSERT OVERWRITE TABLE people SELECT name, age + 1 FROM people WHERE age > 40', { queue: 'q1' })
    const { jobId } = await api.finish('SELECT * FROM people', { queue: 'q1' })
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/preview`)).body).toMatchObject({ rows: [['Peter', 46]] })
    expect((await api.get(`/v1.0/{p}/jobs/${jobId}/detail`)).text).toContain('SCAN … MATCH person:*')
  })

  it('are told as what they are, and their password is not', async () => {
    const listed = await api.get('/v1.0/{p}/databases/default/tables?with-detail=true')
    expect(listed.text).toContain('REDIS')
    expect(listed.text).not.toContain(PASSWORD)
  })

  it('are not reached from a queue without the connection', async () => {
    const refused = await api.run('SELECT count(*) FROM people', { queue: 'q2' })
    expect(refused).toMatchObject({ status: 'FAILED', message: expect.stringContaining('192.168.0.10') })
  })
})
