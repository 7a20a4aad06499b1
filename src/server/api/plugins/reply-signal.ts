import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CausewayError } from '../../../base/errors.ts'

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

/** Aborted when the client goes away before the answer has ended, and for an answer in pieces when the server stops. */
export function replySignal(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  const { openStreams } = request.server
  if (request.routeOptions.config.operation?.reply.kind === 'stream') openStreams.add(controller)
  reply.raw.once('close', () => {
    openStreams.delete(controller)
    if (!reply.raw.writableFinished) controller.abort(new CausewayError('cancelled', 'The client went away'))
  })
  return controller.signal
}
