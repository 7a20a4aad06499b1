import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

const BUFFERED_BYTES_MAX = 64 * 1024

/**
 * Sends an answer in pieces, each when the client has taken those before. Throws what the first piece throws, before anything was sent; what a later one throws
 * cuts the connection.
 */
export async function sendPieces(
  reply: FastifyReply,
  pieces: AsyncIterable<string | Uint8Array>,
  contentType: string,
): Promise<FastifyReply> {
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (reply.raw.destroyed) {
    await iterator.return?.()
    return reply.hijack()
  }
  const source = Readable.from(rest(first, iterator), { objectMode: false, highWaterMark: BUFFERED_BYTES_MAX })
  // However the answer ends: one that ends before anything of it is read has not begun the generator, whose own `finally` would not run. Nobody waits for it.
  source.once('close', () => void iterator.return?.().catch(() => undefined))
  // A connection that has carried a stream is not kept, so that a server that stops does not wait for it.
  return reply.header('Content-Type', contentType).header('Cache-Control', 'no-store').header('Connection', 'close').send(source)
}

async function* rest<T extends string | Uint8Array>(first: IteratorResult<T>, iterator: AsyncIterator<T>): AsyncGenerator<T> {
  for (let next = first; next.done !== true; next = await iterator.next()) {
    // An empty piece would be taken for the end.
    if (next.value.length > 0) yield next.value
  }
}
