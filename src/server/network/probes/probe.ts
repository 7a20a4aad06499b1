import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import type { ProbeProtocol } from '../../../base/probe-protocols.ts'
import { destroyConnection } from '../../../base/sockets/tls-over.ts'
import { Exchange, ProbeFailure } from './exchange.ts'
import type { Facts } from './facts.ts'
import { headRequest, parseHttpHead } from './http-probe.ts'
import { apiVersionsRequest, parseApiVersions } from './kafka-probe.ts'
import { MYSQL_REFUSALS, mysqlTlsRequest, parseMysqlGreeting } from './mysql-probe.ts'
import { parseStartAnswer, parseTlsOffer, SSL_REQUEST, START_REFUSALS, startAdvice, startMessage } from './postgres-probe.ts'
import { parseRedisAnswer, REDIS_ADVICE, REDIS_LOG_IN, REDIS_PING, redisAuth } from './redis-probe.ts'
import { tlsFacts, tlsWords } from './tls-facts.ts'
import { shakeHands } from './tls-probe.ts'

export interface ProbeStep {
  readonly step: 'tls' | 'greeting' | 'log-in'
  readonly outcome: 'passed' | 'failed' | 'not-reached'
  readonly seen: string
  readonly tookMs?: number
  /** What was found, by name. */
  readonly found?: Facts
}

interface RedisLogIn {
  readonly userName: string
  readonly password: string
  /** The password may be read by others on the way. */
  readonly allowUnencrypted: boolean
}

export interface ProbeRequest {
  readonly protocol: ProbeProtocol
  /** TLS from the first byte, for protocols that do not offer it themselves. */
  readonly tls: boolean
  /** As it was asked for. */
  readonly host: string
  /** Who starts at a PostgreSQL. */
  readonly user: string
  readonly database: string
  /** Of a Redis, which takes it in this one form. */
  readonly logIn?: RedisLogIn | undefined
  readonly signal: AbortSignal
  readonly clock: MonotonicClock
  /** Whether a certificate has expired. */
  readonly wallClock: Clock
}

export interface Probed {
  readonly steps: readonly ProbeStep[]
  /** An imperative sentence; undefined when nothing failed. */
  readonly advice: string | undefined
}

/** What a protocol has said of itself. */
interface Greeting {
  readonly seen: string
  readonly found: Facts
}
class Refusal extends ProbeFailure {
  readonly found: Facts
  constructor({ seen, found }: Greeting, advice: string) {
    super(seen, advice)
    this.found = found
  }
}

/** Goes on where the dial has ended: TLS and the first words of a protocol, and nothing that changes anything. The socket is destroyed in the end. */
export async function probe(socket: Socket, request: ProbeRequest): Promise<Probed> {
  const run = new ProbeRun(socket, request)
  try {
    await run.all()
    return { steps: run.steps, advice: undefined }
  } catch (thrown) {
    if (!(thrown instanceof ProbeFailure)) throw thrown
    return { steps: run.failed(thrown), advice: thrown.advice }
  } finally {
    destroyConnection(socket)
  }
}

class ProbeRun {
  readonly steps: ProbeStep[] = []
  readonly #request: ProbeRequest
  #socket: Socket | TLSSocket
  #now: ProbeStep['step'] = 'greeting'
  #since: number

  constructor(socket: Socket, request: ProbeRequest) {
    this.#socket = socket
    this.#request = request
    this.#since = request.clock()
    socket.on('error', () => {})
  }

  async all(): Promise<void> {
    const { protocol, tls } = this.#request
    if (tls || protocol === 'tls' || protocol === 'https') await this.#encrypt()
    switch (protocol) {
      case 'tcp':
      case 'tls':
        return
      case 'postgresql':
        return this.#passed('greeting', await this.#postgres())
      case 'mysql':
        return await this.#mysql()
      case 'redis':
        this.#passed('greeting', await this.#redis())
        return await this.#redisLogIn()
      case 'kafka':
        return this.#passed('greeting', await this.#kafka())
      case 'http':
      case 'https':
        return this.#passed('greeting', await this.#http())
    }
  }

  async #redis(): Promise<Greeting> {
    const answer = await this.#asked(REDIS_PING, (exchange) => exchange.read(parseRedisAnswer))
    if (answer.kind === 'pong') return { seen: 'Redis answers PING without a log-in', found: { auth: 'none' } }
    if (answer.kind === 'ok') throw new ProbeFailure('What answered is no Redis', 'Check that the port is that of this protocol')
    if (answer.code === 'NOAUTH') return { seen: 'Redis answers, and wants a log-in (NOAUTH)', found: { auth: 'password' } }
    const seen = `Redis refuses PING (${answer.code})`
    throw new Refusal({ seen, found: { error: answer.code } }, 'Check Redis’s protected-mode, its access control and its log')
  }

  async #redisLogIn(): Promise<void> {
    const { logIn } = this.#request
    if (logIn === undefined) return
    this.#now = 'log-in'
    if (!isEncrypted(this.#socket) && !logIn.allowUnencrypted) {
      const found = { cause: 'password-not-sent' }
      throw new Refusal(
        { seen: 'Redis takes a password only as it is, and the connection is not encrypted: it was not sent', found },
        'Ask with tls=true where Redis speaks TLS; where everybody in the network may know the password, with allow_unencrypted_login=true',
      )
    }
    const answer = await this.#asked(redisAuth(logIn.userName, logIn.password), (exchange) => exchange.read(parseRedisAnswer))
    if (answer.kind === 'ok') {
      return this.#passed('log-in', { seen: 'Redis has let the user of the datasource authentication in', found: {} })
    }
    const code = answer.kind === 'error' ? answer.code : ''
    const known = REDIS_LOG_IN.get(code)
    const { cause, why, advice } = known ?? { cause: 'other', why: 'it does not say why in a form that is known', advice: REDIS_ADVICE }
    throw new Refusal({ seen: `Redis does not let the user in (${code || 'no code'}): ${why}`, found: { cause, error: code } }, advice)
  }

  async #kafka(): Promise<Greeting> {
    const { errorCode, apis, sasl } = await this.#asked(apiVersionsRequest(), (exchange) => exchange.read(parseApiVersions))
    return { seen: `Kafka answers with the versions of ${apis} requests`, found: { apis, sasl, error_code: errorCode } }
  }

  async #http(): Promise<Greeting> {
    const { status, server } = await this.#asked(headRequest(this.#request.host), (exchange) => exchange.read(parseHttpHead))
    return { seen: `HTTP answers HEAD / with ${status}${server === '' ? '' : `, as ${server}`}`, found: { status, server } }
  }

  async #postgres(): Promise<Greeting> {
    const { user, database } = this.#request
    const asking = this.#exchange()
    asking.send(SSL_REQUEST)
    const offer = await asking.read(parseTlsOffer)
    releaseForTls(asking)
    if (offer === 'refused') {
      throw new ProbeFailure('PostgreSQL refuses the connection before it is asked anything', 'Check what the database’s log says')
    }
    if (offer === 'offered') await this.#encrypt()
    const answer = await this.#asked(startMessage(user, database), (exchange) => exchange.read(parseStartAnswer))
    const tls = offer === 'offered'
    if (answer.kind === 'authentication') {
      const seen = `PostgreSQL ${tls ? 'offers' : 'does not offer'} TLS, and asks for: ${answer.method}`
      return { seen, found: { tls, auth: answer.method } }
    }
    const why = START_REFUSALS.get(answer.code) ?? 'it does not say why in a form that is known'
    const seen = `PostgreSQL refuses to start a session (${answer.code || 'no code'}): ${why}`
    throw new Refusal({ seen, found: { tls, error: answer.code } }, startAdvice(answer.code, tls))
  }

  async #mysql(): Promise<void> {
    const exchange = this.#exchange()
    const greeting = await exchange.read(parseMysqlGreeting)
    if (greeting.kind === 'error') {
      const why = MYSQL_REFUSALS.get(greeting.code)
      const seen = `The server refuses the connection (error ${greeting.code})${why === undefined ? '' : `: ${why}`}`
      throw new Refusal(
        { seen, found: { error_code: greeting.code } },
        'Check from which addresses the server lets its users come, and its log',
      )
    }
    const { product, version, plugin, tls, sequence } = greeting
    this.#passed('greeting', {
      seen: `${product} ${version} greets, ${tls ? 'offers TLS' : 'offers no TLS'} and asks for ${plugin === '' ? 'a password' : plugin}`,
      found: { product, version, tls, auth: plugin },
    })
    if (!tls || isEncrypted(this.#socket)) return
    exchange.send(mysqlTlsRequest(sequence))
    releaseForTls(exchange)
    await this.#encrypt()
  }

  async #encrypt(): Promise<void> {
    this.#now = 'tls'
    const socket = this.#socket
    if (isEncrypted(socket)) throw new ProbeFailure('It offers TLS within TLS', 'Say tls=false: the protocol begins TLS by itself')
    const { tls, found } = await shakeHands(socket, this.#request)
    this.#socket = tls
    this.#passed('tls', { seen: tlsWords(found), found: tlsFacts(found) })
    this.#now = 'greeting'
  }

  #exchange(): Exchange {
    return new Exchange(this.#socket, this.#request.signal)
  }

  async #asked<T>(question: Uint8Array, answer: (exchange: Exchange) => Promise<T>): Promise<T> {
    const exchange = this.#exchange()
    exchange.send(question)
    const value = await answer(exchange)
    exchange.release()
    return value
  }

  #took(): { readonly tookMs: number } {
    const before = this.#since
    this.#since = this.#request.clock()
    return { tookMs: Math.round((this.#since - before) * 1000) / 1000 }
  }

  #passed(step: ProbeStep['step'], { seen, found }: Greeting): void {
    this.steps.push({ step, outcome: 'passed', seen, ...this.#took(), found })
  }

  failed(failure: ProbeFailure): readonly ProbeStep[] {
    const found = failure instanceof Refusal ? { found: failure.found } : {}
    return [...this.steps, { step: this.#now, outcome: 'failed', seen: failure.message, ...this.#took(), ...found }]
  }
}

/** Bytes that come before TLS begins may be of somebody between: nothing is to be taken from them for what was said within it. */
function releaseForTls(exchange: Exchange): void {
  if (exchange.release()) return
  throw new ProbeFailure(
    'More came than was asked for, before TLS had begun',
    'Check that nobody stands between this server and the database',
  )
}

const isEncrypted = (socket: Socket | TLSSocket): socket is TLSSocket => 'encrypted' in socket && socket.encrypted
