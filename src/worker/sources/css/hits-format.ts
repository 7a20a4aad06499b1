/** The stream's name between scan and decoder: answers of the server, one behind the other, each with a head. */
export const HITS_FORMAT = 'css-hits'

/** The kind, the length of the answer behind it, and how many of its hits are rows, from the first on. */
export const HEAD_BYTES = 9

export const FRAME = { end: 0, page: 1 } as const

export function frameHead(kind: (typeof FRAME)[keyof typeof FRAME], length: number, rows: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head[0] = kind
  head.writeUInt32LE(length, 1)
  head.writeUInt32LE(rows, 5)
  return head
}
