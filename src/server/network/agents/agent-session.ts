import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { Compile } from 'typebox/compile'
import { hasCode } from '../../../base/has-code.ts'
import { watchSession } from '../../../base/sockets/session-watch.ts'
import {
  BODY_BYTES_MAX,
  DIAL_FAILED_STATUS,
  FRAME_BYTES_MAX,
  type Goodbye,
  HEADER_BYTES_MAX,
  HEADER_PAIRS_MAX,
  HELLO_PATH,
  Hello,
  NOT_ALLOWED_STATUS,
  REASON_HEADER,
  SESSION_MEMORY_MB,
  SESSION_WINDOW_BYTES,
  STREAM_WINDOW_BYTES,
  STREAMS_MAX,
} from '../../../protocol/agents/agent-wire.ts'
import { type DialledAddress, socketAddressText } from '../address.ts'
import { limitPieces } from './limit-pieces.ts'

/** How a connection that was asked of an agent has ended before it was one. */
export type AgentRefusal =
  | { readonly kind: 'not-allowed' }
  /** `code`: of the operating system, as far as it is one that is known. */
  | { readonly kind: 'dial-failed'; readonly code: string | undefined }
  /** The agent has gone meanwhile, or what it answers is none. */
  | { readonly kind: 'lost' }

export class AgentRefused extends Error {
  readonly refusal: AgentRefusal

  constructor(refusal: AgentRefusal) {
    super(`An agent has not opened a connection (${refusal.kind})`)
    this.refusal = refusal
  }
}

interface AgentEnd {
  /** Nothing came of the agent any more, so that it is not about to be back. */
  readonly silent: boolean
  /** It was sent away because of what it sent. */
  readonly misconduct: string | undefined
}

/** One agent that is connected. */
export interface AgentSession {
  readonly address: string
  readonly version: string
  /** Asks the agent for a connection to an address of its network. Rejects with AgentRefused, or with the reason of the signal. */
  open(dialled: DialledAddress, signal: AbortSignal): Promise<Duplex>
  /** Ends it with all connections, and tells the agent why. As often as one likes. */
  end(why: Goodbye): void
  /** It has ended; told once. */
  onEnd(listener: (end: AgentEnd) => void): void
}

/** What an agent may tell of a dial: it is untrusted, and what it says is shown. */
const KNOWN_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EACCES',
  'EPERM',
  'EMFILE',
  'EADDRNOTAVAIL',
])
/** Informational answers before the real one: none is needed. */
const INFORMATIONAL_MAX = 4

/** Tells an agent that its certificate opens nothing (any more). */
export function refuseAgent(socket: TLSSocket, why: Goodbye): void {
  const session = connect('http://agent', { createConnection: () => socket })
  session.on('error', () => {})
  sayGoodbye(session, why)
}

/** The connection goes when what says why had time to leave. */
function sayGoodbye(session: ClientHttp2Session, why: Goodbye): void {
  if (session.destroyed) return
  session.goaway(constants.NGHTTP2_NO_ERROR, 0, Buffer.from(why))
  setTimeout(() => session.destroy(), GOODBYE_MS)
}

const GOODBYE_MS = 200

/**
 * Speaks HTTP/2 over a connection that an agent has made, as the side that asks: the agent can open no stream. Resolves when it has said what it is; rejects when it does
 * not within the signal's time, or says what is none.
 */
export async function openAgentSession(socket: TLSSocket, address: string, signal: AbortSignal): Promise<AgentSession> {
  socket.setNoDelay(true)
  const session = connect('http://agent', {
    createConnection: () => socket,
    settings: {
      initialWindowSize: STREAM_WINDOW_BYTES,
      maxFrameSize: FRAME_BYTES_MAX,
      maxHeaderListSize: HEADER_BYTES_MAX,
      enablePush: false,
    },
    maxReservedRemoteStreams: 0,
    maxHeaderListPairs: HEADER_PAIRS_MAX,
    maxSessionMemory: SESSION_MEMORY_MB,
    peerMaxConcurrentStreams: STREAMS_MAX,
  })
  let misconduct: string | undefined
  // What went wrong with it is told by its end. Floods of frames, and what is against the protocol, are seen by the library.
  session.on('error', (error) => {
    if (hasCode(error, 'ERR_HTTP2_ERROR') || hasCode(error, 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES')) misconduct ??= error.message
  })
  session.on('stream', () => session.destroy())
  session.once('connect', () => session.setLocalWindowSize(SESSION_WINDOW_BYTES))
  let silent = false
  const unwatch = watchSession(
    session,
    () => socket.bytesRead,
    () => {
      silent = true
      session.destroy()
    },
  )
  session.once('close', unwatch)
  // The session does not always hear of the end of its socket: that of an agent which was killed, for one.
  for (const end of ['end', 'close'] as const) socket.once(end, () => session.destroy())
  try {
    const { version } = await hello(session, signal)
    return agentSession(session, { address, version }, () => ({ silent, misconduct }))
  } catch (thrown) {
    session.destroy()
    throw thrown
  }
}

function agentSession(
  session: ClientHttp2Session,
  { address, version }: Pick<AgentSession, 'address' | 'version'>,
  howEnded: () => AgentEnd,
): AgentSession {
  const streams = new Set<ClientHttp2Stream>()
  let ending = false
  return {
    address,
    version,
    async open(dialled, signal) {
      signal.throwIfAborted()
      if (ending || session.closed || session.destroyed || streams.size >= STREAMS_MAX) throw new AgentRefused({ kind: 'lost' })
      const stream = session.request({ ':method': 'CONNECT', ':authority': socketAddressText(dialled.ip, dialled.port) })
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      limitPieces(stream)
      try {
        refuseUnlessOpen(await answerTo(stream, signal))
        // The end of one that was cut off must not look like one that was said.
        stream.once('aborted', () => stream.destroy(new Error('The connection was cut off at the agent')))
        return stream
      } catch (thrown) {
        stream.destroy()
        throw thrown
      }
    },
    end(why) {
      if (ending) return
      ending = true
      for (const stream of streams) stream.destroy()
      sayGoodbye(session, why)
    },
    onEnd(listener) {
      const told = (): void => listener(howEnded())
      if (session.destroyed) queueMicrotask(told)
      else session.once('close', told)
    },
  }
}

type AnswerHeaders = IncomingHttpHeaders & { readonly ':status'?: number | undefined }

function refuseUnlessOpen(headers: AnswerHeaders): void {
  const status = headers[':status']
  if (status === 200) return
  if (status === NOT_ALLOWED_STATUS) throw new AgentRefused({ kind: 'not-allowed' })
  if (status !== DIAL_FAILED_STATUS) throw new AgentRefused({ kind: 'lost' })
  const told = headers[REASON_HEADER]
  throw new AgentRefused({ kind: 'dial-failed', code: typeof told === 'string' && KNOWN_CODES.has(told) ? told : undefined })
}

function answerTo(stream: ClientHttp2Stream, signal: AbortSignal): Promise<AnswerHeaders> {
  return new Promise((resolve, reject) => {
    let informational = 0
    const abort = (): void => {
      stream.destroy()
      reject(signal.reason instanceof Error ? signal.reason : new Error('The dial was given up'))
    }
    const lost = (): void => reject(new AgentRefused({ kind: 'lost' }))
    signal.addEventListener('abort', abort, { once: true })
    stream.once('response', (headers) => {
      signal.removeEventListener('abort', abort)
      stream.off('close', lost)
      resolve(headers)
    })
    stream.on('headers', () => {
      informational += 1
      if (informational > INFORMATIONAL_MAX) stream.destroy()
    })
    // Told by 'close'.
    stream.on('error', () => {})
    stream.once('close', () => {
      signal.removeEventListener('abort', abort)
      lost()
    })
  })
}

const isHello = Compile(Hello)

async function hello(session: ClientHttp2Session, signal: AbortSignal): Promise<Hello> {
  const stream = session.request({ ':method': 'GET', ':path': HELLO_PATH })
  const headers = await answerTo(stream, signal)
  if (headers[':status'] !== 200) throw new Error('The agent does not say what it is')
  const chunks: Buffer[] = []
  let bytes = 0
  const abort = (): void => void stream.destroy()
  signal.addEventListener('abort', abort, { once: true })
  try {
    for await (const chunk of stream) {
      if (!Buffer.isBuffer(chunk)) continue
      bytes += chunk.length
      if (bytes > BODY_BYTES_MAX) throw new Error('The agent says too much')
      chunks.push(chunk)
    }
  } finally {
    signal.removeEventListener('abort', abort)
  }
  signal.throwIfAborted()
  const told: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  if (isHello.Check(told)) return told
  throw new Error('The agent says what it is in a way that is not known')
}
