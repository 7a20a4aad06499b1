import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { readState } from '../../../agent/agent-state.ts'
import { renew, tlsTo } from '../../../agent/enrolment.ts'
import { createLog } from '../../../base/log.ts'
import { makeAuthority, openAuthority } from './agent-authority.ts'
import { openAgentListener } from './agent-listener.ts'
import { NoAgent } from './connected-agents.ts'
import { type AgentLab, agentLab } from './fixtures/agent-lab.ts'

const never = new AbortController().signal
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step()
})

async function newLab(): Promise<AgentLab> {
  const lab = await agentLab()
  cleanUp.push(() => lab[Symbol.asyncDispose]())
  return lab
}

/** A server of the private network. */
async function remote(serve: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    serve(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const present = (lab: AgentLab, vpcId: string, count = 1): Promise<true> =>
  waitPatiently({
    meanwhile: 'The agent is still connecting',
    look: () => ([...lab.connected.statesOf(vpcId).values()].filter(({ connected }) => connected).length === count ? true : undefined),
  })

async function open(lab: AgentLab, vpcId: string, port: number): Promise<Duplex> {
  const stream = await lab.connected.open(vpcId, { ip: '127.0.0.1', port }, never)
  cleanUp.push(() => stream.destroy())
  return stream
}

/** Ends nothing of it, as an iteration would. */
async function textOf(stream: Duplex): Promise<string> {
  let text = ''
  stream.on('data', (chunk) => {
    text += String(chunk)
  })
  await once(stream, 'end')
  return text
}

test('what comes through an agent is whole, and each direction ends for itself', async () => {
  const lab = await newLab()
  const port = await remote(async (socket) => {
    socket.write('greeting;')
    socket.end(`you said ${await textOf(socket)}`)
  })
  lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  const stream = await open(lab, 'vpc', port)
  stream.end('hello')
  expect(await textOf(stream)).toBe('greeting;you said hello')
  expect([...lab.connected.statesOf('vpc').values()][0]).toMatchObject({ name: 'agent-1', connected: { version: '0.0.1-test' } })
})

test('what the agent does not allow, what does not listen there and a VPC without an agent are told apart', async () => {
  const lab = await newLab()
  const { told } = lab.startAgent('vpc', ['127.0.0.1:1-2'])
  await present(lab, 'vpc')
  const opening = (vpcId: string, ip: string, port: number) => lab.connected.open(vpcId, { ip, port }, never)
  await expect(opening('vpc', '127.0.0.1', 3)).rejects.toMatchObject({ refusal: { kind: 'not-allowed' } })
  await expect(opening('vpc', '127.0.0.2', 1)).rejects.toMatchObject({ refusal: { kind: 'not-allowed' } })
  await expect(opening('vpc', '127.0.0.1', 1)).rejects.toMatchObject({ refusal: { kind: 'dial-failed', code: 'ECONNREFUSED' } })
  await expect(opening('other', '127.0.0.1', 1)).rejects.toBeInstanceOf(NoAgent)
  expect(told.filter((text) => text.includes('127.0.0.1:3,'))).toHaveLength(1)
})

test('one stream that nobody reads stops its own source and no other, however much it is sent', async () => {
  const lab = await newLab()
  let sent = 0
  const chunk = Buffer.alloc(65_536)
  const source = await remote((socket) => {
    const send = (): void => {
      while (!socket.destroyed && socket.write(chunk)) sent += chunk.length
    }
    socket.on('drain', send)
    send()
  })
  const echo = await remote((socket) => socket.pipe(socket))
  lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  const stalled = await Promise.all([1, 2, 3, 4, 5, 6].map(() => open(lab, 'vpc', source)))
  let before = -1
  await waitPatiently({
    meanwhile: 'The stalled streams are still filling up',
    pauseMs: 300,
    look: () => {
      const now = sent
      const stands = now === before && now > 0
      before = now
      return stands ? true : undefined
    },
  })
  // Windows of 16 MiB and the buffers on the way.
  expect(sent).toBeLessThan(stalled.length * 32 * 1024 * 1024)
  const other = await open(lab, 'vpc', echo)
  other.write('through')
  const [data] = await once(other, 'data')
  expect(String(data)).toBe('through')
}, 120_000)

test('a job that is cut off resets what it reached; what the other side resets is cut off here', async () => {
  const lab = await newLab()
  const ends: (Error | undefined)[] = []
  const accepted: Socket[] = []
  const port = await remote((socket) => {
    accepted.push(socket)
    socket.on('error', (error) => ends.push(error))
    socket.resume()
    socket.write('x')
  })
  lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  const one = await open(lab, 'vpc', port)
  await once(one, 'data')
  one.destroy()
  await expect.poll(() => ends.map((error) => error !== undefined)).toEqual([true])
  const two = await open(lab, 'vpc', port)
  await once(two, 'data')
  const broken = once(two, 'error')
  two.resume()
  accepted.at(-1)?.resetAndDestroy()
  await broken.catch((error: unknown) => [error])
  await expect.poll(() => two.destroyed).toBe(true)
})

test('of several agents the newest is asked, and the others where it is gone or does not allow the address', async () => {
  const lab = await newLab()
  const port = await remote((socket) => void socket.end('here'))
  const first = lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  const second = lab.startAgent('vpc', ['127.0.0.9:1'])
  await present(lab, 'vpc', 2)
  expect(await textOf(await open(lab, 'vpc', port))).toBe('here')
  expect(second.told.some((text) => text.includes(`127.0.0.1:${port}`))).toBe(true)
  await first.stop()
  await present(lab, 'vpc')
  await expect(open(lab, 'vpc', port)).rejects.toMatchObject({ refusal: { kind: 'not-allowed' } })
})

test('an agent that is removed is cut off with what was opened through it, is told so, and does not come back', async () => {
  const lab = await newLab()
  const port = await remote((socket) => void socket.write('x'))
  const agent = lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  const stream = await open(lab, 'vpc', port)
  stream.on('error', () => {})
  lab.connected.forget('vpc', 'agent-1')
  expect(stream.destroyed).toBe(true)
  await expect(agent.ended).rejects.toThrow('it was removed')
  expect(lab.connected.presence('vpc')).toBe('down')
})

test('an agent comes back after its connection was lost, with the key it had', async () => {
  const lab = await newLab()
  const port = await remote((socket) => void socket.end('here'))
  const agent = lab.startAgent('vpc', ['127.0.0.0/8'])
  await present(lab, 'vpc')
  await agent.stop()
  await present(lab, 'vpc', 0)
  lab.startAgent('vpc', ['127.0.0.0/8'], { folder: agent.folder, token: '' })
  await present(lab, 'vpc')
  expect(await textOf(await open(lab, 'vpc', port))).toBe('here')
  expect(lab.connected.statesOf('vpc').size).toBe(1)
})

test('a server that has not the authority of the token is told nothing', async () => {
  const [lab, other] = [await newLab(), await newLab()]
  const agent = lab.startAgent('vpc', ['127.0.0.0/8'], { server: `127.0.0.1:${other.listener.port}` })
  await expect(agent.ended).rejects.toThrow('is not the server that made the token')
  expect(other.connected.statesOf('vpc').size).toBe(0)
})

test('an agent gets its next certificate while strangers hold every place that they may have', async () => {
  const lab = await newLab()
  const agent = lab.startAgent('vpc', [])
  await present(lab, 'vpc')
  const state = await readState(agent.folder)
  if (state === undefined) throw new Error('The agent was not enrolled')
  const stranger = (): TLSSocket => {
    const socket = connectTls({ ...tlsTo({ host: '127.0.0.1', port: lab.listener.port }, state), ALPNProtocols: ['http/1.1'] })
    socket.on('error', () => {})
    cleanUp.push(() => socket.destroy())
    return socket
  }
  const held: TLSSocket[] = []
  await waitPatiently({
    meanwhile: 'There is room for strangers still',
    pauseMs: 0,
    look: async () => {
      const socket = stranger()
      await once(socket, 'secureConnect')
      // Whoever is sent away is so at once; the others are answered.
      socket.write('GET /authority HTTP/1.1\r\nHost: x\r\n')
      held.push(socket)
      return held.length > 64 && held.some(({ destroyed }) => destroyed) ? true : undefined
    },
  })
  expect((await renew(state, `127.0.0.1:${lab.listener.port}`)).certificate).toContain('CERTIFICATE')
})

test('a stranger who breaks off in the middle of a request writes nothing into the log', async () => {
  const authority = await openAuthority(await makeAuthority(Date.now()))
  const log = createLog('silent')
  const errors: unknown[] = []
  log.error = (...told: readonly unknown[]): void => void errors.push(told)
  const nobody = async (): Promise<never> => await Promise.reject(new Error('nobody is enrolled here'))
  const gate = { authority: authority.certificate, enrol: nobody, renew: nobody, admit: async () => undefined }
  const certificate = await authority.issueServer(Date.now())
  const listener = await openAgentListener({ host: '127.0.0.1', port: 0, certificate, gate, log })
  cleanUp.push(() => listener.close())
  const place = { host: '127.0.0.1', port: listener.port }
  const socket = connectTls({ ...tlsTo(place, { authority: authority.certificate }), ALPNProtocols: ['http/1.1'] })
  socket.on('error', () => {})
  await once(socket, 'secureConnect')
  socket.write('POST /enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf')
  // Another exchange from its begin to its end: the first has been read by then.
  for (let turn = 0; turn < 3; turn += 1) {
    const other = connectTls({ ...tlsTo(place, { authority: authority.certificate }), ALPNProtocols: ['http/1.1'] })
    await once(other, 'secureConnect')
    other.write('GET /authority HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(await textOf(other)).toContain('200 OK')
    socket.destroy()
  }
  expect(errors).toEqual([])
})
