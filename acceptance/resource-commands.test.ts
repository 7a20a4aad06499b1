import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { startPostgres } from '../testing/postgres.ts'
import type { Api } from './support/api.ts'
import { type Ended, launch, Person } from './support/command-line.ts'
import { inPostgres, openServer } from './support/lab.ts'

interface Answers {
  readonly get: {
    readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': { readonly schema: TSchema } } }>>
  }
}
const openApi: { readonly paths: Readonly<Record<string, Answers>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../docs/reference/openapi.json'), 'utf8'),
)

let api: Api
let ada: Person
let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  ;[api, ada, postgres] = await Promise.all([
    findFreePort().then((port) => openServer(`agents: { listen: ${port} }\n`)),
    Person.come(),
    startPostgres(),
  ])
  await inPostgres(postgres, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
  await ada.logIn(api.server)
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
  await postgres?.stop()
})

const did = async (line: string, input = ''): Promise<Ended> => {
  const done = await ada.run(line.split(' '), { input })
  expect(done, `${line}: ${done.stderr}`).toMatchObject({ code: 0 })
  return done
}

it('a queue reads a database of a private network by commands and names alone, and everything goes again', async () => {
  await did('vpc create vpc-1 192.168.0.0/16')
  await did('subnet create subnet-1 192.168.0.0/24')
  await did(`attach vpc-1 forward --forward 192.168.0.10:5432=127.0.0.1:${postgres.port}`)
  const attached = (await did('attach vpc-1')).stdout
  expect(attached).toMatch(/^kind +forward$/m)
  expect(attached).toContain(`192.168.0.10:5432=127.0.0.1:${postgres.port}`)
  expect(attached).toMatch(/^status +unknown: nothing is bound/m)
  await did('queue create q1 --cu 4')
  await did('connection create orders --subnet subnet-1 --host pg-orders=192.168.0.10 --port 5432')
  expect(await ada.run(['explain', 'q1', 'pg-orders:5432'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining('\n    causeway bind q1 orders\n'),
  })
  expect(JSON.parse((await did('bind q1 orders --json')).stdout)).toMatchObject({ is_success: true })
  expect((await did('attach vpc-1')).stdout).toMatch(/^status +up$/m)
  await did('explain q1 pg-orders:5432 --dial')
  expect((await did('connection hosts orders')).stdout).toBe('pg-orders=192.168.0.10\n')
  expect((await did('connection hosts orders late=192.168.0.11 PG-orders=192.168.0.10')).stdout).toBe(
    'late=192.168.0.11\nPG-orders=192.168.0.10\n',
  )
  expect((await did('connection hosts orders pg-orders=192.168.0.10 --remove late')).stdout).toBe('pg-orders=192.168.0.10\n')
  expect((await ada.run(['connection', 'hosts', 'orders', 'late'])).code).toBe(2)
  expect(await did('connection routes orders')).toMatchObject({ stdout: '', stderr: expect.stringContaining('There is no route') })
  expect(await ada.run(['explain', 'q1', '10.20.0.1:5432'])).toMatchObject({
    code: 3,
    stdout: expect.stringContaining("\n    causeway connection routes orders '<name>=10.20.0.1/32'\n"),
  })
  expect((await did('connection routes orders far=10.20.0.0/16 v6=fd00::/64')).stdout).toBe('far=10.20.0.0/16\nv6=fd00::/64\n')
  expect((await ada.run(['explain', 'q1', '10.20.0.1:5432'])).stdout).not.toContain('connection routes')
  await did('expect add q1 10.20.0.1:5432 refused')
  expect((await did('connection routes orders --remove far --dry-run')).stdout).toBe('No expectation would change\n')
  expect((await did('connection routes orders other=10.30.0.0/16 --remove v6 far')).stdout).toBe('other=10.30.0.0/16\n')
  expect(JSON.parse((await did('connection routes orders --json')).stdout)).toEqual({
    routes: [{ name: 'other', cidr: '10.30.0.0/16', create_time: expect.any(Number) }],
  })
  expect(await ada.run(['connection', 'routes', 'orders', '--remove', 'none'])).toMatchObject({ code: 1, stdout: '' })
  expect((await ada.run(['connection', 'routes', 'orders', '10.0.0.0/8'])).code).toBe(2)
  for (const [what, added] of [
    ['routes', 'more=10.40.0.0/16'],
    ['hosts', 'more=192.168.0.12'],
  ] as const) {
    expect(await ada.run(['connection', what, 'orders', '--remove', 'other', added])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Write what is to be added before --remove'),
    })
  }
  expect(await ada.run(['connection', 'routes', 'orders', 'a=10.41.0.0/16', 'b=bad', '--remove', 'other'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Done before what failed: other is taken away, a=10\.41\.0\.0\/16 is added\n.*CIDR/),
  })
  expect((await did('connection routes orders other=10.30.0.0/16 --remove a')).stdout).toBe('other=10.30.0.0/16\n')
  expect((await ada.run(['connection', 'routes', 'orders', 'a=10.0.0.0/8', 'b=11.0.0.0/8', '--dry-run'])).code).toBe(2)
  expect(await did('connection routes orders --remove other')).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining('There is no route'),
  })
  expect((await did('connection ports orders')).stdout).toBe('5432\n')
  await did('expect add q1 pg-orders:5432 reachable')
  expect((await did('connection ports orders 6000-6010 --dry-run')).stdout).toMatch(/^BROKEN q1 pg-orders:5432 reachable /)
  expect((await did('connection ports orders 5432 6000-6010 --dry-run')).stdout).toBe('No expectation would change\n')
  expect((await did('connection ports orders 5432 6000-6010')).stdout).toBe('5432 6000-6010\n')
  expect(JSON.parse((await did('connection ports orders --json')).stdout)).toEqual({ ports: ['5432', '6000-6010'] })
  expect(await ada.run(['connection', 'ports', 'orders', '0'])).toMatchObject({ code: 1, stdout: '' })
  expect((await did('connection resolver orders')).stdout).toBe('nobody is asked\n')
  const resolver = 'connection resolver orders 192.168.0.2 192.168.0.3:5353 --suffix corp.example internal'
  expect((await did(resolver)).stdout).toBe('192.168.0.2:53 192.168.0.3:5353 for corp.example internal\n')
  expect((await ada.run(['connection', 'resolver', 'orders', '192.168.0.2'])).code).toBe(2)
  await did('connection routes orders far=10.20.0.0/16')
  const shown = (await did('connection show orders')).stdout
  expect(shown).toMatch(/^ports +5432, 6000-6010$/m)
  expect(shown).toMatch(/^resolver +192\.168\.0\.2:53 192\.168\.0\.3:5353 for corp\.example internal$/m)
  expect(shown).toMatch(/^routes +far=10\.20\.0\.0\/16$/m)
  expect(shown).toMatch(/^vpc_name +vpc-1$/m)
  expect(shown).toMatch(/^subnet_name +subnet-1$/m)
  expect(JSON.parse((await did('connection show orders --json')).stdout)).toMatchObject({
    name: 'orders',
    ports: ['5432', '6000-6010'],
    resolver: { servers: ['192.168.0.2:53', '192.168.0.3:5353'], suffixes: ['corp.example', 'internal'] },
    vpc_name: 'vpc-1',
    subnet_name: 'subnet-1',
  })
  const table = (await did('connection list')).stdout
  expect(table).toMatch(/^name +status +queues +vpc +subnet +ports +hosts +routes +asks +id$/m)
  expect(table).toMatch(
    /^orders .* vpc-1 +subnet-1 +5432, 6000-6010 .* far=10\.20\.0\.0\/16 +192\.168\.0\.2:53 192\.168\.0\.3:5353 for corp\.example internal /m,
  )
  expect(JSON.parse((await did('connection list --json')).stdout)).toMatchObject({
    connections: [
      {
        name: 'orders',
        ports: ['5432', '6000-6010'],
        resolver: { servers: ['192.168.0.2:53', '192.168.0.3:5353'], suffixes: ['corp.example', 'internal'] },
        vpc_name: 'vpc-1',
      },
    ],
  })
  await did('connection routes orders --remove far')
  expect((await ada.run(['connection', 'resolver', 'orders', '--remove', '--dry-run'])).code).toBe(2)
  await did('connection resolver orders --remove')
  expect((await did('connection resolver orders')).stdout).toBe('nobody is asked\n')
  expect((await did('connection list')).stdout).toMatch(/^orders +ACTIVE +q1 +vpc-1 +subnet-1 +.* pg-orders=192\.168\.0\.10 /m)
  await did(`credential create pg --user ${postgres.user}`, `${postgres.password}\n`)
  expect((await did('credential show pg')).stdout).not.toContain(postgres.password)
  const create = `CREATE TABLE orders USING JDBC OPTIONS ('url'='jdbc:postgresql://pg-orders:5432/${postgres.database}', 'dbtable'='public.orders', 'passwdauth'='pg', 'allowUnencryptedLogin'='true')`
  const asked = await ada.run(['sql', '-e', `${create}; SELECT count(*) AS n FROM orders`, '-o', 'csv'])
  expect(asked, asked.stderr).toMatchObject({ code: 0, stdout: 'n\n10\n' })
  expect((await did('table list')).stdout).toContain('orders')

  const jobs: { jobs: { job_id: string; statement: string }[] } = JSON.parse((await did('job list -q q1 --json')).stdout)
  const job = jobs.jobs.find(({ statement }) => statement.startsWith('SELECT count'))
  expect((await did('job list --count 2')).stdout).toContain('FINISHED')
  expect((await did(`job show ${job?.job_id}`)).stdout).toContain('asked of')
  expect((await did(`job wait ${job?.job_id}`)).stdout).toBe('')
  expect(JSON.parse((await did(`job wait ${job?.job_id} --json`)).stdout)).toMatchObject({ status: 'FINISHED' })
  expect((await did(`job result ${job?.job_id}`)).stdout).toBe('n\n10\n')
  expect(await ada.run(['job', 'cancel', 'none'])).toMatchObject({ code: 1 })

  expect((await did('table show default.orders')).stdout).toMatch(/^table_name +orders$/m)
  const none = await ada.run(['table', 'show', 'default.none'])
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no table named none\n  There is orders') })
  const secret = await ada.run(['credential', 'create', 'x', '--user', 'u', '--password', 's3cret-itself'])
  expect(secret).toMatchObject({ code: 2, stderr: expect.not.stringContaining('s3cret') })
  await did('impact orders')

  await did('table delete default.orders')
  const empty = await ada.run(['table', 'show', 'orders'])
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('You see none; one is made by: causeway sql') })
  expect(JSON.parse((await did('unbind q1 orders --json')).stdout)).toMatchObject({ is_success: true })
  await did('connection delete orders')
  await did('credential delete pg')
  await did('subnet delete subnet-1')
  await did('vpc delete vpc-1')
  await did('queue delete q1')
  expect(await did('vpc list')).toMatchObject({ stdout: '', stderr: 'There is no vpc\n' })
  expect(await ada.run(['vpc', 'show', 'vpc-1'])).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no vpc named vpc-1') })
})

it('an attachment that is down tells why, and what would help, and a right that misses names the project', async () => {
  await did('vpc create edge 192.168.8.0/24')
  await did('subnet create edge 192.168.8.0/24')
  await did('attach edge agent')
  await did('queue create far --cu 4')
  await did('connection create edge --subnet edge')
  expect(await ada.run(['bind', 'far', 'edge'])).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(
      /The VPC has no agent yet\. Make a token by causeway api POST .*tokens' '\{"name":"<name>"\}', and start.*\n {2}It works by itself once that is mended/,
    ),
  })
  const down = (await did('attach edge')).stdout
  expect(down).toMatch(/^status +down$/m)
  expect(down).toMatch(/^why +The VPC has no agent yet$/m)
  expect(down).toMatch(
    /^what_would_help +Make a token by causeway api POST .*\/agents\/tokens.*, and start in the network of the VPC: causeway agent /m,
  )
  expect(JSON.parse((await did('attach edge --json')).stdout)).toEqual(expect.objectContaining({ kind: 'agent' }))
  await did('connection delete edge')
  await did('queue delete far')

  await did('api POST /causeway/v1/users {"name":"eve","password":"password-of-eve"}')
  await did('grant queues.default SUBMIT_JOB --user eve')
  const eve = await Person.come()
  try {
    await eve.run(['login', api.server.endpoint, '--user', 'eve', '--domain', api.server.identity.domain, '--secret-stdin'], {
      input: 'password-of-eve',
    })
    const { project } = api.server.identity
    expect(await eve.run(['vpc', 'create', 'x', '10.0.0.0/8'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(new RegExp(` causeway project grant ${project} eve \\w+$`, 'm')),
    })
  } finally {
    await eve.leave()
  }
})

it('a bucket is made, filled, emptied and deleted', async () => {
  await did('bucket create landing')
  await writeFile(join(ada.home, 'a.csv'), '1\n')
  await did('put a.csv obs://landing/in/')
  expect(await ada.run(['get', 'obs://landing/in/b.csv', '-'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('List the objects of the bucket: causeway ls obs://landing.'),
  })
  expect(await ada.run(['bucket', 'delete', 'landing'])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/there is in\/a\.csv\.\n.*causeway ls obs:\/\/landing/),
  })
  expect(await ada.run(['rm', 'obs://landing/in/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('one is deleted at a time') })
  expect(await ada.run(['rm', 'obs://landing/in/a'])).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no object') })
  expect((await did('rm obs://landing/in/a.csv')).stderr).toBe('obs://landing/in/a.csv is deleted\n')
  await did('bucket delete landing')
  expect((await did('bucket list')).stdout).not.toContain('landing')
})

it('privileges are granted and taken back, things are tagged, and a job tells its way', async () => {
  const { user } = api.server.identity
  await did('queue create told --cu 4')
  expect((await did('whoami')).stdout).toMatch(new RegExp(`^${user} at `))
  const made = await did('api POST /causeway/v1/users {"name":"ben"}')
  expect(made.stdout).toContain('ben')
  await did('grant queues.told submit_job CANCEL_JOB --user ben')
  expect((await did('grants queues.told')).stdout).toMatch(/^ben +CANCEL_JOB, SUBMIT_JOB|^ben +SUBMIT_JOB, CANCEL_JOB/m)
  await did('revoke queues.told CANCEL_JOB --user ben')
  expect((await did('grants queues.told')).stdout).toMatch(/^ben +SUBMIT_JOB$/m)
  expect(await ada.run(['grant', 'queues.told', 'FLY', '--user', 'ben'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no privilege on a queue'),
  })
  await did('pool create some --max 128')
  await did('vpc create vpc-of-pool 10.60.0.0/16')
  await did('subnet create subnet-of-pool 10.60.0.0/24 --vpc vpc-of-pool')
  await did('connection create to_pool --subnet subnet-of-pool')
  const bound = await ada.run(['bind', 'some', 'to_pool'])
  expect(bound).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('some is a pool') })
  const [, bind = ''] = /: causeway (bind --pool .*)\n/.exec(bound.stderr) ?? []
  expect((await did(bind)).stderr).toBe('some is bound to to_pool\n')
  expect((await did('connection show to_pool')).stdout).toMatch(/^elastic_resource_pools +some$/m)
  expect(await ada.run(['unbind', 'some', 'to_pool'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('some is a pool, with all its queues: causeway unbind --pool some to_pool\n'),
  })
  expect((await did('unbind --pool some to_pool')).stderr).toBe('some is not bound to to_pool\n')
  expect((await did('connection show to_pool')).stdout).not.toMatch(/^elastic_resource_pools +some/m)
  expect(await ada.run(['bind', '--pool', 'told', 'to_pool'])).toMatchObject({ code: 1, stderr: expect.stringContaining('told') })
  await did('queue create pooled --cu 16 --pool some')
  expect((await did('bind pooled to_pool')).stderr).toBe('pooled is bound to to_pool, with its pool some and all queues in that\n')
  expect((await did('unbind pooled to_pool')).stderr).toBe('pooled is not bound to to_pool, nor are its pool some and all queues in that\n')
  await did('connection create of_pool --subnet subnet-of-pool --pool some')
  expect((await did('connection show of_pool')).stdout).toMatch(/^elastic_resource_pools +some$/m)
  await did('connection delete of_pool')
  await did('queue delete pooled')
  await did('connection delete to_pool')
  await did('subnet delete subnet-of-pool')
  await did('vpc delete vpc-of-pool')
  expect((await did('pool show some')).stdout).toMatch(/^max_cu +128$/m)
  await did('tag add some team=shop --of pool')
  await did('pool delete some')
  await did('tag add told team=shop floor=2')
  expect((await did('tag list told')).stdout).toMatch(/^team +shop$/m)
  await did('tag remove told floor')
  expect(JSON.parse((await did('tag list told --json')).stdout)).toMatchObject({ tags: [{ key: 'team', value: 'shop' }] })
  await ada.run(['sql', '-q', 'told', '-e', 'SELECT 1'])
  const listed: { jobs: { job_id: string }[] } = JSON.parse((await did('job list -q told --json')).stdout)
  const lines = (await did(`job logs ${listed.jobs[0]?.job_id}`)).stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.slice(21))).toEqual([`submitted by ${user} to told`, 'taken by a worker', 'finished, 1 row'])
  expect((await did(`job logs -f ${listed.jobs[0]?.job_id}`)).stdout.trimEnd().split('\n')).toEqual(lines)
  await did('queue delete told')
})

it('what could not be written is a failure', () => {
  const done = spawnSync('sh', ['-c', 'exec "$0" "$1" queue list > /dev/full', process.execPath, launch], {
    env: ada.env,
    encoding: 'utf8',
  })
  expect(done).toMatchObject({ status: 1, stderr: expect.stringContaining('What was to be written could not be') })
})

it('the names of the server’s answers stay with --json', async () => {
  expect(JSON.parse((await did('queue list --json')).stdout)).toMatchObject({ queues: [{ queue_name: 'default' }] })
  expect(JSON.parse((await did('database show default --json')).stdout)).toMatchObject({ database_name: 'default' })
})

/** Lists, each with the call whose answer it gives. */
const LISTS: Readonly<Record<string, string>> = {
  'queue list': '/v1.0/{project_id}/queues',
  'pool list': '/v3/{project_id}/elastic-resource-pools',
  'vpc list': '/v1/{project_id}/vpcs',
  'subnet list': '/v1/{project_id}/subnets',
  'connection list': '/v2.0/{project_id}/datasource/enhanced-connections',
  'credential list': '/v3/{project_id}/datasource/auth-infos',
  'database list': '/v1.0/{project_id}/databases',
  'table list': '/v1.0/{project_id}/databases/{database_name}/tables',
  'job list': '/v1.0/{project_id}/jobs',
  'expect list': '/causeway/v1/{project_id}/expectations',
  'tag list default': '/v3/{project_id}/dli_queue/{resource_id}/tags',
  'grants queues.default': '/v1.0/{project_id}/authorization/privileges',
  'user list': '/causeway/v1/users',
}

it.each(Object.entries(LISTS))('what %s gives with --json is as the server’s own document of %s says', async (line, path) => {
  // It may end with 3, where what is expected does not hold.
  const { stdout } = await ada.run([...line.split(' '), '--json'])
  const answer: unknown = JSON.parse(stdout)
  const schema = openApi.paths[path]?.get.responses['200']?.content['application/json'].schema
  expect(schema, `the document has no ${path}`).toBeDefined()
  expect([...Compile(schema ?? {}).Errors(answer)]).toEqual([])
})

it('pools and views are listed and shown, a view with its statement', async () => {
  expect(await did('pool list')).toMatchObject({ stdout: '', stderr: 'There is no pool\n' })
  await did(
    'api POST /v3/{project_id}/elastic-resource-pools -',
    '{"elastic_resource_pool_name":"shared","min_cu":64,"max_cu":128,"cidr_in_vpc":"172.16.0.0/12"}',
  )
  expect((await ada.run(['pool', 'change', 'shared'])).code).toBe(2)
  await did('pool change shared --max 256 --description lent')
  expect((await did('pool show shared')).stdout).toMatch(/^max_cu +256$/m)
  await did('pool change shared --max 128')
  await did('queue create moved --cu 64')
  expect((await did('queue scale moved 128')).stderr).toBe('The queue moved has 128 compute units\n')
  expect((await did('queue show moved')).stdout).toMatch(/^cu_count +128$/m)
  expect((await did('queue scale moved 128')).stderr).toBe('The queue moved has 128 compute units already\n')
  await did('queue scale moved 64')
  expect((await ada.run(['queue', 'scale', 'moved', 'many'])).code).toBe(2)
  await did('queue restart moved')
  expect((await did('pool add shared moved')).stderr).toBe('The queue moved is in the pool shared\n')
  expect(await ada.run(['queue', 'scale', 'moved', '128'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('/elastic-resource-pools/shared/queues/moved'),
  })
  await did('queue delete moved')
  await did('queue create pooled --cu 16 --pool shared')
  expect((await did('pool list')).stdout).toMatch(/^shared +AVAILABLE +64 +128 +\d+ +pooled /m)
  expect((await did('pool show shared')).stdout).toMatch(/^max_cu +128$/m)
  await did('queue delete pooled')
  const made = await ada.run(['sql', '-q', 'default', '-e', 'CREATE VIEW twice AS SELECT id, id * 2 AS two FROM range(3)'])
  expect(made, made.stderr).toMatchObject({ code: 0 })
  expect((await did('view list')).stdout).toMatch(/^twice /m)
  expect((await did('view list default')).stdout).toMatch(/^twice /m)
  expect(await ada.run(['table', 'list', 'nowhere'])).toMatchObject({ code: 1, stderr: expect.stringContaining('nowhere') })
  expect(await ada.run(['table', 'list', 'default', '-d', 'nowhere'])).toMatchObject({ code: 2, stdout: '' })
  const shown = (await did('view show twice')).stdout
  expect(shown).toMatch(/^columns +id bigint, two bigint$/m)
  expect(shown).toMatch(/^create_table_sql +CREATE VIEW [\s\S]*\n +AS SELECT id, id \* 2 AS two/m)
  await did('view delete twice')
  expect((await ada.run(['view', 'show', 'twice'])).code).toBe(1)
})

it('a call of the API is signed and written as it comes', async () => {
  expect(JSON.parse((await did('api GET /v1.0/{project_id}/queues')).stdout)).toMatchObject({ is_success: true })
  expect(JSON.parse((await did('api POST /v1.0/{project_id}/databases -', '{"database_name":"made"}')).stdout)).toMatchObject({
    is_success: true,
  })
  expect((await did('database list')).stdout).toContain('made')
  expect(await ada.run(['api', 'GET', '/nothing'])).toMatchObject({ code: 1, stdout: '' })
  expect(await ada.run(['api', 'GET', 'nothing'])).toMatchObject({ code: 2 })
  expect(await ada.run(['api', 'POST', '/v1.0/{project_id}/databases', '{'])).toMatchObject({ code: 2 })
})

it('the status has queues and jobs', async () => {
  expect((await did('status')).stdout).toMatch(/is (ready|degraded), asked as [\s\S]*\nQueues: default\nJobs: 0 run, 0 wait\n$/)
})

it('files go into a bucket and come back as they are, and are listed', async () => {
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => at % 251))
  await writeFile(join(ada.home, 'a ä.bin'), bytes)
  expect((await did('bucket create files')).stderr).toContain('files is made')
  expect((await did('bucket list')).stdout).toMatch(/^files$/m)
  expect((await did('bucket show files')).stdout).toMatch(/^name +files$/m)
  const put = await ada.run(['put', 'a ä.bin', 'obs://files/some/'])
  expect(put, put.stderr).toMatchObject({ code: 0 })
  expect((await did('ls')).stdout).toContain('obs://files/\n')
  expect((await did('ls obs://')).stdout).toContain('obs://files/\n')
  expect((await did('ls obs://files/some')).stdout).toMatch(/^100000 .* obs:\/\/files\/some\/a ä\.bin$/m)
  const got = await ada.run(['get', 'obs://files/some/a ä.bin', 'b.bin'])
  expect(got, got.stderr).toMatchObject({ code: 0 })
  const { readFile } = await import('node:fs/promises')
  expect((await readFile(join(ada.home, 'b.bin'))).equals(bytes)).toBe(true)
  expect(await ada.run(['get', 'obs://files/some/a ä.bin', 'b.bin'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there already'),
  })
  expect(await ada.run(['get', 'obs://files/nothing'])).toMatchObject({ code: 1 })
  await expect(access(join(ada.home, 'nothing'))).rejects.toThrow('ENOENT')
  expect(await ada.run(['put', 'nothing', 'obs://files/'])).toMatchObject({ code: 2 })
  await mkdir(join(ada.home, 'into'))
  const into = await ada.run(['get', 'obs://files/some/a ä.bin', 'into'])
  expect(into, into.stderr).toMatchObject({ code: 0 })
  expect((await readFile(join(ada.home, 'into/a ä.bin'))).equals(bytes)).toBe(true)
  expect(await ada.run(['get', 'obs://files/', 'into'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('causeway ls obs://files/ lists'),
  })
  expect(await ada.run(['put', '.', 'obs://files/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('. is a folder') })
  expect(await ada.run(['put', '/dev/null', 'obs://files/'])).toMatchObject({ code: 2, stderr: expect.stringContaining('is no file') })
})

it('a database is attached in one step, or not at all', async () => {
  await did('queue create q2')
  const url = (port: number): string => `postgres://${postgres.user}@127.0.0.1:${port}/${postgres.database}`
  const listed = async (): Promise<string> =>
    (await Promise.all(['vpc', 'subnet', 'connection', 'credential', 'database'].map((word) => ada.run([word, 'list']))))
      .map(({ stdout }) => stdout)
      .join('')
  const before = await listed()
  const failed = await ada.run(['attach-database', url(await findFreePort()), '--as', 'shop', '-q', 'q2'], { input: postgres.password })
  expect(failed).toMatchObject({
    code: 4,
    stdout: '',
    stderr: expect.stringMatching(/Undone: credential shop\n[\s\S]*Undone: VPC shop\n[\s\S]*Nothing listens/),
  })
  expect(await listed()).toBe(before)
  const wrong = await ada.run(['attach-database', url(postgres.port), '--as', 'shop', '-q', 'q2'], { input: 'another' })
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /Undone: VPC shop\n[\s\S]*password authentication failed[\s\S]*\n {2}What was made for shop is undone: attach it again, with the name and the password by which postgres logs in there\n$/,
    ),
  })
  expect(await listed()).toBe(before)
  const nowhere = await ada.run(['attach-database', url(postgres.port), '--as', 'shop', '-q', 'q2', '--schema', 'no_such'], {
    input: postgres.password,
  })
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringMatching(/no_such[\s\S]*What was made for shop is undone/) })
  expect(await listed()).toBe(before)
  const done = await ada.run(['attach-database', url(postgres.port), '--as', 'shop', '-q', 'q2'], { input: postgres.password })
  expect(done, done.stderr).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`all tables of jdbc:postgresql://192.168.250.10:${postgres.port}/${postgres.database}`),
  })
  // As it is told.
  const [, statement = ''] = /What there is: causeway sql -q q2 -e '(.*)'/.exec(done.stderr) ?? []
  expect((await ada.run(['sql', '-q', 'q2', '-e', statement, '-o', 'csv'])).stdout).toContain('orders')
  const asked = await ada.run(['sql', '-q', 'q2', '-e', 'SELECT max(id) AS n FROM shop.orders', '-o', 'csv'])
  expect(asked, asked.stderr).toMatchObject({ code: 0, stdout: 'n\n10\n' })
  expect((await ada.run(['attach-database', 'postgres://u:p@h/d', '--as', 'x', '-q', 'q2'])).code).toBe(2)
  expect((await ada.run(['attach-database', 'postgres://u@h/d?currentSchema=s', '--as', 'x', '-q', 'q2'])).code).toBe(2)
})

it('of a schema without a table, and of what a credential was for, people are told', async () => {
  await inPostgres(postgres, 'CREATE SCHEMA bare')
  const url = `postgres://${postgres.user}@127.0.0.1:${postgres.port}/${postgres.database}`
  const done = await ada.run(['attach-database', url, '--as', 'bare', '-q', 'q2', '--schema', 'bare'], { input: postgres.password })
  expect(done).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/WITHOUT A TABLE: the schema bare of jdbc:\S+ has none that postgres may see/),
  })
  expect(done.stderr).not.toContain('What there is')
  await did('credential create free --user u', 'p\n')
  expect((await did('credential delete free')).stderr).toBe('The credential free is deleted\n')
  const options = `'url'='jdbc:postgresql://192.168.250.10:${postgres.port}/${postgres.database}', 'dbtable'='orders', 'passwdauth'='bare', 'encryption'='true'`
  const made = await ada.run(['sql', '-q', 'q2', '-e', `CREATE TABLE default.of_bare USING JDBC OPTIONS (${options})`])
  expect(made, made.stderr).toMatchObject({ code: 0 })
  expect((await did('credential delete bare')).stderr).toBe(
    'The credential bare is deleted\n  Not read until there is a credential of that name again: the database bare, with all its tables, default.of_bare\n',
  )
  await did('database delete bare --cascade')
  await did('table delete of_bare')
})

it('a program gets an answer in JSON also of what is attached and deleted', async () => {
  const url = `postgres://${postgres.user}@127.0.0.1:${postgres.port}/${postgres.database}`
  const attached = await ada.run(['attach-database', url, '--as', 'told', '-q', 'q2', '--json'], { input: postgres.password })
  expect(JSON.parse(attached.stdout)).toEqual({
    auth_info_name: 'told',
    database_name: 'told',
    queue_name: 'q2',
    jdbc_url: `jdbc:postgresql://192.168.250.10:${postgres.port}/${postgres.database}`,
  })
  for (const command of ['database delete told --cascade', 'credential delete told']) {
    const { stdout } = await ada.run([...command.split(' '), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ is_success: true })
  }
  await did('vpc create told 10.77.0.0/16')
  expect((await ada.run(['vpc', 'delete', 'told', '--json'])).stdout).toBe('{}\n')
})

it('a second database is attached beside the first: of the same server by the same way, of another at the same port by its own', async () => {
  const attach = async (host: string, name: string) => {
    const url = `postgres://${postgres.user}@${host}:${postgres.port}/${postgres.database}`
    const done = await ada.run(['attach-database', url, '--as', name, '-q', 'q2'], { input: postgres.password })
    expect(done, done.stderr).toMatchObject({ code: 0 })
    const [, jdbcUrl = ''] = /all tables of (jdbc:\S+)/.exec(done.stderr) ?? []
    const sql = `SELECT max(id) AS n FROM ${name}.orders`
    const asked = await ada.run(['sql', '-q', 'q2', '-e', sql, '-o', 'csv'])
    expect(asked, asked.stderr).toMatchObject({ code: 0, stdout: 'n\n10\n' })
    return { told: done.stderr, jdbcUrl }
  }
  const networks = async (): Promise<string> => (await ada.run(['vpc', 'list'])).stdout
  const before = await networks()
  const same = await attach('127.0.0.1', 'shop_again')
  expect(same.told).toContain(`192.168.250.10:${postgres.port} is reached from q2 already`)
  expect(await networks()).toBe(before)
  // Another host to whoever dials it, with the same port.
  const other = createServer((socket) => {
    const onward = connect(postgres.port, '127.0.0.1')
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((each) => each.destroy()))
    socket.pipe(onward).pipe(socket)
  })
  other.listen(postgres.port, '127.0.0.2')
  await once(other, 'listening')
  try {
    const elsewhere = await attach('127.0.0.2', 'elsewhere')
    expect(elsewhere.jdbcUrl).toContain(`//192.168.249.10:${postgres.port}/`)
    expect(await attach('127.0.0.2', 'elsewhere_again')).toMatchObject({ jdbcUrl: elsewhere.jdbcUrl })
  } finally {
    other.close()
  }
  const ended = await ada.run(['sql', '-q', 'q2', '-e', 'SELECT max(id) AS n FROM shop.orders', '-o', 'csv'])
  expect(ended, ended.stderr).toMatchObject({ code: 0, stdout: 'n\n10\n' })
})
