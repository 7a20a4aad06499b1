import { once } from 'node:events'
import type { Socket } from 'node:net'
import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import { basicAuthorization } from '../shared/basic-authorization.ts'
import { type ConnectionEnds, endsOnce } from '../shared/connection-ends.ts'
import { connectStore, type StoreContext, type StoreUser } from '../shared/record-stores/connect-store.ts'
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
  /**
   * What an answer is read as that tells what the server keeps for the reading, until it is asked to forget it: asked at the latest when the session ends. A job that
   * ends meanwhile waits for the answer, for nothing else names what is to be forgotten.
   * @throws CssError, LongAnswer, and what `read` throws
   */
  open<T extends { readonly forget: Question | undefined }>(question: Question, read: (answer: Buffer) => T): Promise<T>
  /** In the place of what it kept before. */
  keepsInstead(before: Question, forget: Question): void
  /** Best effort: never rejects. */
  forget(forget: Question): Promise<void>
}

export interface ServerVersion {
  readonly isOpenSearch: boolean
  readonly major: number
  readonly minor: number
}

const FIRST_ANSWER_MS = 10_000
const SILENCE_MS = 60_000
/** The end of a job waits no longer for a server to forget. */
const FORGET_MS = 5000

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
  const place = hostAndPort(host, port)
  const timeoutMs = options['es.http.timeout'] ?? FIRST_ANSWER_MS
  const address = { host, port, place, passwdauth: options.passwdauth, password: 'sent', encryption, timeoutMs } as const
  let authorization: string | undefined
  const begin = async (stream: Socket, user: StoreUser | undefined): Promise<{ readonly stream: Socket }> => {
    authorization = user === undefined ? undefined : basicAuthorization(user)
    stream.setNoDelay(true)
    return { stream }
  }
  // A connection outlives its job for the answers that tell what the server keeps.
  const ended = new AbortController()
  // Node's agent dials again where the server has closed an idle connection.
  let credential: JobCredential | undefined
  const own: StoreContext = {
    signal: ended.signal,
    dial: (...to) => context.dial(...to),
    // Closed with the session.
    onEnd: () => undefined,
    async credential(...of) {
      credential = await context.credential(...of)
      return credential
    },
  }
  const connect = async (): Promise<Socket> => (await connectStore(address, own, begin, remoteError)).stream
  let opened: Socket | undefined
  const way = { host, port, prefix: prefixOf(options['es.nodes.path.prefix']), authorization: () => authorization }
  const http = new HttpSession({
    ...way,
    signal: ended.signal,
    silenceMs: options['es.http.timeout'] ?? SILENCE_MS,
    connect: async () => {
      const stream = opened ?? (await connect())
      opened = undefined
      return stream
    },
  })
  const kept = new Set<Question>()
  /** Of which the answer tells what the server keeps. */
  const awaited = new Set<Promise<unknown>>()
  const ask = async <T>(answer: Promise<T>): Promise<T> => {
    awaited.add(answer)
    try {
      return await answer
    } finally {
      awaited.delete(answer)
    }
  }
  const close = (): void => {
    ended.abort(context.signal.reason)
    http.close()
    opened?.destroy()
  }
  const abandon = async (): Promise<void> => {
    const signal = AbortSignal.timeout(FORGET_MS)
    if (awaited.size > 0) await Promise.race([Promise.allSettled(awaited), once(signal, 'abort')])
    close()
    if (kept.size === 0) return
    const stopped: StoreContext = {
      signal,
      dial: (...to) => context.dialThoughStopped(...to),
      // A job that is stopped is told none.
      credential: async (...of) => credential ?? (await context.credential(...of)),
      // Closed below.
      onEnd: () => undefined,
    }
    const last = new HttpSession({
      ...{ ...way, signal, silenceMs: FORGET_MS },
      connect: async () => (await connectStore({ ...address, timeoutMs: FORGET_MS }, stopped, begin, remoteError)).stream,
    })
    // Also a dial that the broker does not answer ends with it.
    await Promise.race([Promise.allSettled([...kept].map((question) => last.ask(question))), once(signal, 'abort')])
    last.close()
  }
  // What it was not asked to forget, or not in time, it is asked once more.
  const ends = endsOnce({ end: async () => (kept.size === 0 ? close() : await abandon()), abandon }, context)
  try {
    opened = await connect()
    const server = await greet(http, timeoutMs)
    return {
      place,
      server,
      ...ends,
      askBytes: (question) => http.ask(question),
      ask: async (question) => answerOf(await http.ask(question)),
      open: (question, read) =>
        ask(
          http.ask(question).then((answer) => {
            const told = read(answer)
            if (told.forget !== undefined) kept.add(told.forget)
            return told
          }),
        ),
      keepsInstead(before, forget) {
        kept.delete(before)
        kept.add(forget)
      },
      async forget(question) {
        try {
          await ask(http.ask({ ...question, silenceMs: FORGET_MS }))
          kept.delete(question)
        } catch (error) {
          // What the server has refused once is not asked for again.
          if (error instanceof CssError) kept.delete(question)
        }
      },
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
    answer = answerOf(await http.ask({ method: 'GET', path: '/', silenceMs, wholeMs: silenceMs }))
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
