import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFreePort } from '../testing/free-port.ts'
import { startPostgres } from '../testing/postgres.ts'
import { type CommandLab, openCommandLab } from './support/command-lab.ts'
import type { Person } from './support/command-line.ts'
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

it('an attachment that is down tells why, and what would help', async () => {
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
