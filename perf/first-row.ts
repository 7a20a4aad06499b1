import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { Calls } from '../demo/calls.ts'
import { openClient } from '../demo/client.ts'
import { loadAirports } from '../demo/data.ts'
import { makeIdentity, type Server, startServer } from '../testing/local-server.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `From the request for a new queue to the first row of its first job, over HTTP with signed requests.

Measured, on a queue of its own each time:
  POST queues; POST enhanced-connections, with that queue and a host name; POST submit-job; GET status again and again
  (2 ms apart, then up to 10) until FINISHED; GET preview; until the row is here, parsed.
Not measured: start of the server, of PostgreSQL, the VPC, its attachment, CREATE TABLE (on another queue), and, after each row,
the deletion of queue and connection.
Paced: before each queue, wait until GET /readyz tells of as many spare workers as the server keeps (2), and then 100 ms, so that no
worker is just being started. Back to back: no wait.
Without Causeway: connect with pg and run the same query; a connection of its own each time.`

const remoteQuery = 'SELECT iata, name FROM airports LIMIT 1'
const databaseName = 'pg-airports'
const databaseAddress = '192.168.0.10'
const pauseMs = 100
/** How many the server keeps unless it is told otherwise. */
const spareWorkers = 2
const limitsMs = { p50: 100, p99: 250 }

interface Lab {
  readonly calls: Calls
  readonly server: Server
  readonly postgres: Postgres
  readonly vpcId: string
  readonly subnetId: string
}

/** The benchmark first-row. Options: --queues <number> of each kind (50), --check: exit code 1 when the goal is missed. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { queues: { type: 'string', default: '50' }, check: { type: 'boolean', default: false } },
  })
  const count = Number(values.queues)
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new Error('--queues must be a number from 1 to 10000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const postgres = await startPostgres({ durable: true })
  try {
    await loadAirports(postgres)
    const identity = makeIdentity()
    const server = await startServer(identity)
    try {
      const calls = new Calls(openClient(server.endpoint, identity), identity.projectId)
      const lab = { calls, server, postgres, ...(await prepare(calls, postgres)) }
      const results = await measure(lab, count)
      console.log(`After:  ${await otherLoad()}\n`)
      print(results)
      const goal = results.slice(0, 2).every(({ samplesMs }) => meetsGoal(samplesMs))
      console.log(`\nThe goal is ${limitsMs.p50} ms at p50 and ${limitsMs.p99} ms at p99, paced: ${goal ? 'met' : 'MISSED'}`)
      if (values.check && !goal) process.exitCode = 1
    } finally {
      await server.stop()
    }
  } finally {
    await postgres.stop()
  }
}

/** VPC, subnet, attachment, and the table, made on a queue of its own that is then deleted. */
async function prepare(calls: Calls, postgres: Postgres): Promise<{ vpcId: string; subnetId: string }> {
  const vpcId = await calls.createVpc('vpc_perf', '192.168.0.0/16')
  const subnetId = await calls.createSubnet(vpcId, 'subnet_perf', '192.168.0.0/24', '192.168.0.1')
  await calls.attachByForward(vpcId, `${databaseAddress}:5432`, `${postgres.host}:${postgres.port}`)
  await calls.storePassword('perf_login', postgres.user, postgres.password)
  await calls.createQueue('setup')
  const connectionId = await connect(calls, 'setup', vpcId, subnetId)
  const end = await calls.waitForEnd(
    await calls.submit(
      'setup',
      `CREATE TABLE airports USING JDBC OPTIONS ('url'='jdbc:postgresql://${databaseName}:5432/${postgres.database}',
       'driver'='org.postgresql.Driver','dbtable'='public.airports','passwdauth'='perf_login','encryption'='true')`,
    ),
  )
  if (end.state !== 'FINISHED') throw new Error(`CREATE TABLE: ${end.state}: ${end.message}`)
  await calls.deleteConnection(connectionId)
  await calls.deleteQueue('setup')
  return { vpcId, subnetId }
}

function connect(calls: Calls, queue: string, vpcId: string, subnetId: string): Promise<string> {
  const hosts = [{ ip: databaseAddress, name: databaseName }]
  return calls.createConnection({ name: `to_${queue}`, vpcId, subnetId, queues: [queue], hosts })
}

interface Result {
  readonly what: string
  readonly samplesMs: readonly number[]
}

async function measure(lab: Lab, count: number): Promise<readonly Result[]> {
  const kinds = [
    { what: 'SELECT 1', sql: 'SELECT 1', isRight: (row: readonly unknown[]) => row[0] === 1 },
    {
      what: 'a row from PostgreSQL',
      sql: remoteQuery,
      isRight: (row: readonly unknown[]) => typeof row[0] === 'string' && row.length === 2,
    },
  ]
  const results: Result[] = []
  for (const paced of [true, false]) {
    // One kind after the other in each round, so that a busy moment of the machine meets both.
    const samples = kinds.map((): number[] => [])
    for (let round = 0; round < count; round += 1) {
      for (const [index, kind] of kinds.entries()) {
        if (paced) await waitUntilReady(lab.server)
        samples[index]?.push(await firstRow(lab, `q_${paced ? 'paced' : 'fast'}_${round}_${index}`, kind.sql, kind.isRight))
      }
    }
    for (const [index, kind] of kinds.entries()) {
      results.push({ what: `${kind.what}, ${paced ? 'paced' : 'back to back'}`, samplesMs: samples[index] ?? [] })
    }
  }
  const direct: number[] = []
  for (let round = 0; round < count; round += 1) {
    await sleep(20)
    direct.push(await rowWithoutCauseway(lab.postgres))
  }
  return [...results, { what: 'a row from PostgreSQL, without Causeway', samplesMs: direct }]
}

async function firstRow(
  { calls, vpcId, subnetId }: Lab,
  queue: string,
  sql: string,
  isRight: (row: readonly unknown[]) => boolean,
): Promise<number> {
  const start = performance.now()
  await calls.createQueue(queue)
  const connectionId = await connect(calls, queue, vpcId, subnetId)
  const jobId = await calls.submit(queue, sql)
  const end = await calls.waitForEnd(jobId)
  if (end.state !== 'FINISHED') throw new Error(`${sql} on ${queue}: ${end.state}: ${end.message}`)
  const { rows } = await calls.preview(jobId)
  const tookMs = performance.now() - start
  const [row] = rows
  if (row === undefined || rows.length !== 1 || !isRight(row)) throw new Error(`${sql} gave ${JSON.stringify(rows)}`)
  await calls.deleteConnection(connectionId)
  await calls.deleteQueue(queue)
  return tookMs
}

async function rowWithoutCauseway({ host, port, user, password, database }: Postgres): Promise<number> {
  const start = performance.now()
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  const { rows } = await client.query(remoteQuery)
  const tookMs = performance.now() - start
  await client.end()
  if (rows.length !== 1) throw new Error(`${remoteQuery} gave ${rows.length} rows`)
  return tookMs
}

async function waitUntilReady(server: Server): Promise<void> {
  for (let attempt = 0; attempt < 3000; attempt += 1) {
    const body: unknown = await (await fetch(`${server.endpoint}/readyz`)).json()
    if (typeof body === 'object' && body !== null && 'spare_workers' in body && Number(body.spare_workers) >= spareWorkers)
      return sleep(pauseMs)
    await sleep(10)
  }
  throw new Error('the server did not have its spare workers again in 30 s')
}

function meetsGoal(samplesMs: readonly number[]): boolean {
  return percentile(samplesMs, 0.5) < limitsMs.p50 && percentile(samplesMs, 0.99) < limitsMs.p99
}

function print(results: readonly Result[]): void {
  const line = (what: string, cells: readonly string[]): void =>
    console.log(what.padEnd(46) + cells.map((cell) => cell.padStart(9)).join(''))
  line('from the request to the row, ms', ['times', 'min', 'p50', 'p99', 'max'])
  for (const { what, samplesMs } of results) {
    const values = [Math.min(...samplesMs), percentile(samplesMs, 0.5), percentile(samplesMs, 0.99), Math.max(...samplesMs)]
    line(what, [String(samplesMs.length), ...values.map((value) => value.toFixed(1))])
  }
}
