import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CausewayError } from '../../../base/errors.ts'
import { operationOf } from '../operation-of.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Of the answers in pieces that have not ended. */
    readonly openStreams: Set<AbortController>
  }
}

/** When the server stops, what answers in pieces is told so; other calls are let finish. */
export function addReplySignal(app: FastifyInstance): void {
  const streams = new Set<AbortController>()
  app.decorate('openStreams', streams)
  app.addHook('preClose', async () => {
    const reason = new CausewayError('unavailable', 'The server is stopping', { hint: 'Ask again when it is back.' })
    for (const stream of streams) stream.abort(reason)
  })
}

/**
 * Aborted when the client goes away before the answer has ended, and for an answer in pieces when the server stops. Made when it is asked for, which most calls
 * never do; for an answer in pieces at once.
 */
export function replySignal(request: FastifyRequest, reply: FastifyReply): () => AbortSignal {
  if (!mayStream(request)) return () => makeSignal(request, reply)
  const signal = makeSignal(request, reply)
  return () => signal
}

function mayStream(request: FastifyRequest): boolean {
  const operation = operationOf(request)
  return operation?.reply.kind === 'stream' || operation?.alsoStreams !== undefined
}

function makeSignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  // Nothing tells of an end that has been.
  if (reply.raw.destroyed) controller.abort(new CausewayError('cancelled', 'The client went away'))
  const { openStreams } = request.server
  if (mayStream(request)) openStreams.add(controller)
  reply.raw.once('close', () => {
    openStreams.delete(controller)
    if (!reply.raw.writableFinished) controller.abort(new CausewayError('cancelled', 'The client went away'))
  })
  return controller.signal
}
