import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { clientOf } from '../../../base/addresses/client-of.ts'
import { CausewayError } from '../../../base/errors.ts'
import { createServer } from '../../../base/http/node-http.ts'
import { plainAnswer } from '../answers/plain-answer.ts'
import { answerInTurns } from './answer-in-turns.ts'
import type { ConnectionLimits } from './connection-limits.ts'
import { endSlowBodies } from './slow-bodies.ts'
import type { Transport } from './transport.ts'

/** From this part of the limit on, connections on which no request has begun are closed. */
const NEARLY_FULL = 0.9
const MAKE_ROOM_INTERVAL_MS = 1_000

/** Behind its address are many clients. */
type IsProxy = (address: string | undefined) => boolean

/** An HTTP server on which no connection stays for nothing: one that sends nothing, takes nothing or is one too many is ended. */
export function createLimitedServer(limits: ConnectionLimits, transport: Transport = PLAIN, isProxy: IsProxy = () => false): Server {
  const options = {
    headersTimeout: limits.headersMs,
    // A body has a time of its own: `endSlowBodies`.
    requestTimeout: 0,
    keepAliveTimeout: limits.keptMs,
    connectionsCheckingInterval: limits.checkMs,
    // A peer that has vanished without a word is noticed by the system.
    keepAlive: true,
    keepAliveInitialDelay: limits.stalledMs,
    // Node's own refusal says nothing: the check of the head says what is missing.
    requireHostHeader: false,
  }
  const server = transport.createServer(options, limits)
  server.setTimeout(limits.stalledMs)
  // All headers that fit in 16 KiB are seen: those beyond Node's own limit would be dropped in silence.
  server.maxHeadersCount = 0
  const { isAtWork } = answerInTurns(server)
  endSlowBodies(server, limits)
  endWhatStalls(server, isAtWork)
  countConnections(server, limits, transport, isProxy)
  return server
}

/** A connection without traffic is ended unless the server is at work on its request: then the client waits for us. */
function endWhatStalls(server: Server, isAtWork: (socket: Socket) => boolean): void {
  server.on('timeout', (socket) => {
    if (!isAtWork(socket) || socket.writableLength > 0) socket.destroy()
  })
}

function countConnections(server: Server, { connections, ofOneAddress }: ConnectionLimits, transport: Transport, isProxy: IsProxy): void {
  const byAddress = new Map<string, number>()
  let all = 0
  let madeRoom = false
  const makeRoom = (): void => {
    if (madeRoom) return
    madeRoom = true
    setTimeout(() => {
      madeRoom = false
    }, MAKE_ROOM_INTERVAL_MS).unref()
    server.closeIdleConnections()
    transport.closeUnfinished()
  }
  server.prependListener('connection', (socket: Socket) => {
    const address = clientOf(socket.remoteAddress ?? '')
    const own = byAddress.get(address) ?? 0
    if (all >= NEARLY_FULL * connections) makeRoom()
    if (all >= connections || (own >= ofOneAddress && !isProxy(socket.remoteAddress))) {
      transport.refuse(
        socket,
        all >= connections ? `The server has ${all} open connections` : `${own} connections from this address are open`,
      )
      return
    }
    all += 1
    byAddress.set(address, own + 1)
    socket.once('close', () => {
      all -= 1
      const left = (byAddress.get(address) ?? 1) - 1
      if (left === 0) byAddress.delete(address)
      else byAddress.set(address, left)
    })
  })
}

const PLAIN: Transport = {
  scheme: 'http',
  createServer: (options) => createServer(options),
  closeUnfinished() {},
  refuse: refuseInWords,
}

function refuseInWords(socket: Socket, message: string): void {
  const error = new CausewayError('unavailable', message, { hint: 'Close connections that are not used, and try again in a moment.' })
  socket.write(plainAnswer(error))
  socket.destroy()
}
