import { once } from 'node:events'
import { createServer, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { parseSocketAddress, type SocketAddress } from '../base/addresses/ip-address.ts'
import { asDialled } from '../base/sockets/dialled-socket.ts'
import { KeptBuffers } from '../base/sockets/kept-buffers.ts'
import { relay } from '../base/sockets/relay.ts'
import { watchSession } from '../base/sockets/session-watch.ts'
import {
  DIAL_FAILED_STATUS,
  FRAME_BYTES_MAX,
  GOODBYES,
  type Goodbye,
  HEADER_BYTES_MAX,
  HEADER_PAIRS_MAX,
  HELLO_PATH,
  type Hello,
  NOT_ALLOWED_STATUS,
  REASON_HEADER,
  SESSION_MEMORY_MB,
  SESSION_WINDOW_BYTES,
  STREAM_WINDOW_BYTES,
  STREAMS_MAX,
} from '../protocol/agents/agent-wire.ts'
import type { AgentState } from './agent-state.ts'
import { type AllowedNetwork, allows } from './allow-list.ts'
import { placeOf, reasonOf, tlsTo } from './enrolment.ts'

export interface LinkOptions {
  readonly state: AgentState
  readonly server: string
  readonly allowed: readonly AllowedNetwork[]
  readonly version: string
  /** Ends it. */
  readonly signal: AbortSignal
  /** The server has asked what this is: from here on it can be asked for connections. */
  readonly connected: () => void
  readonly refused: (address: string) => void
}

export type LinkEnd =
  /** The server has said why. */
  | { readonly kind: 'goodbye'; readonly why: Goodbye }
  /** `reason`: of the system, in short. */
  | { readonly kind: 'broken'; readonly reason: string }

const HANDSHAKE_MS = 10_000
const DIAL_MS = 10_000

/** One connection to the server, until it ends. Over it this side answers: the server asks for connections, each is one to an address of this network. Never rejects. */
export async function runLink(options: LinkOptions): Promise<LinkEnd> {
  const { state, signal } = options
  const place = placeOf(options.server)
  const socket = connectTls({
    ...tlsTo(place, state),
    cert: state.certificate,
    key: state.key,
    ALPNProtocols: ['h2'],
  })
  socket.setNoDelay(true)
  let reason = 'the connection ended'
  socket.on('error', (error) => {
    reason = reasonOf(error)
  })
  let current: ServerHttp2Session | undefined
  const abort = (): void => {
    // It holds the socket, and does not always hear of the end of that.
    current?.destroy()
    socket.destroy()
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.any([signal, AbortSignal.timeout(HANDSHAKE_MS)]) })
  } catch (thrown) {
    socket.destroy()
    signal.removeEventListener('abort', abort)
    return { kind: 'broken', reason: reasonOf(thrown) }
  }
  let goodbye: Goodbye | undefined
  const ended = Promise.withResolvers<void>()
  const http2 = linkServer(options)
  http2.on('session', (session) => {
    current = session
    session.setLocalWindowSize(SESSION_WINDOW_BYTES)
    session.on('error', (error) => {
      reason = reasonOf(error)
    })
    session.on('goaway', (_code, _lastStream, data) => {
      const told = data === undefined ? '' : Buffer.from(data).toString('latin1')
      goodbye ??= GOODBYES.find((each) => each === told)
    })
    const unwatch = watchSession(
      session,
      () => socket.bytesRead,
      () => {
        reason = 'nothing came from the server any more'
        session.destroy()
      },
    )
    session.once('close', () => {
      unwatch()
      ended.resolve()
    })
  })
  for (const end of ['end', 'close'] as const) socket.once(end, () => ended.resolve())
  if (socket.closed) ended.resolve()
  else http2.emit('connection', socket)
  await ended.promise
  abort()
  signal.removeEventListener('abort', abort)
  http2.removeAllListeners()
  return goodbye === undefined ? { kind: 'broken', reason } : { kind: 'goodbye', why: goodbye }
}

function linkServer({ allowed, version, connected, refused }: LinkOptions): Http2Server {
  const http2 = createServer({
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxFrameSize: FRAME_BYTES_MAX,
      maxHeaderListSize: HEADER_BYTES_MAX,
      maxConcurrentStreams: STREAMS_MAX,
      enablePush: false,
    },
    maxHeaderListPairs: HEADER_PAIRS_MAX,
    maxSessionMemory: SESSION_MEMORY_MB,
    // Each connection that a job gives up is a stream that is reset: the server is whom this agent was enrolled with, and no stranger.
    streamResetBurst: 10_000,
    streamResetRate: 1_000,
  })
  http2.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    // What breaks is told by 'close'.
    stream.on('error', () => {})
    if (headers[':method'] === 'GET' && headers[':path'] === HELLO_PATH) {
      const hello: Hello = { version }
      stream.respond({ ':status': 200, 'content-type': 'application/json' })
      stream.end(JSON.stringify(hello))
      connected()
      return
    }
    const address = headers[':method'] === 'CONNECT' ? parseSocketAddress(String(headers[':authority'] ?? '')) : undefined
    if (address === undefined) {
      stream.respond({ ':status': 400 }, { endStream: true })
      return
    }
    if (!allows(allowed, address)) {
      refused(String(headers[':authority']))
      stream.respond({ ':status': NOT_ALLOWED_STATUS }, { endStream: true })
      return
    }
    void connectStream(stream, address)
  })
  return http2
}

/** An answer goes out once it is known how the dial ended; what the address sends first is not lost. */
async function connectStream(stream: ServerHttp2Stream, { ip, port }: SocketAddress): Promise<void> {
  const buffers = new KeptBuffers()
  const upstream = connectTcp({ host: ip.text, port, allowHalfOpen: true, onread: buffers.onread })
  asDialled(upstream)
  upstream.pause()
  const gone = new AbortController()
  stream.once('close', () => gone.abort())
  try {
    await once(upstream, 'connect', { signal: AbortSignal.any([gone.signal, AbortSignal.timeout(DIAL_MS)]) })
  } catch (thrown) {
    upstream.on('error', () => {})
    upstream.destroy()
    if (stream.destroyed || stream.closed) return
    stream.respond({ ':status': DIAL_FAILED_STATUS, [REASON_HEADER]: codeOf(thrown) }, { endStream: true })
    return
  }
  if (stream.destroyed) {
    upstream.destroy()
    return
  }
  stream.respond({ ':status': 200 })
  carry(stream, upstream, buffers)
}

function carry(stream: ServerHttp2Stream, upstream: Socket, buffers: KeptBuffers): void {
  // A job that was cut off does not look like one that has said all: the database sees a reset.
  stream.once('aborted', () => void upstream.resetAndDestroy())
  buffers.pumpInto(stream, upstream)
  relay(upstream, stream)
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && thrown.name === 'AbortError') return 'ETIMEDOUT'
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
}
