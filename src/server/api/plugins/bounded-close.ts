import type { FastifyInstance } from 'fastify'

/**
 * close() lets requests in flight finish and ends their connections with the answer, so that none is kept alive; what is not done after timeoutMs is cut.
 */
export function addBoundedClose(app: FastifyInstance, timeoutMs: number): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    timer = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
    // Fastify closes only what it has listened with itself: behind a front door it would not wait for the requests in flight.
    if (app.server.listening) await new Promise<void>((resolve) => app.server.close(() => resolve()))
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (timer !== undefined) reply.header('Connection', 'close')
    done()
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
