import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { RawReplies, RedisReplyError, type Reply, ReplyReader } from './reply-reader.ts'

/** What is read of these bytes, sent so many at once; `count` replies, or the failure. `lists`: behind one reply there are so many lists of two texts. */
async function read(text: string, count: number, bytesAtOnce = text.length, lists = 0): Promise<readonly Reply[] | Error> {
  const bytes = Buffer.from(text)
  const server = createServer((socket) => void send(socket, bytes, bytesAtOnce))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  const reader = new ReplyReader(socket)
  if (lists > 0) reader.expect(1, lists, 2)
  try {
    const replies: Reply[] = []
    for (let reply = 0; reply < count; reply += 1) replies.push(await reader.next())
    return replies
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  } finally {
    socket.destroy()
    server.close()
  }
}

async function send(socket: Socket, bytes: Buffer, bytesAtOnce: number): Promise<void> {
  socket.on('error', () => undefined)
  socket.setNoDelay()
  for (let at = 0; at < bytes.length; at += bytesAtOnce) {
    if (socket.destroyed) return
    await new Promise((resolve) => socket.write(bytes.subarray(at, at + bytesAtOnce), resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
}

const EACH = '+OK\r\n-WRONGTYPE no\r\n:-7\r\n$4\r\na\r\nb\r\n$-1\r\n$0\r\n\r\n*2\r\n$1\r\n0\r\n*2\r\n$1\r\nk\r\n$-1\r\n*-1\r\n*0\r\n'
const READ = [Buffer.from('OK'), new RedisReplyError('WRONGTYPE no'), -7, Buffer.from('a\r\nb'), null, Buffer.alloc(0)]

it.each([EACH.length, 7, 1])('replies that come %i bytes at once', async (bytesAtOnce) => {
  expect(await read(EACH, 9, bytesAtOnce)).toEqual([...READ, [Buffer.from('0'), [Buffer.from('k'), null]], null, []])
})

const LISTS = ['*2\r\n$1\r\na\r\n$-1\r\n', '-WRONGTYPE no\r\n', '*2\r\n$3\r\n\r\n*\r\n$0\r\n\r\n', '*2\r\n$-1\r\n$-1\r\n']

it.each([1000, 7, 1])(
  'lists of texts come as they are, %i bytes at once, with errors and replies where they stand',
  async (bytesAtOnce) => {
    const text = `:5\r\n${LISTS.join('')}+OK\r\n`
    const replies: Reply[] = []
    for (let count = 3; count <= 6; count += 1) {
      const found = await read(text, count, bytesAtOnce, LISTS.length)
      if (Array.isArray(found)) replies.splice(0, replies.length, ...found)
    }
    const [first, ...rest] = replies
    expect(first).toBe(5)
    expect(rest.pop()).toEqual(Buffer.from('OK'))
    const shown = rest.map((reply) =>
      reply instanceof RawReplies ? reply.bytes.toString() : `-${String(reply).replace('Error: ', '')}\r\n`,
    )
    expect(shown.join('')).toBe(LISTS.join(''))
    const counts = rest.map((reply) => (reply instanceof RawReplies ? reply.count : 1))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(LISTS.length)
    expect(rest[1]).toEqual(new RedisReplyError('WRONGTYPE no'))
  },
)

it.each([':5\r\n*1\r\n$1\r\na\r\n', ':5\r\n+OK\r\n', ':5\r\n*2\r\n*0\r\n'])('%j is none of the lists that were asked for', async (text) => {
  expect(await read(text, 2, text.length, 1)).toMatchObject({ kind: 'remote-failure', message: 'What answers there is no Redis' })
})

it.each([
  ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['bytes without a line end that begin as nothing does', 'x'.repeat(100)],
  ['a length that is none', '$12x\r\n'],
  ['a list that has no end', `*99999999\r\n`],
  ['lists in lists', '*1\r\n'.repeat(10)],
  ['a line without an end', `+${'x'.repeat(100_000)}`],
])('%s is no Redis', async (_, text) => {
  expect(await read(text, 1)).toMatchObject({ kind: 'remote-failure', message: 'What answers there is no Redis' })
})

it('an answer that is larger than may be kept is refused by its length, before it has come', async () => {
  expect(await read('$999999999\r\nx', 1)).toMatchObject({ kind: 'limit-exceeded' })
})

it('a connection that ends in the middle of an answer is lost', async () => {
  expect(await read('*2\r\n$1\r\na\r\n', 1)).toMatchObject({ message: 'it was closed' })
})

it('a list of many items is looked at once, in however many pieces it comes', async () => {
  const items = 200_000
  const text = `*${items}\r\n${':1\r\n'.repeat(items)}`
  const concat = vi.spyOn(Buffer, 'concat')
  try {
    // No piece ends where an item does.
    const replies = await read(text, 1, 399)
    const list = Array.isArray(replies) ? replies[0] : replies
    expect(Array.isArray(list) && list.length).toBe(items)
    const joined = concat.mock.results.reduce((sum, { value }) => sum + (Buffer.isBuffer(value) ? value.length : 0), 0)
    // Anew for each piece it would be a thousand times as much.
    expect(joined).toBeLessThan(2 * text.length)
  } finally {
    concat.mockRestore()
  }
})

it('lists in lists that have more items together than a list may are refused before they fill the memory', async () => {
  const inner = `*100000\r\n${'*0\r\n'.repeat(100_000)}`
  expect(await read(`*20\r\n${inner.repeat(20)}`, 1)).toMatchObject({ message: 'What answers there is no Redis' })
})

it('what nobody has asked for is not read without end', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    const many = Buffer.from('+OK\r\n'.repeat(10_000))
    const more = (): void => {
      while (!socket.destroyed && socket.write(many)) sent += many.length
    }
    socket.on('drain', more)
    more()
  })
  let sent = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  try {
    const reader = new ReplyReader(socket)
    await expect.poll(() => socket.isPaused()).toBe(true)
    for (let reply = 0; reply < 300_000; reply += 1) await reader.next()
    expect(sent).toBeGreaterThan(0)
  } finally {
    socket.destroy()
    server.close()
  }
})
