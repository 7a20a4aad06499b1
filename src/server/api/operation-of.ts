import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Operation } from './operation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** undefined: nobody has asked for it yet, or there is none. */
    foundOperation: Operation | undefined
  }
}

export function addOperation(app: FastifyInstance): void {
  app.decorateRequest('foundOperation', undefined)
}

/** What the request asks for; undefined where no operation answers. The framework makes a record of all that it knows of a route each time that one is asked for. */
export function operationOf(request: FastifyRequest): Operation | undefined {
  request.foundOperation ??= request.routeOptions.config.operation
  return request.foundOperation
}
