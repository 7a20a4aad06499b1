import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianLibraries } from '../../../../testing/debian-program.ts'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { findFreePort } from '../../../../testing/free-port.ts'
import { findRedis, NO_REDIS, type Redis, startRedis } from '../../../../testing/redis.ts'
import { makeCertificate } from '../../fixtures/certificate.ts'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { KeyScan } from './find-keys.ts'

const programs = await findRedis()
if (programs === undefined) console.log(`SKIPPED: tables USING REDIS are not tested, for ${NO_REDIS}`)
const PASSWORD = 'a-word-for-redis-7'

describe.skipIf(programs === undefined)('tables of a Redis', () => {
  let folder: string
  let redis: Redis
  let cluster: Redis
  let worker: TestWorker

  /** By Redis's own client. */
  async function cli(...words: readonly string[]): Promise<string> {
    const env = { ...(await debianLibraries(programs ?? '')), REDISCLI_AUTH: PASSWORD }
    const { stdout } = await promisify(execFile)(join(programs ?? '', 'usr/bin/redis-cli'), ['-p', String(redis.port), ...words], { env })
    return stdout.trimEnd()
  }
  async function hash(key: string): Promise<Readonly<Record<string, string>>> {
    const lines = (await cli('HGETALL', key)).split('\n')
    return Object.fromEntries(lines.flatMap((line, index) => (index % 2 === 0 ? [[line, lines[index + 1] ?? '']] : [])))
  }
  const redisTable = (columns: string, options: string, port = 6379, auth = 'a1'): string =>
    `${columns} USING REDIS OPTIONS ('host'='redis1', 'port'='${port}', 'passwdauth'='${auth}', 'encryption'='true', ${options}${options.includes('ssl') ? '' : ", 'allowUnencryptedLogin'='true'"})`

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'causeway-redis-test-'))
    const made = makeCertificate('redis1')
    const tlsPort = await findFreePort()
    const tls: Record<string, string> = {}
    if (made !== undefined) {
      for (const [name, text] of Object.entries(made)) await writeFile(join(folder, name), text)
      const certificate = join(folder, 'certificate')
      Object.assign(tls, {
        'tls-port': String(tlsPort),
        'tls-cert-file': certificate,
        'tls-key-file': join(folder, 'key'),
        'tls-ca-cert-file': certificate,
        'tls-auth-clients': 'no',
      })
    }
    redis = await startRedis(programs ?? '', { requirepass: PASSWORD, ...tls })
    cluster = await startRedis(programs ?? '', { 'cluster-enabled': 'yes' })
    const at = (port: number) => ({ host: '127.0.0.1', port })
    worker = await TestWorker.start({
      addresses: { 'redis1:6379': at(redis.port), 'redis1:6380': at(cluster.port), 'redis1:6381': at(tlsPort) },
      credentials: {
        a1: { userName: 'default', password: PASSWORD },
        wrong: { userName: 'default', password: 'not-the-password' },
        reader: { userName: 'reader', password: 'a-word-of-the-readers' },
      },
    })
    await cli('ACL', 'SETUSER', 'reader', 'on', '>a-word-of-the-readers', '~person:*', '+@read', '+info')
    for (const [key, ...fields] of [
      ['person:1', 'name', 'Ann', 'age', '41', 'member', 'true', 'since', '2020-01-31', 'seen', '2024-02-29 23:59:59.5', 'score', '1.5'],
      ['person:2', 'name', '中文\r\n$5 "quoted"', 'age', '-7', 'member', 'no', 'other', 'x'],
      ['person:3', 'age', '0'],
    ] as const)
      await cli('HSET', key, ...fields)
    await worker.run(
      `CREATE TABLE ${redisTable('person (id STRING, name STRING, age INT, member BOOLEAN, since DATE, seen TIMESTAMP, score DOUBLE)', "'table'='person', 'key.column'='id'")}`,
    )
  })
  afterAll(async () => {
    await worker?.end()
    await redis?.stop()
    await cluster?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  it('each hash is a row: its fields by name, NULL where there is none, its key without the prefix', async () => {
    expect(await worker.rows('SELECT * FROM person ORDER BY id')).toEqual([
      ['1', 'Ann', 41, true, '2020-01-31', '2024-02-29 23:59:59.5', 1.5],
      ['2', '中文\r\n$5 "quoted"', -7, false, null, null, null],
      ['3', null, 0, null, null, null, null],
    ])
    expect(await worker.rows('SELECT count(*) FROM person')).toEqual([[3]])
    expect(await worker.rows('SELECT name FROM person WHERE age > 40')).toEqual([['Ann']])
  })

  it('only the wanted fields are asked for; rows by their keys, without a scan', async () => {
    const { remoteStatements } = await worker.run('SELECT age FROM person')
    expect(remoteStatements.map(({ sql }) => sql)).toEqual(['SCAN … MATCH person:* COUNT 100; HMGET … age'])
    const byKey = await worker.run("SELECT id, age FROM person WHERE id IN ('3', '1', 'none') ORDER BY id")
    expect(byKey.rowsJson).toEqual(['["1",41]', '["3",0]'])
    expect(byKey.remoteStatements[0]?.sql).toMatch(/^EXISTS person:/)
    expect(await worker.rows("SELECT count(*) FROM person WHERE id = 'none'")).toEqual([[0]])
    expect((await worker.rows('EXPLAIN SELECT age FROM person')).flat().join('\n')).toContain('MATCH person:*')
  })

  it('many keys, in many answers of a scan, each once', async () => {
    const rows = 20_000
    await worker.run(`CREATE TABLE ${redisTable('many (id BIGINT, n INT)', "'table'='many', 'key.column'='id', 'scan.count'='1000'")}`)
    expect((await worker.run(`INSERT INTO many SELECT id, CAST(id % 7 AS INT) FROM range(${rows})`)).rowCount).toBe(rows)
    expect(await cli('DBSIZE')).toBe(String(rows + 3))
    expect(await worker.rows('SELECT count(*), count(DISTINCT id), sum(n) FROM many')).toEqual([
      [rows, rows, Array.from({ length: rows }, (_, n) => n % 7).reduce((sum, n) => sum + n, 0)],
    ])
    expect(await worker.rows('SELECT count(*) FROM (SELECT id FROM many LIMIT 10) q')).toEqual([[10]])
    // Of a prefix that few keys have, too: the scan goes through all of them.
    for (const table of ['many', 'person'])
      expect((await worker.percents(`SELECT max(${table === 'many' ? 'n' : 'age'}) FROM ${table}`)).at(-1)).toBe(99)
    expect(await worker.percents("SELECT age FROM person WHERE id = '1'")).toEqual([])
    expect(await worker.percents('SELECT n FROM many LIMIT 10')).toEqual([])
    // While it reads what it writes.
    await worker.run('INSERT OVERWRITE TABLE many SELECT id, n FROM many WHERE id < 5')
    expect(await worker.rows('SELECT count(*) FROM many')).toEqual([[5]])
  })

  it('the place in a scan is the part of the keys that it has told', async () => {
    const keys = 5_000
    await cli('EVAL', `for i = 1, ${keys} do redis.call('SET', 'walked:' .. i, '') end`, '0')
    const scan = new KeyScan({ pattern: 'walked:*', options: { 'scan.count': 300 } })
    const all = Number(await cli('DBSIZE'))
    let found = 0
    const shares: number[] = []
    for (let cursor = '0'; !scan.isDone; ) {
      const [next = '', ...told] = (await cli('SCAN', cursor, 'MATCH', 'walked:*', 'COUNT', '300'))
        .split('\n')
        .filter((line) => line !== '')
      cursor = next
      found += scan.take([Buffer.from(next), told.map((key) => Buffer.from(key))]).length
      shares.push(scan.share)
      expect(Math.abs(scan.share - found / all)).toBeLessThan(0.1)
    }
    expect(found).toBe(keys)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.length).toBeGreaterThan(10)
    await cli('EVAL', `for i = 1, ${keys} do redis.call('DEL', 'walked:' .. i) end`, '0')
  })

  it('a server whose scan goes another way stands still', () => {
    const scan = new KeyScan({ pattern: '*', options: { 'scan.count': undefined } })
    const shares = ['512', '3', '100', '1023', '0'].map((cursor) => {
      scan.take([Buffer.from(cursor), []])
      return scan.share
    })
    expect(shares).toEqual([2 ** -10, 0.75, 0.75, 0.75, 1])
  })

  it('what is written is a hash as the vendor’s connector writes it: no field for NULL, the key in the key, for as long as ttl says', async () => {
    await worker.run(
      `CREATE TABLE ${redisTable('put (id STRING, t STRING, i INT, d DOUBLE, b BOOLEAN, day DATE, at TIMESTAMP, m DECIMAL(9,2))', "'table'='put', 'key.column'='id', 'ttl'='1000'")}`,
    )
    const values = `'k', "it's\n中", 1, 1.5D, true, DATE'2024-02-29', TIMESTAMP'2024-02-29 01:02:03', 1.50`
    await worker.run(`INSERT INTO put VALUES (${values}), ('n', 'only', NULL, NULL, NULL, NULL, NULL, NULL)`)
    expect(JSON.parse((await cli('--json', 'HGETALL', 'put:k')) || '{}')).toEqual({
      t: "it's\n中",
      i: '1',
      d: '1.5',
      b: 'true',
      day: '2024-02-29',
      at: '2024-02-29 01:02:03.0',
      m: '1.50',
    })
    expect(await hash('put:n')).toEqual({ t: 'only' })
    expect(Number(await cli('TTL', 'put:k'))).toBeGreaterThan(900)
    expect(await worker.rows("SELECT * FROM put WHERE id = 'k'")).toEqual([
      ['k', "it's\n中", 1, 1.5, true, '2024-02-29', '2024-02-29 01:02:03', 1.5],
    ])
    await worker.run('INSERT INTO put SELECT "z", NULL, NULL, double("NaN"), NULL, NULL, NULL, NULL')
    expect(await hash('put:z')).toEqual({ d: 'NaN' })
  })

  it('without a key column each row has a key of its own, which the column _id shows', async () => {
    await worker.run(`CREATE TABLE ${redisTable('loose (a INT)', "'table'='loose'")}`)
    await worker.run('INSERT INTO loose VALUES (1), (1), (2)')
    const keys = (await cli('KEYS', 'loose:*')).split('\n')
    expect(keys).toHaveLength(3)
    for (const key of keys) expect(key).toMatch(/^loose:[0-9a-f]{32}$/)
    await worker.run(`CREATE TABLE ${redisTable('seen (_id STRING, a INT)', "'table'='loose'")}`)
    expect((await worker.rows('SELECT _id FROM seen ORDER BY _id')).flat()).toEqual(keys.map((key) => key.slice(6)).toSorted())
  })

  it('by a pattern of keys: the whole key where it is no prefix; it takes no rows', async () => {
    await worker.run(`CREATE TABLE ${redisTable('found (k STRING, age INT)', "'keys.pattern'='p*n:[12]', 'key.column'='k'")}`)
    expect(await worker.rows('SELECT * FROM found ORDER BY k')).toEqual([
      ['person:1', 41],
      ['person:2', -7],
    ])
    expect((await worker.fail("INSERT INTO found VALUES ('x', 1)")).error).toMatchObject({ kind: 'not-supported' })
  })

  it('columns are the fields of one of the hashes where that is asked for', async () => {
    await cli('HSET', 'one:1', 'a', '1', 'b', 'x')
    await worker.run(`CREATE TABLE ${redisTable('inferred', "'table'='one', 'key.column'='id', 'infer.schema'='true'")}`)
    expect(await worker.rows('DESCRIBE inferred')).toEqual([
      ['a', 'string', null],
      ['b', 'string', null],
      ['id', 'string', null],
    ])
    expect((await worker.fail(`CREATE TABLE ${redisTable('none', "'table'='one'")}`)).error).toMatchObject({
      kind: 'sql-semantics',
      hint: expect.stringContaining('infer.schema'),
    })
    expect((await worker.fail(`CREATE TABLE ${redisTable('none', "'table'='nothing', 'infer.schema'='true'")}`)).error.kind).toBe(
      'not-found',
    )
  })

  it('a text that is none of the column’s type, and a key that is no hash, are told by name', async () => {
    await worker.run(`CREATE TABLE ${redisTable('badly (id STRING, name INT)', "'table'='person', 'key.column'='id'")}`)
    expect((await worker.fail('SELECT name FROM badly')).error).toMatchObject({
      kind: 'remote-failure',
      message: expect.stringMatching(/"name".*which is no int/),
      hint: expect.stringContaining('STRING'),
    })
    expect(await worker.rows('SELECT count(*) FROM badly')).toEqual([[3]])
    await cli('SET', 'mixed:1', 'text')
    await cli('HSET', 'mixed:2', 'a', '1')
    await worker.run(`CREATE TABLE ${redisTable('mixed (a INT)', "'table'='mixed'")}`)
    expect((await worker.fail('SELECT a FROM mixed')).error).toMatchObject({ hint: expect.stringContaining('filter.keys.by.type') })
    await worker.run(`CREATE TABLE ${redisTable('hashes (a INT)', "'table'='mixed', 'filter.keys.by.type'='true'")}`)
    expect(await worker.rows('SELECT a FROM hashes')).toEqual([[1]])
    expect(await worker.rows('SELECT count(*) FROM hashes')).toEqual([[1]])
  })

  it('rows that no hash can be made of, and a query that fails, leave all as it was', async () => {
    await worker.run(`CREATE TABLE ${redisTable('kept (id STRING, a INT)', "'table'='kept', 'key.column'='id'")}`)
    await worker.run("INSERT INTO kept VALUES ('1', 1)")
    for (const sql of [
      "INSERT OVERWRITE TABLE kept VALUES ('2', 2), ('3', NULL)",
      "INSERT OVERWRITE TABLE kept VALUES ('2', 2), (NULL, 3)",
      "INSERT OVERWRITE TABLE kept SELECT '2', CAST(raise_error('no') AS INT)",
    ])
      expect((await worker.run(sql).catch((error: unknown) => error)) instanceof Error, sql).toBe(true)
    expect(await cli('KEYS', 'kept:*')).toBe('kept:1')
    await cli('SET', 'kept:9', 'a text')
    expect((await worker.fail("INSERT INTO kept VALUES ('8', 8), ('9', 9)")).error.message).toContain('some of the 2 rows are written')
  })

  it('says why it may not: a wrong password, none, a user without the right, a cluster, a certificate, another type', async () => {
    const wrong = await worker.fail(`CREATE TABLE ${redisTable('t', "'table'='one', 'infer.schema'='true'", 6379, 'wrong')}`)
    expect(wrong.error).toMatchObject({ kind: 'remote-failure', hint: expect.stringContaining('password') })
    expect(JSON.stringify(wrong)).not.toContain('not-the-password')
    await worker.run(`CREATE TABLE open (age INT) USING REDIS OPTIONS ('host'='redis1', 'port'='6379', 'table'='person')`)
    expect((await worker.fail('SELECT age FROM open')).error.hint).toContain('passwdauth')
    await worker.run(`CREATE TABLE ${redisTable('limited (age INT)', "'table'='person'", 6379, 'reader')}`)
    expect(await worker.rows('SELECT sum(age) FROM limited')).toEqual([[34]])
    expect((await worker.fail('INSERT INTO limited VALUES (1)')).error).toMatchObject({ hint: expect.stringContaining('ACL') })
    const control = await worker.fail("CREATE TABLE no (a INT) USING REDIS OPTIONS ('host'='redis%001', 'port'='6379', 'table'='t')")
    expect(control.error.message).toContain('one host without its port')
    await worker.run(`CREATE TABLE clustered (a INT) USING REDIS OPTIONS ('host'='redis1', 'port'='6380', 'table'='t')`)
    expect((await worker.fail('SELECT a FROM clustered')).error).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining('cluster'),
    })
    expect((await worker.fail(`CREATE TABLE ${redisTable('t (a ARRAY<INT>)', "'table'='t'")}`)).error.kind).toBe('not-supported')
    const secret = await worker.fail(`CREATE TABLE ${redisTable('t (a INT)', "'table'='t', 'password'='hunter2'")}`)
    expect(JSON.stringify(secret)).not.toContain('hunter2')
  })

  it('speaks TLS, and looks at the certificate where that is asked for', async () => {
    await worker.run(`CREATE TABLE ${redisTable('sealed (age INT)', "'table'='person', 'sslMode'='REQUIRED'", 6381)}`)
    expect(await worker.rows('SELECT sum(age) FROM sealed')).toEqual([[34]])
    await worker.run(`CREATE TABLE ${redisTable('checked (age INT)', "'table'='person', 'ssl'='true'", 6381)}`)
    expect((await worker.fail('SELECT age FROM checked')).error).toMatchObject({ message: expect.stringContaining('certificate') })
  })

  it('is shown where it is, and makes itself again', async () => {
    const [statement] = (await worker.rows('SHOW CREATE TABLE person')).flat()
    expect(statement).toContain('redis1')
    await worker.run('DROP TABLE person')
    await worker.run(String(statement))
    expect(await worker.rows("SELECT age FROM person WHERE id = '1'")).toEqual([[41]])
  })

  it('a job that is cancelled while it reads gives its connection back', async () => {
    const job = worker.start(`SELECT (${endlessSql}), sum(age) FROM person`)
    worker.cancel(job.jobId)
    expect((await job.ended).kind).toBe('job-cancelled')
    await expect.poll(async () => (await cli('CLIENT', 'LIST')).split('\n').length).toBe(1)
  })
})
