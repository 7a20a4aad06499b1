import { inOwnWords } from '../connect/refusal-of.ts'
import type { ServerClient } from '../connect/server-client.ts'

/** A server whose refusals have one word each, whichever API a statement goes by: a query goes by Causeway's, all others by the vendor's. */
export function withOwnWords(server: ServerClient): ServerClient {
  const refuse = (thrown: unknown): never => {
    throw inOwnWords(thrown)
  }
  return {
    ...server,
    ask: (method, target, body) => server.ask(method, target, body).catch(refuse),
    send: (method, target, sent) => server.send(method, target, sent).catch(refuse),
    again: async () => withOwnWords(await server.again()),
  }
}
