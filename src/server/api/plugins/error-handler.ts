import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import { errorAnswer } from '../answers/error-answer.ts'
import type { Protocol } from '../answers/error-table.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import { setHeaders } from '../answers/header-case.ts'
import { noMediaType } from '../input/media-type.ts'
import { findUnserved } from '../unserved/unserved-operations.ts'

/** Every failure in the shape of its protocol; the reasons of the server's own failures go to the log, never to the caller. */
export function addErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler<unknown>((thrown, request, reply) => answerError(thrown, request, reply))
  app.setNotFoundHandler((request, reply) => answerError(unknownPath(request), request, reply))
}

/** For a request that no operation answers. */
export function unknownPath({ method, raw }: FastifyRequest): GatewayError {
  const unserved = findUnserved(method, raw.url ?? '')
  if (unserved !== undefined) {
    return new GatewayError('not-served', `Causeway does not serve ${unserved.method} ${unserved.path} yet`, { hint: unserved.instead })
  }
  return new GatewayError('unknown-path', 'The API does not exist or has not been published in the environment', {
    hint: 'Check the method and the path: docs/reference/operations.md of Causeway lists every call.',
  })
}

export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = toCausewayError(thrown, request)
  const operation = request.routeOptions.config.operation
  const protocol = operation?.protocol ?? protocolOfPath(request.method, request.raw.url ?? '')
  const { status: usual, body, failure } = errorAnswer(protocol, error, request.id)
  const status = error.kind === 'not-found' ? (operation?.missingStatus ?? usual) : usual
  request.failure = failure
  if (isCutOff(thrown, request)) {
    request.log.info({ operation: operation?.name }, 'the client went away')
    // The line of the request itself (operation-log.ts) would tell no more.
    request.isLogged = true
  }
  // What is only unavailable was refused on purpose; it has a cause when something went wrong.
  if (error.kind === 'internal' || (status >= 500 && error.cause !== undefined))
    request.log.error({ operation: operation?.name, kind: error.kind, err: error.cause ?? error }, error.message)
  // Errors of the framework itself come here without the hook that sets it.
  setHeaders(reply, { ...(error instanceof GatewayError ? error.headers : {}), 'X-Request-Id': request.id })
  return reply.status(status).header('Content-Type', 'application/json; charset=utf-8').send(JSON.stringify(body))
}

/** For paths that no operation has. */
function protocolOfPath(method: string, path: string): Protocol {
  const unserved = findUnserved(method, path)
  if (unserved !== undefined) return unserved.protocol
  if (path.startsWith('/causeway/')) return 'causeway'
  if (/^\/v3\/(auth|projects|domains|users|regions)\b/.test(path)) return 'iam'
  return 'dli'
}

function toCausewayError(thrown: unknown, request: FastifyRequest): CausewayError {
  if (isFastifyError(thrown)) return fromFastifyError(thrown)
  if (isCutOff(thrown, request)) {
    return new CausewayError('invalid-parameter', 'The connection ended before the whole body had come', {
      hint: 'Send the request again.',
    })
  }
  return asCausewayError(thrown)
}

function isCutOff(thrown: unknown, request: FastifyRequest): boolean {
  return thrown instanceof Error && thrown === request.raw.errored
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('FST_')
}

/** In our own words: the framework's repeat the path, or do not say what to do. */
function fromFastifyError(error: FastifyError): CausewayError {
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return noMediaType()
    case 'FST_ERR_BAD_URL':
      return new CausewayError('invalid-parameter', 'The path is not percent-encoded UTF-8', {
        hint: 'Write "%25" for a percent sign, and encode each part of the path.',
      })
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new CausewayError('invalid-parameter', 'A part of the path is longer than any name or id', {
        hint: 'Check the names and ids in the path.',
      })
  }
  if (error.statusCode !== undefined && error.statusCode < 500) return new CausewayError('invalid-parameter', error.message)
  return asCausewayError(error)
}
