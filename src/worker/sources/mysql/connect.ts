import type { Socket } from 'node:net'
import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { plainText } from '../../../base/plain-text.ts'
import { destroyConnection } from '../../../base/sockets/tls-over.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import { type ConnectionEnds, createCommits, endsOnce } from '../shared/connection-ends.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { AUTHORITY_HINT } from '../shared/tls.ts'
import type { MysqlAddress } from './jdbc-url.ts'
import { Connection } from './protocol/connection.ts'
import { type LoggedIn, logIn } from './protocol/log-in.ts'
import { remoteError } from './remote-error.ts'

/** One connection to a database, owned by a job. */
export interface RemoteSession extends ConnectionEnds {
  readonly connection: Connection
  /** host:port */
  readonly place: string
  /** Ends the transaction. A cancel that comes meanwhile is told to the server, whose answer then says whether there was still time for it. */
  commit(): Promise<void>
}

/**
 * Everything that a statement means hangs on these: text in UTF-8, instants in UTC. The server closes no connection that waits for the engine, and keeps no rows
 * back (DEFAULT would be what the server keeps for all). The rest of its settings stay, as sql_mode, for which the views and queries there were written, but for the mode in which a CHAR has spaces at its end.
 */
const SESSION =
  "SET NAMES utf8mb4, time_zone = '+00:00', net_write_timeout = 28800, net_read_timeout = 28800, wait_timeout = 28800, sql_select_limit = 18446744073709551615, " +
  "sql_mode = REPLACE(@@sql_mode, 'PAD_CHAR_TO_FULL_LENGTH', '')"
/** Also what is asked to see which columns a query has: it may call functions. Who writes says so. */
const READ_ONLY = 'SET SESSION TRANSACTION READ ONLY'
const CANCEL_MS = 2000

/** Connects through the broker. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectMysql(address: MysqlAddress, credential: JobCredential, context: RemoteContext): Promise<RemoteSession> {
  const { host, port } = address
  plainText('user name of the datasource authentication', credential.userName)
  plainText('password of the datasource authentication', credential.password)
  const place = hostAndPort(host, port)
  const socket = await context.dial(host, port)
  const stopConnecting = (): void => {
    destroyConnection(socket)
  }
  context.signal.addEventListener('abort', stopConnecting, { once: true })
  try {
    context.signal.throwIfAborted()
    const { channel, connectionId } = await logInTimely(socket, address, credential, place, address.connectTimeoutMs)
    const connection = new Connection(channel)
    await connection.executeAll([SESSION, READ_ONLY])
    const commits = createCommits()
    const abandon = async (): Promise<void> => {
      // A connection that is ended gets no answer to its COMMIT, whatever has become of it.
      await cancelStatement(commits.isAsked ? `QUERY ${connectionId}` : String(connectionId), address, credential, context)
      await commits.decided()
      destroyConnection(socket)
    }
    const ways = { end: () => sayGoodbye(connection, socket), abandon }
    return { connection, place, commit: () => commits.commit(() => connection.execute('COMMIT')), ...endsOnce(ways, context) }
  } catch (error) {
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw remoteError(reason, place)
  } finally {
    context.signal.removeEventListener('abort', stopConnecting)
  }
}

async function logInTimely(
  socket: Socket,
  { host, database, encryption, allowPublicKeyRetrieval }: MysqlAddress,
  { userName, password, authority }: JobCredential,
  place: string,
  timeMs: number,
): Promise<LoggedIn> {
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), timeMs)
  try {
    return await logIn(socket, {
      host,
      place,
      user: userName,
      password,
      database,
      encryption,
      authority,
      certificateHint: `${AUTHORITY_HINT}; sslMode=REQUIRED in the JDBC URL encrypts without checking the certificate`,
      allowPublicKeyRetrieval,
    })
  } finally {
    clearTimeout(timer)
  }
}

async function sayGoodbye(connection: Connection, socket: Socket): Promise<void> {
  if (!socket.destroyed) {
    connection.quit()
    socket.end()
  }
}

/**
 * Asks the server, on a second connection, to stop what the first one does. Best effort: never rejects; when it cannot be done, closing the first socket stops
 * the statement when the server writes next. `what`: of a connection, or of the statement that it runs.
 */
async function cancelStatement(what: string, address: MysqlAddress, credential: JobCredential, context: RemoteContext): Promise<void> {
  try {
    const socket = await context.dialThoughStopped(address.host, address.port)
    const timer = setTimeout(() => destroyConnection(socket), CANCEL_MS)
    try {
      const { channel } = await logInTimely(socket, address, credential, hostAndPort(address.host, address.port), CANCEL_MS)
      await new Connection(channel).execute(`KILL ${what}`)
    } finally {
      clearTimeout(timer)
      destroyConnection(socket)
    }
  } catch {
    // The broker refused the second dial, or the database did.
  }
}
