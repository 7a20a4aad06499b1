import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { operationOf } from '../operation-of.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Its line is written. */
    isLogged: boolean
  }
}

/** Levels at which each request has its line. */
const TELLING: ReadonlySet<string> = new Set(['trace', 'debug', 'info'])

/** One line a request: what was asked, how it ended, how long it took. No URL, header or body: they may hold a secret. */
export function addOperationLog(app: FastifyInstance): void {
  app.decorateRequest('isLogged', false)

  function write(request: FastifyRequest, reply: FastifyReply): void {
    if (request.isLogged) return
    request.isLogged = true
    if (reply.statusCode < 500 && !TELLING.has(request.log.level ?? '')) return
    const entry = {
      operation: operationOf(request)?.name ?? 'unknown',
      method: request.method,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
      // Its client has gone away before the end of the answer.
      ...(reply.raw.writableFinished ? {} : { cutOff: true }),
    }
    if (reply.statusCode >= 500 && reply.statusCode !== 503) request.log.error(entry, 'request failed')
    else request.log.info(entry, 'request')
  }

  app.addHook('onResponse', (request, reply, done) => {
    write(request, reply)
    done()
  })
  // The framework does not tell of an answer whose client has gone away before its end.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode >= 500 || TELLING.has(app.log.level)) {
      if (reply.raw.destroyed) write(request, reply)
      else reply.raw.once('close', () => write(request, reply))
    }
    done(null, payload)
  })
}
