import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { Agent, request } from 'node:https'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ConnectionLimits, connectionLimits } from '../connection-limits.ts'
import { type FrontDoor, openFrontDoor } from '../front-door.ts'
import { createLimitedServer } from '../limited-server.ts'
import { type Certificate, fingerprintOf } from './certificate.ts'
import { makeSelfSigned } from './self-signed.ts'
import { type TlsTransport, tlsTransport } from './tls-transport.ts'

const LONG: ConnectionLimits = { ...connectionLimits(1_000), connections: 10, ofOneAddress: 10 }
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const NAMES = ['localhost', '127.0.0.1']

let own: Certificate
let next: Certificate
beforeAll(async () => {
  own = await makeSelfSigned(NAMES, Date.now())
  next = await makeSelfSigned(NAMES, Date.now())
})

let server: Server | undefined
let door: FrontDoor | undefined
let transport: TlsTransport
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  await door?.close()
  server = undefined
  door = undefined
})

async function serve(limits: ConnectionLimits, answer = (response: ServerResponse): unknown => response.end('ok')): Promise<number> {
  transport = tlsTransport(own)
  server = createLimitedServer(limits, transport).on('request', (_request, response) => answer(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** A TCP connection that has not begun a handshake. */
async function openPlain(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

async function open(port: number, trusted = own, localAddress = '127.0.0.1'): Promise<TLSSocket> {
  const socket = tlsConnect({ socket: connect({ port, host: '127.0.0.1', localAddress }), host: '127.0.0.1', ca: trusted.chain })
  sockets.push(socket)
  await once(socket, 'secureConnect')
  socket.on('error', () => undefined)
  return socket
}

async function untilEnd(socket: Socket): Promise<string> {
  let all = ''
  socket.on('data', (chunk) => {
    all += String(chunk)
  })
  await once(socket, 'close')
  return all
}

async function ask(socket: Socket): Promise<string> {
  socket.write(REQUEST)
  const [chunk]: unknown[] = await once(socket, 'data')
  return String(chunk)
}

describe('a door of TLS', () => {
  it('answers before it is open, to a client that checks the certificate and the name', async () => {
    door = await openFrontDoor({ host: 'localhost', port: 0 }, () => ['Workers are being started'], { transport: tlsTransport(own) })
    expect(door.url).toBe(`https://localhost:${door.port}`)
    for (const [path, status] of [
      ['/healthz', 200],
      ['/readyz', 503],
    ] as const) {
      const asked = request(new URL(path, door.url), { ca: own.chain }).end()
      const [response] = await once(asked, 'response')
      expect(response.statusCode).toBe(status)
      expect(await text(response)).toContain(status === 200 ? 'alive' : 'Workers are being started')
    }
  })

  it('is not taken for another server by who trusts another certificate', async () => {
    await expect(open(await serve(LONG), next)).rejects.toThrow('self-signed certificate')
  })

  it('says to plain HTTP that it speaks HTTPS', async () => {
    const socket = await openPlain(await serve(LONG))
    socket.write(REQUEST)
    const answer = await untilEnd(socket)
    expect(answer).toMatch(/^HTTP\/1.1 400 /)
    expect(answer).toContain('this address speaks HTTPS')
  })

  it('keeps its connections when the certificate changes, and shows new ones the new one', async () => {
    const port = await serve(LONG)
    const before = await open(port)
    expect(await ask(before)).toContain('200 OK')
    transport.use(next)
    expect(await ask(before)).toContain('200 OK')
    const after = await open(port, next)
    expect(after.getPeerX509Certificate()?.fingerprint256).toBe(fingerprintOf(next))
    expect(await ask(after)).toContain('200 OK')
  })

  it('serves a client that trusts both certificates before a change and after it', async () => {
    const port = await serve(LONG)
    const agent = new Agent({ ca: [own.chain, next.chain], keepAlive: false })
    const fetchOnce = async (): Promise<number | undefined> => {
      const [response] = await once(request(`https://127.0.0.1:${port}/`, { agent }).end(), 'response')
      await text(response)
      return response.statusCode
    }
    expect(await fetchOnce()).toBe(200)
    transport.use(next)
    expect(await fetchOnce()).toBe(200)
  })
})

describe('the limits of a server of TLS', () => {
  it('end a connection that begins no handshake, and one that stays in it', async () => {
    const port = await serve({ ...LONG, headersMs: 100, checkMs: 20 })
    expect(await untilEnd(await openPlain(port))).toBe('')
    const half = await openPlain(port)
    half.write(Buffer.from([0x16, 0x03, 0x01, 0x00]))
    await untilEnd(half)
  })

  it.each([
    ['sends nothing', ''],
    ['sends half of its headers', 'GET / HTTP/1.1\r\nHost'],
    ['sends half of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{'],
  ])('end a connection that %s after its handshake', async (_what, bytes) => {
    const port = await serve({ ...LONG, headersMs: 500, requestMs: 200, checkMs: 20 })
    const socket = await open(port)
    socket.write(bytes)
    await untilEnd(socket)
  })

  it('end a connection that sends no further request, and one that takes nothing of its answer', async () => {
    const kept = await open(await serve({ ...LONG, keptMs: 50 }))
    await ask(kept)
    expect(await untilEnd(kept)).toBe('')
    server?.close()
    const port = await serve({ ...LONG, stalledMs: 100 }, (response) => response.end(Buffer.alloc(64 * 2 ** 20)))
    const socket = await open(port)
    socket.pause()
    const closed = new Promise((resolve) => server?.once('request', ({ socket: serving }) => serving.once('close', resolve)))
    socket.write(REQUEST)
    await closed
  })

  it('make room by ending handshakes that are not done', async () => {
    const port = await serve({ ...LONG, connections: 4 })
    const idle = await Promise.all(Array.from({ length: 4 }, () => openPlain(port)))
    const ended = Promise.all(idle.map(untilEnd))
    expect(await untilEnd(await openPlain(port))).toBe('')
    await ended
    expect(await ask(await open(port))).toContain('200 OK')
  })

  it.runIf(process.platform === 'linux')('leave other addresses their share, handshakes counted', async () => {
    const port = await serve({ ...LONG, ofOneAddress: 3 })
    await open(port)
    await Promise.all([openPlain(port), openPlain(port)])
    await untilEnd(await openPlain(port))
    expect(await ask(await open(port, own, '127.0.0.2'))).toContain('200 OK')
  })

  it('count no longer what has ended, in a handshake or behind it', async () => {
    const port = await serve({ ...LONG, connections: 1 })
    for (const what of ['plain', 'tls', 'garbage', 'tls', 'plain', 'tls']) {
      const ended = new Promise((resolve) => server?.once('connection', (each) => each.once('close', resolve)))
      const socket = what === 'tls' ? await open(port) : await openPlain(port)
      if (what === 'tls') expect(await ask(socket)).toContain('200 OK')
      if (what === 'garbage') socket.write('\0garbage')
      else socket.destroy()
      await ended
    }
  })
})
