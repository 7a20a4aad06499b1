import type { ClientRequest, IncomingMessage } from 'node:http'

/**
 * The head of the answer to a request. Node tells of no error where a server switches to another protocol, which nobody asked for: it closes the connection, and
 * says no more than that.
 */
export async function answerTo(asked: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  asked.on('response', resolve)
  asked.on('error', reject)
  asked.on('close', () => reject(Object.assign(new Error('The connection was closed without an answer'), { code: 'ECONNRESET' })))
  return await promise
}
