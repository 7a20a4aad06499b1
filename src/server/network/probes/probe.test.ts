import { createServer, type Server, Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ProbeRequest, probe } from './probe.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** Somebody who says what is given, whatever is asked; what was asked is kept. */
async function somebody(answers: readonly Buffer[], then: 'waits' | 'closes' = 'waits') {
  const asked: Buffer[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
    socket.on('data', (chunk: Buffer) => asked.push(chunk))
    for (const answer of answers) socket.write(answer)
    if (then === 'closes') socket.end()
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, asked, open }
}

async function probed(port: number, request: Partial<ProbeRequest>, milliseconds = 60_000) {
  const socket = new Socket()
  socket.pause()
  await new Promise<void>((resolve) => socket.connect({ host: '127.0.0.1', port }, () => resolve()))
  const result = await probe(socket, {
    protocol: 'redis',
    tls: false,
    host: '127.0.0.1',
    user: 'u',
    database: 'd',
    signal: AbortSignal.timeout(milliseconds),
    clock: () => performance.now(),
    wallClock: Date.now,
    ...request,
  })
  expect(socket.destroyed).toBe(true)
  return result
}

describe('a probe', () => {
  it('says PING to a Redis and closes', async () => {
    const { port, asked, open } = await somebody([Buffer.from('-NOAUTH Authentication required.\r\n')])
    const { steps, advice } = await probed(port, {})
    expect(advice).toBeUndefined()
    expect(steps).toMatchObject([{ step: 'greeting', outcome: 'passed', found: { auth: 'password' } }])
    await expect.poll(() => open.size).toBe(0)
    expect(Buffer.concat(asked).toString()).toBe('*1\r\n$4\r\nPING\r\n')
  })

  it('says nothing to a port that may be anything', async () => {
    const { port, asked, open } = await somebody([])
    expect(await probed(port, { protocol: 'tcp' })).toEqual({ steps: [], advice: undefined })
    await expect.poll(() => open.size).toBe(0)
    expect(asked).toEqual([])
  })

  it.each(['postgresql', 'mysql', 'redis', 'kafka', 'http', 'https', 'tls'] as const)(
    'of %s ends in time where nobody answers',
    async (protocol) => {
      const { port } = await somebody([])
      const { steps, advice } = await probed(port, { protocol }, 50)
      expect(steps.at(-1)).toMatchObject({ outcome: 'failed', seen: expect.stringContaining('in time') })
      expect(advice).toEqual(expect.any(String))
    },
  )

  it.each(['postgresql', 'mysql', 'redis', 'kafka', 'http', 'https', 'tls'] as const)(
    'of %s tells that the connection was closed',
    async (protocol) => {
      const { port } = await somebody([], 'closes')
      const { steps } = await probed(port, { protocol })
      expect(steps.at(-1)).toMatchObject({ outcome: 'failed', seen: expect.stringMatching(/closed|ECONNRESET|EPIPE/) })
    },
  )

  it.each(['postgresql', 'mysql', 'redis', 'kafka', 'http', 'https', 'tls'] as const)(
    'of %s is not held by bytes without an end',
    async (protocol) => {
      const endless = Array.from({ length: 200 }, () => Buffer.alloc(65_536, 0x2b))
      const { port } = await somebody(endless)
      const { steps } = await probed(port, { protocol })
      expect(steps.at(-1)).toMatchObject({ outcome: 'failed' })
    },
  )

  it('begins no TLS behind bytes that came before it', async () => {
    const { port } = await somebody([Buffer.from('SR')])
    const { steps } = await probed(port, { protocol: 'postgresql' })
    expect(steps).toMatchObject([{ outcome: 'failed', seen: 'More came than was asked for, before TLS had begun' }])
  })
})
