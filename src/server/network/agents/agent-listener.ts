import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { createServer as createHttpServer } from '../../../base/http/node-http.ts'
import type { Logger } from '../../../base/log.ts'
import {
  AUTHORITY_PATH,
  BODY_BYTES_MAX,
  ENROL_PATH,
  type EnrolAnswer,
  EnrolRequest,
  HEADER_BYTES_MAX,
  RENEW_PATH,
  type RefusedAnswer,
  type RenewAnswer,
  RenewRequest,
} from '../../../protocol/agents/agent-wire.ts'
import { AddressShares } from './address-shares.ts'
import { keyHashOf } from './agent-authority.ts'
import { type AgentSession, openAgentSession, refuseAgent } from './agent-session.ts'
import { Shares } from './shares.ts'

/** Who decides about agents. */
export interface AgentGate {
  /** PEM. */
  readonly authority: string
  /** Throws a CausewayError for whoever gets no certificate. */
  enrol(request: EnrolRequest, peer: string): Promise<EnrolAnswer>
  renew(keyHash: string, request: RenewRequest, peer: string): Promise<RenewAnswer>
  /** Undefined: no agent has this key, or it was removed. */
  admit(keyHash: string): Promise<AdmittedAgent | undefined>
}

interface AdmittedAgent {
  /** @param endsAt when the certificate ends that it has shown */
  connected(session: AgentSession, endsAt: number): void
}

interface ServerCertificate {
  readonly certificate: string
  readonly key: string
}

export interface AgentListener {
  readonly port: number
  /** For the connections from now on. */
  use(certificate: ServerCertificate): void
  /** Takes no more, and ends what has not ended in a moment. */
  close(): Promise<void>
}

export interface AgentListenerOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  readonly certificate: ServerCertificate
  readonly gate: AgentGate
  readonly log: Logger
  /** For a whole exchange of those who have no certificate yet, and until a new session is one. */
  readonly exchangeMs?: number
  /** Until a connection is one of TLS. */
  readonly handshakeMs?: number
}

const HANDSHAKE_MS = 10_000
const EXCHANGE_MS = 15_000
/** At once, of those who may be anybody and ask for something: together, and of one address. */
const STRANGERS = { ofAll: 64, ofOne: 16 }
/** Of connections that have not shown a good certificate yet, be it that they have said nothing. Many agents come from one address where that is a router's. */
const UNKNOWN = { ofAll: 1_000, ofOne: 64 }
const CONNECTIONS_MAX = 4_000
/** Of one agent: its connection, the one that takes its place, one for its next certificate, and what of them has not ended yet. Whoever has its certificate can else take the whole port. */
const OF_ONE_AGENT = 8
/** For what is told to those who are sent away. */
const CLOSE_MS = 500

/** Where agents come in: a port of its own, TLS 1.3 by the server's own authority. Throws 'in-use' where the port is taken. */
export async function openAgentListener({
  host,
  port,
  certificate,
  gate,
  log,
  exchangeMs = EXCHANGE_MS,
  handshakeMs = HANDSHAKE_MS,
}: AgentListenerOptions): Promise<AgentListener> {
  const contextOf = (shown: ServerCertificate) => ({ cert: shown.certificate, key: shown.key, ca: gate.authority })
  const sockets = new Set<TLSSocket>()
  const strangers = new AddressShares(STRANGERS)
  const unknown = new AddressShares(UNKNOWN)
  const agents = new Shares({ ofOne: OF_ONE_AGENT, ofAll: CONNECTIONS_MAX })
  /** By both ends' place: what of a connection is given back once it is known whose it is. */
  const shares = new Map<string, () => void>()
  // Without times of its own: the whole exchange has one.
  const limits = { maxHeaderSize: HEADER_BYTES_MAX, keepAlive: false, headersTimeout: 0, requestTimeout: 0 }
  const web = createHttpServer(limits, (request, response) => {
    answer(request, response, gate).catch((error: unknown) => {
      log.error({ err: error }, 'A request of an agent failed')
      response.destroy()
    })
  })
  const server = createServer({
    ...contextOf(certificate),
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['h2', 'http/1.1'],
    requestCert: true,
    // Who has none yet may ask for one; who speaks HTTP/2 without one is sent away.
    rejectUnauthorized: false,
    handshakeTimeout: handshakeMs,
  })
  server.maxConnections = CONNECTIONS_MAX
  // Also where its time is over: node tells that, and leaves the connection as it is.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.prependListener('connection', (socket: Socket) => {
    const share = unknown.take(socket.remoteAddress ?? '')
    if (share === undefined) return void socket.destroy()
    const place = peerOf(socket)
    shares.set(place, share)
    socket.once('close', () => {
      share()
      shares.delete(place)
    })
  })
  server.on('secureConnection', (socket) => {
    socket.on('error', () => {})
    const shown = socket.authorized ? socket.getPeerX509Certificate() : undefined
    if (shown !== undefined) {
      const own = agents.take(keyHashOf(shown))
      if (own === undefined) return void socket.destroy()
      socket.once('close', own)
      shares.get(peerOf(socket))?.()
    }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (socket.alpnProtocol === 'h2') {
      receive(socket, gate, log, exchangeMs).catch((error: unknown) => {
        socket.destroy()
        log.debug({ err: error }, 'An agent could not connect')
      })
      return
    }
    // An agent that comes for its next certificate has shown one.
    const share = socket.authorized ? (): void => {} : strangers.take(socket.remoteAddress ?? '')
    if (share === undefined) return void socket.destroy()
    const timer = setTimeout(() => socket.destroy(), exchangeMs)
    socket.once('close', () => {
      clearTimeout(timer)
      share()
    })
    web.emit('connection', socket)
  })
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    if (!hasCode(cause, 'EADDRINUSE') && !hasCode(cause, 'EADDRNOTAVAIL') && !hasCode(cause, 'EACCES')) throw cause
    throw new CausewayError('in-use', `The port for agents cannot be opened at ${host}:${port}`, {
      hint: 'Give agents.listen in causeway.yaml an address of this machine and a port that is free.',
      cause,
    })
  }
  server.on('error', (error) => log.error({ err: error }, 'The port for agents failed'))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    use: (next) => server.setSecureContext({ ...contextOf(next), minVersion: 'TLSv1.3' }),
    close() {
      const rest = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, CLOSE_MS)
      return new Promise((resolve) => {
        server.close(() => {
          clearTimeout(rest)
          resolve()
        })
      })
    },
  }
}

/** Somebody who has a certificate, or says so. */
async function receive(socket: TLSSocket, gate: AgentGate, log: Logger, exchangeMs: number): Promise<void> {
  const shown = socket.getPeerX509Certificate()
  if (shown === undefined) {
    socket.destroy()
    return
  }
  if (!socket.authorized) {
    // Node tells why as a text or as an error, by its version.
    if (/CERT_HAS_EXPIRED/.test(String(socket.authorizationError))) refuseAgent(socket, 'expired')
    else socket.destroy()
    return
  }
  const agent = await gate.admit(keyHashOf(shown))
  if (agent === undefined) {
    refuseAgent(socket, 'removed')
    return
  }
  const session = await openAgentSession(socket, peerOf(socket), AbortSignal.timeout(exchangeMs))
  session.onEnd(({ misconduct }) => {
    if (misconduct !== undefined) log.warn({ agent: session.address, reason: misconduct }, 'An agent was sent away for what it sent')
  })
  agent.connected(session, Date.parse(shown.validTo))
}

const isEnrolRequest = Compile(EnrolRequest)
const isRenewRequest = Compile(RenewRequest)

async function answer(request: IncomingMessage, response: ServerResponse, gate: AgentGate): Promise<void> {
  const { socket } = request
  const peer = (socket.remoteAddress ?? '').replace(/^::ffff:/, '')
  const send = (status: number, body: string, type = 'application/json'): void => {
    response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body), Connection: 'close' }).end(body)
  }
  try {
    const what = `${request.method ?? ''} ${request.url ?? ''}`
    if (what === `GET ${AUTHORITY_PATH}`) return send(200, gate.authority, 'application/x-pem-file')
    if (what === `POST ${ENROL_PATH}`) return send(200, JSON.stringify(await gate.enrol(await readBody(request, isEnrolRequest), peer)))
    if (what === `POST ${RENEW_PATH}`) {
      const body = await readBody(request, isRenewRequest)
      return send(200, JSON.stringify(await gate.renew(certifiedKey(socket), body, peer)))
    }
    throw new CausewayError('not-found', 'This port is for agents', { hint: 'Start causeway agent with a token.' })
  } catch (thrown) {
    if (!(thrown instanceof CausewayError) || thrown.kind === 'internal') throw thrown
    send(statusOf(thrown), JSON.stringify({ message: thrown.message, hint: thrown.hint ?? '' } satisfies RefusedAnswer))
  }
}

const statusOf = ({ kind }: CausewayError): number =>
  kind === 'forbidden' || kind === 'unauthenticated' ? 403 : kind === 'not-found' ? 404 : 400

/** Throws 'unauthenticated' for whoever has shown no certificate of this server's that is good now. */
function certifiedKey(socket: IncomingMessage['socket']): string {
  const isTls = (each: IncomingMessage['socket']): each is TLSSocket => 'getPeerX509Certificate' in each
  const shown = isTls(socket) && socket.authorized ? socket.getPeerX509Certificate() : undefined
  if (shown !== undefined) return keyHashOf(shown)
  throw new CausewayError('unauthenticated', 'No certificate of this server was shown that is good now', {
    hint: 'Enrol the agent again with a new token.',
  })
}

async function readBody<T extends TObject>(request: IncomingMessage, schema: ReturnType<typeof Compile<T>>) {
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request) {
      if (!Buffer.isBuffer(chunk)) continue
      bytes += chunk.length
      if (bytes > BODY_BYTES_MAX) throw unreadable()
      chunks.push(chunk)
    }
  } catch {
    // Whoever breaks off is no concern of the server, nor of its log.
    throw unreadable()
  }
  let body: unknown
  try {
    body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw unreadable()
  }
  if (schema.Check(body)) return body
  throw unreadable()
}

const unreadable = (): CausewayError =>
  new CausewayError('invalid-parameter', 'The request of the agent cannot be read', { hint: 'Use the causeway agent of this version.' })

const peerOf = ({ remoteAddress, remotePort }: Pick<Socket, 'remoteAddress' | 'remotePort'>): string =>
  `${(remoteAddress ?? '').replace(/^::ffff:/, '')}:${remotePort ?? 0}`
