import type { FastifyInstance } from 'fastify'

/** One line a request: what was asked, how it ended, how long it took. No URL, header or body: they may hold a secret. */
export function addOperationLog(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    const entry = {
      operation: request.routeOptions.config.operation?.name ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    }
    if (reply.statusCode >= 500 && reply.statusCode !== 503) request.log.error(entry, 'request failed')
    else request.log.info(entry, 'request')
    done()
  })
}
