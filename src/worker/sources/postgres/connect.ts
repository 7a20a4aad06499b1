import type { Socket } from 'node:net'
import { Client } from 'pg'
import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { plainText } from '../../../base/plain-text.ts'
import { destroyConnection } from '../../../base/sockets/tls-over.ts'
import type { JobCredential, OwnAuthority } from '../../../protocol/job-credential.ts'
import { type ConnectionEnds, createCommits, endsOnce } from '../shared/connection-ends.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { PostgresAddress } from './jdbc-url.ts'
import { cancelBackend } from './protocol/cancel-request.ts'
import { guardAnswers } from './protocol/guard-answers.ts'
import { guardMessages } from './protocol/guard-messages.ts'
import { type NegotiatedStream, negotiateTls } from './protocol/negotiate-tls.ts'
import { remoteError } from './remote-error.ts'

/** One connection to a database, owned by a job. */
export interface RemoteSession extends ConnectionEnds {
  readonly client: Client
  /** host:port/database */
  readonly place: string
  /** Ends the transaction. A cancel that comes meanwhile is told to the database, whose answer then says whether there was still time for it. */
  commit(): Promise<void>
}

export interface ConnectOptions {
  /** The password may be sent in a form that others can read, on a connection that is not encrypted. */
  readonly allowUnencryptedLogin: boolean
}

/** Connects through the broker. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectPostgres(
  address: PostgresAddress,
  credential: JobCredential,
  context: RemoteContext,
  options: ConnectOptions,
): Promise<RemoteSession> {
  const { host, port } = address
  plainText('user name of the datasource authentication', credential.userName)
  plainText('password of the datasource authentication', credential.password)
  const database = address.database ?? credential.userName
  const place = `${hostAndPort(host, port)}/${database}`
  const socket = await context.dial(host, port)
  const stopConnecting = (): void => {
    destroyConnection(socket)
  }
  context.signal.addEventListener('abort', stopConnecting, { once: true })
  try {
    context.signal.throwIfAborted()
    const { stream, encrypted } = await negotiate(socket, address, credential.authority, place)
    const client = makeClient(stream, address, database, credential)
    guardAnswers(client, place)
    guardMessages(client, place, encrypted || options.allowUnencryptedLogin)
    await logIn(client, address)
    const commits = createCommits()
    const abandon = async (): Promise<void> => {
      await cancelBackend(client, address, credential.authority, context)
      await commits.decided()
      destroyConnection(socket)
    }
    const ways = { end: () => client.end().catch(() => undefined), abandon }
    return { client, place, commit: () => commits.commit(() => client.query('COMMIT')), ...endsOnce(ways, context) }
  } catch (error) {
    destroyConnection(socket)
    throw remoteError(error, place)
  } finally {
    context.signal.removeEventListener('abort', stopConnecting)
  }
}

/** The driver's own limit begins when it has the stream. */
async function negotiate(
  socket: Socket,
  address: PostgresAddress,
  authority: OwnAuthority | undefined,
  place: string,
): Promise<NegotiatedStream> {
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), address.connectTimeoutMs)
  try {
    return await negotiateTls(socket, address, authority, place)
  } finally {
    clearTimeout(timer)
  }
}

function makeClient(stream: Socket, address: PostgresAddress, database: string, credential: JobCredential): Client {
  const client = new Client({
    host: address.host,
    port: address.port,
    database,
    user: credential.userName,
    // Never undefined: the driver would look for a password file.
    password: credential.password,
    // What the address asks for is settled already.
    ssl: false,
    stream: () => asUnconnected(stream),
    connectionTimeoutMillis: address.connectTimeoutMs,
    application_name: address.applicationName,
    client_encoding: 'UTF8',
  })
  // Whoever waits on the connection gets the error; the event alone would be an uncaught one.
  client.on('error', () => undefined)
  return client
}

async function logIn(client: Client, address: PostgresAddress): Promise<void> {
  await client.connect()
  if (address.searchPath !== undefined) await client.query("SELECT pg_catalog.set_config('search_path', $1, false)", [address.searchPath])
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
