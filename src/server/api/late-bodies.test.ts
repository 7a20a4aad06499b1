import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setAccessKeyEnabled } from '../store/accounts/access-keys.ts'
import { sign } from './auth/signature.ts'
import { type AddedUser, type ApiLab, startLab } from './fixtures/api-lab.ts'

let lab: ApiLab
let port: number
beforeAll(async () => {
  lab = await startLab()
  port = Number(new URL(await lab.app.listen({ host: '127.0.0.1', port: 0 })).port)
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const BODY = JSON.stringify({ database_name: 'late', description: '' })
const target = (): string => `/v1.0/${lab.projectId}/databases`

async function next(socket: Socket): Promise<string> {
  const [bytes] = await once(socket, 'data')
  return String(bytes)
}

/** The head of a request is looked at when it comes; then something happens, and then the body comes. */
async function answered(headers: Readonly<Record<string, string>>, meanwhile: () => Promise<unknown>): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    const all = { ...headers, Host: 'x', 'Content-Type': 'application/json', 'Content-Length': String(BODY.length), Expect: '100-continue' }
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`POST ${target()} HTTP/1.1\r\n${lines.join('')}\r\n`)
    expect(await next(socket)).toMatch(/^HTTP\/1.1 100 /)
    // Its turn comes behind that of the head.
    await lab.call('GET', '/v1.0/{p}/databases')
    await meanwhile()
    socket.write(BODY)
    return await next(socket)
  } finally {
    socket.destroy()
  }
}

function signed(user: AddedUser): Readonly<Record<string, string>> {
  const headers = { host: 'x' }
  return sign({ method: 'POST', target: target(), headers, body: Buffer.from(BODY) }, user, Date.now())
}

async function tokenOf({ password }: AddedUser, name: string): Promise<string> {
  const user = { name, password, domain: { name: lab.domain } }
  const body = { auth: { identity: { methods: ['password'], password: { user } }, scope: { project: { id: lab.projectId } } } }
  return String((await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body })).headers['x-subject-token'])
}

it('does nothing for a key that was taken away while the body of its request came', async () => {
  const user = await lab.addUser({ name: 'by_key' })
  const revoke = () => lab.store.transaction((tx) => setAccessKeyEnabled(tx, user.accessKey, false))
  expect(await answered(signed(user), revoke)).toMatch(/^HTTP\/1.1 401 /)
  expect((await lab.call('GET', '/v1.0/{p}/databases')).text).not.toContain('late')
})

it('does nothing for a token that was taken back while the body of its request came', async () => {
  const user = await lab.addUser({ name: 'by_token' })
  const token = await tokenOf(user, 'by_token')
  const headers = { 'x-auth-token': token, 'x-subject-token': token }
  const revoke = () => lab.call('DELETE', '/v3/auth/tokens', { anonymous: true, headers })
  expect(await answered({ 'X-Auth-Token': token }, revoke)).toMatch(/^HTTP\/1.1 401 /)
  expect((await lab.call('GET', '/v1.0/{p}/databases')).text).not.toContain('late')
})
