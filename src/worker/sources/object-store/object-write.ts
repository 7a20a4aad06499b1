import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import type { ObjectClient } from '../../../protocol/object-store/object-client.ts'
import { isEtag, OBJECT_PARTS_MAX } from '../../../protocol/object-store/object-names.ts'
import type { ObjectPart, ObjectRead, SentObject } from '../../../protocol/object-store/object-store.ts'
import { storeFailure } from '../../../protocol/object-store/store-failure.ts'
import type { DistantWrite } from '../shared/source-context.ts'
import type { ByteRange } from './byte-ranges.ts'

/** What a worker asks of a store. */
export type JobStoreRequest = ObjectRead | ({ readonly kind: 'part' } & ObjectPart)

interface ObjectWriteDeps {
  readonly client: ObjectClient<JobStoreRequest>
  readonly upload: string
  readonly shown: string
  readonly path: string
  readonly signal: AbortSignal
  readonly discard: () => Promise<void>
}

const MIB = 2 ** 20
const PARTS_AT_ONCE = 4
const LOOK_MS = 20

/** Of the part of this number: 781 GiB in as many parts as a store takes, and the first ones small, so that they go early. */
const partBytes = (part: number): number => (part <= 1_000 ? 16 : part <= 4_000 ? 64 : 128) * MIB

/**
 * A file that goes to a store in parts, while it is being written. Each is read from the file twice, for its hash, which its signature holds, and for the store, a piece at
 * a time: none is kept in memory.
 */
export class ObjectWrite implements DistantWrite {
  readonly #deps: ObjectWriteDeps
  readonly #etags: string[] = []
  readonly #lanes: Promise<void>[] = []
  readonly #stopped = new AbortController()
  #isWhole = false
  #next = 1
  #from = 0
  #looking: Promise<unknown> = Promise.resolve()

  constructor(deps: ObjectWriteDeps) {
    this.#deps = deps
    for (let lane = 0; lane < PARTS_AT_ONCE; lane += 1) {
      const work = this.#lane()
      // Whoever finishes is told.
      work.catch(() => this.#stopped.abort())
      this.#lanes.push(work)
    }
  }

  async finish(): Promise<void> {
    this.#isWhole = true
    const failed = (await Promise.allSettled(this.#lanes)).filter((end) => end.status === 'rejected')
    // The first to fail has stopped the others.
    const reason = failed.find(({ reason }) => !this.#isOwnStop(reason))?.reason ?? failed[0]?.reason
    if (reason !== undefined) throw reason
  }

  async discard(): Promise<void> {
    this.#stopped.abort()
    await Promise.allSettled(this.#lanes)
    await this.#deps.discard()
  }

  /** To be asked for when it has finished. */
  get sent(): SentObject {
    return { upload: this.#deps.upload, etags: this.#etags }
  }

  #isOwnStop = (reason: unknown): boolean => reason instanceof Error && reason.name === 'AbortError'

  async #lane(): Promise<void> {
    for (let part = await this.#take(); part !== undefined; part = await this.#take()) await this.#send(part)
  }

  /** The next part of which all is in the file. Undefined: there is none any more. */
  #take(): Promise<{ readonly part: number; readonly range: ByteRange } | undefined> {
    const taken = this.#looking.then(() => this.#look())
    this.#looking = taken.catch(() => undefined)
    return taken
  }

  async #look(): Promise<{ readonly part: number; readonly range: ByteRange } | undefined> {
    const signal = AbortSignal.any([this.#deps.signal, this.#stopped.signal])
    for (;;) {
      signal.throwIfAborted()
      // In this order: what is written before the file is whole is seen.
      const isWhole = this.#isWhole
      const { size } = await stat(this.#deps.path).catch((error: unknown) => {
        if (isWhole) throw error
        return { size: 0 }
      })
      const rest = size - this.#from
      const wanted = partBytes(this.#next)
      // An object of no bytes has one part, too.
      if (rest >= wanted || (isWhole && (rest > 0 || this.#next === 1))) {
        const part = this.#next
        if (part > OBJECT_PARTS_MAX)
          throw new CausewayError('limit-exceeded', `${this.#deps.shown} is larger than a store takes`, {
            hint: 'Write the rows into several partitions.',
          })
        const from = this.#from
        this.#next += 1
        this.#from += Math.min(rest, wanted)
        return { part, range: { from, to: this.#from - 1 } }
      }
      if (isWhole) return undefined
      await pause(LOOK_MS, undefined, { signal })
    }
  }

  async #send({ part, range }: { readonly part: number; readonly range: ByteRange }): Promise<void> {
    const { client, upload, shown, path } = this.#deps
    const bytes = range.to - range.from + 1
    const read = () => createReadStream(path, { start: range.from, end: range.to, highWaterMark: 256 << 10 })
    const hash = createHash('sha256')
    if (bytes > 0) for await (const piece of read() as AsyncIterable<Buffer>) hash.update(piece)
    const sha256 = hash.digest('hex')
    const answer = await client.send({ kind: 'part', upload, part, bytes, sha256 }, { shown, body: bytes > 0 ? read : new Uint8Array() })
    if (answer.status !== 200) throw storeFailure(answer, shown, 'write')
    const { etag } = answer.headers
    if (typeof etag !== 'string' || !isEtag(etag))
      throw new CausewayError('remote-failure', `The store does not tell the ETag of a part of ${shown}`)
    this.#etags[part - 1] = etag
  }
}
