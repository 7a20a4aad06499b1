import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ConnectionLimits, connectionLimits, readDescriptorLimit } from './connection-limits.ts'
import { createLimitedServer } from './limited-server.ts'
import { letBodyTakeItsTime } from './slow-bodies.ts'

const LONG: ConnectionLimits = { ...connectionLimits(1_000), connections: 10, ofOneAddress: 10 }
const REQUEST = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

let server: Server | undefined
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
  server = undefined
})

async function serve(limits: ConnectionLimits, answer = (response: ServerResponse): unknown => response.end('ok')): Promise<number> {
  server = createLimitedServer(limits).on('request', (_request, response) => answer(response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function open(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

/** All that comes until the server ends the connection. */
async function untilEnd(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  await once(socket, 'close')
  return text
}

async function ask(socket: Socket): Promise<string> {
  socket.write(REQUEST)
  const [chunk]: unknown[] = await once(socket, 'data')
  return String(chunk)
}

describe('a connection that does nothing is ended', () => {
  it.each([
    ['sends nothing', ''],
    ['sends half of its headers', 'GET / HTTP/1.1\r\nHost'],
    ['sends half of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{'],
  ])('that %s', async (_what, bytes) => {
    const port = await serve({ ...LONG, headersMs: 100, requestMs: 200, checkMs: 20 })
    const socket = await open(port)
    socket.write(bytes)
    await untilEnd(socket)
  })

  it('that sends no further request', async () => {
    const socket = await open(await serve({ ...LONG, keptMs: 50 }))
    await ask(socket)
    expect(await untilEnd(socket)).toBe('')
  })

  it('that takes nothing of its answer', async () => {
    const port = await serve({ ...LONG, stalledMs: 100 }, (response) => response.end(Buffer.alloc(64 * 2 ** 20)))
    const socket = await open(port)
    socket.pause()
    const closed = new Promise((resolve) => server?.once('request', ({ socket: own }) => own.once('close', resolve)))
    socket.write(REQUEST)
    await closed
  })

  it('but not one that waits for its answer', async () => {
    const port = await serve({ ...LONG, stalledMs: 20 }, (response) => server?.once('timeout', () => response.end('late')))
    expect(await ask(await open(port))).toContain('late')
  })
})

describe('a file that comes slowly', () => {
  const head = (path: string): string => `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n`

  /** Takes files at /file and /held, there not before it is told so; any other body has the time that bodies have. */
  function serveFiles(limits: ConnectionLimits, received: string[], held: Promise<void> = Promise.resolve()): Promise<number> {
    return serve(limits, async (response) => {
      const { req } = response
      if (req.url !== '/other') letBodyTakeItsTime(req, () => !response.writableEnded)
      if (req.url === '/held') await held
      req.on('data', (bytes) => received.push(String(bytes)))
      req.on('end', () => response.end(`received ${received.join('')}`))
    })
  }

  async function meetsItsEnd(port: number, path: string): Promise<void> {
    const socket = await open(port)
    socket.write(`${head(path)}x`)
    await untilEnd(socket)
  }

  it('has as long as it needs, where another body has not', async () => {
    const received: string[] = []
    const port = await serveFiles({ ...LONG, requestMs: 1, checkMs: 1 }, received)
    const file = await open(port)
    file.write(head('/file'))
    for (const [index, letter] of ['a', 'b'].entries()) {
      file.write(letter)
      await expect.poll(() => received.filter((each) => each !== 'x').length).toBe(index + 1)
      await meetsItsEnd(port, '/other')
    }
    file.write('c')
    const [answer]: unknown[] = await once(file, 'data')
    expect(String(answer)).toContain('200 OK')
  })

  it('is ended when nothing more of it comes', async () => {
    await meetsItsEnd(await serveFiles({ ...LONG, stalledMs: 50, checkMs: 5 }, []), '/file')
  })

  it('is not ended while the server does not take it', async () => {
    const received: string[] = []
    const taken = Promise.withResolvers<void>()
    const port = await serveFiles({ ...LONG, stalledMs: 50, checkMs: 5 }, received, taken.promise)
    const file = await open(port)
    file.write(`${head('/held')}ab`)
    await meetsItsEnd(port, '/file')
    await meetsItsEnd(port, '/file')
    file.write('c')
    taken.resolve()
    const [answer]: unknown[] = await once(file, 'data')
    expect(String(answer)).toContain('abc')
  })
})

describe('too many connections', () => {
  it('are refused in words, and requests that have begun go on', async () => {
    const asked: ServerResponse[] = []
    const port = await serve({ ...LONG, connections: 4 }, (response) => asked.push(response))
    const held = await Promise.all(Array.from({ length: 4 }, () => open(port)))
    const answers = held.map(ask)
    await expect.poll(() => asked).toHaveLength(4)
    const [head = '', body = ''] = (await untilEnd(await open(port))).split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1.1 503 /)
    expect(JSON.parse(body)).toMatchObject({ error_code: 'DLI.0012', error_msg: expect.stringContaining('4 open connections') })
    for (const response of asked) response.end('ok')
    for (const answer of await Promise.all(answers)) expect(answer).toContain('200 OK')
  })

  it.each(['have sent nothing', 'are kept for a next request'])('make room by ending those that %s', async (what) => {
    const port = await serve({ ...LONG, connections: 4 })
    const kept = await Promise.all(Array.from({ length: 4 }, () => open(port)))
    for (const socket of what === 'have sent nothing' ? [] : kept) await ask(socket)
    const ended = Promise.all(kept.map(untilEnd))
    expect(await untilEnd(await open(port))).toContain('503')
    await ended
    expect(await ask(await open(port))).toContain('200 OK')
  })

  it.runIf(process.platform === 'linux')('from one address leave the others their share', async () => {
    const port = await serve({ ...LONG, ofOneAddress: 3 })
    await Promise.all(Array.from({ length: 3 }, () => open(port)))
    expect(await untilEnd(await open(port))).toContain('3 connections from this address')
    expect(await ask(await open(port, '127.0.0.2'))).toContain('200 OK')
  })

  it('from a trusted proxy are those of many clients, and have no share of their own', async () => {
    server = createLimitedServer({ ...LONG, ofOneAddress: 2 }, undefined, (address) => address === '127.0.0.1')
    server.on('request', (_request, response) => response.end('ok')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    for (let count = 0; count < 5; count += 1) expect(await ask(await open(port))).toContain('200 OK')
  })

  it('count no longer when they have ended', async () => {
    const port = await serve({ ...LONG, connections: 1 })
    for (let round = 0; round < 5; round += 1) {
      const ended = new Promise((resolve) => server?.once('connection', (own) => own.once('close', resolve)))
      const socket = await open(port)
      expect(await ask(socket)).toContain('200 OK')
      socket.destroy()
      await ended
    }
  })
})

describe('connectionLimits', () => {
  it('leaves half of the descriptors to the rest of the server', () => {
    expect(connectionLimits(1_024)).toMatchObject({ connections: 512, ofOneAddress: 256 })
    expect(connectionLimits(1_000_000).connections).toBe(10_000)
    expect(readDescriptorLimit()).toBeGreaterThanOrEqual(256)
  })
})
