import { isDeepStrictEqual } from 'node:util'
import type { Identity, Server } from '../testing/local-server.ts'
import { waitPatiently } from '../testing/patience.ts'
import type { Postgres } from '../testing/postgres.ts'
import { descendants } from '../testing/process-tree.ts'
import { Calls, type JobEnd, type Rows } from './calls.ts'
import { type Answer, openClient } from './client.ts'
import { answerFromFiles, question } from './data.ts'
import { duration, type Paper } from './paper.ts'

/** What the later steps need of the earlier ones. */
export interface Stage {
  readonly paper: Paper
  readonly identity: Identity
  readonly postgres: Postgres
  readonly server: Server
  readonly calls: Calls
}

/** Something came out otherwise than it must. */
class WrongResult extends Error {}

const databaseHost = 'ecs-97f8-0001'
const databaseAddress = '192.168.0.10'
const vendorMinutes = '6 to 10 minutes'

/** Step 2. @returns the calls of the rest, signed, and a token for --keep */
export async function logIn(paper: Paper, identity: Identity, server: Server): Promise<{ calls: Calls; token: string }> {
  paper.step(2, 'A stranger logs in')
  const print = printer(paper)
  const token = await new Calls(openClient(server.endpoint), '', print).logIn(
    identity.domain,
    identity.user,
    identity.password,
    identity.project,
  )
  const signed = openClient(server.endpoint, identity)
  const projectId = await new Calls(signed, '', print).findProject(identity.project)
  expectEqual(projectId, identity.projectId, 'the id of the project')
  paper.say(`The token opens project ${identity.project}; {project} below stands for its id, ${projectId}.`)
  paper.say('From here on requests carry no token: each is signed with an access key and a secret key.')
  return { calls: new Calls(signed, projectId, print, (text) => paper.say(text)), token }
}

/** Step 3. */
export async function makeNetwork({ paper, calls, postgres }: Stage): Promise<{ vpcId: string; subnetId: string }> {
  paper.step(3, 'The private network (VPC) in which the database stands, and its subnet')
  const vpcId = await calls.createVpc('vpc_orders', '192.168.0.0/16')
  const subnetId = await calls.createSubnet(vpcId, 'subnet_orders', '192.168.0.0/24', '192.168.0.1')
  paper.say('A new network leads nowhere. An attachment says how its addresses are reached:')
  await calls.attachByForward(vpcId, `${databaseAddress}:5432`, `${postgres.host}:${postgres.port}`)
  paper.say(
    `Inside the network the database is ${databaseAddress}:5432; here that leads to the PostgreSQL on ${postgres.host}:${postgres.port}.`,
  )
  return { vpcId, subnetId }
}

/** Step 4. */
export async function makeQueues({ paper, calls }: Stage): Promise<void> {
  paper.step(4, 'Two queues, q1 and q2: a queue runs SQL jobs, on workers of its own, which have no network at all')
  await calls.createQueue('q1')
  await calls.createQueue('q2')
}

/** Step 5. @returns the id of the connection */
export async function connect({ paper, calls }: Stage, network: { vpcId: string; subnetId: string }): Promise<string> {
  paper.step(5, 'A connection from q1 into that subnet, and the names it knows there')
  const connectionId = await calls.createConnection({
    name: 'test1',
    ...network,
    queues: ['q1'],
    hosts: [
      { ip: databaseAddress, name: databaseHost },
      { ip: '192.168.0.2', name: 'ecs-97f8-0002' },
    ],
  })
  paper.say(`Connection test1 binds q1, and only q1. The name ${databaseHost} means ${databaseAddress}.`)
  return connectionId
}

/** Step 6. */
export async function lookAtConnection({ paper, calls }: Stage, connectionId: string): Promise<void> {
  paper.step(6, 'Is it there, and does q1 reach the database?')
  const connection = await calls.getConnection(connectionId)
  expectEqual(connection.status, 'ACTIVE', 'the status of the connection')
  expectEqual(
    connection.available_queue_info.map((peer) => `${peer.name} ${peer.status}`),
    ['q1 ACTIVE'],
    'available_queue_info',
  )
  paper.table(
    ['available_queue_info', 'status'],
    connection.available_queue_info.map((peer) => [peer.name, peer.status]),
  )
  const address = `${databaseHost}:5432`
  const { connectivity, message } = await calls.testAddress('q1', address)
  if (connectivity !== 'REACHABLE') throw new WrongResult(`q1 must reach ${address}, but the test says ${connectivity}: ${message}`)
  paper.say(`${address} from q1: ${connectivity}`)
}

/** Step 7. */
export async function storePassword({ paper, calls, postgres }: Stage): Promise<void> {
  paper.step(7, "The database's password is stored under a name, so that no SQL has to hold it")
  await calls.storePassword('airports_login', postgres.user, postgres.password)
}

/** Step 8. @returns the answer of q1 */
export async function askOnFirstQueue(stage: Stage): Promise<Rows> {
  const { paper, postgres } = stage
  paper.step(8, 'SQL on q1: one table in PostgreSQL, one in a Parquet file of 3 million flights, and a join of the two')
  const url = `jdbc:postgresql://${databaseHost}:5432/${postgres.database}`
  await finish(
    stage,
    'q1',
    `CREATE TABLE airports USING JDBC OPTIONS (\n  'url' = '${url}',\n  'driver' = 'org.postgresql.Driver', 'dbtable' = 'public.airports',\n  'passwdauth' = 'airports_login', 'encryption' = 'true')`,
  )
  await finish(stage, 'q1', `CREATE TABLE flights USING parquet OPTIONS (path 'obs://flights/flights-3m.parquet')`)
  paper.say('Which states do the most delayed flights leave from?')
  const { end, submittedMs } = await finish(stage, 'q1', question)
  const rows = await stage.calls.preview(end.jobId)
  checkAnswer(rows, await answerFromFiles())
  paper.table(rows.columns, rows.rows)
  paper.say('The same as DuckDB says on its own, straight from the two files.')
  paper.say(`3 million flights joined with ${databaseHost}'s table, from request to rows:`, performance.now() - submittedMs)
  return rows
}

/** Step 9. */
export async function askOnSecondQueue(stage: Stage, connectionId: string, expected: Rows): Promise<void> {
  const { paper, calls } = stage
  paper.step(9, 'The same query on q2, which no connection binds')
  const refused = await run(stage, 'q2', question)
  expectEqual(refused.end.state, 'FAILED', 'the state of the job on the queue that is not bound')
  for (const part of ['q2', databaseHost]) {
    if (!refused.end.message.includes(part)) throw new WrongResult(`the refusal must name ${part}, but it says: ${refused.end.message}`)
  }
  paper.say('The job FAILED, and its message is:')
  paper.quote(refused.end.message)
  paper.say('So q2 is bound to the connection, and asked again:')
  await calls.bindQueue(connectionId, 'q2')
  const { end } = await finish(stage, 'q2', question)
  const rows = await calls.preview(end.jobId)
  expectEqual(rows.rows, expected.rows, 'the rows of q2')
  paper.say(`The same ${rows.rows.length} rows as on q1.`)
}

/** Step 10. @returns milliseconds from the request for a queue to the first row of its first job */
export async function measureFirstRow(stage: Stage): Promise<number> {
  const { paper, calls } = stage
  paper.step(10, 'How long does a new queue take to its first row?')
  await waitForSpareWorker(stage)
  const start = performance.now()
  await calls.createQueue('q3')
  const jobId = await calls.submit('q3', 'SELECT 1 AS first_row')
  const end = await calls.waitForEnd(jobId)
  const rows = await calls.preview(jobId)
  const tookMs = performance.now() - start
  expectEqual(end.state, 'FINISHED', 'the state of the first job of q3')
  expectEqual(rows.rows, [[1]], 'the rows of SELECT 1')
  paper.table(
    ['from the request for a queue to the first row', 'time'],
    [
      ['the cloud service, by its own documents', vendorMinutes],
      ['Causeway, here and now', duration(tookMs)],
    ],
  )
  return tookMs
}

/** A new queue takes a worker that is started already; the server says how many it has. */
async function waitForSpareWorker({ paper, calls: { client }, server }: Stage): Promise<void> {
  await waitPatiently({
    meanwhile: 'The server is still starting a worker for a new queue',
    look: async () => {
      const { body } = await client.request('GET', '/readyz')
      return typeof body === 'object' && body !== null && 'spare_workers' in body && Number(body.spare_workers) > 0 ? true : undefined
    },
    processes: () => descendants(server.pid),
    tell: (text) => paper.say(text),
  })
}

/** Prints each answer; the questions in a loop for one state are printed once, by who asks. */
function printer(paper: Paper): (answer: Answer) => void {
  return (answer) => {
    if (!answer.path.endsWith('/status')) paper.request(answer)
  }
}

interface Ran {
  readonly end: JobEnd
  /** when it was submitted, by performance.now() */
  readonly submittedMs: number
}

async function run({ paper, calls }: Stage, queue: string, sql: string): Promise<Ran> {
  paper.quote(sql)
  const submittedMs = performance.now()
  const jobId = await calls.submit(queue, sql)
  const end = await calls.waitForEnd(jobId)
  const path = `/v1.0/{project}/jobs/{job}/status`
  paper.request(
    { method: 'GET', path, status: 200, headers: new Headers(), body: undefined, durationMs: end.pollingMs },
    `${end.state}${end.polls === 1 ? '' : ` (asked ${end.polls} times)`}`,
  )
  return { end, submittedMs }
}

async function finish(stage: Stage, queue: string, sql: string): Promise<Ran> {
  const ran = await run(stage, queue, sql)
  if (ran.end.state !== 'FINISHED') throw new WrongResult(`on ${queue} this is ${ran.end.state}: ${ran.end.message}\n${sql}`)
  return ran
}

function checkAnswer(rows: Rows, expected: readonly (readonly unknown[])[]): void {
  expectEqual(rows.columns, ['state', 'minutes_late', 'flights'], 'the columns of the answer')
  expectEqual(rows.rows.length, 10, 'the number of rows')
  expectEqual(rows.rows, expected, 'the rows of the answer')
}

function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new WrongResult(`${what} must be ${JSON.stringify(expected)}, but is ${JSON.stringify(actual)}`)
}
