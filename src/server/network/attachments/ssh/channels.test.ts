import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Channel, MESSAGE, WINDOW } from './channel.ts'
import { Channels } from './channels.ts'
import { bytesOf, uint32 } from './packets.ts'

/** The client of OpenSSH gives on what a bastion sends as it is, but for the number of the channel: here is one that sends whatever it likes. */
async function bastion(stack: AsyncDisposableStack) {
  const folder = await mkdtemp(join(tmpdir(), 'ssh-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'control')
  const asked = Promise.withResolvers<number>()
  const sent: number[] = []
  const connected = Promise.withResolvers<Socket>()
  const server = createServer((socket) => {
    connected.resolve(socket)
    socket.on('error', () => {})
    let rest = Buffer.alloc(0)
    let seen = 0
    socket.on('data', (data: Buffer) => {
      rest = Buffer.concat([rest, data])
      while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE(0)) {
        const packet = rest.subarray(4, 4 + rest.readUInt32BE(0))
        rest = rest.subarray(4 + packet.length)
        seen += 1
        if (seen === 1) socket.write(bytesOf(Buffer.concat([uint32(1), uint32(4)])))
        else if (seen === 2) socket.write(bytesOf(Buffer.concat([uint32(0x8000000f), uint32(0)])))
        else {
          sent.push(packet.readUInt8(1))
          if (packet[1] === MESSAGE.open) asked.resolve(packet.readUInt32BE(6 + packet.readUInt32BE(2)))
        }
      }
    })
  })
  server.listen(path)
  await once(server, 'listening')
  stack.defer(() => void server.close())
  const channels = await Channels.over(path, AbortSignal.timeout(30_000))
  stack.defer(() => channels.close())
  const socket = await connected.promise
  const say = (type: number, ...parts: readonly Buffer[]): void =>
    void socket.write(bytesOf(Buffer.concat([Buffer.from([0, type]), ...parts])))
  return { channels, say, sent, asked: asked.promise, socket }
}

describe('a bastion that does what no real one does', () => {
  let stack = new AsyncDisposableStack()
  afterEach(async () => {
    await stack.disposeAsync()
    stack = new AsyncDisposableStack()
  })

  async function opened() {
    const one = await bastion(stack)
    const opening = one.channels.open('10.0.0.1', 5432, AbortSignal.timeout(30_000))
    const id = uint32(await one.asked)
    one.say(MESSAGE.openConfirmation, id, uint32(7), uint32(1_000_000), uint32(1_000))
    const channel = await opening
    channel.on('error', () => {})
    return { ...one, channel, id }
  }

  it.each([
    ['data that is shorter than it says', MESSAGE.data, [uint32(0xffff_ffff), Buffer.from('x')]],
    ['data without a length', MESSAGE.data, []],
    ['a window without a number', MESSAGE.windowAdjust, []],
    ['half of a confirmation', MESSAGE.openConfirmation, [uint32(1)]],
  ])('loses its connection, and nothing else, by %s', async (_, type, parts) => {
    const { say, id, channel, channels } = await opened()
    say(type, id, ...parts)
    await once(channel, 'close')
    expect(channels.isLost).toBe(true)
  })

  it('loses its connection by messages without a channel or a type', async () => {
    const { socket, channel, channels } = await opened()
    socket.write(bytesOf(Buffer.alloc(0)))
    await once(channel, 'close')
    expect(channels.isLost).toBe(true)
  })

  it('refuses a dial by half of a refusal', async () => {
    const { channels, asked, say } = await bastion(stack)
    const opening = channels.open('10.0.0.1', 5432, AbortSignal.timeout(30_000))
    const refused = expect(opening).rejects.toThrow('gone')
    say(MESSAGE.openFailure, uint32(await asked), uint32(2))
    await refused
  })

  it('that takes no packet of any size is given none, and holds nobody up', async () => {
    const { channels, asked, say, sent } = await bastion(stack)
    const opening = channels.open('10.0.0.1', 5432, AbortSignal.timeout(30_000))
    const lost = expect(opening).rejects.toThrow('gone')
    say(MESSAGE.openConfirmation, uint32(await asked), uint32(7), uint32(1_000_000), uint32(0))
    await lost
    expect(sent).not.toContain(MESSAGE.data)
  })

  it('that sends more than there is room for loses its connection before it fills the memory', async () => {
    const { channel, id, say, channels } = await opened()
    const data = Buffer.alloc(32_768)
    for (let sent = 0; sent < 4 * WINDOW; sent += data.length) say(MESSAGE.data, id, bytesOf(data))
    await once(channel, 'close')
    expect(channel.readableLength).toBeLessThanOrEqual(WINDOW)
    expect(channels.isLost).toBe(true)
  })
})

describe('what comes while nobody reads', () => {
  it('is kept in few pieces, however short its messages are, and is whole and in order', async () => {
    const told: number[] = []
    const channel = new Channel(
      1,
      (type, [, bytes]) => {
        if (type === MESSAGE.windowAdjust) told.push(bytes?.readUInt32BE() ?? 0)
      },
      () => {},
    )
    channel.opened(7, 1_000, 1_000)
    const sent = Buffer.alloc(
      WINDOW,
      Uint8Array.from({ length: 251 }, (_, at) => at),
    )
    // Longer ones among them overtake nothing.
    for (let at = 0; at < sent.length; ) {
      const length = at % 50_000 < 40_000 ? 1 : 10_000
      channel.came(sent.subarray(at, at + length))
      at += length
    }
    expect(told).toEqual([])
    channel.eof()
    let pieces = 0
    const came: Buffer[] = []
    channel.on('data', (piece: Buffer) => {
      pieces += 1
      came.push(piece)
    })
    await once(channel, 'end')
    expect(Buffer.concat(came).equals(sent)).toBe(true)
    // As many as it takes until somebody is told to wait.
    expect(pieces).toBeLessThan(WINDOW / 8)
    channel.destroy()
  })

  it('goes on being read behind it, and is told to have been read', async () => {
    let told = 0
    const channel = new Channel(
      1,
      (type, [, bytes]) => {
        if (type === MESSAGE.windowAdjust) told += bytes?.readUInt32BE() ?? 0
      },
      () => {},
    )
    channel.opened(7, 1_000, 1_000)
    let read = 0
    for (let turn = 0; turn < 20; turn += 1) {
      for (let at = 0; at < 200_000; at += 100) channel.came(Buffer.alloc(100))
      while (channel.read() !== null);
      await nextTurn()
      read += 200_000
      expect(read - told).toBeLessThanOrEqual(WINDOW / 2)
    }
    // All that there is room for, at once.
    for (let at = read - told; at < WINDOW; at += 1) channel.came(Buffer.alloc(1))
    const whole = told + WINDOW
    while (channel.read() !== null);
    await nextTurn()
    expect(told).toBe(whole)
    channel.destroy()
  })
})
