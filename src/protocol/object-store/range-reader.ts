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

/** Reads ranges of the objects of one store over connections of its own, which it keeps, as long as the store answers in the plainest way. */
export class RangeReader {
  readonly #ports: RangePorts
  readonly #free: RangeConnection[] = []
  readonly #all = new Set<RangeConnection>()
  #isPlain = true

  constructor(ports: RangePorts) {
    this.#ports = ports
  }

  /** Gives what it gets of the range, from its beginning; whoever asked sees how much that is, and goes on in another way. */
  async read(key: string, wanted: WantedRange): Promise<void> {
    if (!this.#isPlain) return
    const connection = await this.#connection()
    if (connection === undefined) return
    const end = await connection.ask(await this.#ports.sign(key, wanted), wanted, this.#ports.silenceMs)
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
