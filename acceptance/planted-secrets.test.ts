import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compileCache } from '../testing/kept-program.ts'
import { type Answer, Api, isRecord } from './support/api.ts'
import { attach, connect, databaseAddress, makeVpc } from './support/lab.ts'
import { TestServer } from './support/server.ts'
import { authorization, sdkDate } from './support/signer.ts'

const launch = fileURLToPath(new URL('../src/cli/launch.mjs', import.meta.url))

/** What is planted, and where it went in. */
const planted = new Map<string, string>()
function plant(where: string): string {
  const secret = `P1a-${randomBytes(12).toString('hex')}`
  planted.set(secret, where)
  return secret
}

/** Every answer of the run but those that make a secret, which have it once. */
const answers: { readonly asked: string; readonly text: string }[] = []
const heard: string[] = []

let folder = ''
let api: Api
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-planted-'))
  await writeFile(join(folder, 'causeway.yaml'), 'audit:\n  file: audit.jsonl\n')
  api = new Api(await TestServer.start({ CAUSEWAY_LOG_LEVEL: 'trace', CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') }))
  planted.set(api.server.identity.password, "the first user's password")
  planted.set(api.server.identity.secretKey, "the first user's secret key")
  listen()
})
afterAll(async () => {
  await api?.server.close()
  await rm(folder, { recursive: true, force: true })
})

/** What happens, as long as the server runs. */
function listen(): void {
  const { endpoint, identity } = api.server
  const { host, hostname, port } = new URL(endpoint)
  const target = `/causeway/v1/${api.projectId}/events`
  const headers = { host, 'content-type': 'application/json', 'x-sdk-date': sdkDate(new Date()) }
  const signed = authorization(identity, { method: 'GET', target, headers, body: '' }, Object.keys(headers))
  const request = httpRequest({ hostname, port, path: target, headers: { ...headers, authorization: signed } }, (response) => {
    response.on('data', (chunk: Buffer) => void heard.push(chunk.toString('utf8')))
    response.on('error', () => undefined)
  })
  request.on('error', () => undefined)
  request.end()
}

async function asked(method: string, target: string, body?: unknown): Promise<Answer> {
  const answer = await api.call(method, target, body)
  answers.push({ asked: `${method} ${target}`, text: answer.text + JSON.stringify(answer.headers) })
  return answer
}

async function done(method: string, target: string, body?: unknown): Promise<Answer> {
  const answer = await asked(method, target, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer
}

/** An answer that makes a secret: what it has in these fields is planted, and it is not looked at. */
async function making(target: string, body: unknown, ...fields: readonly string[]): Promise<Answer> {
  const answer = await api.post(target, body)
  expect(answer.status, answer.text).toBeLessThan(300)
  const values = new Map<string, string>()
  const walk = (value: unknown): void => {
    if (!isRecord(value)) return
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && fields.includes(name)) values.set(name, inner)
      walk(inner)
    }
  }
  walk(answer.json)
  for (const field of fields) planted.set(values.get(field) ?? expect.fail(`no ${field} in ${target}`), `${field} of ${target}`)
  return answer
}

async function logIn(name: string, password: string): Promise<Answer> {
  const user = { name, password, domain: { name: api.server.identity.domain } }
  const identity = { methods: ['password'], password: { user } }
  return api.callPlain('POST', '/v3/auth/tokens', {}, { auth: { identity, scope: { project: { id: api.projectId } } } })
}

it('plants passwords, keys, tokens, values and JDBC URLs, in good calls and in bad ones', async () => {
  const first = api.server.identity
  const token = await logIn(first.user, first.password)
  expect(token.status).toBe(201)
  planted.set(String(token.headers['x-subject-token']), 'a token')
  await making('/causeway/v1/users', { name: 'anna', password: plant('the password of a user') })
  await making('/causeway/v1/users', { name: 'bert' }, 'password')
  await making('/causeway/v1/users/anna/keys', {}, 'secret_key')
  await making(
    '/v3.0/OS-CREDENTIAL/securitytokens',
    { auth: { identity: { methods: ['token'], token: { id: String(token.headers['x-subject-token']), duration_seconds: 900 } } } },
    'secret',
    'securitytoken',
  )
  for (const [name, password] of [
    [first.user, plant('a wrong password')],
    [plant('a password in the place of a name'), 'x'],
  ]) {
    const refused = await logIn(name ?? '', password ?? '')
    expect(refused.status).toBe(401)
    answers.push({ asked: 'a wrong log-in', text: refused.text })
  }
  for (const headers of [
    { 'x-auth-token': plant('a wrong token') },
    { authorization: `SDK-HMAC-SHA256 Access=x, SignedHeaders=host, Signature=${plant('a signature')}` },
  ]) {
    const refused = await api.callPlain('GET', '/v1.0/{p}/queues', headers)
    expect(refused.status).toBe(401)
    answers.push({ asked: 'a wrong token or signature', text: refused.text })
  }

  const auth = '/v2.0/{p}/datasource/auth-infos'
  await done('POST', auth, {
    auth_info_name: 'kept',
    datasource_type: 'passwd',
    user_name: 'u',
    password: plant('a password of a database'),
  })
  await done('PUT', auth, { auth_info_name: 'kept', password: plant('a changed password of a database') })
  await asked('POST', auth, { auth_info_name: 'of_kafka', datasource_type: 'Kafka_SSL', ...stores() })
  await asked('POST', auth, {
    auth_info_name: 'kept',
    datasource_type: 'passwd',
    user_name: 'u',
    password: plant('a password for a name that is taken'),
  })
  await asked('POST', auth, {
    auth_info_name: 'bad',
    datasource_type: 'passwd',
    user_name: 'u',
    password: { of: plant('a password in an object') },
  })
  await asked('POST', auth, { auth_info_name: 'bad', datasource_type: 'magic', pasword: plant('a password in a field that is misspelt') })
  const raw = await api.callPlain('POST', '/v3/auth/tokens', {}, `{"auth": "${plant('a password in a body that is no object')}`)
  answers.push({ asked: 'a body that is no object', text: raw.text })

  const variable = plant('a sensitive variable')
  await done('POST', '/v1.0/{p}/variables', { var_name: 'hidden', var_value: variable, is_sensitive: true })
  await done('PUT', '/v1.0/{p}/variables/hidden', { var_value: plant('a changed sensitive variable') })
  expect(await api.run("SELECT length('{{hidden}}')")).toMatchObject({ status: 'FINISHED' })
  expect(await api.run("SELECT cast('{{hidden}}' AS INT) / 0, no_such_column FROM range(1)").catch(() => 'refused')).toBeDefined()

  await api.createQueue('q')
  const network = await makeVpc(api, 'net')
  await attach(api, network.vpcId, [{ from: `${databaseAddress}:5432`, to: '127.0.0.1:1' }])
  await connect(api, 'to_net', network, ['q'])
  for (const options of [
    `'url'='jdbc:postgresql://${databaseAddress}:5432/x?user=u&password=${plant('a password in a JDBC URL')}', 'dbtable'='t', 'passwdauth'='kept'`,
    `'url'='jdbc:postgresql://${databaseAddress}:5432/x', 'dbtable'='t', 'user'='u', 'password'='${plant('a password in an option')}'`,
    `'url'='jdbc:postgresql://u:${plant('a password before the host of a JDBC URL')}@${databaseAddress}:5432/x', 'dbtable'='t', 'passwdauth'='kept'`,
    `url "jdbc:postgresql://${databaseAddress}:5432/x?sslpassword=${plant('another password in a JDBC URL')}", dbtable 't', passwdauth 'kept'`,
  ]) {
    const submitted = await asked('POST', '/v1.0/{p}/jobs/submit-job', {
      sql: `CREATE TABLE t USING JDBC OPTIONS (${options})`,
      queue_name: 'q',
    })
    expect(submitted.status).toBe(400)
  }
  await api.run(
    `CREATE TABLE remote USING JDBC OPTIONS ('url'='jdbc:postgresql://${databaseAddress}:5432/x','driver'='org.postgresql.Driver','dbtable'='t','passwdauth'='kept')`,
    {
      queue: 'q',
    },
  )
  await asked('POST', '/v1.0/{p}/queues/q/connection-test', { address: `${databaseAddress}:5432` })
})

const stores = (): Readonly<Record<string, string>> => ({
  truststore_location: 'obs://b/trust.jks',
  truststore_password: plant('the password of a trust store'),
  keystore_location: 'obs://b/key.jks',
  keystore_password: plant('the password of a key store'),
  key_password: plant('the password of a key'),
})

it('finds none of them in what any call answers', async () => {
  const document: unknown = (await api.callPlain('GET', '/openapi.json')).json
  const paths = isRecord(document) && isRecord(document['paths']) ? document['paths'] : expect.fail('no paths')
  const jobs = (await asked('GET', '/v1.0/{p}/jobs')).body['jobs']
  const jobIds = Array.isArray(jobs) ? jobs.filter(isRecord).map((job) => String(job['job_id'])) : []
  const names: Readonly<Record<string, readonly string[]>> = {
    project_id: ['{p}'],
    job_id: jobIds,
    queue_name: ['q'],
    user_id: ['anna'],
    database_name: ['default'],
    table_name: ['t', 'remote'],
    auth_info_name: ['kept'],
    var_name: ['hidden'],
  }
  let calls = 0
  for (const [path, methods] of Object.entries(paths)) {
    if (!isRecord(methods) || methods['get'] === undefined || path.endsWith('/events')) continue
    let targets = [path]
    for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g))
      targets = targets.flatMap((target) => (names[name] ?? ['x']).map((value) => target.replace(`{${name}}`, value)))
    for (const target of targets) {
      await asked('GET', target)
      calls += 1
    }
  }
  for (const job of jobIds)
    for (const format of ['csv', 'jsonl']) await asked('GET', `/causeway/v1/{p}/jobs/${job}/result?format=${format}`)
  expect(calls).toBeGreaterThan(80)
  // A walk that finds nothing could not find anything.
  expect(found([['itself', [...planted.keys()].join()]])).toHaveLength(planted.size)
  expect(planted.size).toBeGreaterThan(25)
  const good = answers.filter(({ asked: what, text }) => what.startsWith('GET') && !/"error_(code|msg)"/.test(text))
  expect(good.length).toBeGreaterThan(60)
  expect(found(answers.map(({ asked: what, text }) => [what, text]))).toEqual([])
})

it('finds none of them in the log, the events, the audit and its file', async () => {
  const audit = await api.get('/causeway/v1/audit?limit=1000')
  const env = { PATH: process.env['PATH'] ?? '', CAUSEWAY_HOME: api.server.home, NODE_COMPILE_CACHE: compileCache }
  const { stdout } = await promisify(execFile)(process.execPath, [launch, 'audit', '--json', '--count', '1000'], { env })
  const shown = await promisify(execFile)(process.execPath, [launch, 'audit', '--action', 'dli.variables'], { env })
  expect(shown.stdout).toMatch(/succeeded \S+ from 127\.0\.0\.1: dli\.variables\.create variables\/hidden/)
  const log = await api.server.log()
  const file = await readFile(join(folder, 'audit.jsonl'), 'utf8')
  // Each is the thing that is meant, and has something in it.
  expect(audit.text).toContain('"dli.auth-infos.create"')
  expect(stdout).toContain('"network.dial"')
  expect(file).toContain('"iam.tokens.create"')
  expect(heard.join('')).toContain('queue')
  expect(log).toContain('dli.auth-infos.create')
  expect(
    found([
      ['the audit', audit.text],
      ['causeway audit', stdout],
      ['the file of the audit', file],
      ['the events', heard.join('')],
      ['the log', log],
    ]),
  ).toEqual([])
})

/** Which secret is where. */
function found(texts: readonly (readonly [string, string])[]): readonly string[] {
  return texts.flatMap(([where, text]) => [...planted].filter(([secret]) => text.includes(secret)).map(([, what]) => `${what} in ${where}`))
}
