/** How the bytes of a table's files come through one stream: each piece behind its kind and its length. */
export const FRAME = { settings: 1, file: 2, bytes: 3, endOfFile: 4, end: 5, block: 6 } as const
export type FrameKind = (typeof FRAME)[keyof typeof FRAME]

const HEADER_BYTES = 5

export interface FrameFile {
  /** What messages call it. */
  readonly shown: string
  /** What the names of its folders say, by column. */
  readonly partitions: Readonly<Record<string, string | null>>
}

/** What stands before so many bytes. */
export function frameHead(kind: FrameKind, length: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES)
  bytes[0] = kind
  bytes.writeUInt32LE(length, 1)
  return bytes
}

export const frame = (kind: FrameKind, payload: Uint8Array = new Uint8Array(0)): Uint8Array =>
  Buffer.concat([frameHead(kind, payload.length), payload])

export const jsonFrame = (kind: FrameKind, value: unknown): Uint8Array => frame(kind, Buffer.from(JSON.stringify(value), 'utf8'))

/** Takes the frames out of what comes. */
export class FrameReader {
  /** Of the frame that `next` found: where it stands in `bytes`. */
  kind = 0
  start = 0
  end = 0
  bytes: Buffer = Buffer.alloc(0)
  #at = 0

  feed(bytes: Buffer): void {
    this.bytes = bytes
    this.#at = 0
  }

  rest(): Uint8Array | undefined {
    return this.#at < this.bytes.length ? this.bytes.subarray(this.#at) : undefined
  }

  next(): boolean {
    const { bytes } = this
    const at = this.#at
    if (at + HEADER_BYTES > bytes.length) return false
    const end = at + HEADER_BYTES + bytes.readUInt32LE(at + 1)
    if (end > bytes.length) return false
    this.kind = bytes[at] ?? 0
    this.start = at + HEADER_BYTES
    this.end = end
    this.#at = end
    return true
  }

  json(): unknown {
    return JSON.parse(this.bytes.toString('utf8', this.start, this.end))
  }
}
