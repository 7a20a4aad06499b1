/** The stream's name between scan and decoder: frames with the replies of Redis as they came. */
export const TEXTS_FORMAT = 'redis-texts'

/** Behind the last one nothing comes: a stream without it was cut. What begins a stream says what its replies hold. */
export const FRAME = { end: 0, layout: 1, rows: 2 } as const

/** Its kind, how many rows it has, and the bytes of their keys and of their replies, which stand behind it in this order. */
export const HEAD_BYTES = 13
/** Before each key. */
export const LENGTH_BYTES = 4

interface FrameHead {
  readonly kind: (typeof FRAME)[keyof typeof FRAME]
  readonly rows: number
  readonly keyBytes: number
  readonly replyBytes: number
}

function frame(head: FrameHead, keys: readonly Buffer[]): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + head.keyBytes)
  bytes[0] = head.kind
  bytes.writeUInt32LE(head.rows, 1)
  bytes.writeUInt32LE(head.keyBytes, 5)
  bytes.writeUInt32LE(head.replyBytes, 9)
  let at = HEAD_BYTES
  for (const key of keys) {
    bytes.writeUInt32LE(key.length, at)
    bytes.set(key, at + LENGTH_BYTES)
    at += LENGTH_BYTES + key.length
  }
  return bytes
}

export const END = frame({ kind: FRAME.end, rows: 0, keyBytes: 0, replyBytes: 0 }, [])

/** What stands before the replies of so many rows. `keys`: of each, or none where nobody wants them. */
export function rowsFrame(rows: number, keys: readonly Buffer[], replyBytes: number): Buffer {
  const keyBytes = keys.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0)
  return frame({ kind: FRAME.rows, rows, keyBytes, replyBytes }, keys)
}

/** `fields`: texts of each reply; `places`: of each column where its text is among them, or -1 for the key. */
export function layoutFrame(fields: number, places: readonly number[]): Buffer {
  const head = frame({ kind: FRAME.layout, rows: fields, keyBytes: places.length * LENGTH_BYTES, replyBytes: 0 }, [])
  for (const [index, place] of places.entries()) head.writeInt32LE(place, HEAD_BYTES + index * LENGTH_BYTES)
  return head
}
