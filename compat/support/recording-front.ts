import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call that a client made, as it stood on the wire, and how it was answered. */
export interface RecordedCall {
  readonly method: string
  /** with its query */
  readonly target: string
  readonly status: number
  /** of an answer that is an error; '' of others */
  readonly errorText: string
}

export interface Front {
  /** http://127.0.0.1:port, which answers as the server behind it */
  readonly endpoint: string
  readonly calls: readonly RecordedCall[]
  /** Passes a request on that came by another way (through TLS, or for another host). */
  readonly pass: (incoming: IncomingMessage, answer: ServerResponse) => void
  close(): Promise<void>
}

const KEPT_ERROR_BYTES = 2_000

/**
 * Stands in front of a Causeway and writes down what is called, without changing a byte of it: signatures cover the host that the client meant.
 *
 * @param target the endpoint of the Causeway, over plain HTTP
 */
export async function openFront(target: string): Promise<Front> {
  const { hostname, port } = new URL(target)
  const calls: RecordedCall[] = []
  const pass = (incoming: IncomingMessage, answer: ServerResponse): void => {
    const method = incoming.method ?? 'GET'
    // What a proxy is asked for has the host before the path.
    const path = (incoming.url ?? '/').replace(/^https?:\/\/[^/]+/, '')
    const onward = request({ hostname, port, method, path, headers: incoming.rawHeaders, setHost: false }, (reply) => {
      const status = reply.statusCode ?? 0
      const kept: Buffer[] = []
      if (status >= 400) reply.on('data', (bytes: Buffer) => kept.push(bytes))
      reply.once('end', () => {
        calls.push({ method, target: path, status, errorText: Buffer.concat(kept).toString('utf8', 0, KEPT_ERROR_BYTES) })
      })
      answer.writeHead(status, reply.rawHeaders)
      reply.pipe(answer)
    })
    onward.once('error', (error) => {
      calls.push({ method, target: path, status: 0, errorText: error.message })
      answer.destroy(error)
    })
    incoming.pipe(onward)
  }
  const server = createServer(pass)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    calls,
    pass,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export function portOf(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('a listener of TCP has a port')
  return address.port
}
