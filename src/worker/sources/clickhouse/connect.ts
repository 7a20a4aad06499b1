import { randomUUID } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { answerTo } from '../../../base/answer-to.ts'
import { bytesUpTo } from '../../../base/bytes-up-to.ts'
import { CausewayError } from '../../../base/errors.ts'
import { GivenAgent } from '../../../base/given-agent.ts'
import { plainText } from '../../../base/plain-text.ts'
import { destroyConnection } from '../../../base/tls-over.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import { type ConnectionEnds, endsOnce } from '../shared/connection-ends.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { AUTHORITY_HINT, wrapInTls } from '../shared/tls.ts'
import type { ClickhouseAddress } from './jdbc-url.ts'
import { ClickhouseError, remoteError } from './remote-error.ts'

/** Conversations with one server, owned by a job. */
export interface RemoteSession extends ConnectionEnds {
  /** host:port */
  readonly place: string
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

/** Connects through the broker. @throws CausewayError with the broker's refusal as it is, or remote-failure. */
export async function connectClickhouse(
  address: ClickhouseAddress,
  credential: JobCredential,
  context: RemoteContext,
): Promise<RemoteSession> {
  const { host, port } = address
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const user = plainText('user name of the datasource authentication', credential.userName)
  const authorization = `Basic ${Buffer.from(`${user}:${credential.password}`).toString('base64')}`
  const connect = () => openStream(() => context.dial(host, port), { address, credential, place })
  let opened: Socket | undefined = await connect()
  // Node's agent dials again where the server has closed an idle connection.
  const agent = new GivenAgent(async () => {
    const stream = opened ?? (await connect())
    opened = undefined
    return stream
  }, 1)
  let running: string | undefined
  const ask = async (statement: string): Promise<IncomingMessage> => {
    const queryId = randomUUID()
    running = queryId
    const answer = await post({ agent, address, authorization, statement, queryId, signal: context.signal })
    if (answer.statusCode === 200) return answer
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
  return {
    place,
    ...ends,
    async rows(select) {
      const bytes = await bytesUpTo(await ask(`${select}\nFORMAT JSONCompact`), ANSWER_BYTES_MAX)
      running = undefined
      return readAnswer(bytes)
    },
    async stream(select, take) {
      for await (const bytes of (await ask(`${select}\nFORMAT Native`)) as AsyncIterable<Buffer>) {
        if (!(await take(bytes))) return false
      }
      running = undefined
      return true
    },
  }
}

interface Place {
  readonly address: ClickhouseAddress
  readonly credential: JobCredential
  readonly place: string
}

/** A connected socket, in TLS where the URL says so. */
async function openStream(dial: () => Promise<Socket>, { address, credential, place }: Place): Promise<Socket> {
  const { host, check, connectTimeoutMs } = address
  const socket = await dial()
  const timer = setTimeout(() => destroyConnection(socket, new Error('timeout expired')), connectTimeoutMs)
  try {
    if (check === undefined) return socket
    const certificateHint = `${AUTHORITY_HINT}; sslmode=none in the JDBC URL encrypts without checking the certificate`
    return await wrapInTls(socket, { host, check, authority: credential.authority, place, certificateHint })
  } catch (error) {
    const reason = socket.errored ?? error
    destroyConnection(socket)
    throw remoteError(reason, place)
  } finally {
    clearTimeout(timer)
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
  { address, credential, place, authorization }: Place & { readonly authorization: string },
  context: RemoteContext,
): Promise<void> {
  const signal = AbortSignal.timeout(CANCEL_MS)
  try {
    const stream = await openStream(() => context.dialThoughStopped(address.host, address.port), { address, credential, place })
    const agent = new GivenAgent(async () => stream, 1)
    try {
      const statement = `KILL QUERY WHERE query_id = '${queryId}' ASYNC`
      const answer = await post({ agent, address, authorization, statement, queryId: randomUUID(), signal })
      await bytesUpTo(answer, ERROR_BYTES_MAX)
    } finally {
      agent.destroy()
      destroyConnection(stream)
    }
  } catch {
    // The broker refused the second dial, or the database did.
  }
}

function readAnswer(bytes: Buffer | undefined): Answer {
  if (bytes === undefined) throw new CausewayError('limit-exceeded', 'The database says more of its tables than is read')
  try {
    const { meta, data } = JSON.parse(bytes.toString('utf8')) as { readonly meta: Answer['columns']; readonly data: Answer['rows'] }
    if (Array.isArray(meta) && Array.isArray(data)) return { columns: meta, rows: data }
  } catch {
    // Said below.
  }
  throw new CausewayError('remote-failure', 'What answers there is no ClickHouse', {
    hint: 'Check the address: the port is that of HTTP, mostly 8123, of HTTPS 8443',
  })
}
