// The vendor's page "Creating and Using a Datasource Connection", by the core of its SDK for Node, and then a job that goes through the connection.
const { createRequire } = require('node:module')
const { join } = require('node:path')

// The packages are in the folder that this is started in, outside of this tree.
const load = createRequire(join(process.cwd(), 'package.json'))
const { BasicCredentials } = load('@huaweicloud/huaweicloud-sdk-core')
const { ClientBuilder } = load('@huaweicloud/huaweicloud-sdk-core/ClientBuilder')

const { env } = process
const credential = new BasicCredentials()
  .withAk(env.CAUSEWAY_ACCESS_KEY)
  .withSk(env.CAUSEWAY_SECRET_KEY)
  .withProjectId(env.CAUSEWAY_PROJECT_ID)
const client = new ClientBuilder((made) => made).withCredential(credential).withEndpoint(env.CAUSEWAY_ENDPOINT).build()

const call = (method, url, data) =>
  client.sendRequest({
    method,
    url,
    contentType: 'application/json',
    queryParams: {},
    pathParams: { project_id: env.CAUSEWAY_PROJECT_ID },
    headers: {},
    ...(data === undefined ? {} : { data }),
  })

function expect(holds, text) {
  if (!holds) throw new Error(text)
  console.log(`ok     ${text}`)
}

async function until(look, meanwhile) {
  for (const end = Date.now() + 300_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(meanwhile)
}

const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'

async function peerOf(connectionId, queue) {
  const { available_queue_info: peers } = await call('GET', `${CONNECTIONS}/${connectionId}`)
  return peers.find(({ name, status }) => name === queue && status !== 'CREATING')
}

async function runSql(sql) {
  const submitted = await call('POST', '/v1.0/{project_id}/jobs/submit-job', { sql, queue_name: 'q1', currentdb: 'shop' })
  expect(submitted.is_success, `a job is submitted: ${sql.slice(0, 50)}`)
  const job = await until(async () => {
    const now = await call('GET', `/v1.0/{project_id}/jobs/${submitted.job_id}/status`)
    return ['FINISHED', 'FAILED', 'CANCELLED'].includes(now.status) ? now : undefined
  }, 'the job has not ended')
  expect(job.status === 'FINISHED', `the job is ${job.status} ${job.message}`)
  return submitted.job_id
}

async function main() {
  for (const queue_name of ['q1', 'q2']) {
    const made = await call('POST', '/v1.0/{project_id}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
    expect(made.is_success && made.queue_name === queue_name, `queue ${queue_name} is created, dedicated`)
  }
  const hosts = [
    { ip: env.CAUSEWAY_DATABASE_ADDRESS, name: 'ecs-97f8-0001' },
    { ip: '192.168.0.2', name: 'ecs-97f8-0002' },
  ]
  const network = { dest_vpc_id: env.CAUSEWAY_VPC_ID, dest_network_id: env.CAUSEWAY_SUBNET_ID }
  const { connection_id: id } = await call('POST', CONNECTIONS, { name: 'test1', ...network, queues: ['q1'], hosts })
  expect(id, 'an enhanced datasource connection is created with q1 bound')
  expect((await call('POST', `${CONNECTIONS}/${id}/associate-queue`, { queues: ['q2'] })).is_success, 'q2 is bound to it')
  for (const queue of ['q1', 'q2']) {
    const peer = await until(() => peerOf(id, queue), `${queue} is CREATING`)
    expect(peer.status === 'ACTIVE', `${queue} is ACTIVE in it`)
  }
  const shown = await call('GET', `${CONNECTIONS}/${id}`)
  expect(
    shown.status === 'ACTIVE' && JSON.stringify(shown.hosts.map(({ ip, name }) => ({ ip, name }))) === JSON.stringify(hosts),
    'it has its hosts',
  )
  const login = { user_name: env.CAUSEWAY_DATABASE_USER, password: env.CAUSEWAY_DATABASE_PASSWORD }
  const stored = { auth_info_name: 'shop_login', datasource_type: 'passwd', ...login }
  expect((await call('POST', '/v3/{project_id}/datasource/auth-infos', stored)).is_success, "the database's password is stored")
  expect((await call('POST', '/v1.0/{project_id}/databases', { database_name: 'shop' })).is_success, 'a database is created')
  await runSql(
    `CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://ecs-97f8-0001:5432/postgres', 'driver'='org.postgresql.Driver',
      'dbtable'='public.orders', 'passwdauth'='shop_login', 'encryption'='true')`,
  )
  const job = await runSql('SELECT customer, CAST(sum(amount) AS STRING) AS total FROM orders GROUP BY customer ORDER BY customer')
  const { rows } = await call('GET', `/v1.0/{project_id}/jobs/${job}/preview`)
  expect(JSON.stringify(rows) === '[["Ada","10.75"],["Grace","20.25"]]', `the rows came through the connection: ${JSON.stringify(rows)}`)
  expect((await call('POST', `${CONNECTIONS}/${id}/disassociate-queue`, { queues: ['q1', 'q2'] })).is_success, 'both queues are unbound')
  expect((await call('DELETE', `${CONNECTIONS}/${id}`)).is_success, 'the connection is deleted')
  for (const queue of ['q1', 'q2'])
    expect((await call('DELETE', `/v1.0/{project_id}/queues/${queue}`)).is_success, `queue ${queue} is deleted`)
}

main().catch((error) => {
  console.log(`FAILED ${error.errorMsg ?? error.message ?? JSON.stringify(error)}`)
  process.exitCode = 1
})
