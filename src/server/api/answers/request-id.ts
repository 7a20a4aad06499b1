import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

export const newRequestId = (): string => randomUUID()

/** X-Request-Id on every answer: the vendor's SDKs show it in their errors, and the log has it. A client's own id is not taken over. */
export function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('X-Request-Id', request.id)
    done()
  })
}
