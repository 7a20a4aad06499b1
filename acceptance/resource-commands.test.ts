import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostgres } from '../testing/postgres.ts'
import { type CommandLab, openCommandLab } from './support/command-lab.ts'
import { launch, type Person } from './support/command-line.ts'
import { inPostgres } from './support/lab.ts'

let lab: CommandLab
let ada: Person
let did: CommandLab['did']
let postgres: Awaited<ReturnType<typeof startPostgres>>
beforeAll(async () => {
  ;[lab, postgres] = await Promise.all([openCommandLab(), startPostgres()])
  ;({ ada, did } = lab)
  await inPostgres(postgres, 'CREATE TABLE orders AS SELECT g AS id FROM generate_series(1, 10) g')
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
  await postgres?.stop()
})

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
