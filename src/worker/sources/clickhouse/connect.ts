import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { answerTo } from '../../../base/http/answer-to.ts'
import { bytesUpTo } from '../../../base/http/bytes-up-to.ts'
import { GivenAgent } from '../../../base/http/given-agent.ts'
import { request } from '../../../base/http/node-http.ts'
import { destroyConnection } from '../../../base/sockets/tls-over.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import { basicAuthorization } from '../shared/basic-authorization.ts'
import { type ConnectionEnds, endsOnce } from '../shared/connection-ends.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { AUTHORITY_HINT, wrapInTls } from '../shared/tls.ts'
import type { ClickhouseAddress } from './jdbc-url.ts'
import { ClickhouseError, remoteError } from './remote-error.ts'
import { requireUnreadPassword } from './require-unread-password.ts'
import { textAtEnd } from './said-instead.ts'
import { otherAnswers, SETTINGS_ASKED, type UserSettings } from './user-settings.ts'

/** Conversations with one server, owned by a job. */
export interface RemoteSession extends ConnectionEnds {
  /** host:port */
  readonly place: string
  /** What of the user's settings there makes other answers. */
  readonly settings: UserSettings
  /** The rows of a statement that has few. @throws ClickhouseError */
  rows(select: string): Promise<Answer>
  /** Hands on the bytes of an answer in the format Native until it has ended, or `take` says that it wants no more. @throws ClickhouseError */
  stream(select: string, take: (bytes: Buffer) => Promise<boolean>): Promise<boolean>
}

interface Answer {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly unknown[])[]
}

const CANCEL_MS = 2000
const ANSWER_BYTES_MAX = 64 << 20
const ERROR_BYTES_MAX = 1 << 16
/** The user may not see the settings; there is no such table. */
const NOT_TOLD: ReadonlySet<number> = new Set([60, 497])
/** What is kept of an answer that may end with what has failed. */
const LAST_BYTES = 1 << 13

export interface ConnectOptions {
  /** The password may be sent on a connection that is not encrypted. */
  readonly allowUnencryptedLogin: boolean | undefined
}

/** Connects through the broker. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectClickhouse(
  address: ClickhouseAddress,
  credential: JobCredential,
  context: RemoteContext,
  { allowUnencryptedLogin }: ConnectOptions,
): Promise<RemoteSession> {
  requireUnreadPassword(address, allowUnencryptedLogin)
  const { host, port } = address
  const place = hostAndPort(host, port)
  const authorization = basicAuthorization(credential)
  const connect = () => openStream(() => context.dial(host, port), { address, credential, place, signal: context.signal })
  let opened: Socket | undefined = await connect()
  // Node's agent dials again where the server has closed an idle connection.
  const agent = new GivenAgent(async () => {
    const stream = opened ?? (await connect())
    opened = undefined
    return stream
  }, 1)
  let running: string | undefined
  const ask = async (statement: string, signal = context.signal): Promise<IncomingMessage> => {
    const queryId = randomUUID()
    running = queryId
    const answer = await post({ agent, address, authorization, statement, queryId, signal })
    if (answer.statusCode === 200) return withEnd(answer)
    running = undefined
    const body = await bytesUpTo(answer, ERROR_BYTES_MAX)
    throw new ClickhouseError(answer.statusCode ?? 0, body?.toString('utf8') ?? '')
  }
  const close = async (): Promise<void> => {
    agent.destroy()
    opened?.destroy()
  }
  const cancel = async (): Promise<void> => {
    const queryId = running
    void close()
    if (queryId !== undefined) await killQuery(queryId, { address, credential, place, authorization }, context)
  }
  const ends = endsOnce({ end: close, abandon: cancel }, context)
  const rows = async (select: string, signal = context.signal): Promise<Answer> => {
    const bytes = await bytesUpTo(await ask(`${select}\nFORMAT JSONCompact`, signal), ANSWER_BYTES_MAX)
    running = undefined
    return readAnswer(bytes)
  }
  try {
    const settings = await firstAnswer(address.connectTimeoutMs, context.signal, async (signal) =>
      otherAnswers(await rows(SETTINGS_ASKED, signal)),
    )
    return {
      place,
      settings,
      ...ends,
      rows: (select) => rows(select),
      async stream(select, take) {
        let last: Buffer = Buffer.alloc(0)
        try {
          for await (const bytes of (await ask(`${select}\nFORMAT Native`)) as AsyncIterable<Buffer>) {
            last = bytes.length >= LAST_BYTES ? bytes.subarray(-LAST_BYTES) : Buffer.concat([last, bytes]).subarray(-LAST_BYTES)
            if (!(await take(bytes))) return false
          }
        } catch (error) {
          // A server that says why, and then closes the connection within its answer.
          const said = textAtEnd(last)
          throw said === undefined ? error : new ClickhouseError(0, said)
        }
        running = undefined
        return true
      },
    }
  } catch (error) {
    await ends.abandon()
    throw remoteError(error, place)
  }
}

/** What is asked first says whether somebody answers there at all: a statement after it takes as long as it takes. */
async function firstAnswer(
  timeoutMs: number,
  stopped: AbortSignal,
  ask: (signal: AbortSignal) => Promise<UserSettings>,
): Promise<UserSettings> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), timeoutMs)
  try {
    return await ask(AbortSignal.any([stopped, silence.signal]))
  } catch (error) {
    if (silence.signal.aborted) throw new Error('timeout expired', { cause: error })
    if (error instanceof ClickhouseError && NOT_TOLD.has(error.code)) return { kind: 'not told' }
    throw error
  } finally {
    clearTimeout(timer)
  }
}

interface Place {
  readonly address: ClickhouseAddress
  readonly credential: JobCredential
  readonly place: string
  /** Whoever connects wants no connection any more. */
  readonly signal: AbortSignal
}

/** A connected socket, in TLS where the URL says so. */
async function openStream(dial: () => Promise<Socket>, { address, credential, place, signal }: Place): Promise<Socket> {
  const { host, check, connectTimeoutMs } = address
  const socket = await dial()
  const stopConnecting = (): void => destroyConnection(socket)
  signal.addEventListener('abort', stopConnecting, { once: true })
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), connectTimeoutMs)
  try {
    signal.throwIfAborted()
    if (check === undefined) return socket
    const certificateHint = `${AUTHORITY_HINT}; sslmode=none in the JDBC URL encrypts without checking the certificate`
    return await wrapInTls(socket, { host, check, authority: credential.authority, place, certificateHint })
  } catch (error) {
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw remoteError(reason, place)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stopConnecting)
  }
}

interface Post {
  readonly agent: GivenAgent
  readonly address: ClickhouseAddress
  readonly authorization: string
  readonly statement: string
  readonly queryId: string
  readonly signal: AbortSignal
}

/** Where nothing says where an answer ends, a connection that is lost ends it, too: rows would be missing, and nobody told. */
function withEnd(answer: IncomingMessage): IncomingMessage {
  const { 'transfer-encoding': encoding = '', 'content-length': length } = answer.headers
  if (/\bchunked\b/i.test(encoding) || length !== undefined) return answer
  answer.destroy()
  throw new CausewayError('remote-failure', 'What answers there does not say where an answer ends, as each ClickHouse does', {
    hint: 'Something between may speak HTTP/1.0: let it speak HTTP/1.1, or name the server itself',
  })
}

/** With no setting: a user who may only read may change none. */
async function post({ agent, address, authorization, statement, queryId, signal }: Post): Promise<IncomingMessage> {
  const { host, port, database } = address
  const asked = request({
    agent,
    host,
    port,
    method: 'POST',
    path: `/?${new URLSearchParams({ database, query_id: queryId }).toString()}`,
    signal,
    headers: {
      authorization,
      'user-agent': 'Causeway',
      'content-type': 'text/plain; charset=UTF-8',
      'content-length': Buffer.byteLength(statement),
    },
  })
  asked.end(statement)
  return await answerTo(asked)
}

/**
 * Asks the server, on a second connection, to stop the statement. Best effort: never rejects; when it cannot be done, as for a user who may not, the closed first connection stops it when the
 * server writes next.
 */
async function killQuery(
  queryId: string,
  { address, credential, place, authorization }: Omit<Place, 'signal'> & { readonly authorization: string },
  context: RemoteContext,
): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS)
  const kill = async (): Promise<void> => {
    const dial = () => context.dialThoughStopped(address.host, address.port)
    const stream = await openStream(dial, { address, credential, place, signal })
    const agent = new GivenAgent(async () => stream, 1)
    try {
      const statement = `KILL QUERY WHERE query_id = '${queryId}' ASYNC`
      const answer = await post({ agent, address, authorization, statement, queryId: randomUUID(), signal })
      await bytesUpTo(answer, ERROR_BYTES_MAX)
    } finally {
      agent.destroy()
      destroyConnection(stream)
    }
  }
  // Also a dial that the broker does not answer ends with it. The broker may refuse it, or the database what is asked.
  await Promise.race([Promise.allSettled([kill()]), once(signal, 'abort')])
}

/** @throws ClickhouseError where the server has failed behind the beginning of its answer; CausewayError for no answer of a ClickHouse */
function readAnswer(bytes: Buffer | undefined): Answer {
  if (bytes === undefined) throw new CausewayError('limit-exceeded', 'The database says more of its tables than is read')
  const answer = parsed(bytes.toString('utf8'))
  if (answer !== undefined) return answer
  const said = textAtEnd(bytes.subarray(-LAST_BYTES))
  if (said !== undefined) throw new ClickhouseError(0, said)
  throw noClickhouse()
}

export const noClickhouse = (): CausewayError =>
  new CausewayError('remote-failure', 'What answers there is no ClickHouse', {
    hint: 'Check the address: the port is that of HTTP, mostly 8123, of HTTPS 8443',
  })

function parsed(json: string): Answer | undefined {
  const value = parsedJson(json)
  if (!isRecord(value)) return undefined
  const { meta, data } = value
  if (!Array.isArray(meta) || !isRows(data)) return undefined
  const columns = meta.flatMap((column: unknown) => {
    if (!isRecord(column)) return []
    const { name, type } = column
    return typeof name === 'string' && typeof type === 'string' ? [{ name, type }] : []
  })
  return columns.length === meta.length ? { columns, rows: data } : undefined
}

const isRows = (value: unknown): value is readonly (readonly unknown[])[] =>
  Array.isArray(value) && value.every((row: unknown) => Array.isArray(row))

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
