import { Socket, type SocketConstructorOpts } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SignedRequest } from './object-store.ts'

export interface WantedRange {
  readonly from: number
  /** The last byte, which is in it. */
  readonly to: number
  readonly etag: string
  /** Gets the bytes in order; they are others when it has returned. What it throws ends the request. */
  readonly take: (bytes: Buffer) => void
  readonly signal: AbortSignal
}

/** `other`: an answer that is not just those bytes; `passing`: one that will be another when it is asked for again. */
export type RangeEnd = 'whole' | 'broken' | 'other' | 'passing'

interface Asked {
  readonly wanted: WantedRange
  /** What came of the head of the answer; undefined: it is over. */
  head: Buffer | undefined
  left: number
  isLast: boolean
  readonly settle: (end: RangeEnd | { readonly error: unknown }) => void
}

/** What the cache of a processor holds beside all else. */
const BUFFER_BYTES = 256 << 10
const HEAD_BYTES_MAX = 64 << 10
const HEAD_END = Buffer.from('\r\n\r\n')

/**
 * Asks a store for ranges of objects, one after the other, over one connection: by HTTP/1.1 in its plainest form, an answer with its length, whose bytes go from the socket
 * into one buffer and from there to whoever takes them. Node's own client makes a buffer, an event and a promise of each 64 KiB, which takes three times the processor.
 */
export class RangeConnection {
  readonly #given: Socket
  readonly #socket: Socket
  #asked: Asked | undefined
  #isOpen = true

  constructor(given: Socket) {
    this.#given = given
    this.#socket = readInto(given, (bytes) => this.#read(bytes))
    const broken = (): void => this.#end('broken')
    for (const event of ['end', 'close', 'error', 'timeout']) this.#socket.on(event, broken)
    given.on('error', broken)
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  /** One at a time. `silenceMs`: nothing comes for so long: it is taken for broken. After any end but `whole` the connection is closed. */
  async ask({ method, path, headers }: SignedRequest, wanted: WantedRange, silenceMs: number): Promise<RangeEnd> {
    const { promise, resolve } = Promise.withResolvers<RangeEnd | { readonly error: unknown }>()
    const { from, to, signal } = wanted
    const stop = (): void => this.#end({ error: signal.reason })
    this.#asked = { wanted, head: Buffer.alloc(0), left: to - from + 1, isLast: false, settle: resolve }
    signal.addEventListener('abort', stop, { once: true })
    try {
      if (signal.aborted) stop()
      else if (!this.#isOpen) this.#end('broken')
      else {
        this.#socket.setTimeout(silenceMs)
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
        this.#socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
      }
      const end = await promise
      if (typeof end === 'object') throw end.error
      return end
    } finally {
      signal.removeEventListener('abort', stop)
      this.#socket.setTimeout(0)
    }
  }

  close(): void {
    this.#end('broken')
  }

  #end(end: RangeEnd | { readonly error: unknown }): void {
    const asked = this.#asked
    this.#asked = undefined
    if (end !== 'whole' || asked?.isLast === true) {
      this.#isOpen = false
      this.#given.destroy()
      this.#socket.destroy()
    }
    asked?.settle(end)
  }

  #read(bytes: Buffer): void {
    const asked = this.#asked
    // Nobody has asked for more.
    const end = asked === undefined ? 'broken' : this.#taken(asked, bytes)
    if (end !== undefined) this.#end(end)
  }

  /** Undefined: more is to come. */
  #taken(asked: Asked, bytes: Buffer): RangeEnd | { readonly error: unknown } | undefined {
    let body: Buffer = bytes
    if (asked.head !== undefined) {
      const all = Buffer.concat([asked.head, bytes])
      const end = all.indexOf(HEAD_END)
      asked.head = all
      if (end < 0) return all.length > HEAD_BYTES_MAX ? 'other' : undefined
      const head = headOf(all.toString('latin1', 0, end))
      const what = head === undefined ? 'other' : answered(head, asked)
      if (what !== undefined) return what
      asked.head = undefined
      asked.isLast = head?.fields.get('connection')?.toLowerCase() === 'close'
      body = all.subarray(end + HEAD_END.length)
    }
    if (body.length > asked.left) return 'other'
    try {
      if (body.length > 0) asked.wanted.take(body)
    } catch (error) {
      return { error }
    }
    asked.left -= body.length
    return asked.left === 0 ? 'whole' : undefined
  }
}

/** Of all connections: what comes is taken before anything else is read, and so it is still in the cache of the processor when it is copied on. */
let shared: Buffer | undefined

/** The bytes of the socket are given to `take`, from one buffer where it has its own handle. */
function readInto(given: Socket, take: (bytes: Buffer) => void): Socket {
  const handle: unknown = '_handle' in given ? given._handle : undefined
  if (given instanceof TLSSocket || typeof handle !== 'object' || handle === null || given.readableLength > 0) {
    given.on('data', take)
    return given
  }
  shared ??= Buffer.allocUnsafeSlow(BUFFER_BYTES)
  const buffer = shared
  const callback = (count: number): boolean => {
    take(buffer.subarray(0, count))
    return true
  }
  // Node's types do not know that a socket may be made of the handle of another one.
  return new Socket({ handle, onread: { buffer, callback } } as SocketConstructorOpts)
}

interface Head {
  readonly status: number
  readonly fields: ReadonlyMap<string, string>
}

/** What is looked at. */
const DECISIVE = new Set(['connection', 'content-encoding', 'content-length', 'content-range', 'etag', 'transfer-encoding'])

/** Undefined: it is none, or says such a thing twice. */
function headOf(text: string): Head | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(first)?.[1]
  const fields = new Map<string, string>()
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? []
    const known = name.toLowerCase()
    if (name === '' || (fields.has(known) && DECISIVE.has(known))) return undefined
    fields.set(known, value)
  }
  return status === undefined ? undefined : { status: Number(status), fields }
}

/** Undefined: the bytes that were asked for follow, and nothing else. */
function answered({ status, fields }: Head, { wanted, left }: Asked): RangeEnd | undefined {
  if (status === 429 || status >= 500) return 'passing'
  const etag = fields.get('etag')
  const isRange = status === 206 && fields.get('content-range')?.startsWith(`bytes ${wanted.from}-${wanted.to}/`) === true
  const isPlain = !fields.has('transfer-encoding') && !fields.has('content-encoding') && fields.get('content-length') === String(left)
  return isRange && isPlain && (etag === undefined || etag === wanted.etag) ? undefined : 'other'
}
