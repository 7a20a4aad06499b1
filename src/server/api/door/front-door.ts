import { lookup } from 'node:dns/promises'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import { errorAnswer } from '../answers/error-answer.ts'
import { newRequestId } from '../answers/request-id.ts'
import { connectionLimits, readDescriptorLimit } from './connection-limits.ts'
import { createLimitedServer } from './limited-server.ts'
import type { PublicAddress } from './public-address.ts'
import type { Transport } from './transport.ts'

/**
 * The server's port, bound before anything else is loaded. Until it is opened it answers by itself: /healthz that the process lives, /readyz and every other
 * call what is being started (503).
 */
export interface FrontDoor {
  /** http://host:port or https://host:port, with the port that is really listened on. */
  readonly url: string
  readonly port: number
  /** The HTTP server, for who will answer once the door is open. */
  attach(handler: RequestListener): Server
  /** From now on requests go to the handler that was attached. */
  open(): void
  /** Stops listening and cuts every connection. */
  close(): Promise<void>
}

/** Throws 'in-use' for a port that is taken, 'invalid-parameter' for an address or a port that cannot be listened on. */
export async function openFrontDoor(
  where: { readonly host: string; readonly port: number },
  starting: () => readonly string[],
  { transport, isProxy }: { readonly transport?: Transport | undefined; readonly isProxy?: PublicAddress['isProxy'] } = {},
): Promise<FrontDoor> {
  const { host } = where
  const server = createLimitedServer(connectionLimits(readDescriptorLimit()), transport, isProxy)
  let attached: RequestListener | undefined
  let answer: RequestListener = (request, response) => answerWhileStarting(request, response, starting())
  server.on('request', (request: IncomingMessage, response: ServerResponse) => answer(request, response))
  const port = await listen(server, host, where.port)
  const others = host === 'localhost' ? await listenBeside(server, host, port) : []
  return {
    url: `${transport?.scheme ?? 'http'}://${hostAndPort(host, port)}`,
    port,
    attach(handler) {
      attached = handler
      return server
    },
    open() {
      answer = attached ?? answer
    },
    async close() {
      const closed = [server, ...others].map((each) => new Promise<void>((resolve) => each.close(() => resolve())))
      server.closeAllConnections()
      await Promise.all(closed)
    },
  }
}

async function listen(server: TcpServer, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    throw listenFailure(error, host, port)
  }
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new CausewayError('internal', 'The server has no TCP address')
  return address.port
}

/** `localhost` has an address of each family: what comes in at the others is the one server's too. An address that cannot be listened on is left out. */
async function listenBeside(server: Server, host: string, port: number): Promise<readonly TcpServer[]> {
  const address = server.address()
  const own = typeof address === 'object' ? address?.address : undefined
  const opened: TcpServer[] = []
  for (const other of (await lookup(host, { all: true })).filter((each) => each.address !== own)) {
    const beside = createTcpServer((socket) => void server.emit('connection', socket))
    try {
      await listen(beside, other.address, port)
      opened.push(beside)
    } catch {
      // As a machine without IPv6 has it.
    }
  }
  return opened
}

function listenFailure(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error)) return error
  if (error.code === 'EADDRINUSE') {
    return new CausewayError('in-use', `Port ${port} of ${host} is taken by another program`, {
      hint: 'Give another port with --port, or 0 for a free one',
    })
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new CausewayError('invalid-parameter', `${host} is not an address of this machine`, {
      hint: 'Give an address of this machine with --host',
    })
  }
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new CausewayError('invalid-parameter', `${host} is neither an address nor a name that this machine can look up`, {
      hint: 'Give an address of this machine with --host, such as 127.0.0.1 or 0.0.0.0',
      cause: error,
    })
  }
  return new CausewayError('invalid-parameter', `The server cannot listen on port ${port} of ${host}: ${error.message}`, {
    hint: 'Check --host and --port; ports below 1024 are for root only on most systems',
    cause: error,
  })
}

/** Every connection ends with its answer: the next request may find the door open, and another one answers then. */
function answerWhileStarting(request: IncomingMessage, response: ServerResponse, starting: readonly string[]): void {
  const path = (request.url ?? '').replace(/[?#].*$/, '')
  const requestId = newRequestId()
  const { status, body } =
    path === '/healthz'
      ? { status: 200, body: { status: 'alive' } }
      : path === '/readyz'
        ? { status: 503, body: { status: 'not-ready', reasons: starting } }
        : errorAnswer('dli', stillStarting(starting), requestId)
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'X-Request-Id': requestId,
    Connection: 'close',
    ...(status === 503 ? { 'Retry-After': '1' } : {}),
  })
  response.end(text)
}

const stillStarting = (starting: readonly string[]): CausewayError =>
  new CausewayError('unavailable', `The server is starting: ${starting.join('; ')}`, {
    hint: 'Send the request again when GET /readyz answers 200.',
  })
