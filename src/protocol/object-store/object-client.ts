import type { Agent, IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { CausewayError } from '../../base/errors.ts'
import { answerTo } from '../../base/http/answer-to.ts'
import { bytesUpTo } from '../../base/http/bytes-up-to.ts'
import { GivenAgent } from '../../base/http/given-agent.ts'
import { request } from '../../base/http/node-http.ts'
import { type ListedObject, type ObjectPage, PAGE_KEYS_MAX, readObjectPage } from './listed-objects.ts'
import { isEtag, isKey, isToken } from './object-names.ts'
import type { ObjectRead, ObjectStoreAddress, SignedRequest } from './object-store.ts'
import { RangeReader } from './range-reader.ts'
import { isPassing, type StoreAnswer, storeFailure } from './store-failure.ts'

/** How a client gets at its store. `R`: the requests that can be signed for it. */
export interface ClientPorts<R> {
  readonly signal: AbortSignal
  /** A connection to the store, in TLS where it speaks that. */
  connect(): Promise<Duplex>
  sign(request: R): Promise<SignedRequest>
  /** How long an answer may take from the moment when its request has been sent; absent: ten minutes, which the parts of a large object may take to be put together. */
  readonly answerMsMax?: number
}

/** Made anew for each try. */
type RequestBody = Uint8Array | (() => Readable)

interface SendOptions {
  /** What messages call it. */
  readonly shown: string
  readonly body?: RequestBody
  readonly bytesMax?: number
  /** The client's own signal beside. */
  readonly stop?: AbortSignal | undefined
}

interface Asked {
  readonly signal: AbortSignal
  readonly body?: RequestBody | undefined
  /** All of it has been given to the connection. */
  readonly sent?: () => void
}

const CONNECTIONS_MAX = 8
const TRIES = 6
const FIRST_PAUSE_MS = 100
/** Nothing comes, or goes, for so long: the connection is taken for dead. */
const SILENCE_MS = 60_000
const ANSWER_MS_MAX = 600_000
const ANSWER_BYTES_MAX = 1 << 20
const PAGE_BYTES_MAX = 16 << 20
/** One after the other, of a list that says that more comes. */
const EMPTY_PAGES_MAX = 1_000

/** Speaks HTTP/1.1 with one store, over connections that are used again and again. */
export class ObjectClient<R extends { readonly kind: string } = ObjectRead> {
  readonly #address: ObjectStoreAddress
  readonly #ports: ClientPorts<R | ObjectRead>
  readonly #agent: Agent
  readonly #ranges: RangeReader

  constructor(address: ObjectStoreAddress, ports: ClientPorts<R | ObjectRead>) {
    this.#address = address
    this.#ports = ports
    this.#agent = new GivenAgent(() => ports.connect(), CONNECTIONS_MAX)
    this.#ranges = new RangeReader({
      connect: () => ports.connect(),
      sign: (key, { from, to, etag }) => ports.sign({ kind: 'get', key, from, to, etag }),
      silenceMs: SILENCE_MS,
    })
  }

  close(): void {
    this.#agent.destroy()
    this.#ranges.close()
  }

  /** Objects whose keys begin with the prefix, in their order, at most `max` of them. */
  async *list(prefix: string, max: number, stop?: AbortSignal): AsyncGenerator<ListedObject> {
    let token: string | undefined
    let [count, empty] = [0, 0]
    do {
      const keysMax = Math.min(PAGE_KEYS_MAX, max - count)
      const page = await this.page({ kind: 'list', prefix, keysMax, ...(token === undefined ? {} : { token }) }, prefix, stop)
      yield* page.objects
      count += page.objects.length
      empty = page.objects.length === 0 ? empty + 1 : 0
      if (empty > EMPTY_PAGES_MAX || (page.token !== undefined && page.token === token)) throw noList(this.shown(prefix))
      token = page.token
    } while (token !== undefined && count < max)
  }

  /** The answer to a request that lists objects. */
  async page(read: R | ObjectRead, prefix: string, stop?: AbortSignal): Promise<ObjectPage> {
    const shown = this.shown(prefix)
    const answer = await this.send(read, { shown, bytesMax: PAGE_BYTES_MAX, stop })
    if (answer.status !== 200) throw storeFailure(answer, shown)
    const page = await readObjectPage(answer.body)
    if (page === undefined || (page.token !== undefined && !isToken(page.token))) throw noList(shown)
    const odd = page.objects.find(({ key, etag }) => !isKey(key) || !isEtag(etag))
    if (odd === undefined) return page
    throw new CausewayError(
      'not-supported',
      `The store tells of an object that cannot be asked for: ${JSON.stringify(this.shown(odd.key).slice(0, 300))}`,
      { hint: 'Give it a key of at most 1,024 characters. Its ETag must have as many at most, all of them visible ones of ASCII.' },
    )
  }

  /**
   * Sends a request, again after longer and longer pauses where it has failed in passing. What the store answers to it is the caller's to judge. `tries`: so often it was
   * sent, and what the store has made of the earlier ones is not known.
   */
  async send(
    asked: R | ObjectRead,
    { shown, body, bytesMax = ANSWER_BYTES_MAX, stop }: SendOptions,
  ): Promise<StoreAnswer & { readonly tries: number }> {
    using end = new RequestEnd([this.#ports.signal, ...(stop === undefined ? [] : [stop])])
    const { signal } = end
    let tries = 0
    return await this.#untilDone(shown, signal, async () => {
      tries += 1
      // A store may send a little every now and then, and never come to an end.
      const sent = (): void => end.within(this.#ports.answerMsMax ?? ANSWER_MS_MAX, endless(shown))
      const answer = await this.#ask(asked, { body, signal, sent })
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await textOf(answer, bytesMax), tries }
    })
  }

  /**
   * Bytes of an object, in order, as long as it is the one of the ETag. What breaks off goes on where it was.
   * @throws CausewayError 'conflict' when the object is another one by now
   */
  async get(object: Pick<ListedObject, 'key' | 'etag'>, from: number, to: number, take: (bytes: Buffer) => Promise<void>): Promise<void> {
    for await (const bytes of this.pieces(object, from, to)) await take(bytes)
  }

  /** The same, with the least work for each byte: `take` gets them as they come, and they are others when it has returned. */
  async copy({ key, etag }: Pick<ListedObject, 'key' | 'etag'>, from: number, to: number, take: (bytes: Buffer) => void): Promise<void> {
    const { signal } = this.#ports
    signal.throwIfAborted()
    let next = from
    const counted = (bytes: Buffer): void => {
      take(bytes)
      next += bytes.length
    }
    await this.#ranges.read(key, { from, to, etag, take: counted, signal })
    // What else a store may answer, and what becomes of it, is looked at there.
    if (next <= to) for await (const bytes of this.pieces({ key, etag }, next, to)) counted(bytes)
  }

  /** The same, as they are asked for. */
  async *pieces({ key, etag }: Pick<ListedObject, 'key' | 'etag'>, from: number, to: number): AsyncGenerator<Buffer> {
    const shown = this.shown(key)
    let next = from
    let failures = 0
    while (next <= to) {
      const before = next
      try {
        const answer = await this.#untilDone(shown, this.#ports.signal, () => this.#begin({ kind: 'get', key, from: next, to, etag }))
        for await (const bytes of answer as AsyncIterable<Buffer>) {
          if (next + bytes.length > to + 1) throw notThose(shown)
          next += bytes.length
          yield bytes
        }
      } catch (error) {
        this.#ports.signal.throwIfAborted()
        if (!isBroken(error)) throw error
      }
      failures = next === before ? failures + 1 : 0
      if (failures >= TRIES) throw brokenOff(shown)
    }
  }

  /** What messages call an object. */
  shown(key: string): string {
    return `obs://${this.#address.bucket}/${key}`
  }

  async #begin(read: Extract<ObjectRead, { kind: 'get' }>): Promise<IncomingMessage | StoreAnswer> {
    const answer = await this.#ask(read, { signal: this.#ports.signal })
    const status = answer.statusCode ?? 0
    const shown = this.shown(read.key)
    if (status !== 206 && !(status === 200 && read.from === 0)) {
      const failed = { status, headers: answer.headers, body: await textOf(answer, ANSWER_BYTES_MAX) }
      if (isPassing(failed)) return failed
      throw status === 200 || status === 416 ? notThose(shown) : storeFailure(failed, shown)
    }
    const { etag } = answer.headers
    // Not every store knows If-Match.
    if (etag !== undefined && etag !== read.etag) {
      answer.destroy()
      throw storeFailure({ status: 412, headers: {}, body: '' }, shown)
    }
    if (status === 206 && !isFrom(answer.headers['content-range'], read)) {
      answer.destroy()
      throw notThose(shown)
    }
    return answer
  }

  async #untilDone<T extends IncomingMessage | StoreAnswer>(shown: string, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted()
      try {
        const answer = await ask()
        if (!('status' in answer) || !isPassing(answer)) return answer
        if (tries >= TRIES) throw storeFailure(answer, shown)
      } catch (error) {
        signal.throwIfAborted()
        if (!isBroken(error)) throw error
        if (tries >= TRIES) throw brokenOff(shown)
      }
      await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal })
    }
  }

  async #ask(read: R | ObjectRead, { body, sent, signal }: Asked): Promise<IncomingMessage> {
    const { host, port } = this.#address
    const { method, path, headers } = await this.#ports.sign(read)
    const asked = request({ agent: this.#agent, host, port, method, path, headers, setHost: false, signal })
    asked.setTimeout(SILENCE_MS, () => asked.destroy(new BrokenConnection('nothing came')))
    const answer = answerTo(asked)
    if (sent !== undefined) asked.on('finish', sent)
    if (typeof body !== 'function') asked.end(body)
    else {
      const source = body()
      source.on('error', (error) => asked.destroy(error))
      asked.on('close', () => source.destroy())
      source.pipe(asked)
    }
    return await answer
  }
}

/** What stops a request, of which nothing stays with the signals, which are there as long as their server. */
class RequestEnd {
  readonly #controller = new AbortController()
  readonly #release: (() => void)[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(signals: readonly AbortSignal[]) {
    for (const signal of signals) {
      const abort = (): void => this.#controller.abort(signal.reason)
      if (signal.aborted) abort()
      signal.addEventListener('abort', abort, { once: true })
      this.#release.push(() => signal.removeEventListener('abort', abort))
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Counted from now. */
  within(ms: number, error: Error): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#controller.abort(error), ms)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    for (const release of this.#release) release()
  }
}

class BrokenConnection extends Error {}

const BROKEN = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']

const isBroken = (error: unknown): boolean =>
  error instanceof BrokenConnection ||
  (error instanceof Error && 'code' in error && (BROKEN.includes(String(error.code)) || String(error.code).startsWith('HPE_')))

/** Fewer bytes than were asked for may come: the others are asked for again. */
function isFrom(told: string | undefined, { from, to }: { readonly from: number; readonly to: number }): boolean {
  const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(told ?? '') ?? []
  return Number(first) === from && Number(last) <= to
}

const noList = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store of ${shown} answers what is no list of objects`, {
    hint: 'See that endpoint, under objectStores in causeway.yaml, is that of an S3-compatible store.',
  })

const brokenOff = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store of ${shown} closed the connection again and again`, {
    hint: 'Run the statement again later.',
  })

const endless = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store of ${shown} does not come to the end of its answer`, {
    hint: 'Run the statement again later.',
  })

const notThose = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store does not answer with the bytes of ${shown} that were asked for`, {
    hint: 'See whether the object was changed, and whether the store knows ranges of bytes.',
  })

/** '' for a longer one. */
const textOf = async (answer: IncomingMessage, bytesMax: number): Promise<string> =>
  (await bytesUpTo(answer, bytesMax))?.toString('utf8') ?? ''
