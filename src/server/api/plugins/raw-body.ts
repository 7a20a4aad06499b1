import type { FastifyInstance, FastifyRequest } from 'fastify'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import { IncomingMessage } from '../../../base/http/node-http.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import { hasBody } from '../door/slow-bodies.ts'
import { bytesText, DEFAULT_BODY } from '../input/body-limit.ts'
import { checkMediaType, noMediaType } from '../input/media-type.ts'
import { operationOf } from '../operation-of.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Bytes that all bodies hold now, as they are counted: 0 when nothing is read or answered. */
    readonly heldBodyBytes: () => number
  }
  interface FastifyRequest {
    /** Bytes of the body that count against what all requests may hold together. */
    heldBodyBytes: number
  }
}

/** Of each body, what is not counted, so that small requests are read at all times. */
const UNCOUNTED_BYTES = 64 * 1024
/** Of all requests that are being read or answered. */
const HELD_BYTES_MAX = 64 * 1024 * 1024

const EMPTY = new Uint8Array()

/** The framework reads none of theirs: where it may, it looks for how to read one in each that names a type, as the vendor's clients do without a body. */
const WITHOUT_BODIES: ReadonlySet<string> = new Set(['GET', 'HEAD'])

/**
 * Bodies stay the bytes that came: the signature is over them, and they are read as JSON only after it was found good. So any content type that is written as one
 * will do for the vendor's calls, also with an empty body, and GET may have a body, both of which the vendor's clients send. They are read into one growing buffer, for a body that comes
 * byte by byte would else be a hundred times its size.
 */
export function addRawBody(app: FastifyInstance): void {
  let heldBytes = 0
  app.decorate('heldBodyBytes', () => heldBytes)
  app.decorateRequest('heldBodyBytes', 0)
  app.addHook('preParsing', (request, reply, _payload, done) => {
    if (WITHOUT_BODIES.has(request.method) && !namesMediaType(request)) return done(noMediaType())
    if (!hasBody(request.headers)) return done()
    // Set before the first byte is counted, whatever the request says of its length: what is taken is given back.
    reply.raw.once('close', () => {
      heldBytes -= request.heldBodyBytes
    })
    if (!WITHOUT_BODIES.has(request.method)) return done()
    read(request, request.raw).then(
      (body) => {
        request.body = body
        done()
      },
      (failure: unknown) => {
        // The rest may be on its way.
        reply.header('Connection', 'close')
        done(asError(failure))
      },
    )
  })
  app.removeAllContentTypeParsers()
  const read = async (request: FastifyRequest, payload: IncomingMessage): Promise<Uint8Array> => {
    const bytesMax = request.routeOptions.bodyLimit ?? DEFAULT_BODY.bytes
    if (operationOf(request)?.protocol === 'causeway') checkMediaType(request.headers['content-type'] ?? '')
    if (!/^(identity)?$/i.test(request.headers['content-encoding']?.trim() ?? '')) {
      throw new GatewayError('encoded-body', 'The body is compressed: its header says Content-Encoding', {
        hint: 'Send the body as it is, without the header Content-Encoding.',
      })
    }
    const declared = Number(request.headers['content-length'] ?? bytesMax)
    if (declared > bytesMax) throw tooLarge(bytesMax)
    return await readBytes(payload, declared, bytesMax, (bytes) => {
      const more = Math.max(0, bytes - UNCOUNTED_BYTES) - request.heldBodyBytes
      if (heldBytes + more > HELD_BYTES_MAX) {
        throw new CausewayError('unavailable', 'The server holds many other large requests', {
          hint: 'Send the request again in a moment.',
        })
      }
      request.heldBodyBytes += more
      heldBytes += more
    })
  }
  // JSON by its name, or the framework would take the header apart twice.
  app.addContentTypeParser(['application/json', '*'], (request: FastifyRequest, payload: IncomingMessage, done) => {
    if (operationOf(request)?.takesFile === true) done(null, payload)
    else if (!hasBody(request.headers)) done(null, EMPTY)
    else
      read(request, payload).then(
        (body) => done(null, body),
        (failure: unknown) => done(asError(failure)),
      )
  })
}

/** Nearly every request names the type of the one before. */
let lastType = ''
function namesMediaType(request: FastifyRequest): boolean {
  const type = request.headers['content-type']
  if (type === undefined || (type !== '' && type === lastType)) return true
  if (request.mediaType === undefined) return false
  lastType = type
  return true
}

const asError = (failure: unknown): Error => (failure instanceof Error ? failure : asCausewayError(failure))

/**
 * @param declared the length that the request says, or the most that it may have
 * @param grow told how large the buffer is going to be, before it is made
 */
async function readBytes(
  payload: AsyncIterable<Uint8Array>,
  declared: number,
  bytesMax: number,
  grow: (bytes: number) => void,
): Promise<Uint8Array> {
  let buffer = new Uint8Array(0)
  let length = 0
  for await (const chunk of payload) {
    const needed = length + chunk.length
    if (needed > bytesMax) throw tooLarge(bytesMax)
    if (needed > buffer.length) {
      const size = Math.max(needed, Math.min(declared, 2 * buffer.length))
      grow(size)
      const larger = new Uint8Array(size)
      larger.set(buffer.subarray(0, length))
      buffer = larger
    }
    buffer.set(chunk, length)
    length = needed
  }
  return buffer.subarray(0, length)
}

function tooLarge(bytesMax: number): GatewayError {
  const limit = bytesText(bytesMax)
  return new GatewayError('body-too-large', `The body is larger than ${limit}`, { hint: `Send at most ${limit} in this request.` })
}

/** The body of a call that takes a file, as it comes; nothing of it is read yet. Undefined for any other call. */
export function comingBodyOf(request: { readonly body: unknown }): AsyncIterable<Uint8Array> | undefined {
  return request.body instanceof IncomingMessage ? request.body : undefined
}

/** The bytes of a request's body; none before it was read, and none of a file. */
export function rawBodyOf(request: { readonly body: unknown }): Uint8Array {
  return request.body instanceof Uint8Array ? request.body : EMPTY
}
