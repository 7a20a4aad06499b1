import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { asCausewayError, CausewayError } from '../../../base/errors.ts'
import { errorAnswer } from '../error-answer.ts'
import type { Protocol } from '../error-table.ts'
import { GatewayError } from '../gateway-error.ts'

/** Every failure in the shape of its protocol; the reasons of the server's own failures go to the log, never to the caller. */
export function addErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler<unknown>((thrown, request, reply) => answerError(thrown, request, reply))
  app.setNotFoundHandler((request, reply) =>
    answerError(
      new GatewayError('unknown-path', 'The API does not exist or has not been published in the environment', {
        hint: 'docs/reference/operations.md lists every call of this server.',
      }),
      request,
      reply,
    ),
  )
}

export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = isFastifyError(thrown) ? fromFastifyError(thrown) : asCausewayError(thrown)
  const operation = request.routeOptions.config.operation
  const protocol = operation?.protocol ?? protocolOfPath(request.raw.url ?? '')
  const { status, body } = errorAnswer(protocol, error, request.id)
  if (status >= 500) request.log.error({ operation: operation?.name, kind: error.kind, err: error.cause ?? error }, error.message)
  // Errors of the framework itself come here without the hook that sets it.
  return reply
    .status(status)
    .header('X-Request-Id', request.id)
    .header('Content-Type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

/** For paths that no operation has. */
function protocolOfPath(path: string): Protocol {
  if (path.startsWith('/causeway/')) return 'causeway'
  if (/^\/v3\/(auth|projects|domains|users|regions)\b/.test(path)) return 'iam'
  return 'dli'
}

function isFastifyError(thrown: unknown): thrown is FastifyError {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && thrown.code.startsWith('FST_')
}

function fromFastifyError(error: FastifyError): CausewayError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new GatewayError('body-too-large', 'The body is larger than 12 MB', { hint: 'Send at most 12 MB in one request.' })
  }
  if (error.statusCode !== undefined && error.statusCode < 500) return new CausewayError('invalid-parameter', error.message)
  return asCausewayError(error)
}
