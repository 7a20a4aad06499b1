/**
 * A byte stream from the main thread (which reads a socket) to the engine thread (which must block inside a table function's callback):
 * one writer, one reader, a ring of slots in shared memory. The writer waits without blocking, the reader blocks.
 */

const SLOT_BYTES = 1 << 18
const SLOTS = 16
const HEADER_BYTES = 256
/** How long the reader sleeps before it looks at the cancel flag again. */
const READER_WAIT_MS = 50
const WRITER_WAIT_MS = 1000

// Words of the header. Counts only grow; a slot's index is its count modulo SLOTS.
const WRITTEN = 0
const READ = 1
const STATE = 2
const READER_CLOSED = 3
const LENGTHS = 8

const STATE_ENDED = 1
const STATE_FAILED = 2

export const createRing = (): SharedArrayBuffer => new SharedArrayBuffer(HEADER_BYTES + SLOT_BYTES * SLOTS)

const header = (ring: SharedArrayBuffer) => new Int32Array(ring, 0, HEADER_BYTES / 4)
const slots = (ring: SharedArrayBuffer) => new Uint8Array(ring, HEADER_BYTES)
/** Counts wrap as 32-bit integers do; SLOTS is a power of two, so the slot is still right. */
const slotOf = (count: number) => count & (SLOTS - 1)

/** The main thread's end. */
export class RingWriter {
  readonly #header: Int32Array
  readonly #slots: Uint8Array
  #fill = 0

  constructor(ring: SharedArrayBuffer) {
    this.#header = header(ring)
    this.#slots = slots(ring)
  }

  /** The reader wants no more. */
  get closed(): boolean {
    return Atomics.load(this.#header, READER_CLOSED) !== 0
  }

  /** Resolves when the bytes are in the ring; false: the reader has closed and they are not. */
  async write(bytes: Uint8Array): Promise<boolean> {
    let offset = 0
    while (offset < bytes.length) {
      if (this.#fill === 0 && !(await this.#space())) return false
      const length = Math.min(bytes.length - offset, SLOT_BYTES - this.#fill)
      const at = slotOf(Atomics.load(this.#header, WRITTEN)) * SLOT_BYTES + this.#fill
      this.#slots.set(length === bytes.length ? bytes : bytes.subarray(offset, offset + length), at)
      this.#fill += length
      offset += length
      if (this.#fill === SLOT_BYTES) this.#publish()
    }
    // A reader that waits gets what there is; a busy one gets fuller slots.
    if (this.#fill > SLOT_BYTES / 2 || (this.#fill > 0 && this.#isEmpty())) this.#publish()
    return !this.closed
  }

  end(): void {
    if (this.#fill > 0) this.#publish()
    this.#finish(STATE_ENDED)
  }

  /** The reader's next read throws. */
  fail(): void {
    this.#finish(STATE_FAILED)
  }

  #finish(state: number): void {
    Atomics.compareExchange(this.#header, STATE, 0, state)
    Atomics.notify(this.#header, WRITTEN)
  }

  #isEmpty(): boolean {
    return Atomics.load(this.#header, WRITTEN) === Atomics.load(this.#header, READ)
  }

  #publish(): void {
    this.#header[LENGTHS + slotOf(Atomics.load(this.#header, WRITTEN))] = this.#fill
    this.#fill = 0
    Atomics.add(this.#header, WRITTEN, 1)
    Atomics.notify(this.#header, WRITTEN)
  }

  async #space(): Promise<boolean> {
    for (;;) {
      if (this.closed) return false
      const read = Atomics.load(this.#header, READ)
      if (((Atomics.load(this.#header, WRITTEN) - read) | 0) < SLOTS) return true
      const waiting = Atomics.waitAsync(this.#header, READ, read, WRITER_WAIT_MS)
      if (waiting.async) await waiting.value
    }
  }
}

/** The engine thread's end. */
export class RingReader {
  readonly #header: Int32Array
  readonly #slots: Uint8Array

  constructor(ring: SharedArrayBuffer) {
    this.#header = header(ring)
    this.#slots = slots(ring)
  }

  /**
   * Blocks for the next bytes; undefined at the end of the stream. `rest` is put before them: what the caller could not use of the last ones.
   * Throws when the writer failed or `isCancelled` says so.
   */
  next(rest: Uint8Array | undefined, isCancelled: () => boolean): Buffer | undefined {
    const read = Atomics.load(this.#header, READ)
    for (;;) {
      if (isCancelled()) throw new Error('cancelled')
      // The state is read before the count: what was published before the end is seen.
      const state = Atomics.load(this.#header, STATE)
      const written = Atomics.load(this.#header, WRITTEN)
      if (state === STATE_FAILED) throw new Error('the remote read failed')
      if (written !== read) break
      if (state === STATE_ENDED) return undefined
      Atomics.wait(this.#header, WRITTEN, written, READER_WAIT_MS)
    }
    const length = this.#header[LENGTHS + slotOf(read)] ?? 0
    const at = slotOf(read) * SLOT_BYTES
    const restLength = rest?.length ?? 0
    const bytes = Buffer.allocUnsafe(restLength + length)
    if (rest !== undefined) bytes.set(rest, 0)
    bytes.set(this.#slots.subarray(at, at + length), restLength)
    Atomics.add(this.#header, READ, 1)
    Atomics.notify(this.#header, READ)
    return bytes
  }

  /** Tells the writer to stop. */
  close(): void {
    Atomics.store(this.#header, READER_CLOSED, 1)
    Atomics.notify(this.#header, READ)
  }
}
