import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MESSAGE } from './channel.ts'
import { MuxStream, PACKET_BYTES_MAX } from './mux-stream.ts'
import { bytesOf, uint32 } from './packets.ts'

const message = (type: number, ...parts: readonly Buffer[]): Buffer => Buffer.concat([Buffer.from([0, type]), ...parts])
const data = (channel: number, bytes: Buffer): Buffer => message(MESSAGE.data, uint32(channel), bytesOf(bytes))

function taken(pieces: Iterable<Buffer>) {
  const messages: Buffer[] = []
  const channels = new Map<number, Buffer[]>()
  const stream = new MuxStream({
    message: (packet) => messages.push(packet),
    data: (channelId, part) => {
      const parts = channels.get(channelId) ?? []
      channels.set(channelId, parts)
      parts.push(part)
    },
  })
  for (const piece of pieces) stream.take(piece)
  return { messages, data: new Map([...channels].map(([id, parts]) => [id, Buffer.concat(parts)])) }
}

function* cut(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('what comes of the control socket', () => {
  const long = randomBytes(40_000)
  const short = randomBytes(3)
  const told = [message(MESSAGE.openConfirmation, uint32(1), uint32(2), uint32(3), uint32(4)), message(MESSAGE.eof, uint32(1))]
  const longest = message(MESSAGE.openFailure, randomBytes(PACKET_BYTES_MAX - 2))
  const [opened = short, ended = short] = told
  const all = [opened, data(1, long), data(2, short), data(1, Buffer.alloc(0)), data(1, short), ended, longest, data(2, long)]
  const bytes = Buffer.concat(all.map(bytesOf))

  it.each([1, 2, 3, 4, 5, 13, 14, 15, 1_000, 16_384, 65_536, bytes.length])('is the same in pieces of %i bytes', (size) => {
    const { messages, data: came } = taken(cut(bytes, size))
    expect(messages.map((each) => each.toString('hex'))).toEqual([...told, longest].map((each) => each.toString('hex')))
    expect([...came.keys()]).toEqual([1, 2])
    expect(came.get(1)?.equals(Buffer.concat([long, short]))).toBe(true)
    expect(came.get(2)?.equals(Buffer.concat([short, long]))).toBe(true)
  })

  it.each([
    ['a message longer than any', uint32(PACKET_BYTES_MAX + 1)],
    ['a message without a type', bytesOf(Buffer.alloc(1))],
    ['data that say to be longer than their message', bytesOf(message(MESSAGE.data, uint32(1), uint32(4), short))],
    ['data that say to be shorter', bytesOf(message(MESSAGE.data, uint32(1), uint32(2), short))],
  ])('is refused for %s', (_, wrong) => {
    expect(() => taken([wrong])).toThrow(RangeError)
  })
})
