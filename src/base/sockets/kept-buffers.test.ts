import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { Writable } from 'node:stream'
import { afterEach, expect, test } from 'vitest'
import { KeptBuffers } from './kept-buffers.ts'
import { relay } from './relay.ts'

const open: (Server | Socket)[] = []
afterEach(() => {
  for (const each of open.splice(0)) 'destroy' in each ? each.destroy() : each.close()
})

async function socketOf(onSocket: (socket: Socket) => void, buffers: KeptBuffers): Promise<Socket> {
  const server = createServer((socket) => {
    open.push(socket)
    onSocket(socket.on('error', () => {}))
  }).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const socket = connect({ port, host: '127.0.0.1', onread: buffers.onread }).pause()
  open.push(socket)
  await once(socket, 'connect')
  return socket
}

/** Looks at each piece only when others have had a turn: one that was written over meanwhile differs. */
class LateReader extends Writable {
  readonly hash = createHash('sha256')
  bytes = 0
  override _write(piece: Buffer, _encoding: string, done: () => void): void {
    setImmediate(() => {
      this.hash.update(piece)
      this.bytes += piece.length
      done()
    })
  }
}

test('what comes goes on as it came, in pieces of any length, with the end of it', async () => {
  const pieces = [1, 4096, 5, 70_000, 4097, 3_000_000, 12, 65_536, 1_000_000].map((length) => randomBytes(length))
  const buffers = new KeptBuffers()
  const socket = await socketOf(async (other) => {
    for (const piece of pieces) {
      other.write(piece)
      await new Promise((resolve) => setImmediate(resolve))
    }
    other.end()
  }, buffers)
  const reader = new LateReader()
  buffers.pumpInto(reader, socket)
  socket.once('end', () => reader.end())
  socket.resume()
  await once(reader, 'finish')
  expect(reader.bytes).toBe(pieces.reduce((sum, { length }) => sum + length, 0))
  expect(reader.hash.digest('hex')).toBe(createHash('sha256').update(Buffer.concat(pieces)).digest('hex'))
})

test('no more is read than is taken', async () => {
  const buffers = new KeptBuffers()
  const sent: Socket[] = []
  const socket = await socketOf((other) => {
    sent.push(other)
    other.write(Buffer.alloc(64 * 1024 * 1024))
  }, buffers)
  const taken: (() => void)[] = []
  const reader = new Writable({ write: (_piece, _encoding, done) => void taken.push(done) })
  buffers.pumpInto(reader, socket)
  socket.resume()
  await expect.poll(() => reader.writableLength).toBeGreaterThan(64 * 1024)
  // It has its turns, and reads no further.
  const waiting = reader.writableLength
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(reader.writableLength).toBeLessThanOrEqual(4 * 64 * 1024)
  expect(reader.writableLength).toBeGreaterThanOrEqual(waiting)
  expect(sent[0]?.writableLength).toBeGreaterThan(0)
  const before = socket.bytesRead
  taken.shift()?.()
  await expect.poll(() => socket.bytesRead).toBeGreaterThan(before)
})

test('both ways, beside a relay that gives on the ends', async () => {
  const buffers = new KeptBuffers()
  const upstream = await socketOf((other) => void other.pipe(other), buffers)
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  open.push(server)
  await once(server, 'listening')
  const address = server.address()
  const far = connect({ port: typeof address === 'object' && address !== null ? address.port : 0, allowHalfOpen: true })
  const [near]: Socket[] = await once(server, 'connection')
  if (near === undefined) throw new Error('Nobody has come')
  open.push(near, far)
  buffers.pumpInto(near, upstream)
  relay(upstream, near)
  const text = randomBytes(300_000)
  const got: Buffer[] = []
  far.on('data', (piece: Buffer) => got.push(piece))
  far.end(text)
  await once(far, 'end')
  expect(Buffer.concat(got).equals(text)).toBe(true)
})
