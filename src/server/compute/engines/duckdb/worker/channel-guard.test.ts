import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectDescriptor } from '../../../../../base/native/connect-descriptor.ts'
import { HeldDescriptor } from '../../../../../base/sockets/held-descriptor.ts'
import { guardChannel, sendDescriptorAtOnce, sendNext } from './channel-guard.ts'

const children: ChildProcess[] = []
const servers: Server[] = []
afterEach(() => {
  for (const each of children.splice(0)) each.kill('SIGKILL')
  for (const each of servers.splice(0)) each.close()
})

/** Tells on its output what came: the number of each message, and what it reads of the socket that came along. */
const PROGRAM = `process.on('message', ({ number }, socket) => {
  if (socket === undefined) console.log(String(number))
  else socket.once('data', (data) => console.log(number + ' ' + data))
})
console.log('begun')`

async function child() {
  const started = spawn(process.execPath, ['-e', PROGRAM], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: {} })
  children.push(started)
  // It acknowledges what it gets, which workers do not.
  guardChannel(started, () => {})
  let told = ''
  started.stdout?.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  await expect.poll(() => told).toBe('begun\n')
  return { started, lines: () => told.split('\n').slice(1, -1) }
}

async function connection(): Promise<HeldDescriptor> {
  const server = createServer((socket) => void socket.on('error', () => {}).end('hello')).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  const address = server.address()
  const asked = connectDescriptor('127.0.0.1', typeof address === 'object' && address !== null ? address.port : 0, 30)
  if (asked?.kind !== 'connected') throw new Error('It is not connected')
  return new HeldDescriptor(asked.descriptor)
}

test.skipIf(process.platform !== 'linux')('a descriptor that was sent at once is the child’s, and our copy is not needed', async () => {
  const { started, lines } = await child()
  for (const number of [1, 2, 3]) {
    const held = await connection()
    expect(sendDescriptorAtOnce(started, { number }, held.descriptor ?? -1)).toBe(true)
    held.destroy()
  }
  await expect.poll(() => lines().toSorted()).toEqual(['1 hello', '2 hello', '3 hello'])
})

test.skipIf(process.platform !== 'linux')(
  'behind what is not written yet nothing goes at once, and what goes by node keeps its turn',
  async () => {
    const { started, lines } = await child()
    started.kill('SIGSTOP')
    // More than the kernel takes of a channel that nobody reads.
    const filler = 'x'.repeat(4 * 1024 * 1024)
    started.send({ number: 1, filler })
    const held = await connection()
    expect(sendDescriptorAtOnce(started, { number: 2 }, held.descriptor ?? -1)).toBe(false)
    started.send({ number: 2 }, held.toSocket(), { keepOpen: true })
    sendNext(started)
    const next = await connection()
    expect(sendDescriptorAtOnce(started, { number: 3 }, next.descriptor ?? -1)).toBe(false)
    started.kill('SIGCONT')
    // The kernel has room again before Node has a turn to write the rest, which nothing may come between.
    for (let time = 0; time < 200; time += 1) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2)
      expect(sendDescriptorAtOnce(started, { number: 3 }, next.descriptor ?? -1)).toBe(false)
    }
    next.destroy()
    await expect.poll(lines).toEqual(['1', '2 hello'])
    held.destroy()
  },
)

test.skipIf(process.platform !== 'linux')(
  'to a child that reads nothing no more goes than the kernel keeps, and the message behind it is whole',
  async () => {
    const { started, lines } = await child()
    started.kill('SIGSTOP')
    let sent = 0
    const held = await connection()
    while (sent < 100_000 && sendDescriptorAtOnce(started, { number: sent }, held.descriptor ?? -1)) sent += 1
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(100_000)
    // Whether what did not go has left a part of itself: the next message is whole.
    held.destroy()
    started.send({ number: 'last' })
    started.kill('SIGCONT')
    await expect.poll(() => lines().includes('last')).toBe(true)
  },
)

test.skipIf(process.platform !== 'linux')('to a child that is gone nothing goes', async () => {
  const { started } = await child()
  const held = await connection()
  const closed = once(started, 'close')
  started.kill('SIGKILL')
  // The kernel knows it before Node does.
  await expect.poll(() => sendDescriptorAtOnce(started, { number: 1 }, held.descriptor ?? -1)).toBe(false)
  held.destroy()
  await closed
  expect(sendDescriptorAtOnce(started, { number: 2 }, 0)).toBe(false)
})
