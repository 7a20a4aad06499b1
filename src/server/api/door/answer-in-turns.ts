import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Exchange = readonly [request: IncomingMessage, response: ServerResponse]

/** Of one connection; more than Node reads of one at a time. A client that goes on although nothing is taken from it waits for no answer. */
const WAITING_MAX = 10_000

/**
 * Of the requests that a client sends without waiting for answers (pipelining), one is at work at a time, and other connections have their turn between two: Node would begin all
 * that come in one piece, thousands of them, before it looks at anybody else. Those behind an answer that ends the connection are never begun.
 *
 * @returns whether a connection has a request at work
 */
export function answerInTurns(server: Server): { readonly isAtWork: (socket: Socket) => boolean } {
  const busy = new WeakSet<Socket>()
  const waiting = new WeakMap<Socket, Exchange[]>()
  /** Nothing is read of them while requests wait. */
  const held = new WeakSet<Socket>()
  const emit = server.emit.bind(server)

  function begin(request: IncomingMessage, response: ServerResponse): boolean {
    busy.add(request.socket)
    response.on('close', ended)
    return emit('request', request, response)
  }

  /** One for all responses, each of which tells it once. */
  function ended(this: ServerResponse): void {
    const { socket } = this.req
    if ((waiting.get(socket)?.length ?? 0) === 0) busy.delete(socket)
    else setImmediate(next, socket)
  }

  function next(socket: Socket): void {
    const others = waiting.get(socket) ?? []
    const first = socket.destroyed ? undefined : others.shift()
    if (others.length === 0 || first === undefined) {
      waiting.delete(socket)
      socket.resume()
    }
    if (first === undefined) busy.delete(socket)
    else begin(...first)
  }

  function wait(exchange: Exchange): boolean {
    const { socket } = exchange[0]
    const others = waiting.get(socket) ?? []
    others.push(exchange)
    waiting.set(socket, others)
    if (!held.has(socket)) {
      held.add(socket)
      // Node goes on to read with each request that is done.
      socket.on('resume', () => {
        if (waiting.has(socket)) socket.pause()
      })
    }
    if (others.length > WAITING_MAX) socket.destroy()
    else socket.pause()
    return true
  }

  Object.assign(server, {
    emit(event: string, ...values: readonly unknown[]): boolean {
      if (!isRequest(event, values)) return Reflect.apply(emit, server, [event, ...values])
      return busy.has(values[0].socket) ? wait(values) : begin(values[0], values[1])
    },
  })
  return { isAtWork: (socket) => busy.has(socket) }
}

const isRequest = (event: string, values: readonly unknown[]): values is Exchange => event === 'request' && values.length === 2
