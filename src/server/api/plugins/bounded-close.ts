import type { FastifyInstance } from 'fastify'

/**
 * close() lets requests in flight finish and ends their connections with the answer, so that none is kept alive; what is not done after timeoutMs is cut.
 */
export function addBoundedClose(app: FastifyInstance, timeoutMs: number): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    timer = setTimeout(() => app.server.closeAllConnections(), timeoutMs)
  })
  app.addHook('onSend', async (_request, reply) => {
    if (timer !== undefined) reply.header('Connection', 'close')
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
