import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { makeIdentity, startServer } from '../testing/local-server.ts'
import { signed, warm } from './control-plane.ts'
import { fill, MANY, OLD_QUEUE, SINGLE, WIDE_QUEUE } from './filled-project.ts'
import { sendAll } from './load.ts'
import { machine, otherLoad } from './machine.ts'

const HELD_MS_MAX = 50
const LOOK_AGAIN_MS = 200
const about = `How long one call holds the server: a process beside it asks /healthz all the time while each of these calls is answered, in a project with 10,000 connections, 20,000
hosts, a VPC of 10,000 forwards, 1,000 queues (one of them bound to all connections), 100,000 jobs and 5,000 tables. Before, while it forgets 100,000 more jobs that ended long ago.

waited: the longest that /healthz took meanwhile. held: the longest without the time in which the server's thread, or the probe's, waited for a processor that another program had:
what a quiet machine would wait. Nothing is to hold it for ${HELD_MS_MAX} ms; exit code 1 when something does.`

interface Call {
  readonly name: string
  readonly method: string
  /** {p}: the project. */
  readonly path: string
  readonly query?: readonly (readonly [string, string])[]
  readonly body?: string
  /** How often; one after the other. */
  readonly times?: number
  /** Again and again, until the answer has this. */
  readonly until?: string
  /** Other statuses than success that are right. */
  readonly status?: number
  /** Asked by the user with single rights. */
  readonly single?: true
}

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, n) => n)
const QUEUES = numbers(MANY.queues)
  .filter((n) => n % 5 === 1 && n % 2 === 1)
  .concat(numbers(100).map((n) => 10 * n + 3))
  .map((n) => `filled_${n}`)
const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'
const SCRIPTS = '/causeway/v1/{p}/scripts'

function calls(
  user: { readonly domain: string; readonly user: string; readonly password: string },
  connection: string,
  vpc: string,
): readonly Call[] {
  const hosts = numbers(MANY.hosts).map((n) => ({ name: `other-${n}.example`, ip: '10.0.0.2' }))
  const attachment = `/causeway/v1/{p}/vpcs/${vpc}/attachment`
  const forwardsTo = (host: string): string =>
    JSON.stringify({
      kind: 'forward',
      forwards: numbers(10_000).map((n) => ({ from: `10.${n >> 8}.${n & 255}.1:5432`, to: `${host}:${10_000 + n}` })),
    })
  const named = { name: user.user, password: user.password, domain: { name: user.domain } }
  const logIn = JSON.stringify({ auth: { identity: { methods: ['password'], password: { user: named } } } })
  const bind = JSON.stringify({ queues: QUEUES })
  const long = JSON.stringify({ sql: `SELECT '${'x'.repeat(499_000)}'` })
  // Its first statement is refused, and the others are not run.
  const script = `SELECT 1 FROM no.such;${numbers(999)
    .map((n) => `\nSELECT ${n}, '${'x'.repeat(400)}'`)
    .join(';')}`
  const columns = JSON.stringify({
    sql: `SELECT ${numbers(20_000)
      .map((n) => `a + ${n}`)
      .join(', ')} FROM many.filled_3`,
  })
  return [
    { name: 'nothing', method: 'GET', path: '/healthz', times: 20 },
    {
      name: 'old jobs forgotten, from the start on',
      method: 'GET',
      path: '/v1.0/{p}/jobs',
      query: [['queue_name', OLD_QUEUE]],
      until: '"job_count":0',
    },
    { name: 'a log-in by password', method: 'POST', path: '/v3/auth/tokens', body: logIn, times: 5 },
    { name: 'all connections', method: 'GET', path: CONNECTIONS, query: [['limit', '0']], times: 2 },
    { name: 'a connection of 20,000 hosts', method: 'GET', path: `${CONNECTIONS}/${connection}`, times: 3 },
    { name: '20,000 hosts given anew', method: 'PUT', path: `${CONNECTIONS}/${connection}`, body: JSON.stringify({ hosts }), times: 2 },
    { name: '10,000 forwards', method: 'PUT', path: attachment, body: forwardsTo('127.0.0.1') },
    { name: '10,000 forwards given anew', method: 'PUT', path: attachment, body: forwardsTo('127.0.0.2') },
    { name: '10,000 forwards read', method: 'GET', path: attachment, times: 3 },
    { name: '200 queues bound to it', method: 'POST', path: `${CONNECTIONS}/${connection}/associate-queue`, body: bind },
    { name: 'what would be missed without it', method: 'GET', path: `/causeway/v1/{p}/connections/${connection}/impact` },
    { name: '200 queues unbound', method: 'POST', path: `${CONNECTIONS}/${connection}/disassociate-queue`, body: bind },
    { name: 'all queues', method: 'GET', path: '/v1.0/{p}/queues', query: [['queue_type', 'all']], times: 3 },
    { name: 'all tables', method: 'GET', path: '/v1.0/{p}/databases/many/tables', times: 3 },
    { name: 'all pools and variables', method: 'GET', path: '/v3/{p}/elastic-resource-pools', times: 3 },
    { name: 'jobs by a part of SQL', method: 'GET', path: '/v1.0/{p}/jobs', query: [['sql_pattern', 'needle']], times: 2 },
    { name: 'jobs by a tag of all', method: 'GET', path: '/v1.0/{p}/jobs', query: [['tags', 'all=yes']], times: 3 },
    {
      name: 'what has a tag',
      method: 'POST',
      path: '/v3/{p}/dli_queue/resource-instances/filter',
      body: JSON.stringify({ tags: [{ key: 'rare', values: ['3'] }] }),
      times: 3,
    },
    { name: 'all keys of tags', method: 'GET', path: '/v3/{p}/dli_queue/tags', times: 2 },
    { name: 'all users', method: 'GET', path: '/causeway/v1/users', times: 3 },
    { name: 'all groups', method: 'GET', path: '/causeway/v1/groups', times: 3 },
    { name: 'the audit, for what is rare', method: 'GET', path: '/causeway/v1/audit', query: [['object', 'no-such']], times: 3 },
    { name: 'the topology', method: 'GET', path: '/causeway/v1/{p}/topology', times: 2 },
    { name: 'the topology, with single rights', method: 'GET', path: '/causeway/v1/{p}/topology', times: 2, single: true },
    { name: 'all addresses, with single rights', method: 'POST', path: '/causeway/v1/{p}/reach', body: '{}', times: 2, single: true },
    {
      name: 'what 5,000 tables would reach',
      method: 'POST',
      path: '/causeway/v1/{p}/queues/filled_3/would-reach',
      body: JSON.stringify({
        sql: `SELECT 1 FROM ${numbers(5_000)
          .map((n) => `many.filled_${n}`)
          .join(', ')}`,
      }),
    },
    {
      name: 'a script of 1,000 statements',
      method: 'POST',
      path: SCRIPTS,
      body: JSON.stringify({ sql: script, queue_name: 'filled_3' }),
      times: 3,
    },
    { name: 'that script', method: 'GET', path: `${SCRIPTS}/{script}`, times: 3 },
    { name: 'how far it is', method: 'GET', path: `${SCRIPTS}/{script}/progress`, times: 3 },
    {
      name: '200 queues × 20 addresses',
      method: 'POST',
      path: '/causeway/v1/{p}/reach',
      body: JSON.stringify({ queues: QUEUES, addresses: numbers(20).map((n) => `other-${n}.example:5432`) }),
    },
    { name: 'a statement of 499,000 characters', method: 'POST', path: '/v1.0/{p}/jobs/check-sql', body: long },
    { name: 'a statement of 20,000 columns', method: 'POST', path: '/v1.0/{p}/jobs/check-sql', body: columns, status: 400 },
    {
      name: 'a statement of 4 MB',
      method: 'POST',
      path: '/v1.0/{p}/jobs/submit-job',
      body: JSON.stringify({ sql: 'x'.repeat(4_100_000) }),
      status: 400,
    },
    { name: 'a queue bound to 10,000 connections', method: 'GET', path: `/v1.0/{p}/queues/${WIDE_QUEUE}`, times: 2 },
    {
      name: 'what it reaches',
      method: 'POST',
      path: '/causeway/v1/{p}/reach',
      body: JSON.stringify({ queues: [WIDE_QUEUE], addresses: numbers(20).map((n) => `other-${n}.example:5432`) }),
    },
    { name: 'that queue deleted', method: 'DELETE', path: `/v1.0/{p}/queues/${WIDE_QUEUE}` },
    { name: 'all scripts', method: 'GET', path: '/causeway/v1/{p}/scripts', times: 2 },
    { name: 'the project deleted, which has it all', method: 'DELETE', path: '/causeway/v1/projects/{p}', status: 409 },
    { name: 'the document of the API', method: 'GET', path: '/openapi.json', times: 3 },
    { name: 'a database of 5,000 tables deleted', method: 'DELETE', path: '/v1.0/{p}/databases/many', query: [['cascade', 'true']] },
  ]
}

interface Longest {
  readonly asked: number
  readonly waitedMs: number
  readonly heldMs: number
}

/** The benchmark held. Option: --only <part of the names of calls>. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { only: { type: 'string', default: '' } } })
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  const identity = makeIdentity()
  await using opened = new AsyncDisposableStack()
  const server = await startServer(identity, {
    prepare: async (home) => {
      await fill(home, identity, { ...MANY, wide: MANY.connections, oldJobs: 100_000 })
      await writeFile(join(dirname(home), 'causeway.yaml'), 'quotas: { connections: 1000000 }\nspareWorkers: 1\n')
    },
  })
  opened.defer(() => server.stop())
  await warm(server.endpoint)
  const { host, port } = new URL(server.endpoint)
  let script = ''
  const request = ({ method, path, query = [], body = '', single }: Call): Buffer => {
    const target = path.replace('{p}', identity.projectId).replace('{script}', script)
    return signed(single === true ? { ...identity, ...SINGLE } : identity, host, method, target, query, body)
  }
  const send = async (call: Call): Promise<readonly { readonly status: number; readonly body: string }[]> =>
    (
      await sendAll(
        Number(port),
        numbers(call.times ?? 1).map(() => request(call)),
        1,
      )
    ).answers
  const [found] = await send({ name: '', method: 'GET', path: CONNECTIONS, query: [['name', 'filled_0']] })
  const connection = /"id":"([^"]+)"/.exec(found?.body ?? '')?.[1] ?? ''
  const vpc = /"dest_vpc_id":"([^"]+)"/.exec(found?.body ?? '')?.[1] ?? ''
  const probe = fork(join(import.meta.dirname, 'held-probe.ts'), [port, String(server.pid)])
  opened.defer(async () => void probe.kill())
  const longest = async (): Promise<Longest> => {
    const told = once(probe, 'message')
    probe.send('')
    const [value]: Longest[] = await told
    if (value === undefined) throw new Error('the probe says nothing')
    return value
  }
  console.log(`Before: ${await otherLoad()}\n`)
  let over = 0
  for (const call of calls(identity, connection, vpc).filter(({ name }) => name === 'nothing' || name.includes(values.only))) {
    await longest()
    let answers = await send(call)
    while (call.until !== undefined && !(answers.at(-1)?.body.includes(call.until) ?? true)) {
      await sleep(LOOK_AGAIN_MS)
      answers = await send(call)
    }
    const wrong = answers.find(({ status }) => (call.status === undefined ? status >= 300 : status !== call.status))
    if (wrong !== undefined) throw new Error(`${call.name}: ${wrong.status} ${wrong.body.slice(0, 500)}`)
    const { asked, waitedMs, heldMs } = await longest()
    script = /"script_id":"([^"]+)"/.exec(answers[0]?.body ?? '')?.[1] ?? script
    if (heldMs > HELD_MS_MAX) over += 1
    console.log(
      `${call.name.padEnd(38)} waited ${waitedMs.toFixed(1).padStart(7)} ms, held ${heldMs.toFixed(1).padStart(7)} ms ${heldMs > HELD_MS_MAX ? '(TOO LONG) ' : ''}(${asked} asked)`,
    )
  }
  console.log(`\nAfter:  ${await otherLoad()}`)
  process.exitCode = over === 0 ? 0 : 1
}
