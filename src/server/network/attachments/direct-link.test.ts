import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openDescriptors } from '../../../../testing/open-descriptors.ts'
import { socketOf } from '../../../base/sockets/held-descriptor.ts'
import type { OpenedForWorker } from './attachment-kind.ts'
import { directLink } from './direct-link.ts'

const servers: Server[] = []
const open: { destroy(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.destroy()
  for (const each of servers.splice(0)) each.close()
})

async function listening(backlog: number, onSocket: (socket: Socket) => void, place = { host: '127.0.0.1', port: 0 }): Promise<number> {
  const server = createServer((socket) => {
    open.push(socket)
    onSocket(socket.on('error', () => {}))
  }).listen({ ...place, backlog })
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const openForWorker = async (port: number, signal: AbortSignal, ip = '127.0.0.1'): Promise<OpenedForWorker> => {
  const { openForWorker: opening } = directLink()
  if (opening === undefined) throw new Error('A direct link opens for workers')
  return await opening({ ip, port }, signal)
}

const socketIn = (opened: OpenedForWorker): Socket => {
  if (opened.kind === 'stream') throw new Error('It is a stream')
  const socket = socketOf(opened.kind === 'descriptor' ? opened.held : opened.socket)
  open.push(socket)
  return socket
}

const never = new AbortController().signal

test('what is connected at once and what is not are the same to whoever gets it', async () => {
  const port = await listening(1, (socket) => void socket.write('hello'))
  // Nobody accepts until this turn has ended, and the kernel keeps two: it asks for the third again.
  const opened = await Promise.all(Array.from({ length: 3 }, () => openForWorker(port, never)))
  if (process.platform === 'linux') expect(new Set(opened.map(({ kind }) => kind))).toEqual(new Set(['descriptor', 'socket']))
  for (const each of opened) {
    const socket = socketIn(each)
    const [data] = await Promise.all([once(socket, 'data'), socket.resume()])
    expect(String(data)).toBe('hello')
  }
})

test.runIf(process.platform === 'linux')('each dial goes to its own address and port, whichever the one before went to', async () => {
  const [first, second] = ['127.0.0.1', '127.0.0.2']
  const port = await listening(8, (socket) => void socket.write('first'))
  await listening(8, (socket) => void socket.write('second'), { host: second, port })
  const other = await listening(8, (socket) => void socket.write('other'))
  const greetings: string[] = []
  for (const [ip, to] of [
    [first, port],
    [second, port],
    [first, port],
    [first, other],
    [second, port],
  ] as const) {
    const socket = socketIn(await openForWorker(to, never, ip))
    const [data] = await Promise.all([once(socket, 'data'), socket.resume()])
    greetings.push(String(data))
  }
  expect(greetings).toEqual(['first', 'second', 'first', 'other', 'second'])
})

test('what is given up before it is connected, or refused, leaves nothing open', async () => {
  const accepted: Socket[] = []
  const port = await listening(1, (socket) => void accepted.push(socket.resume()))
  const given = new AbortController()
  const before = openDescriptors()
  const opening = Array.from({ length: 3 }, () => openForWorker(port, given.signal))
  given.abort()
  const ended = await Promise.allSettled(opening)
  for (const each of ended) if (each.status === 'fulfilled') socketIn(each.value).destroy()
  if (process.platform === 'linux') expect(ended.some(({ status }) => status === 'rejected')).toBe(true)
  await expect.poll(() => accepted.every((socket) => socket.closed)).toBe(true)
  await expect.poll(openDescriptors).toBeLessThanOrEqual(before)
  await expect(openForWorker(port, given.signal)).rejects.toThrow()
  await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
  await expect(openForWorker(port, never)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
