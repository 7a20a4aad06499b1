import type { Decoder } from './decoder.ts'

/**
 * Byte streams from the main thread (which reads sockets) to the engine thread (which must block inside a table function's callback): lanes in shared memory, each a ring
 * of slots with one writer and one reader. The writer waits without blocking, the reader blocks for whichever lane has bytes.
 */

const SLOT_BYTES = 1 << 18
const SLOTS = 16
/** A writer that has found no room waits for so much: to be woken for each slot costs more than to fill it. */
const ROOM_SLOTS = SLOTS / 2
/** What is written in pieces of up to so many bytes, each with a few before it, has a slot for each, so that it need not be put together again. */
export const RING_PIECE_BYTES = SLOT_BYTES - 64
/** Streams that one reading may have; memory that no stream is written to is never there. */
export const LANES_MAX = 4
const HEADER_BYTES = 256
const LANE_BYTES = HEADER_BYTES + SLOT_BYTES * SLOTS
/** How long the reader sleeps before it looks at the cancel flag again. */
const READER_WAIT_MS = 50
const WRITER_WAIT_MS = 1000

// Words of the whole.
const READER_CLOSED = 0
const FAILED = 1
/** Grows with everything that the reader may wait for. */
const BELL = 2
/** Of more than one stream: how many. */
const STREAMS = 3
/** Where the count of decoded rows stands, of 64 bits. */
const ROWS_AT = 16
// Words of a lane's header. Counts only grow; a slot's index is its count modulo SLOTS.
const WRITTEN = 0
const READ = 1
const ENDED = 2
const LENGTHS = 8

export const createRing = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER_BYTES + LANE_BYTES * LANES_MAX)

const wholeOf = (ring: SharedArrayBuffer) => new Int32Array(ring, 0, HEADER_BYTES / 4)
const rowsOf = (ring: SharedArrayBuffer) => new BigInt64Array(ring, ROWS_AT, 1)
const laneAt = (lane: number) => HEADER_BYTES + lane * LANE_BYTES
const headerOf = (ring: SharedArrayBuffer, lane: number) => new Int32Array(ring, laneAt(lane), HEADER_BYTES / 4)
const slotsOf = (ring: SharedArrayBuffer, lane: number) => new Uint8Array(ring, laneAt(lane) + HEADER_BYTES, SLOT_BYTES * SLOTS)
/** Counts wrap as 32-bit integers do; SLOTS is a power of two, so the slot is still right. */
const slotOf = (count: number) => count & (SLOTS - 1)

/** Written, and not read. */
const waitingSlots = (header: Int32Array): number => (Atomics.load(header, WRITTEN) - Atomics.load(header, READ)) | 0

function ring(whole: Int32Array): void {
  Atomics.add(whole, BELL, 1)
  Atomics.notify(whole, BELL)
}

/** The main thread's end of one stream. */
export interface StreamWriter {
  /** The reader wants no more. */
  readonly closed: boolean
  /** Resolves when the bytes are in the ring; false: the reader has closed and they are not. `behind`: more of them, as if both were one. */
  write(bytes: Uint8Array, behind?: Uint8Array): Promise<boolean>
  /** How many of the bytes are in the ring at once: all that it has room for, none when the reader has closed. Not while a write is under way. */
  put(bytes: Uint8Array): number
}

class Lane implements StreamWriter {
  readonly #whole: Int32Array
  readonly #header: Int32Array
  readonly #slots: Uint8Array
  #fill = 0

  constructor(memory: SharedArrayBuffer, lane: number) {
    this.#whole = wholeOf(memory)
    this.#header = headerOf(memory, lane)
    this.#slots = slotsOf(memory, lane)
  }

  get closed(): boolean {
    return Atomics.load(this.#whole, READER_CLOSED) !== 0
  }

  async write(bytes: Uint8Array, behind?: Uint8Array): Promise<boolean> {
    if (!(await this.#fillWith(bytes)) || (behind !== undefined && !(await this.#fillWith(behind)))) return false
    this.#publishSoon()
    return !this.closed
  }

  /** False: the reader has closed. */
  async #fillWith(bytes: Uint8Array): Promise<boolean> {
    let offset = this.#copy(bytes)
    while (offset < bytes.length) {
      if (!(await this.#space())) return false
      offset += this.#copy(bytes.subarray(offset))
    }
    return true
  }

  put(bytes: Uint8Array): number {
    const length = this.#copy(bytes)
    if (length === bytes.length) this.#publishSoon()
    return length
  }

  /** As many as there is room for. */
  #copy(bytes: Uint8Array): number {
    let offset = 0
    while (offset < bytes.length) {
      if (this.#fill === 0 && (this.closed || !this.#hasSpace())) return offset
      const length = Math.min(bytes.length - offset, SLOT_BYTES - this.#fill)
      const at = slotOf(Atomics.load(this.#header, WRITTEN)) * SLOT_BYTES + this.#fill
      this.#slots.set(length === bytes.length ? bytes : bytes.subarray(offset, offset + length), at)
      this.#fill += length
      offset += length
      if (this.#fill === SLOT_BYTES) this.#publish()
    }
    return offset
  }

  /** A reader that waits gets what there is; a busy one gets fuller slots. */
  #publishSoon(): void {
    if (this.#fill > SLOT_BYTES / 2 || (this.#fill > 0 && this.#isEmpty())) this.#publish()
  }

  end(): void {
    if (this.#fill > 0) this.#publish()
    Atomics.store(this.#header, ENDED, 1)
    ring(this.#whole)
  }

  #isEmpty(): boolean {
    return Atomics.load(this.#header, WRITTEN) === Atomics.load(this.#header, READ)
  }

  #hasSpace(): boolean {
    return waitingSlots(this.#header) < SLOTS
  }

  #publish(): void {
    this.#header[LENGTHS + slotOf(Atomics.load(this.#header, WRITTEN))] = this.#fill
    this.#fill = 0
    Atomics.add(this.#header, WRITTEN, 1)
    ring(this.#whole)
  }

  async #space(): Promise<boolean> {
    for (;;) {
      if (this.closed) return false
      // Read before it is looked for space: what the reader frees afterwards wakes.
      const read = Atomics.load(this.#header, READ)
      if (this.#hasSpace()) return true
      const waiting = Atomics.waitAsync(this.#header, READ, read, WRITER_WAIT_MS)
      if (waiting.async) await waiting.value
    }
  }
}

/** The main thread's end of a reading: one stream, or several, whose rows come in any order. */
export class RingWriter implements StreamWriter {
  readonly #memory: SharedArrayBuffer
  readonly #whole: Int32Array
  readonly #rows: BigInt64Array
  readonly #lanes: Lane[]

  constructor(memory: SharedArrayBuffer) {
    this.#memory = memory
    this.#whole = wholeOf(memory)
    this.#rows = rowsOf(memory)
    this.#lanes = [new Lane(memory, 0)]
  }

  get closed(): boolean {
    return Atomics.load(this.#whole, READER_CLOSED) !== 0
  }

  /** How many rows the reader has made of what was written. */
  get rowsRead(): number {
    return Number(Atomics.load(this.#rows, 0))
  }

  write(bytes: Uint8Array, behind?: Uint8Array): Promise<boolean> {
    return this.#lane(0).write(bytes, behind)
  }

  put(bytes: Uint8Array): number {
    return this.#lane(0).put(bytes)
  }

  /** In the place of the one stream, so many, at most LANES_MAX; to be said before anything is written. */
  streams(count: number): readonly StreamWriter[] {
    Atomics.store(this.#whole, STREAMS, count)
    return Array.from({ length: count }, (_, lane) => this.#lane(lane))
  }

  end(): void {
    for (let lane = 0; lane < LANES_MAX; lane += 1) this.#lane(lane).end()
  }

  /** The reader's next read throws. */
  fail(): void {
    Atomics.store(this.#whole, FAILED, 1)
    ring(this.#whole)
  }

  #lane(lane: number): Lane {
    const made = this.#lanes[lane] ?? new Lane(this.#memory, lane)
    this.#lanes[lane] = made
    return made
  }
}

/** The engine thread's end. */
export class RingReader {
  readonly #whole: Int32Array
  readonly #rows: BigInt64Array
  readonly #lanes: readonly { readonly header: Int32Array; readonly slots: Uint8Array }[]
  readonly #ended = new Set<number>()
  #next = 0

  constructor(memory: SharedArrayBuffer) {
    this.#whole = wholeOf(memory)
    this.#rows = rowsOf(memory)
    this.#lanes = Array.from({ length: LANES_MAX }, (_, lane) => ({ header: headerOf(memory, lane), slots: slotsOf(memory, lane) }))
  }

  /** How many streams there are, as soon as one has sent something. */
  get streams(): number {
    return Math.max(1, Atomics.load(this.#whole, STREAMS))
  }

  /**
   * Blocks for the next bytes of any stream, or for the end of one (no bytes); undefined when all have ended. The decoder's rest is put before them: what it could
   * not use of the last ones of that stream. Throws when the writer failed or `isCancelled` says so.
   */
  next(
    decoderOf: (lane: number) => Pick<Decoder, 'rest' | 'space'> | undefined,
    isCancelled: () => boolean,
  ): { readonly lane: number; readonly bytes: Buffer | undefined } | undefined {
    for (;;) {
      if (isCancelled()) throw new Error('cancelled')
      // The bell is read before the counts: what rings afterwards wakes.
      const bell = Atomics.load(this.#whole, BELL)
      if (Atomics.load(this.#whole, FAILED) !== 0) throw new Error('the remote read failed')
      for (let step = 0; step < LANES_MAX; step += 1) {
        const lane = (this.#next + step) % LANES_MAX
        const found = this.#look(lane, decoderOf)
        if (found === undefined) continue
        this.#next = lane + 1
        return found
      }
      if (this.#ended.size >= this.streams) return undefined
      Atomics.wait(this.#whole, BELL, bell, READER_WAIT_MS)
    }
  }

  #look(
    lane: number,
    decoderOf: (lane: number) => Pick<Decoder, 'rest' | 'space'> | undefined,
  ): { readonly lane: number; readonly bytes: Buffer | undefined } | undefined {
    const memory = this.#lanes[lane]
    if (memory === undefined || this.#ended.has(lane)) return undefined
    const { header, slots } = memory
    // The end is read before the count: what was published before the end is seen.
    const hasEnded = Atomics.load(header, ENDED) !== 0
    const read = Atomics.load(header, READ)
    if (Atomics.load(header, WRITTEN) === read) {
      if (!hasEnded) return undefined
      this.#ended.add(lane)
      return { lane, bytes: undefined }
    }
    const length = header[LENGTHS + slotOf(read)] ?? 0
    const at = slotOf(read) * SLOT_BYTES
    const decoder = decoderOf(lane)
    const rest = decoder?.rest()
    const restLength = rest?.length ?? 0
    const bytes = decoder?.space?.(restLength + length) ?? Buffer.allocUnsafe(restLength + length)
    if (rest !== undefined) bytes.set(rest, 0)
    bytes.set(slots.subarray(at, at + length), restLength)
    Atomics.add(header, READ, 1)
    if (waitingSlots(header) <= SLOTS - ROOM_SLOTS) Atomics.notify(header, READ)
    return { lane, bytes }
  }

  /** Tells the writer how far it is. */
  countRows(rows: number): void {
    Atomics.add(this.#rows, 0, BigInt(rows))
  }

  /** Tells the writer to stop. */
  close(): void {
    Atomics.store(this.#whole, READER_CLOSED, 1)
    for (const { header } of this.#lanes) Atomics.notify(header, READ)
  }
}
