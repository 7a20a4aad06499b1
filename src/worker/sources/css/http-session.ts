import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { CausewayError } from '../../../base/errors.ts'
import { answerTo } from '../../../base/http/answer-to.ts'
import { bytesUpTo } from '../../../base/http/bytes-up-to.ts'
import { GivenAgent } from '../../../base/http/given-agent.ts'
import { request } from '../../../base/http/node-http.ts'
import { CssError } from './remote-error.ts'

/** What a server is asked, below its own path. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD'
  readonly path: string
  /** JSON, or lines of it. */
  readonly body?: string | Uint8Array
  /** A longer answer is none. */
  readonly bytesMax?: number
  /** In the place of the session's. */
  readonly silenceMs?: number
  /** Its answer is short: all of it has come by then, or the server is none. */
  readonly wholeMs?: number
}

export interface HttpWay {
  readonly host: string
  readonly port: number
  /** Before each path: '' or /prefix. */
  readonly prefix: string
  readonly signal: AbortSignal
  /** Nothing comes for so long: the connection is taken for dead. */
  readonly silenceMs: number
  connect(): Promise<Duplex>
  /** For the header Authorization; known when a connection is. */
  authorization(): string | undefined
}

const ANSWER_BYTES_MAX = 4 << 20

const expired = (): Error => new Error('timeout expired')

/** An answer was longer than it may be. */
export class LongAnswer extends Error {}

/** HTTP/1.1 with one node, over connections that are used again, one question after the other. */
export class HttpSession {
  readonly #way: HttpWay
  readonly #agent: GivenAgent

  constructor(way: HttpWay) {
    this.#way = way
    this.#agent = new GivenAgent(way.connect, 1)
  }

  close(): void {
    this.#agent.destroy()
  }

  /** The bytes of an answer that says yes. @throws CssError for one that says no, LongAnswer */
  async ask(question: Question): Promise<Buffer> {
    const late = new AbortController()
    const whole = question.wholeMs === undefined ? undefined : setTimeout(() => late.abort(expired()), question.wholeMs)
    try {
      const answer = await this.#send(question, late)
      const status = answer.statusCode ?? 0
      const bytes = await bytesUpTo(answer, question.bytesMax ?? ANSWER_BYTES_MAX)
      late.signal.throwIfAborted()
      if (bytes === undefined) throw new LongAnswer()
      if (status < 200 || status > 299) throw new CssError(status, bytes.toString('utf8'))
      return bytes
    } catch (error) {
      throw late.signal.aborted ? late.signal.reason : error
    } finally {
      clearTimeout(whole)
    }
  }

  async #send({ method, path, body, silenceMs = this.#way.silenceMs }: Question, late: AbortController): Promise<IncomingMessage> {
    const { host, port, prefix, signal, authorization } = this.#way
    const secret = authorization()
    const asked = request({
      agent: this.#agent,
      host,
      port,
      method,
      path: `${prefix}${path}`,
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...(secret === undefined ? {} : { authorization: secret }),
      },
    })
    asked.setTimeout(silenceMs, () => asked.destroy(expired()))
    // No signal of both: by one the question would end a turn later, behind what the end of the session begins.
    late.signal.addEventListener('abort', () => asked.destroy(expired()), { once: true })
    // An answer of pieces that never become a head breaks every silence.
    let head: NodeJS.Timeout | undefined
    asked.once('finish', () => {
      head = setTimeout(() => late.abort(expired()), silenceMs)
    })
    asked.once('close', () => clearTimeout(head))
    asked.end(body)
    const answer = await answerTo(asked)
    clearTimeout(head)
    return answer
  }
}

/** The value of an answer in JSON. @throws CausewayError for what is none */
export function answerOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw notCss(error)
  }
}

export const notCss = (cause?: unknown): CausewayError =>
  new CausewayError('remote-failure', 'What answers there is no OpenSearch and no Elasticsearch', {
    hint: "Check the address: 'es.nodes' names the port of HTTP, mostly 9200.",
    ...(cause === undefined ? {} : { cause }),
  })
