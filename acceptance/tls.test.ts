import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestServer } from './support/server.ts'
import { authorization, sdkDate } from './support/signer.ts'

const program = fileURLToPath(new URL('../src/cli/causeway.ts', import.meta.url))

let server: TestServer
beforeAll(async () => {
  server = await TestServer.start({ CAUSEWAY_TLS_SELF_SIGNED: 'true' })
})
afterAll(() => server?.close())

const certificate = (): Promise<string> => readFile(join(server.home, 'tls-certificate.pem'), 'utf8')

async function ask(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<IncomingMessage & { body: string }> {
  const asked = httpsRequest(new URL(target, server.endpoint), { method, headers, ca: await certificate() }).end(body)
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  if (answer === undefined) throw new Error('no answer')
  return Object.assign(answer, { body: await text(answer) })
}

async function listQueues(): Promise<IncomingMessage & { body: string }> {
  const target = `/v1.0/${server.identity.projectId}/queues`
  const headers = { host: new URL(server.endpoint).host, 'x-sdk-date': sdkDate(new Date()) }
  const signed = authorization(server.identity, { method: 'GET', target, headers, body: '' }, Object.keys(headers))
  return await ask('GET', target, { ...headers, authorization: signed })
}

describe('a server with a certificate of its own', () => {
  it('fault 6: serves signed requests by HTTPS, and shows the fingerprint at its start', async () => {
    expect(server.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    const { statusCode, body } = await listQueues()
    expect([statusCode, JSON.parse(body)]).toMatchObject([200, { is_success: true }])
    expect(await server.log()).toContain(new X509Certificate(await certificate()).fingerprint256)
  })

  it('names itself by https:// in the catalog of a token', async () => {
    const { user, password, domain, projectId } = server.identity
    const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } }
    const login = JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } })
    const { statusCode, body } = await ask('POST', '/v3/auth/tokens', { 'content-type': 'application/json' }, login)
    expect(statusCode).toBe(201)
    const urls = [...body.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)
    expect(urls.length).toBeGreaterThan(0)
    for (const url of urls) expect(url?.startsWith(`${server.endpoint}/`)).toBe(true)
  })

  it('is asked by the local commands', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-maglev-osr', program, 'user', 'list', '--home', server.home])
    expect(stdout).toContain(server.identity.user)
  })

  it('has the same certificate after its next start', async () => {
    const before = await certificate()
    await server.end('SIGTERM')
    await server.start()
    expect(await certificate()).toBe(before)
    expect((await listQueues()).statusCode).toBe(200)
  })
})
