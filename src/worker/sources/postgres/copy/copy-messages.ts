import type { EventEmitter } from 'node:events'
import type { Client } from 'pg'
import type { StreamWriter } from '../../../engine/ring.ts'

const HEADER_BYTES = 5
/** The length counts itself. */
const LENGTH_BYTES = 4
const COPY_DATA = 'd'.charCodeAt(0)
const COPY_DONE = 'c'.charCodeAt(0)
/** What may come between rows at any time, beside what begins a COPY: CopyOutResponse, ParameterStatus, NoticeResponse, NotificationResponse. */
const PASSED_OVER: ReadonlySet<number> = new Set([...'HSNA'].map((code) => code.charCodeAt(0)))

/** What of a connection's stream is used here. */
interface ByteStream extends EventEmitter {
  pause(): unknown
  resume(): unknown
}

interface DriverConnection {
  readonly stream: ByteStream
  query(text: string): void
}

type Listener = (bytes: Buffer) => void

/**
 * Carries a COPY … TO STDOUT out and hands its messages of rows on as they come, each with its header: one message is a row, and there are millions of them.
 * Resolves when the database has ended the statement, or with undefined as soon as the stream's reader is gone. Rejects with what the driver says.
 */
export function copyMessages(
  client: Client,
  sql: string,
  into: StreamWriter,
  count: (bytes: number) => void,
): Promise<CopyEnd | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<CopyEnd | undefined>()
  client.query(new CopyMessages(sql, into, count, { resolve, reject }))
  return promise
}

interface CopyEnd {
  /** As the database says; undefined: it does not. */
  readonly rows: number | undefined
}

interface Ends {
  readonly resolve: (end: CopyEnd | undefined) => void
  readonly reject: (error: unknown) => void
}

/** What the driver calls a query: it takes the place of the driver's reader of messages while there are rows. */
class CopyMessages {
  readonly #sql: string
  readonly #into: StreamWriter
  readonly #count: (bytes: number) => void
  readonly #ends: Ends
  #stream: ByteStream | undefined
  #driver: Listener = () => undefined
  readonly #header = Buffer.alloc(HEADER_BYTES)
  #headerBytes = 0
  #bodyLeft = 0
  #isRow = false
  #rows: number | undefined
  /** What the ring had no room for, and all that came after it. */
  #writing: Promise<boolean> | undefined

  constructor(sql: string, into: StreamWriter, count: (bytes: number) => void, ends: Ends) {
    this.#sql = sql
    this.#into = into
    this.#count = count
    this.#ends = ends
  }

  submit(connection: DriverConnection): void {
    const { stream } = connection
    const [driver, ...others] = stream.listeners('data')
    if (driver === undefined || others.length > 0) throw new Error('the driver reads its stream in another way')
    this.#stream = stream
    this.#driver = driver as Listener
    stream.off('data', this.#driver)
    stream.on('data', this.#onData)
    connection.query(this.#sql)
  }

  handleError(error: unknown): void {
    this.#giveBack(Buffer.alloc(0))
    this.#ends.reject(error)
  }

  /** The database is ready afterwards, which is waited for. */
  handleCommandComplete({ text }: { readonly text?: unknown }): void {
    const [, rows] = /^COPY (\d{1,15})$/.exec(String(text)) ?? []
    if (rows !== undefined) this.#rows = Number(rows)
  }

  handleReadyForQuery(): void {
    const end = { rows: this.#rows }
    if (this.#writing === undefined) this.#ends.resolve(end)
    else void this.#writing.then((isOpen) => this.#ends.resolve(isOpen ? end : undefined))
  }

  /** Puts the driver's reader in its place again, with what is for it. */
  #giveBack(rest: Buffer): void {
    const stream = this.#stream
    if (stream === undefined) return
    this.#stream = undefined
    stream.off('data', this.#onData)
    stream.on('data', this.#driver)
    if (rest.length > 0) Reflect.apply(this.#driver, stream, [rest])
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#count(bytes.length)
    // Rows are handed on in one piece, up to what is none.
    let from = 0
    let at = 0
    while (at < bytes.length) {
      if (this.#bodyLeft > 0) {
        const length = Math.min(this.#bodyLeft, bytes.length - at)
        this.#bodyLeft -= length
        at += length
        if (!this.#isRow) from = at
        continue
      }
      const start = at
      const isAtOnce = this.#headerBytes === 0 && at + HEADER_BYTES <= bytes.length
      if (isAtOnce) at += HEADER_BYTES
      else {
        this.#send(bytes.subarray(from, at))
        while (at < bytes.length && this.#headerBytes < HEADER_BYTES) this.#header[this.#headerBytes++] = bytes[at++] ?? 0
        from = at
        if (this.#headerBytes < HEADER_BYTES) return
        this.#headerBytes = 0
      }
      const header = isAtOnce ? bytes : this.#header
      const headerAt = isAtOnce ? start : 0
      const code = header[headerAt] ?? 0
      const length = header.readInt32BE(headerAt + 1) - LENGTH_BYTES
      const isPassedOver = PASSED_OVER.has(code)
      this.#isRow = code === COPY_DATA
      if (length < 0 || !(this.#isRow || isPassedOver)) {
        if (isAtOnce) this.#send(bytes.subarray(from, start))
        const isDone = code === COPY_DONE && length === 0
        this.#giveBack(
          isDone ? bytes.subarray(at) : Buffer.concat([header.subarray(headerAt, headerAt + HEADER_BYTES), bytes.subarray(at)]),
        )
        return
      }
      this.#bodyLeft = length
      if (isPassedOver) {
        if (isAtOnce) this.#send(bytes.subarray(from, start))
        from = at
      } else if (!isAtOnce) this.#send(Buffer.from(this.#header))
    }
    this.#send(bytes.subarray(from, at))
  }

  #send(bytes: Buffer): void {
    if (bytes.length === 0) return
    const taken = this.#writing === undefined ? this.#into.put(bytes) : 0
    if (taken === bytes.length) return
    const stream = this.#stream
    stream?.pause()
    const rest = bytes.subarray(taken)
    const before = this.#writing ?? Promise.resolve(true)
    const writing = before
      .then((isOpen) => isOpen && this.#into.write(rest))
      .then((isOpen) => {
        if (!isOpen) this.#ends.resolve(undefined)
        else if (this.#writing === writing) {
          this.#writing = undefined
          stream?.resume()
        }
        return isOpen
      })
    this.#writing = writing
  }
}
