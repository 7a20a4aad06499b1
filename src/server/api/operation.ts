import { type Static, type TObject, type TSchema, type TString, type TUnsafe, Type } from 'typebox'
import { CausewayError } from '../../base/errors.ts'
import type { Protocol } from './answers/error-table.ts'
import type { FileCall, ProjectCall, PublicCall, RawCall, UserCall } from './call.ts'
import { type BodyLimit, DEFAULT_BODY, PUBLIC_BODY } from './input/body-limit.ts'
import { inputParser } from './input/parse-input.ts'
import { parseJsonBody } from './input/parse-json-body.ts'
import type { Reply, ReplyForm, StreamReply } from './reply.ts'
import { turnForLarge } from './turn-for-large.ts'

/** public: anybody; user: whoever is authenticated; project: who may use the project of the path. */
export type Access = 'public' | 'user' | 'project'

interface OperationHead {
  /** Stable, for logs and metrics: protocol.resource.verb. */
  readonly name: string
  readonly protocol: Protocol
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Parameters in braces, as the vendor's documents write them. */
  readonly path: string
  /** The last parameter, which takes the rest of the path with its slashes. */
  readonly restOfPath?: string
  /** Where else the same call answers, beside the aliases of path-aliases.ts. */
  readonly otherPaths?: readonly string[]
  /** The action of a policy that allows the call; '' where there is none. */
  readonly permission: string
  readonly summary: string
  /** Where a statement or a long list is meant; otherwise PUBLIC_BODY or DEFAULT_BODY. */
  readonly bodyLimit?: BodyLimit
  /** Where an answer may be of megabytes: the call is refused before it is made when answers that nobody reads leave no room for one so large. */
  readonly answerBytesMax?: number
  /** The body is a file, of any size and type, and is not kept in memory. */
  readonly takesFile?: true
  /** Whoever has the data folder of the server may call it for any project. */
  readonly alsoLocal?: true
  /** Of the console alone: a page that anybody may look at, or a call that its page makes. See console/console-gate.ts. */
  readonly console?: 'page' | 'call'
  /** The media type of an answer in pieces, which the call gives as well to who accepts that. */
  readonly alsoStreams?: string
  /** Of a success. */
  readonly status: number
  /** Of the refusal for what is not there, where the vendor's differs from that of the other calls. */
  readonly missingStatus?: 404
  /** Other statuses whose answer has the same schema. */
  readonly otherStatuses?: readonly number[]
}

export interface Operation extends OperationHead {
  readonly access: Access
  readonly bodyLimit: BodyLimit
  readonly schemas: OperationSchemas<TObject, TObject, TObject, TSchema>
  readonly reply: ReplyForm
  /** Parses the request, then does the work. */
  readonly run: (call: RawCall) => Promise<Reply<unknown> | StreamReply>
}

interface OperationSchemas<P extends TObject, Q extends TObject, B extends TObject, R extends TSchema> {
  readonly params: P
  /** Names with underscores; a client may write a hyphen for each. */
  readonly query: Q
  readonly body: B
  readonly response: R
}

interface Definition<C, P extends TObject, Q extends TObject, B extends TObject, R extends TSchema> extends OperationHead {
  readonly schemas: OperationSchemas<P, Q, B, R>
  readonly handle: (call: C) => Promise<Reply<Static<R>> | StreamReply>
}

interface StreamDefinition<C, P extends TObject, Q extends TObject, B extends TObject> extends OperationHead {
  readonly contentType: string
  /** `response` says what the pieces make together; it is only for the documents. */
  readonly schemas: OperationSchemas<P, Q, B, TSchema>
  readonly handle: (call: C) => Promise<StreamReply>
}

/** Begun at once where no body is read: a request that waits for nothing costs less. */
function handled<C, A>(raw: RawCall, parse: (raw: RawCall) => C | Promise<C>, handle: (call: C) => Promise<A>): Promise<A> {
  try {
    const call = parse(raw)
    return call instanceof Promise ? handledOnceParsed(raw, call, handle) : handle(call)
  } catch (refused) {
    return Promise.reject(refused)
  }
}

async function handledOnceParsed<C, A>(raw: RawCall, parsed: Promise<C>, handle: (call: C) => Promise<A>): Promise<A> {
  const call = await parsed
  await turnForLarge(raw.rawBody.length)
  return await handle(call)
}

const JSON_REPLY: ReplyForm = { kind: 'json' }

/** A part of a request without parameters; a body is then not even read as JSON. */
export const NONE = Type.Object({})
/** An answer without a body. */
export const NO_BODY = Type.Undefined()

export function publicOperation<P extends TObject, Q extends TObject, B extends TObject, R extends TSchema>(
  definition: Definition<PublicCall<Static<P>, Static<Q>, Static<B>>, P, Q, B, R>,
): Operation {
  const bodyLimit = definition.bodyLimit ?? PUBLIC_BODY
  const parse = callParser(definition, bodyLimit)
  return { ...definition, access: 'public', bodyLimit, reply: JSON_REPLY, run: async (raw) => definition.handle(await parse(raw)) }
}

export function userOperation<P extends TObject, Q extends TObject, B extends TObject, R extends TSchema>(
  definition: Definition<UserCall<Static<P>, Static<Q>, Static<B>>, P, Q, B, R>,
): Operation {
  const bodyLimit = definition.bodyLimit ?? DEFAULT_BODY
  const parse = callParser(definition, bodyLimit)
  return {
    ...definition,
    access: 'user',
    bodyLimit,
    reply: JSON_REPLY,
    run: async (raw) => {
      const { authenticated } = raw
      if (authenticated === undefined) throw new CausewayError('internal', `${definition.name} ran without authentication`)
      const withCaller = (call: PublicCall<Static<P>, Static<Q>, Static<B>>) => Object.assign(call, { authenticated })
      return await handled(raw, (of) => whenParsed(parse(of), withCaller), definition.handle)
    },
  }
}

export function projectOperation<P extends TObject, Q extends TObject, B extends TObject, R extends TSchema>(
  definition: Definition<ProjectCall<Static<P>, Static<Q>, Static<B>>, P, Q, B, R>,
): Operation {
  const bodyLimit = definition.bodyLimit ?? DEFAULT_BODY
  const parse = projectCallParser(definition, bodyLimit)
  return { ...definition, access: 'project', bodyLimit, reply: JSON_REPLY, run: (raw) => handled(raw, parse, definition.handle) }
}

/** A call of anybody that answers with a text that is no JSON. */
export function publicText<P extends TObject, Q extends TObject, B extends TObject>(
  definition: Definition<PublicCall<Static<P>, Static<Q>, Static<B>>, P, Q, B, TString> & { readonly contentType: string },
): Operation {
  const reply: ReplyForm = { kind: 'text', contentType: definition.contentType }
  return { ...publicOperation(definition), reply }
}

/** A call of anybody that answers with bytes that are kept in memory: with their Content-Type. */
export function publicBytes<P extends TObject, Q extends TObject, B extends TObject>(
  definition: Definition<PublicCall<Static<P>, Static<Q>, Static<B>>, P, Q, B, TUnsafe<Uint8Array>> & { readonly contentType: string },
): Operation {
  const reply: ReplyForm = { kind: 'bytes', contentType: definition.contentType }
  return { ...publicOperation(definition), reply }
}

/** A call of anybody that answers in pieces, see StreamReply. */
export function publicStream<P extends TObject, Q extends TObject, B extends TObject>(
  definition: StreamDefinition<PublicCall<Static<P>, Static<Q>, Static<B>>, P, Q, B>,
): Operation {
  const bodyLimit = definition.bodyLimit ?? PUBLIC_BODY
  const parse = callParser(definition, bodyLimit)
  const reply: ReplyForm = { kind: 'stream', contentType: definition.contentType }
  return { ...definition, access: 'public', bodyLimit, reply, run: async (raw) => definition.handle(await parse(raw)) }
}

/** A call about a project that answers in pieces, see StreamReply. */
export function projectStream<P extends TObject, Q extends TObject, B extends TObject>(
  definition: StreamDefinition<ProjectCall<Static<P>, Static<Q>, Static<B>>, P, Q, B>,
): Operation {
  const bodyLimit = definition.bodyLimit ?? DEFAULT_BODY
  const parse = projectCallParser(definition, bodyLimit)
  const reply: ReplyForm = { kind: 'stream', contentType: definition.contentType }
  return { ...definition, access: 'project', bodyLimit, reply, run: async (raw) => definition.handle(await parse(raw)) }
}

/** A call about a project that takes a file as its body. */
export function projectUpload<P extends TObject, Q extends TObject, R extends TSchema>(
  definition: Omit<Definition<FileCall<Static<P>, Static<Q>>, P, Q, TObject<Record<never, never>>, R>, 'bodyLimit'>,
): Operation {
  const bodyLimit = DEFAULT_BODY
  const parse = projectCallParser(definition, bodyLimit)
  return {
    ...definition,
    access: 'project',
    bodyLimit,
    takesFile: true,
    reply: JSON_REPLY,
    run: async (raw) => {
      const call = await parse(raw)
      const sha256 = call.authenticated.kind === 'signature' ? raw.header('x-sdk-content-sha256') : undefined
      return definition.handle(Object.assign(call, { content: raw.file ?? noFile(), sha256 }))
    },
  }
}

async function* noFile(): AsyncGenerator<Uint8Array> {}

function projectCallParser<P extends TObject, Q extends TObject, B extends TObject>(
  definition: OperationHead & { readonly schemas: OperationSchemas<P, Q, B, TSchema> },
  bodyLimit: BodyLimit,
) {
  const parse = callParser(definition, bodyLimit)
  type Call = ProjectCall<Static<P>, Static<Q>, Static<B>>
  return (raw: RawCall): Call | Promise<Call> => {
    const { authenticated, caller } = raw
    if (authenticated === undefined || caller === undefined) {
      throw new CausewayError('internal', `${definition.name} ran without authentication`)
    }
    return whenParsed(parse(raw), (call): Call => Object.assign(call, { authenticated, caller }))
  }
}

const whenParsed = <C, D>(call: C | Promise<C>, use: (call: C) => D): D | Promise<D> =>
  call instanceof Promise ? call.then(use) : use(call)

function callParser<P extends TObject, Q extends TObject, B extends TObject>(
  { name, schemas }: OperationHead & { readonly schemas: OperationSchemas<P, Q, B, TSchema> },
  bodyLimit: BodyLimit,
) {
  const parseParams = inputParser('path', schemas.params, name)
  const parseQuery = inputParser('query', schemas.query, name)
  const parseBody = inputParser('body', schemas.body, name)
  const readsBody = Object.keys(schemas.body.properties).length > 0
  type Call = PublicCall<Static<P>, Static<Q>, Static<B>>
  const called = (raw: RawCall, params: Static<P>, query: Static<Q>, body: Static<B>): Call => {
    raw.parsed({ params, query, body })
    return new ParsedCall(raw, schemas.query, params, query, body)
  }
  return (raw: RawCall): Call | Promise<Call> => {
    const params = parseParams(raw.params)
    const query = parseQuery(raw.query)
    if (!readsBody) return called(raw, params, query, parseBody({}))
    return readBody(raw, bodyLimit.values).then(async (given) => {
      const body = parseBody(given)
      // Bringing twenty thousand entries to their schema is a step of its own.
      await turnForLarge(raw.rawBody.length)
      return called(raw, params, query, body)
    })
  }
}

/** What most calls never ask for is made when it is asked for. */
class ParsedCall<P, Q, B> implements PublicCall<P, Q, B> {
  readonly context: RawCall['context']
  readonly control: RawCall['context']['control']
  readonly params: P
  readonly query: Q
  readonly body: B
  readonly #raw: RawCall
  readonly #querySchema: TObject

  constructor(raw: RawCall, querySchema: TObject, params: P, query: Q, body: B) {
    this.context = raw.context
    this.control = raw.context.control
    this.params = params
    this.query = query
    this.body = body
    this.#raw = raw
    this.#querySchema = querySchema
  }
  get otherQuery() {
    return () => others(this.#querySchema, this.#raw.query)
  }
  get header() {
    return this.#raw.header
  }
  get baseUrl() {
    return this.#raw.baseUrl
  }
  get requestId() {
    return this.#raw.requestId
  }
  get peer() {
    return this.#raw.peer
  }
  get signal() {
    return this.#raw.signal
  }
}

function others({ properties }: TObject, query: unknown): Readonly<Record<string, string>> {
  if (typeof query !== 'object' || query === null) return {}
  return Object.fromEntries(
    Object.entries(query).filter(
      (entry): entry is [string, string] => !Object.hasOwn(properties, entry[0]) && typeof entry[1] === 'string',
    ),
  )
}

async function readBody(raw: RawCall, valuesMax: number): Promise<unknown> {
  if (raw.rawBody.length > 0 && raw.authenticated?.kind === 'signature' && !raw.authenticated.bodySigned) {
    throw new CausewayError('invalid-parameter', 'The body is not covered by the signature', {
      hint: 'Send it with Content-Type: application/json and without X-Sdk-Content-Sha256: UNSIGNED-PAYLOAD.',
    })
  }
  return await parseJsonBody(raw.rawBody, valuesMax)
}
