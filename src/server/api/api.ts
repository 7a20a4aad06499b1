import type { Server } from 'node:http'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { clientOf } from '../../base/addresses/client-of.ts'
import { CausewayError } from '../../base/errors.ts'
import { bytesInTurns } from './answers/bytes-in-turns.ts'
import { setHeaders } from './answers/header-case.ts'
import { addRequestId, newRequestId } from './answers/request-id.ts'
import { sendPieces } from './answers/send-pieces.ts'
import { togetherWithOthers } from './answers/together-with-others.ts'
import type { ParsedInput, RawCall } from './call.ts'
import { addConsoleGate } from './console/console-gate.ts'
import { consoleTarget } from './console/console-target.ts'
import { type ConnectionLimits, connectionLimits, readDescriptorLimit } from './door/connection-limits.ts'
import type { FrontDoor } from './door/front-door.ts'
import { createLimitedServer } from './door/limited-server.ts'
import { type PublicAddress, publicAddress } from './door/public-address.ts'
import { letBodyTakeItsTime } from './door/slow-bodies.ts'
import { DEFAULT_BODY, PUBLIC_BODY } from './input/body-limit.ts'
import { parseQuery } from './input/parse-query.ts'
import type { Operation } from './operation.ts'
import type { OperationContext } from './operation-context.ts'
import { addOperation } from './operation-of.ts'
import { operations } from './operations.ts'
import { pathAliases } from './path-aliases.ts'
import { addAudit, auditAnswer, audited, auditInput } from './plugins/audit.ts'
import { changesNothing } from './plugins/audited-operation.ts'
import { addAuthentication } from './plugins/authentication.ts'
import { addBoundedClose } from './plugins/bounded-close.ts'
import { addErrorHandler, answerError } from './plugins/error-handler.ts'
import { addHeadCheck } from './plugins/head-check.ts'
import { addHeldAnswers } from './plugins/held-answers.ts'
import { addOperationLog } from './plugins/operation-log.ts'
import { addProjectCheck } from './plugins/project-check.ts'
import { addRawBody, comingBodyOf, rawBodyOf } from './plugins/raw-body.ts'
import { addReplySignal, replySignal } from './plugins/reply-signal.ts'
import { requestLogs } from './plugins/request-log.ts'
import { answerUnreadable } from './plugins/unreadable-request.ts'
import { JsonText } from './reply.ts'
import { LARGE_BYTES, turnForLarge } from './turn-for-large.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}

export interface ApiOptions extends OperationContext {
  readonly log: FastifyBaseLogger
  /** What is answered, where it is not every call of this server. */
  readonly operations?: readonly Operation[]
  /** How long requests in flight may take to finish once the server is closed; then their connections are cut. */
  readonly closeTimeoutMs?: number
  /** Where the port is bound already; absent: the api listens by itself. */
  readonly door?: FrontDoor
  /** Absent: nothing stands before the server. */
  readonly address?: PublicAddress
  /** Without a door; absent: by what the system gives. */
  readonly connections?: ConnectionLimits
}

const CLOSE_TIMEOUT_MS = 10_000
const PATH_PARAMETER_CHARACTERS_MAX = 1024

/**
 * The HTTP server over control, not listening yet: `await api.listen({ host, port })`, or `await api.ready()` behind a door; `await api.close()`. close() lets
 * requests in flight finish, for at most closeTimeoutMs.
 */
export function createApi(options: ApiOptions): FastifyInstance {
  const app = createWithoutRoutes(options)
  for (const _ of addRoutes(app, options));
  return app
}

/** The same, ready and made in pieces, with a turn for others between two of them: all at once would keep a start for a tenth of a second from answering anything. */
export async function openApi(options: ApiOptions, turn: () => Promise<unknown>): Promise<FastifyInstance> {
  const app = createWithoutRoutes(options)
  for (const _ of addRoutes(app, options)) await turn()
  await app.ready()
  return app
}

function createWithoutRoutes(options: ApiOptions): FastifyInstance {
  const { door } = options
  const address = options.address ?? publicAddress({})
  const app: FastifyInstance = Fastify<Server>({
    serverFactory: (handler) => door?.attach(handler) ?? ownServer(options).on('request', handler),
    loggerInstance: requestLogs(options.log),
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: newRequestId,
    // From here on the request's host, protocol and ip are the client's.
    trustProxy: (peer) => address.isProxy(peer),
    requestIdHeader: false,
    rewriteUrl: consoleTarget,
    // No route has a schema of the framework's, whose compilers take a tenth of a second to load.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    bodyLimit: DEFAULT_BODY.bytes,
    exposeHeadRoutes: true,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => {
      answerError(error, request, reply)
    },
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
      maxParamLength: PATH_PARAMETER_CHARACTERS_MAX,
      querystringParser: parseQuery,
    },
  })
  addOperation(app)
  addRawBody(app)
  addHeldAnswers(app)
  addErrorHandler(app)
  addRequestId(app)
  addHeadCheck(app)
  addAudit(app, options.control.audit.trail, options.clock)
  addOperationLog(app)
  addConsoleGate(app, address)
  addAuthentication(app, options.control.identity, options.clock, address)
  addProjectCheck(app, options.control.identity)
  addReplySignal(app)
  addBoundedClose(app, options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS)
  return app
}

function noSchemas(): never {
  throw new CausewayError('internal', 'A route has a schema of the framework: input is parsed by its operation')
}

function ownServer({ connections }: ApiOptions): Server {
  return createLimitedServer(connections ?? connectionLimits(readDescriptorLimit()))
}

/** Of one piece of the way: each takes a few milliseconds in a process that has just been started. */
const OPERATIONS_OF_PIECE = 30

/** Stops after each piece. */
function* addRoutes(app: FastifyInstance, context: ApiOptions): Generator<undefined> {
  const methods = new Map<string, string[]>()
  for (const [index, operation] of (context.operations ?? operations).entries()) {
    if (index % OPERATIONS_OF_PIECE === 0) yield
    for (const path of pathsOf(operation)) {
      const url = path.replace(/\{(\w+)\}/g, (_whole, name: string) => (name === operation.restOfPath ? '*' : `:${name}`))
      methods.set(url, [...(methods.get(url) ?? []), operation.method, ...(takesHead(operation) ? ['HEAD'] : [])])
      addRoute(app, context, operation, url)
    }
  }
  for (const [index, [url, allowed]] of [...methods].entries()) {
    if (index % OPERATIONS_OF_PIECE === 0) yield
    const allow = [...allowed.filter((method) => method !== 'HEAD'), ...allowed.filter((method) => method === 'HEAD'), 'OPTIONS'].join(', ')
    app.options(url, { bodyLimit: PUBLIC_BODY.bytes }, async (_request, reply) => reply.status(204).header('Allow', allow).send())
  }
}

/** The answer in pieces would be made whole and thrown away. */
const takesHead = ({ method, reply }: Operation): boolean => method === 'GET' && reply.kind !== 'stream'

/** Every path under which an operation answers. */
function pathsOf(operation: Operation): readonly string[] {
  const paths = [operation.path, ...(operation.otherPaths ?? [])]
  return operation.protocol === 'dli' ? paths.flatMap(pathAliases) : paths
}

function addRoute(app: FastifyInstance, context: ApiOptions, operation: Operation, url: string): void {
  app.route({
    method: operation.method,
    url,
    bodyLimit: operation.bodyLimit.bytes,
    config: { operation },
    exposeHeadRoute: takesHead(operation),
    handler: async (request, reply) => {
      app.heldAnswers.checkRoom(operation.answerBytesMax ?? 0)
      if (operation.takesFile === true) letBodyTakeItsTime(request.raw, () => !reply.raw.writableEnded)
      const call = new RequestCall(context, operation, request, reply)
      const { length } = call.rawBody
      if (length > LARGE_BYTES) await turnForLarge(length)
      const answer = await audited(request, operation, context.control.audit.trail, context.clock, () => operation.run(call))
      if ('body' in answer) auditAnswer(request, operation, answer.body)
      if ('pieces' in answer) {
        if (answer.made !== undefined) request.auditEntry?.add({ details: { made: answer.made } })
        setHeaders(reply.status(answer.status ?? operation.status), answer.headers ?? {})
        return await sendPieces(reply, answer.pieces, answer.contentType ?? contentTypeOf(operation))
      }
      reply.status(answer.status ?? operation.status)
      if (answer.headers !== undefined) setHeaders(reply, answer.headers)
      if (answer.body === undefined) return reply.send()
      if (answer.body instanceof Uint8Array) return reply.send(answer.body)
      const whole = bodyText(operation, answer.body)
      const text = whole.length > LARGE_BYTES ? await bytesInTurns(whole) : whole
      // A change has waited for its commit, with others that were asked for at once.
      if (changesNothing(operation)) await togetherWithOthers()
      app.heldAnswers.hold(request, reply, text)
      reply.header('Content-Type', contentTypeOf(operation)).send(text)
      // Given back, it would be taken for a promise and waited for, which costs more than to send it.
      return reply.sent ? undefined : reply
    },
  })
}

/** What a call says of itself beside its input is made when it is asked for. */
class RequestCall implements RawCall {
  readonly context: ApiOptions
  readonly params: unknown
  readonly query: unknown
  readonly rawBody: Uint8Array
  readonly authenticated: RawCall['authenticated']
  readonly caller: RawCall['caller']
  readonly signal: () => AbortSignal
  readonly #operation: Operation
  readonly #request: FastifyRequest

  constructor(context: ApiOptions, operation: Operation, request: FastifyRequest, reply: FastifyReply) {
    this.context = context
    this.params = paramsOf(request.params, operation)
    this.query = request.query
    this.rawBody = rawBodyOf(request)
    this.authenticated = request.authenticated
    this.caller = request.caller
    this.signal = replySignal(request, reply)
    this.#operation = operation
    this.#request = request
  }
  get file() {
    return comingBodyOf(this.#request)
  }
  get header() {
    const { headers } = this.#request
    return (name: string) => {
      const value = headers[name]
      return typeof value === 'string' ? value : ''
    }
  }
  get baseUrl() {
    return () => this.context.address?.url ?? `${this.#request.protocol}://${this.#request.host}`
  }
  get requestId() {
    return this.#request.id
  }
  get peer() {
    return clientOf(this.#request.ip)
  }
  parsed(input: ParsedInput): void {
    auditInput(this.#request, this.#operation, input)
  }
}

/** The framework calls the rest of a path by a star. */
function paramsOf(params: unknown, { restOfPath }: Operation): unknown {
  if (restOfPath === undefined || typeof params !== 'object' || params === null) return params
  return { ...params, [restOfPath]: Reflect.get(params, '*') }
}

const contentTypeOf = ({ reply }: Operation): string => (reply.kind === 'json' ? 'application/json; charset=utf-8' : reply.contentType)

function bodyText({ reply }: Operation, body: unknown): string {
  if (body instanceof JsonText) return body.text
  return reply.kind === 'text' ? String(body) : JSON.stringify(body)
}
