import type { Socket } from 'node:net'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { type ConnectionEnds, endsOnce } from '../shared/connection-ends.ts'
import { connectStore, type StoreUser } from '../shared/record-stores/connect-store.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { answerOf, HttpSession, notCss, type Question } from './http-session.ts'
import type { WrittenTable } from './read-source.ts'
import { CssError, remoteError } from './remote-error.ts'

/** Conversations with one node of a cluster, owned by a job. */
export interface CssSession extends ConnectionEnds {
  /** host:port */
  readonly place: string
  readonly server: ServerVersion
  /** @throws CssError, LongAnswer */
  askBytes(question: Question): Promise<Buffer>
  /** The value of the answer. @throws CssError, LongAnswer, CausewayError for no JSON */
  ask(question: Question): Promise<unknown>
}

export interface ServerVersion {
  readonly isOpenSearch: boolean
  readonly major: number
  readonly minor: number
}

const FIRST_ANSWER_MS = 10_000
const SILENCE_MS = 60_000

/**
 * Connects through the broker to the first of the nodes that answers.
 * @throws CausewayError of the first node: the broker's refusal as it is, or remote-failure
 */
export async function connectCss(written: WrittenTable, context: RemoteContext): Promise<CssSession> {
  let first: unknown
  for (const node of written.nodes) {
    try {
      return await connectNode(written, node, context)
    } catch (error) {
      context.signal.throwIfAborted()
      first ??= error
    }
  }
  throw first
}

async function connectNode(
  { options, encryption }: WrittenTable,
  node: WrittenTable['nodes'][number],
  context: RemoteContext,
): Promise<CssSession> {
  const { host, port } = node
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const timeoutMs = options['es.http.timeout'] ?? FIRST_ANSWER_MS
  const address = { host, port, place, passwdauth: options.passwdauth, encryption, timeoutMs }
  let authorization: string | undefined
  const begin = async (stream: Socket, user: StoreUser | undefined): Promise<{ readonly stream: Socket }> => {
    authorization = user === undefined ? undefined : `Basic ${Buffer.from(`${user.userName}:${user.password}`).toString('base64')}`
    stream.setNoDelay(true)
    return { stream }
  }
  // Node's agent dials again where the server has closed an idle connection.
  const connect = async (): Promise<Socket> => (await connectStore(address, context, begin, remoteError)).stream
  let opened: Socket | undefined = await connect()
  const http = new HttpSession({
    ...{ host, port, prefix: prefixOf(options['es.nodes.path.prefix']), signal: context.signal },
    silenceMs: options['es.http.timeout'] ?? SILENCE_MS,
    authorization: () => authorization,
    connect: async () => {
      const stream = opened ?? (await connect())
      opened = undefined
      return stream
    },
  })
  const close = async (): Promise<void> => {
    http.close()
    opened?.destroy()
  }
  const ends = endsOnce({ end: close, abandon: close }, context)
  try {
    const server = await greet(http, timeoutMs)
    return {
      place,
      server,
      ...ends,
      askBytes: (question) => http.ask(question),
      ask: async (question) => answerOf(await http.ask(question)),
    }
  } catch (error) {
    await ends.abandon()
    throw remoteError(error, place)
  }
}

const prefixOf = (prefix = ''): string => prefix.replace(/^\/*(.*?)\/*$/, (_all, inner: string) => (inner === '' ? '' : `/${inner}`))

/** What every server has had since 5: a user may be allowed less than to ask for the version. */
const LEAST: ServerVersion = { isOpenSearch: false, major: 7, minor: 0 }

async function greet(http: HttpSession, silenceMs: number): Promise<ServerVersion> {
  let answer: unknown
  try {
    answer = answerOf(await http.ask({ method: 'GET', path: '/', silenceMs }))
  } catch (error) {
    if (error instanceof CssError && error.status === 403) return LEAST
    throw error
  }
  const version = isRecord(answer) ? answer['version'] : undefined
  const { number, distribution }: Readonly<Record<string, unknown>> = isRecord(version) ? version : {}
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})\b/.exec(typeof number === 'string' ? number : '') ?? []
  if (major === undefined) throw notCss()
  const server = { isOpenSearch: distribution === 'opensearch', major: Number(major), minor: Number(minor) }
  if (server.isOpenSearch || server.major >= 5) return server
  throw new CausewayError('not-supported', `This is an Elasticsearch ${major}.${minor}, and those before 5 are not read`)
}
