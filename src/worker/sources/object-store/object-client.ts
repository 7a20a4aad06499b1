import { Agent, type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import type { ObjectRead, ObjectStoreAddress, SignedRequest } from '../../../protocol/object-store.ts'
import { wrapInTls } from '../shared/tls.ts'
import { type ListedObject, readObjectPage } from './listed-objects.ts'
import { isPassing, type StoreAnswer, storeFailure } from './store-failure.ts'

/** What the client needs of its job. */
export interface StorePorts {
  readonly signal: AbortSignal
  /** Asks the broker for a connection to the store that has the bucket. */
  dialStore(bucket: string, host: string, port: number): Promise<Socket>
  signRead(bucket: string, read: ObjectRead): Promise<SignedRequest>
}

const CONNECTIONS_MAX = 8
const TRIES = 6
const FIRST_PAUSE_MS = 100
/** Nothing comes for so long: the connection is taken for dead. */
const SILENCE_MS = 60_000
const ERROR_BYTES_MAX = 64 << 10
const PAGE_BYTES_MAX = 16 << 20
const PAGE_KEYS = 1_000

/** Speaks HTTP/1.1 with one store, over connections that the broker hands over and that are used again and again. */
export class ObjectClient {
  readonly #address: ObjectStoreAddress
  readonly #ports: StorePorts
  readonly #agent: Agent

  constructor(address: ObjectStoreAddress, ports: StorePorts) {
    this.#address = address
    this.#ports = ports
    this.#agent = new BrokeredAgent(() => this.#connect())
  }

  close(): void {
    this.#agent.destroy()
  }

  /** Objects whose keys begin with the prefix, in their order, at most `max` of them. */
  async *list(prefix: string, max: number): AsyncGenerator<ListedObject> {
    let token: string | undefined
    let count = 0
    do {
      const keysMax = Math.min(PAGE_KEYS, max - count)
      const page = await this.#listPage({ kind: 'list', prefix, keysMax, ...(token === undefined ? {} : { token }) })
      yield* page.objects
      count += page.objects.length
      token = page.token
    } while (token !== undefined && count < max)
  }

  async #listPage(read: Extract<ObjectRead, { kind: 'list' }>) {
    const shown = this.#shown(read.prefix)
    const text = await this.#untilDone(shown, async () => {
      const answer = await this.#ask(read)
      return { status: answer.statusCode ?? 0, headers: answer.headers, body: await textOf(answer, PAGE_BYTES_MAX) }
    })
    if (text.status !== 200) throw storeFailure(text, shown)
    const page = readObjectPage(text.body)
    if (page !== undefined) return page
    throw new CausewayError('remote-failure', `The store of ${shown} answers what is no list of objects`, {
      hint: 'See that endpoint, under objectStores in causeway.yaml, is that of an S3-compatible store.',
    })
  }

  /**
   * Bytes of an object, in order, as long as it is the one of the ETag. What breaks off goes on where it was.
   * @throws CausewayError 'conflict' when the object is another one by now
   */
  async get(
    { key, etag }: Pick<ListedObject, 'key' | 'etag'>,
    from: number,
    to: number,
    take: (bytes: Buffer) => Promise<void>,
  ): Promise<void> {
    const shown = this.#shown(key)
    let next = from
    let failures = 0
    while (next <= to) {
      const before = next
      try {
        const answer = await this.#untilDone(shown, () => this.#begin({ kind: 'get', key, from: next, to, etag }))
        for await (const bytes of answer as AsyncIterable<Buffer>) {
          if (next + bytes.length > to + 1) throw notThose(shown)
          await take(bytes)
          next += bytes.length
        }
      } catch (error) {
        this.#ports.signal.throwIfAborted()
        if (!isBroken(error)) throw error
      }
      failures = next === before ? failures + 1 : 0
      if (failures >= TRIES) throw brokenOff(shown)
    }
  }

  async #begin(read: Extract<ObjectRead, { kind: 'get' }>): Promise<IncomingMessage | StoreAnswer> {
    const answer = await this.#ask(read)
    const status = answer.statusCode ?? 0
    const shown = this.#shown(read.key)
    if (status !== 206 && !(status === 200 && read.from === 0)) {
      const failed = { status, headers: answer.headers, body: await textOf(answer, ERROR_BYTES_MAX) }
      if (isPassing(failed)) return failed
      throw status === 200 || status === 416 ? notThose(shown) : storeFailure(failed, shown)
    }
    const { etag } = answer.headers
    // Not every store knows If-Match.
    if (etag !== undefined && etag !== read.etag) {
      answer.destroy()
      throw storeFailure({ status: 412, headers: {}, body: '' }, shown)
    }
    return answer
  }

  /** Asks again, after longer and longer pauses, what has failed in passing. */
  async #untilDone<T extends IncomingMessage | StoreAnswer>(shown: string, ask: () => Promise<T>): Promise<Exclude<T, never>> {
    for (let tries = 1; ; tries += 1) {
      this.#ports.signal.throwIfAborted()
      try {
        const answer = await ask()
        if (!('status' in answer) || !isPassing(answer)) return answer
        if (tries >= TRIES) throw storeFailure(answer, shown)
      } catch (error) {
        this.#ports.signal.throwIfAborted()
        if (!isBroken(error)) throw error
        if (tries >= TRIES) throw brokenOff(shown)
      }
      await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal: this.#ports.signal })
    }
  }

  async #ask(read: ObjectRead): Promise<IncomingMessage> {
    const { bucket, host, port } = this.#address
    const { method, path, headers } = await this.#ports.signRead(bucket, read)
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const asked = request({ agent: this.#agent, host, port, method, path, headers, setHost: false, signal: this.#ports.signal })
    asked.setTimeout(SILENCE_MS, () => asked.destroy(new BrokenConnection('nothing came')))
    asked.on('response', resolve)
    asked.on('error', reject)
    asked.end()
    return await promise
  }

  async #connect(): Promise<Duplex> {
    const { bucket, host, port, tls } = this.#address
    const socket = await this.#ports.dialStore(bucket, host, port)
    socket.setNoDelay(true)
    if (tls === undefined) return socket
    return await wrapInTls(socket, {
      host,
      check: 'signer-and-names',
      authority: tls.ca === undefined ? undefined : { location: 'causeway.yaml', certificates: tls.ca },
      place: `the store of the bucket ${bucket}`,
      certificateHint: 'Name who has signed it: ca of the bucket under objectStores in causeway.yaml.',
    })
  }

  #shown = (key: string): string => `obs://${this.#address.bucket}/${key}`
}

/** Node keeps the connections; where they come from is ours. */
class BrokeredAgent extends Agent {
  readonly #connect: () => Promise<Duplex>

  constructor(connect: () => Promise<Duplex>) {
    super({ keepAlive: true, maxSockets: CONNECTIONS_MAX, maxFreeSockets: CONNECTIONS_MAX })
    this.#connect = connect
  }

  override createConnection(_options: unknown, callback?: (error: Error | null, connection: Duplex) => void): undefined {
    this.#connect().then(
      (connection) => callback?.(null, connection),
      // Node's types want a connection beside a failure.
      (error: unknown) => (callback as ((error: Error) => void) | undefined)?.(error instanceof Error ? error : new Error(String(error))),
    )
  }
}

class BrokenConnection extends Error {}

const BROKEN = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']

const isBroken = (error: unknown): boolean =>
  error instanceof BrokenConnection ||
  (error instanceof Error && 'code' in error && (BROKEN.includes(String(error.code)) || String(error.code).startsWith('HPE_')))

const brokenOff = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store of ${shown} closed the connection again and again`, {
    hint: 'Run the statement again later.',
  })

const notThose = (shown: string): CausewayError =>
  new CausewayError('remote-failure', `The store does not answer with the bytes of ${shown} that were asked for`, {
    hint: 'See whether the object was changed, and whether the store knows ranges of bytes.',
  })

async function textOf(answer: IncomingMessage, bytesMax: number): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const bytes of answer as AsyncIterable<Buffer>) {
    length += bytes.length
    if (length > bytesMax) {
      answer.destroy()
      return ''
    }
    parts.push(bytes)
  }
  return Buffer.concat(parts).toString('utf8')
}
