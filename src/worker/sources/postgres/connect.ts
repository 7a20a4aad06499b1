import type { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { Client } from 'pg'
import { CausewayError } from '../../../base/errors.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { cancelBackend } from './cancel-request.ts'
import type { PostgresAddress } from './jdbc-url.ts'
import { remoteError } from './remote-error.ts'

/** One connection to a database, owned by a job. */
export interface RemoteSession {
  readonly client: Client
  /** host:port/database */
  readonly place: string
  /** Ends an idle connection. */
  end(): Promise<void>
  /** Ends a connection that may be busy: asks the server to stop the statement, then closes the socket. */
  abandon(): Promise<void>
}

export interface Credential {
  readonly userName: string
  readonly password: string
}

/** Connects through the broker. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectPostgres(address: PostgresAddress, credential: Credential, context: JobContext): Promise<RemoteSession> {
  if (address.sslMode !== 'prefer') return connect(address, credential, tlsOptions(address), context)
  try {
    return await connect(address, credential, { rejectUnauthorized: false }, context)
  } catch (error) {
    if (!isTlsRefused(error)) throw error
    return connect(address, credential, undefined, context)
  }
}

async function connect(
  address: PostgresAddress,
  credential: Credential,
  tls: ConnectionOptions | undefined,
  context: JobContext,
): Promise<RemoteSession> {
  const { host, port } = address
  const database = address.database ?? credential.userName
  const place = `${host}:${port}/${database}`
  const socket = await context.dial(host, port)
  const client = new Client({
    host,
    port,
    database,
    user: credential.userName,
    // Never undefined: the driver would look for a password file.
    password: credential.password,
    ssl: tls ?? false,
    stream: () => asUnconnected(socket),
    connectionTimeoutMillis: address.connectTimeoutMs,
    application_name: address.applicationName,
    client_encoding: 'UTF8',
  })
  // Whoever waits on the connection gets the error; the event alone would be an uncaught one.
  client.on('error', () => undefined)
  const stopConnecting = () => socket.destroy()
  context.signal.addEventListener('abort', stopConnecting, { once: true })
  try {
    context.signal.throwIfAborted()
    await client.connect()
    if (address.searchPath !== undefined) await client.query("SELECT pg_catalog.set_config('search_path', $1, false)", [address.searchPath])
  } catch (error) {
    socket.destroy()
    throw remoteError(error, place)
  } finally {
    context.signal.removeEventListener('abort', stopConnecting)
  }
  return makeSession(client, socket, place, tls, address, context)
}

function makeSession(
  client: Client,
  socket: Socket,
  place: string,
  tls: ConnectionOptions | undefined,
  address: PostgresAddress,
  context: JobContext,
): RemoteSession {
  let ended: Promise<void> | undefined
  const session: RemoteSession = {
    client,
    place,
    end() {
      ended ??= client.end().catch(() => undefined)
      return ended
    },
    abandon() {
      ended ??= cancelBackend(client, address, tls, context).finally(() => socket.destroy())
      return ended
    },
  }
  const abandon = () => void session.abandon()
  context.signal.addEventListener('abort', abandon, { once: true })
  context.onEnd(async () => {
    context.signal.removeEventListener('abort', abandon)
    await session.abandon()
  })
  return session
}

/** The driver wants to connect the socket itself; this one is connected. It keeps the host's name for the certificate check. */
function asUnconnected(socket: Socket): Socket {
  Object.defineProperty(socket, 'connect', {
    value: () => {
      process.nextTick(() => socket.emit('connect'))
      return socket
    },
  })
  return socket
}

/** JDBC's modes: require encrypts and checks nothing, verify-ca checks the certificate's signer, verify-full its names too. */
function tlsOptions(address: PostgresAddress): ConnectionOptions | undefined {
  switch (address.sslMode) {
    case 'disable':
      return undefined
    case 'prefer':
    case 'require':
      return { rejectUnauthorized: false }
    case 'verify-ca':
      return { rejectUnauthorized: true, checkServerIdentity: () => undefined }
    case 'verify-full':
      return { rejectUnauthorized: true }
  }
}

const isTlsRefused = (error: unknown): boolean =>
  error instanceof CausewayError && error.cause instanceof Error && error.cause.message === 'The server does not support SSL connections'
