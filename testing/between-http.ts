import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** What becomes of a request that comes by. */
export type Fate =
  /** `answerAfter`: the server has answered long before. */
  | { readonly kind: 'pass'; readonly answerAfter?: Promise<void> }
  /** Nothing more is heard of it. */
  | { readonly kind: 'hold' }
  /** The server gets it, and its answer is lost with the connection. */
  | { readonly kind: 'lose-answer' }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  /** The first of its bytes is another one. */
  | { readonly kind: 'spoil' }

export interface BetweenHttp {
  readonly port: number
  /** Asked for each request, by its method and path; passes all at first. */
  decide: (request: string) => Fate
  close(): void
}

/** Stands before a server of HTTP on this machine, and may do with requests what networks and busy servers do. */
export async function startBetweenHttp(port: number): Promise<BetweenHttp> {
  const server = http
    .createServer((incoming, reply) => {
      const fate = between.decide(`${incoming.method} ${incoming.url}`)
      incoming.on('error', () => undefined)
      if (fate.kind === 'hold') return void incoming.resume()
      if (fate.kind === 'answer') {
        incoming.resume()
        incoming.on('end', () => reply.writeHead(fate.status, { 'Content-Type': 'application/xml' }).end(fate.body))
        return
      }
      const { method, url: path, rawHeaders: headers } = incoming
      const outgoing = http.request({ host: '127.0.0.1', port, method, path, headers, setHost: false }, (answer) => {
        if (fate.kind === 'lose-answer') {
          answer.resume()
          answer.on('end', () => reply.destroy())
          return
        }
        const pass = (): void => {
          reply.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
          answer.pipe(reply)
        }
        if (fate.kind === 'pass' && fate.answerAfter !== undefined) void fate.answerAfter.then(pass)
        else pass()
      })
      outgoing.on('error', () => reply.destroy())
      reply.on('close', () => outgoing.destroy())
      let isSpoilt = fate.kind !== 'spoil'
      incoming.on('data', (bytes: Buffer) => {
        if (!isSpoilt) bytes[0] = (bytes[0] ?? 0) ^ 1
        isSpoilt = true
        if (!outgoing.write(bytes)) {
          incoming.pause()
          outgoing.once('drain', () => incoming.resume())
        }
      })
      incoming.on('end', () => outgoing.end())
    })
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  const between: BetweenHttp = {
    port: (server.address() as AddressInfo).port,
    decide: () => ({ kind: 'pass' }),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
  return between
}
