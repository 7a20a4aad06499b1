import type { FastifyInstance } from 'fastify'

/** The vendor's limit. */
export const BODY_BYTES_MAX = 12 * 1024 * 1024
/** For the calls that anybody may make: a log-in is small, and nobody unknown makes the server take more. */
export const PUBLIC_BODY_BYTES_MAX = 64 * 1024

const EMPTY = new Uint8Array()

/**
 * Bodies stay the bytes that came: the signature is over them, and they are read as JSON only after it was found good. So any content type that is written as one
 * will do, also with an empty body, and GET may have a body, both of which the vendor's clients send.
 */
export function addRawBody(app: FastifyInstance): void {
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true })
  app.addHttpMethod('HEAD', { hasBody: true, overrideExisting: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** The bytes of a request's body; none before it was read. */
export function rawBodyOf(request: { readonly body: unknown }): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : EMPTY
}
