import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { openDescriptors } from '../../../testing/open-descriptors.ts'
import { asDialled, SILENT_MS } from '../sockets/dialled-socket.ts'
import { HeldDescriptor } from '../sockets/held-descriptor.ts'
import { type ConnectedDescriptor, connectDescriptor } from './connect-descriptor.ts'
import { closeDescriptor, descriptorOf, socketOption } from './descriptors.ts'

const open: { destroy(): void }[] = []
const servers: Server[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.destroy()
  for (const each of servers.splice(0)) each.close()
})

async function listening(onSocket: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    open.push(socket)
    onSocket(socket.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function held(asked: ConnectedDescriptor | undefined): HeldDescriptor {
  if (asked?.kind !== 'connected') throw new Error(`It is ${asked?.kind ?? 'not there'}`)
  const descriptor = new HeldDescriptor(asked.descriptor)
  open.push(descriptor)
  return descriptor
}

/** SOL_SOCKET and IPPROTO_TCP, with what asDialled sets of each. */
const OPTIONS = [
  ['SO_KEEPALIVE', 1, 9],
  ['TCP_NODELAY', 6, 1],
  ['TCP_KEEPIDLE', 6, 4],
  ['TCP_KEEPINTVL', 6, 5],
  ['TCP_KEEPCNT', 6, 6],
] as const

describe.skipIf(process.platform !== 'linux')('a connection by the kernel’s own calls', () => {
  test('has the options of one that Node has dialled', async () => {
    const port = await listening(() => {})
    const { descriptor = -1 } = held(connectDescriptor('127.0.0.1', port, SILENT_MS / 1000))
    const byNode = connect(port, '127.0.0.1')
    asDialled(byNode)
    open.push(byNode)
    await once(byNode, 'connect')
    const optionsOf = (fd: number) =>
      Object.fromEntries(OPTIONS.map(([name, level, option]) => [name, socketOption(fd, level, option, 4)?.readInt32LE(0)]))
    expect(optionsOf(descriptor)).toEqual(optionsOf(descriptorOf(byNode) ?? -1))
    expect(optionsOf(descriptor)).toMatchObject({ SO_KEEPALIVE: 1, TCP_NODELAY: 1, TCP_KEEPIDLE: 30 })
  })

  test('is a socket of Node for whoever asks, which has lost nothing of what came before', async () => {
    const port = await listening((socket) => void socket.write('hello'))
    const connection = held(connectDescriptor('127.0.0.1', port, 30))
    await expect.poll(() => open.length).toBe(2)
    const socket = connection.toSocket()
    expect(connection.toSocket()).toBe(socket)
    expect(connection.descriptor).toBeUndefined()
    const [data] = await Promise.all([once(socket, 'data'), socket.resume()])
    expect(String(data)).toBe('hello')
    const closed = new Promise<void>((resolve) => connection.once('close', resolve))
    connection.destroy()
    await closed
    expect([connection.destroyed, connection.closed, socket.destroyed]).toEqual([true, true, true])
  })

  test('is closed once, however often it is said', async () => {
    const told: string[] = []
    const port = await listening((socket) => void socket.resume().once('close', () => told.push('other side')))
    const connection = held(connectDescriptor('127.0.0.1', port, 30)).once('close', () => told.push('this side'))
    connection.destroy()
    expect([connection.destroyed, connection.closed, connection.descriptor]).toEqual([true, true, undefined])
    // The number may be another's from here on.
    const { descriptor: next = -1 } = held(connectDescriptor('127.0.0.1', port, 30))
    connection.destroy()
    expect(socketOption(next, 6, 1, 4)?.readInt32LE(0)).toBe(1)
    expect(() => connection.toSocket()).toThrow('closed')
    await expect.poll(() => told).toEqual(['this side', 'other side'])
  })

  test('that is refused tells the system’s code, and leaves nothing open', async () => {
    const port = await listening(() => {})
    await new Promise((resolve) => servers.splice(0)[0]?.close(resolve))
    expect(connectDescriptor('127.0.0.1', port, 30)).toEqual({ kind: 'failed', code: 'ECONNREFUSED' })
    // Others may open something in between, but not each time.
    const leftOpen = (): number => {
      const before = openDescriptors()
      connectDescriptor('127.0.0.1', port, 30)
      return openDescriptors() - before
    }
    await expect.poll(leftOpen).toBe(0)
    expect(connectDescriptor('255.255.255.255', 1, 30)).toMatchObject({ kind: 'failed', code: expect.stringMatching(/^E[A-Z]+$/) })
  })

  test.each(['::1', 'localhost', '127.1', '127.0.0.256', '127.0.0.-1', '127.0.0.', '127.0.0.1e1', ''])('is not made to %j', (ip) => {
    const asked = connectDescriptor(ip, 1, 30)
    if (asked !== undefined && asked.kind !== 'failed') closeDescriptor(asked.descriptor)
    expect(asked).toBeUndefined()
  })
})
