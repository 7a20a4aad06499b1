import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compileCache } from '../../../testing/kept-program.ts'

/** Sets the title of a terminal, clears it, begins a sequence by one sign, and turns the line around. */
const TRAP = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202e'
const OBEYED = /[\p{Cf}\p{Cc}]/u
const LAUNCHER = join(import.meta.dirname, '..', 'launch.mjs')

let folder = ''
let server: Server
let isRefusing = false

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-hostile-server-'))
  const each = Object.fromEntries(
    ['id', 'name', 'queue_name', 'status', 'message', 'job_id', 'statement', 'start_time', 'changed_at', 'key'].map((name) => [name, TRAP]),
  )
  const lists = Object.fromEntries(
    ['projects', 'queues', 'jobs', 'objects', 'users', 'reasons'].map((name) => [name, name === 'reasons' ? [TRAP] : [each]]),
  )
  server = createServer((request, response) => {
    const { url = '' } = request
    request.resume()
    response.setHeader('X-Subject-Token', 'a-token')
    if (isRefusing && !url.startsWith('/v3/')) {
      const place = { line: 1, column: 1, length: 1, expected: TRAP }
      response.writeHead(400).end(JSON.stringify({ error_code: `DLI.0004${TRAP}`, error_msg: `no${TRAP}`, hint: TRAP, place }))
    } else if (url.endsWith('/queries')) {
      response.end(`{"columns":[{"name":"a","type":"string"}]}\n{${TRAP}\n`)
    } else response.end(JSON.stringify({ ...each, ...lists, project: each, token: { expires_at: `2999-01-01T00:00:00Z${TRAP}` } }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  server?.close()
  if (folder !== '') rmSync(folder, { recursive: true })
})

async function run(args: readonly string[], input = '') {
  const { port } = server.address() as AddressInfo
  const endpoint = `http://127.0.0.1:${port}`
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: folder,
    NODE_COMPILE_CACHE: compileCache,
    ...(args[0] === 'login' ? {} : { CAUSEWAY_TOKEN: 'a-token', CAUSEWAY_ENDPOINT: endpoint }),
  }
  const child = spawn(process.execPath, [LAUNCHER, ...args, ...(args[0] === 'login' ? [endpoint] : [])], { cwd: folder, env })
  child.stdin.end(input)
  const [out, error, [status]] = await Promise.all([readText(child.stdout), readText(child.stderr), once(child, 'close')])
  return { out, error, status }
}

const COMMANDS = ['whoami', 'status', 'queue list', 'job list', 'ls obs://b/', 'user list', 'user create u', 'sql -q q -e TABLE']

it.each(COMMANDS)('writes nothing that a terminal obeys of what a server answers: %s', async (command) => {
  for (const refuses of [false, true]) {
    isRefusing = refuses
    const { out, error } = await run(command.split(' '))
    expect((out + error).replaceAll('\n', '')).not.toMatch(OBEYED)
    expect(out + error).not.toBe('')
    expect(error, 'a failure that nobody has foreseen').not.toMatch(/^ {4}at /m)
  }
})

it('nor at a log-in', async () => {
  isRefusing = false
  const { error, status } = await run(['login', '--user', 'u', '--secret-stdin'], 'a password')
  expect(status).toBe(0)
  expect(error).toContain('Logged in at http://127.0.0.1')
  expect(error.replaceAll('\n', '')).not.toMatch(OBEYED)
})
