import type { Socket } from 'node:net'
import { CausewayError } from '../../../base/errors.ts'
import { ListReader } from './list-reader.ts'

/** What Redis says no with. Its first word says what kind of no it is. */
export class RedisReplyError extends Error {
  get code(): string {
    return /^[A-Z]+/.exec(this.message)?.[0] ?? ''
  }
}

/** Replies as they came: so many whole ones, each a list of texts. */
export class RawReplies {
  readonly bytes: Buffer
  readonly count: number

  constructor(bytes: Buffer, count: number) {
    this.bytes = bytes
    this.count = count
  }
}

/** RESP, version 2. A simple text and a bulk one are both bytes. */
export type Reply = null | number | Buffer | RedisReplyError | RawReplies | readonly Reply[]

/** What is not read yet is kept in memory. */
const BYTES_MAX = 256 << 20
const ITEMS_MAX = 1 << 20
const LINE_MAX = 64 << 10
const DEPTH_MAX = 4
/** Replies that nobody has asked for by now: more are left with who sends them. */
const WAITING_MAX = 200_000
/** What an error begins with. */
const ERROR = 0x2d
const LINE_END = Buffer.from('\r\n')

/** More bytes are needed: at least so many of those that there are. */
class Incomplete {
  readonly bytes: number

  constructor(bytes: number) {
    this.bytes = bytes
  }
}

/** What comes next: a reply, or lists of so many texts, which are not looked into. */
type Expected = { readonly kind: 'reply' } | { readonly kind: 'lists'; left: number; readonly texts: number }

/** A list of which some items have not come. */
interface OpenList {
  readonly count: number
  readonly items: Reply[]
}

/** Replies of a connection, in their order. What has come of one is looked at once, however many pieces it comes in. */
export class ReplyReader {
  readonly #socket: Socket
  #replies: Reply[] = []
  /** So many of the replies are handed out. */
  #taken = 0
  #chunks: Buffer[] = []
  #length = 0
  #needed = 1
  /** The reply that has not come whole: its lists, the outermost first, its bytes and items so far. */
  #lists: OpenList[] = []
  #replyBytes = 0
  #replyItems = 0
  /** What is not told before is a reply. */
  readonly #expected: Expected[] = []
  readonly #texts = new ListReader()
  #failure: Error | undefined
  #wake: (() => void) | undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => {
      this.#chunks.push(bytes)
      this.#length += bytes.length
      if (this.#length >= this.#needed) this.#parse()
      if (this.#replies.length - this.#taken > WAITING_MAX) socket.pause()
      this.#wake?.()
    })
    const fail = (error?: Error): void => {
      this.#failure ??= error ?? new Error('it was closed')
      this.#wake?.()
    }
    socket.once('error', fail)
    socket.once('close', () => fail(socket.errored ?? undefined))
  }

  /** To be said when it is asked for: behind what was said before, so many replies, then so many lists of texts, which come as RawReplies or errors. */
  expect(replies: number, lists: number, texts: number): void {
    for (let reply = 0; reply < replies; reply += 1) this.#expected.push({ kind: 'reply' })
    if (lists > 0) this.#expected.push({ kind: 'lists', left: lists, texts })
  }

  async next(): Promise<Reply> {
    for (;;) {
      const reply = this.#replies[this.#taken]
      if (reply !== undefined) {
        this.#taken += 1
        if (this.#taken === this.#replies.length) {
          this.#replies = []
          this.#taken = 0
          if (this.#socket.isPaused()) this.#socket.resume()
        }
        return reply
      }
      if (this.#failure !== undefined) throw this.#failure
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  #parse(): void {
    const bytes = this.#chunks.length === 1 && this.#chunks[0] !== undefined ? this.#chunks[0] : Buffer.concat(this.#chunks)
    let at = 0
    this.#needed = 1
    try {
      while (at < bytes.length) {
        const [expected] = this.#expected
        if (expected?.kind === 'lists' && bytes[at] !== ERROR) {
          const end = this.#passLists(bytes, at, expected)
          if (end === at) throw new Incomplete(Math.max(this.#texts.end, bytes.length + 1))
          at = end
          continue
        }
        const read = readPart(bytes, at)
        this.#replyBytes += read.end - at
        at = read.end
        if (read.kind === 'list') this.#open(read.count)
        else this.#add(read.reply)
      }
    } catch (stop) {
      if (stop instanceof Incomplete) this.#needed = stop.bytes - at
      else this.#socket.destroy(stop instanceof Error ? stop : new Error(String(stop)))
    }
    const rest = bytes.subarray(at)
    this.#chunks = rest.length === 0 ? [] : [rest]
    this.#length = rest.length
    if (this.#replyBytes + this.#needed > BYTES_MAX)
      this.#socket.destroy(new CausewayError('limit-exceeded', `An answer of Redis is larger than ${BYTES_MAX >> 20} MiB`))
  }

  /** Where those end that have come whole. */
  #passLists(bytes: Buffer, start: number, expected: Extract<Expected, { kind: 'lists' }>): number {
    const before = expected.left
    let end = start
    try {
      while (expected.left > 0 && end < bytes.length && bytes[end] !== ERROR && this.#texts.read(bytes, end, expected.texts)) {
        end = this.#texts.end
        expected.left -= 1
      }
    } catch (error) {
      throw error instanceof RangeError ? noRedis() : error
    }
    if (expected.left < before) this.#replies.push(new RawReplies(bytes.subarray(start, end), before - expected.left))
    if (expected.left === 0) this.#expected.shift()
    return end
  }

  #open(count: number): void {
    this.#replyItems += count
    // Of all lists of a reply together: lists in lists take much more memory than bytes.
    if (this.#lists.length > DEPTH_MAX || this.#replyItems > ITEMS_MAX) throw noRedis()
    if (count === 0) this.#add([])
    else this.#lists.push({ count, items: [] })
  }

  #add(reply: Reply): void {
    let added = reply
    for (;;) {
      const list = this.#lists.at(-1)
      if (list === undefined) break
      list.items.push(added)
      if (list.items.length < list.count) return
      this.#lists.pop()
      added = list.items
    }
    this.#replies.push(added)
    const [expected] = this.#expected
    if (expected?.kind === 'lists') expected.left -= 1
    if (expected?.kind !== 'lists' || expected.left === 0) this.#expected.shift()
    this.#replyBytes = 0
    this.#replyItems = 0
  }
}

const noRedis = (): CausewayError =>
  new CausewayError('remote-failure', 'What answers there is no Redis', { hint: 'Check the options host and port, and sslMode' })

type Part = { readonly end: number } & (
  | { readonly kind: 'whole'; readonly reply: Reply }
  /** The items of a list come behind it. */
  | { readonly kind: 'list'; readonly count: number }
)

function readPart(bytes: Buffer, start: number): Part {
  switch (bytes[start]) {
    case 0x2b: {
      // +
      const end = lineEnd(bytes, start)
      return { kind: 'whole', reply: bytes.subarray(start + 1, end), end: end + LINE_END.length }
    }
    case 0x2d: {
      // -
      const end = lineEnd(bytes, start)
      return { kind: 'whole', reply: new RedisReplyError(bytes.toString('utf8', start + 1, end)), end: end + LINE_END.length }
    }
    case 0x3a: {
      // :
      const { count, end } = readCount(bytes, start + 1)
      return { kind: 'whole', reply: count, end }
    }
    case 0x24: {
      // $
      const { count, end } = readCount(bytes, start + 1)
      if (count < 0) return { kind: 'whole', reply: null, end }
      if (bytes.length < end + count + LINE_END.length) throw new Incomplete(end + count + LINE_END.length)
      return { kind: 'whole', reply: bytes.subarray(end, end + count), end: end + count + LINE_END.length }
    }
    case 0x2a: {
      // *
      const { count, end } = readCount(bytes, start + 1)
      return count < 0 ? { kind: 'whole', reply: null, end } : { kind: 'list', count, end }
    }
    default:
      throw noRedis()
  }
}

function lineEnd(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(LINE_END, start)
  if (end >= 0) return end
  if (bytes.length - start > LINE_MAX) throw noRedis()
  throw new Incomplete(bytes.length + 1)
}

const DIGITS_MAX = 15

/** A whole number and the end of its line: most of what a reply is, so its digits are looked at as they stand. */
function readCount(bytes: Buffer, start: number): { readonly count: number; readonly end: number } {
  const isNegative = bytes[start] === 0x2d
  const from = isNegative ? start + 1 : start
  let at = from
  let count = 0
  for (; at < bytes.length; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) break
    count = count * 10 + digit
  }
  if (at - from > DIGITS_MAX) throw noRedis()
  if (at + 1 >= bytes.length && (at >= bytes.length || bytes[at] === 0x0d)) throw new Incomplete(at + LINE_END.length)
  if (at === from || bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a) throw noRedis()
  return { count: isNegative ? -count : count, end: at + LINE_END.length }
}
