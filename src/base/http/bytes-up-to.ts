import type { Readable } from 'node:stream'

/** All that comes of a stream; undefined: it has more bytes than that, and is ended. */
export async function bytesUpTo(stream: Readable, bytesMax: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let length = 0
  for await (const bytes of stream as AsyncIterable<Buffer>) {
    length += bytes.length
    if (length > bytesMax) {
      stream.destroy()
      return undefined
    }
    parts.push(bytes)
  }
  return Buffer.concat(parts)
}
