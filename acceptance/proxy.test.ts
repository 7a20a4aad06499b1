import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { debianFolder } from '../testing/debian-program.ts'
import { findFreePort } from '../testing/free-port.ts'
import { openGuard } from '../testing/guarded-process.ts'
import { waitPatiently } from '../testing/patience.ts'
import { NONE_AHEAD, TestServer } from './support/server.ts'
import { authorization, sdkDate } from './support/signer.ts'

const run = promisify(execFile)
const HOST = 'dli.example.org'

/** The samples, and how the program is started on one. */
const proxies = [
  {
    name: 'nginx',
    sample: 'nginx.conf',
    args: (file: string, folder: string) => [
      '-p',
      folder,
      '-c',
      file,
      '-e',
      join(folder, 'error.log'),
      '-g',
      `daemon off; pid ${join(folder, 'pid')};`,
    ],
  },
  { name: 'caddy', sample: 'Caddyfile', args: (file: string) => ['run', '--config', file, '--adapter', 'caddyfile'] },
] as const

async function works(program: string, name: string): Promise<boolean> {
  return await run(program, [name === 'nginx' ? '-v' : 'version']).then(
    () => true,
    () => false,
  )
}

/** Where CAUSEWAY_TEST_NGINX or CAUSEWAY_TEST_CADDY says, in PATH, or of Debian's package. */
async function programOf(name: 'nginx' | 'caddy'): Promise<string | undefined> {
  const told = process.env[`CAUSEWAY_TEST_${name.toUpperCase()}`] ?? name
  if (await works(told, name)) return told
  const packages = await debianFolder(name, { needed: [name], optional: [] })
  if (packages === undefined) return undefined
  const unpacked = join(packages, name === 'nginx' ? 'usr/sbin/nginx' : 'usr/bin/caddy')
  return (await works(unpacked, name)) ? unpacked : undefined
}

const programs = new Map(await Promise.all(proxies.map(async ({ name }) => [name, await programOf(name)] as const)))
for (const [name, program] of programs) {
  if (program === undefined)
    console.log(
      `SKIPPED: the sample for ${name} is not tested, for there is no ${name}: install it, or name it in CAUSEWAY_TEST_${name.toUpperCase()}`,
    )
}

let server: TestServer
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-proxy-'))
  const settings = join(folder, 'causeway.yaml')
  await writeFile(settings, `${NONE_AHEAD}trustedProxies: [127.0.0.1]\n`)
  server = await TestServer.start({ CAUSEWAY_CONFIG: settings })
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`]
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-keyout',
    join(folder, 'tls.key'),
    '-out',
    join(folder, 'tls.crt'),
    ...subject,
  ])
})
afterAll(async () => {
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

async function ask(
  port: number,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<{ status: number | undefined; body: string }> {
  const ca = await readFile(join(folder, 'tls.crt'))
  const asked = httpsRequest({ host: '127.0.0.1', port, method, path: target, headers, servername: HOST, ca, agent: false }).end(body)
  const [answer]: IncomingMessage[] = await once(asked, 'response')
  if (answer === undefined) throw new Error('no answer')
  return { status: answer.statusCode, body: await text(answer) }
}

describe.each(proxies)('behind $name by the sample docs/samples/$sample', ({ name, sample, args }) => {
  const program = programs.get(name)

  it.skipIf(program === undefined)('signatures and the catalog of a token are by the address that the client asks', async () => {
    const port = await findFreePort()
    const own = await mkdtemp(join(tmpdir(), 'causeway-proxy-'))
    const guard = openGuard(own)
    try {
      const written = await readFile(fileURLToPath(new URL(`../docs/samples/${sample}`, import.meta.url)), 'utf8')
      const file = join(own, sample)
      await writeFile(
        file,
        // A test opens no other ports: Caddy's own, and the one that leads from HTTP to HTTPS.
        `${name === 'caddy' ? '{\n\tadmin off\n\tauto_https disable_redirects\n\tdefault_bind 127.0.0.1\n}\n' : ''}${written}`
          .replaceAll('127.0.0.1:8600', new URL(server.endpoint).host)
          .replaceAll('/etc/causeway', folder)
          .replace(
            'http {',
            `http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${join(own, what)};`).join(' ')}`,
          )
          .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
          .replace(`${HOST}:443 {`, `${HOST}:${port} {`),
      )
      const outputFile = join(own, 'output')
      const proxy = await guard.run({
        command: program ?? name,
        args: args(file, own),
        cwd: own,
        env: { PATH: process.env['PATH'] ?? '', HOME: own },
        outputFile,
      })
      let end: string | undefined
      void proxy.ended.then(({ code }) => {
        end = `${name} has ended with ${code}`
      })
      const host = `${HOST}:${port}`
      await waitPatiently({
        meanwhile: `${name} is still starting`,
        look: () =>
          ask(port, 'GET', '/healthz', { host }).then(
            ({ status }) => (status === 200 ? true : undefined),
            () => undefined,
          ),
        processes: () => [proxy.pid],
        over: () => end,
      })
      const { user, password, domain, projectId } = server.identity
      for (const target of [`/v1.0/${projectId}/queues`, `/v1.0/${projectId}/queues/a%2Fb%20c%C3%A9`]) {
        const headers = { host, 'x-sdk-date': sdkDate(new Date()) }
        const signature = authorization(server.identity, { method: 'GET', target, headers, body: '' }, Object.keys(headers))
        const answer = await ask(port, 'GET', target, { ...headers, authorization: signature })
        expect(answer.status, answer.body).not.toBe(401)
      }
      const identity = { methods: ['password'], password: { user: { name: user, password, domain: { name: domain } } } }
      const login = JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } })
      const token = await ask(port, 'POST', '/v3/auth/tokens', { host, 'content-type': 'application/json' }, login)
      const urls = [...token.body.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)
      expect(urls.length).toBeGreaterThan(0)
      for (const url of urls) expect(url?.startsWith(`https://${host}/`), url).toBe(true)
    } finally {
      await guard.stop()
    }
  })
})
