import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Calls } from '../../demo/calls.ts'
import { endlessRowsSql, endlessSql } from '../../testing/endless-sql.ts'
import { startPostgres } from '../../testing/postgres.ts'

const ADDRESSES = { pg: '192.168.0.10', silent: '192.168.0.11' }
const QUEUE = 'cancels'

const remoteTable = (name: string, dbtable: string, host = 'pg'): string =>
  `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='jdbc:postgresql://${host}:5432/postgres', 'dbtable'='${dbtable}', 'passwdauth'='cancels', 'encryption'='true')`

const joined = (relations: number): string =>
  `SELECT count(*) FROM range(3) r0 ${Array.from({ length: relations - 1 }, (_, n) => `JOIN range(3) r${n + 1} ON r${n + 1}.id = r${n}.id`).join(' ')}`

/** What a job is in the middle of when it is cancelled. */
const CASES: readonly { readonly what: string; readonly sql: (n: number) => string }[] = [
  { what: 'computes', sql: () => endlessSql },
  { what: 'is planned by the engine', sql: () => joined(118) },
  {
    what: 'is translated',
    sql: (n) =>
      `SELECT ${Array.from({ length: 3_000 }, (_, i) => `CAST(id + ${i} AS DECIMAL(20,2)) * ${n} AS c${i}`).join(', ')} FROM range(10)`,
  },
  {
    what: 'looks for an expression that goes back without end',
    sql: () => "SELECT concat(repeat('a', 60), 'b') RLIKE '^(?=a)(a|aa|a+)+$'",
  },
  { what: 'reads rows without end', sql: () => 'SELECT sum(CAST(i AS DOUBLE)) FROM endless' },
  { what: 'waits for a database that works', sql: () => 'SELECT * FROM sleeping' },
  { what: 'waits for a server that says nothing', sql: (n) => remoteTable(`never${n}`, 'public.t', 'silent') },
  { what: 'writes into a database', sql: () => `INSERT INTO sink ${endlessRowsSql}` },
  { what: 'writes files', sql: (n) => `CREATE TABLE written${n} AS ${endlessRowsSql}` },
  {
    what: 'sorts',
    sql: () => 'SELECT count(*) FROM (SELECT id, row_number() OVER (ORDER BY id % 1000003) AS n FROM range(20000000)) WHERE n % 7 = 1',
  },
]

/** Cancels each kind of job so many times, 50 to 350 ms behind its begin, and prints how long it took until the job was told as cancelled. */
export async function measureCancels(calls: Calls, times: number): Promise<void> {
  await using lab = await prepare(calls)
  console.log(
    'from the request until the job is CANCELLED, ms'.padEnd(52) +
      ['median', 'most', 'ended before'].map((cell) => cell.padStart(13)).join(''),
  )
  for (const { what, sql } of CASES) {
    const took: number[] = []
    let before = 0
    for (let n = 0; n < times; n += 1) {
      const ms = await cancelOne(calls, sql(n), 50 + (300 * n) / Math.max(1, times - 1))
      if (ms === undefined) before += 1
      else took.push(ms)
    }
    took.sort((one, other) => one - other)
    const [median, most] = [took[took.length >> 1], took.at(-1)].map((ms) => (ms === undefined ? '-' : ms.toFixed(0)))
    console.log(`a job that ${what}`.padEnd(52) + [median, most, String(before)].map((cell) => String(cell).padStart(13)).join(''))
  }
  console.log(`backends of jobs that PostgreSQL still has: ${await lab.backends()}`)
}

/** Undefined: the job had ended before. */
async function cancelOne(calls: Calls, sql: string, afterMs: number): Promise<number | undefined> {
  const id = await calls.submit(QUEUE, sql)
  while ((await stateOf(calls, id)) === 'LAUNCHING') await sleep(5)
  await sleep(afterMs)
  const startedAt = performance.now()
  const { status } = await calls.client.request('DELETE', `/v1.0/${calls.projectId}/jobs/${id}`)
  if (status !== 200) return undefined
  for (;;) {
    const state = await stateOf(calls, id)
    if (state === 'CANCELLED') return performance.now() - startedAt
    if (state !== 'RUNNING') return undefined
    await sleep(5)
  }
}

async function stateOf(calls: Calls, id: string): Promise<string> {
  const { body } = await calls.client.request('GET', `/v1.0/${calls.projectId}/jobs/${id}/status`)
  return typeof body === 'object' && body !== null && 'status' in body ? String(body.status) : ''
}

interface CancelLab extends AsyncDisposable {
  backends(): Promise<number>
}

async function prepare(calls: Calls): Promise<CancelLab> {
  const postgres = await startPostgres()
  const { host, port, user, password, database } = postgres
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  const open = new Set<Socket>()
  const silent = createServer((socket) => void open.add(socket.resume().on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const address = silent.address()
  if (address === null || typeof address === 'string') throw new Error('the silent server has no port')
  await client.query(`CREATE VIEW endless AS SELECT generate_series(1, 9000000000000000) AS i;
    CREATE VIEW sleeping AS SELECT pg_sleep(100000)::text AS t; CREATE TABLE sink (id bigint)`)
  const vpcId = await calls.createVpc('vpc_cancels', '192.168.0.0/16')
  const subnetId = await calls.createSubnet(vpcId, 'subnet_cancels', '192.168.0.0/24', '192.168.0.1')
  const forwards = [
    { from: `${ADDRESSES.pg}:5432`, to: `${host}:${port}` },
    { from: `${ADDRESSES.silent}:5432`, to: `127.0.0.1:${address.port}` },
  ]
  await calls.client.request('PUT', `/causeway/v1/${calls.projectId}/vpcs/${vpcId}/attachment`, { body: { kind: 'forward', forwards } })
  await calls.storePassword('cancels', user, password)
  await calls.createQueue(QUEUE)
  const hosts = Object.entries(ADDRESSES).map(([name, ip]) => ({ name, ip }))
  await calls.createConnection({ name: 'cancels', vpcId, subnetId, queues: [QUEUE], hosts })
  for (const name of ['endless', 'sleeping', 'sink']) {
    const end = await calls.waitForEnd(await calls.submit(QUEUE, remoteTable(name, `public.${name}`)))
    if (end.state !== 'FINISHED') throw new Error(`${name}: ${end.message}`)
  }
  return {
    async backends() {
      const { rows } = await client.query<{ n: number }>(
        "SELECT count(*)::int4 AS n FROM pg_stat_activity WHERE application_name = 'Causeway'",
      )
      return rows[0]?.n ?? -1
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      for (const socket of open) socket.destroy()
      silent.close()
      await postgres.stop()
    },
  }
}
