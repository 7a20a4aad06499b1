import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CausewayError } from '../../base/errors.ts'
import type { SignedRequest } from './object-store.ts'
import { RangeConnection, type WantedRange } from './range-connection.ts'

export interface RangePorts {
  connect(): Promise<Duplex>
  sign(key: string, range: Pick<WantedRange, 'from' | 'to' | 'etag'>): Promise<SignedRequest>
  readonly silenceMs: number
}

interface KeptSignature {
  readonly signed: Promise<SignedRequest>
  /** Of the monotonic clock. */
  readonly since: number
}

/** Stores take one for 15 minutes, by their own clocks. */
const SIGNATURE_MS = 5 * 60_000
const SIGNATURES_MAX = 10_000

/** Reads ranges of the objects of one store over connections of its own, which it keeps, as long as the store answers in the plainest way. */
export class RangeReader {
  readonly #ports: RangePorts
  readonly #free: RangeConnection[] = []
  readonly #all = new Set<RangeConnection>()
  /** By object: the range is no part of what is signed, as signatures of this kind have it. */
  readonly #signatures = new Map<string, KeptSignature>()
  #isPlain = true

  constructor(ports: RangePorts) {
    this.#ports = ports
  }

  /** Gives what it gets of the range, from its beginning; whoever asked sees how much that is, and goes on in another way. */
  async read(key: string, wanted: WantedRange): Promise<void> {
    if (!this.#isPlain) return
    const connection = await this.#connection()
    if (connection === undefined) return
    const end = await connection.ask(await this.#signed(key, wanted), wanted, this.#ports.silenceMs)
    if (end === 'other') this.#isPlain = false
    if (connection.isOpen) this.#free.push(connection)
    else this.#all.delete(connection)
  }

  close(): void {
    this.#isPlain = false
    for (const connection of this.#all) connection.close()
    this.#all.clear()
    this.#free.length = 0
  }

  async #signed(key: string, { from, to, etag }: WantedRange): Promise<SignedRequest> {
    const object = JSON.stringify([key, etag])
    const now = performance.now()
    let kept = this.#signatures.get(object)
    if (kept === undefined || now - kept.since > SIGNATURE_MS) {
      kept = { signed: this.#ports.sign(key, { from, to, etag }), since: now }
      if (this.#signatures.size >= SIGNATURES_MAX) this.#signatures.clear()
      this.#signatures.set(object, kept)
      kept.signed.catch(() => this.#signatures.delete(object))
    }
    const { headers, ...request } = await kept.signed
    const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'range')
    return { ...request, headers: { ...Object.fromEntries(others), Range: `bytes=${from}-${to}` } }
  }

  async #connection(): Promise<RangeConnection | undefined> {
    for (let free = this.#free.pop(); free !== undefined; free = this.#free.pop()) {
      if (free.isOpen) return free
      this.#all.delete(free)
    }
    const given = await this.#ports.connect().catch((error: unknown) => {
      if (error instanceof CausewayError) throw error
    })
    if (!(given instanceof Socket)) {
      given?.destroy()
      return undefined
    }
    const made = new RangeConnection(given)
    this.#all.add(made)
    if (this.#isPlain) return made
    made.close()
    return undefined
  }
}
