/** Random requests to a server over HTTP, each answer held to the OpenAPI document that the server itself gives. */
import { createHash } from 'node:crypto'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { sign } from '../src/server/api/auth/signature.ts'
import { type DocumentedCall, documentedCalls, type Json, type JsonObject, mismatch, object, text } from './api-document.ts'
import { type ApiRequest, makeRequest } from './api-requests.ts'
import { SeenValues } from './api-values.ts'
import type { Chance } from './chance.ts'
import { OwnWords } from './own-words.ts'

export interface ApiFinding {
  readonly what: string
  readonly request: ApiRequest
  readonly status: number
  readonly answer: string
}

export interface Target {
  readonly endpoint: string
  readonly projectId: string
  readonly accessKey: string
  readonly secretKey: string
  /** Names, ids and keys of the user who asks, which no request may take from it. */
  readonly kept: readonly string[]
}

interface Options {
  readonly target: Target
  readonly chance: Chance
  readonly requests: number
  readonly found: (finding: ApiFinding) => void
  /** Told after each thousand. */
  readonly progress?: (sent: number) => Promise<void>
  readonly leftOut?: (call: DocumentedCall) => boolean
  /** Names and ids by the fields that take them, for requests to be about. */
  readonly about?: JsonObject
  /** What no answer may have that the request had not, but of what was made by a request that had it. */
  readonly hidden?: readonly string[]
}

export interface ApiAnswer {
  readonly status: number
  readonly text: string
  readonly json: Json | undefined
}

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

interface Answered {
  readonly request: ApiRequest
  readonly answer: Answer
}

/** How long an answer may be waited for: far longer than one takes on any machine that gets on at all. */
const ANSWER_MS = 300_000
/** Of a stream that does not end by itself as much is read. */
const STREAM_MS = 500

/** Sends so many requests, up to four at once and those about the same thing; the number of those that were answered with success. */
export async function runAgainstApi({
  target,
  chance,
  requests,
  found,
  progress,
  leftOut,
  about,
  hidden = [],
}: Options): Promise<{ readonly succeeded: number; readonly byStatus: ReadonlyMap<number, number> }> {
  const calls = documentedCalls(
    JSON.parse(
      (
        await exchange(target.endpoint, {
          method: 'GET',
          target: '/openapi.json',
          headers: {},
          body: Buffer.alloc(0),
          isChunked: false,
          isEndless: false,
        })
      ).body.toString(),
    ),
  ).filter((call) => leftOut?.(call) !== true)
  const seen = new SeenValues()
  seen.see(about)
  const { token, userId } = await logIn(target)
  const kept = [...target.kept, userId]
  const byStatus = new Map<number, number>()
  let succeeded = 0
  const own = new OwnWords(hidden)
  const one = async (request: ApiRequest): Promise<Answered | undefined> => {
    try {
      return { request, answer: await send(target, token, request) }
    } catch (failure) {
      if (isCutOff(request, failure)) {
        byStatus.set(0, (byStatus.get(0) ?? 0) + 1)
        return undefined
      }
      found({ what: `no answer: ${failure instanceof Error ? failure.message : String(failure)}`, request, status: 0, answer: '' })
      return undefined
    }
  }
  const judge = ({ request, answer }: Answered): void => {
    byStatus.set(answer.status, (byStatus.get(answer.status) ?? 0) + 1)
    const what = complaint(request, answer) ?? leak(request, answer, hidden, own)
    if (what !== undefined) found({ what, request, status: answer.status, answer: answer.body.subarray(0, 2_000).toString() })
    if (answer.status < 300) {
      succeeded += 1
      seen.see(request.given)
      seen.see(jsonOf(answer.body))
    }
  }
  for (let sent = 0; sent < requests; ) {
    const call = chance.pick(calls)
    const atOnce = chance.oneIn(4) ? 1 + chance.integer(4) : 1
    // What is made, changed or deleted at once is often the same: the same request again, or another one about what was named last.
    const made = Array.from({ length: atOnce }, () =>
      makeRequest(chance.oneIn(2) ? call : chance.pick(calls), target.projectId, seen, chance),
    )
    const [first] = made
    const together = first !== undefined && chance.oneIn(3) ? made.map(() => first) : made
    const harmless = together.filter((request) => !isAboutOneself(request, kept))
    const answered = (await Promise.all(harmless.map(one))).filter((each) => each !== undefined)
    // Before any is judged: a list may have been asked for at the same time, and answered first.
    for (const { request, answer } of answered) if (answer.status < 300) own.made(request, jsonOf(answer.body))
    for (const each of answered) judge(each)
    const before = sent
    sent += harmless.length
    if (Math.floor(before / 1_000) !== Math.floor(sent / 1_000)) await progress?.(sent)
  }
  return { succeeded, byStatus }
}

/** A server that has refused a long body before it has come ends the connection, and its answer may be lost then. */
const isCutOff = ({ body }: ApiRequest, failure: unknown): boolean =>
  body.length > 16_384 && failure instanceof Error && /EPIPE|ECONNRESET/.test(failure.message)

/** Whether a request could take its rights from the user who asks. */
function isAboutOneself({ method, call, target, body }: ApiRequest, kept: readonly string[]): boolean {
  if (method === 'GET' || !/^\/(causeway\/v1\/(users|keys|groups|projects|domains|\{project_id\}\/roles)|v3)/.test(call.path)) return false
  const said = `${decodeURIComponent(target.replaceAll('%', '%25')).replace(/\/causeway\/v1\/[0-9a-f]{32}\//, '')}${body.toString()}`
  return kept.some((name) => said.includes(name))
}

/** What an answer tells that the request did not know. */
function leak({ target, body }: ApiRequest, answer: Answer, hidden: readonly string[], own: OwnWords): string | undefined {
  const given = `${target}\n${body.toString()}`
  const json = jsonOf(answer.body)
  const told = `${JSON.stringify(answer.headers)}\n${json === undefined ? answer.body.toString() : JSON.stringify(own.without({ target }, json))}`
  return hidden.some((each) => told.includes(each) && !given.includes(each)) ? 'what is another’s' : undefined
}

/** What is wrong with an answer, by the document. */
function complaint({ call, method }: ApiRequest, { status, headers, body }: Answer): string | undefined {
  const isDocumented = method === call.method && call.answers.has(String(status))
  // That a page is not built, or that what is expected does not hold, is an answer; to HEAD as to the GET that it stands for.
  const isOfGet = method === 'HEAD' && call.method === 'GET' && call.answers.has(String(status))
  if (status >= 500 && !isDocumented && !isOfGet) return `the status ${status}`
  if (method === 'HEAD' || status === 204 || status === 304) {
    return body.length === 0 ? undefined : `a body where ${method} and ${status} have none`
  }
  const documented = method === call.method ? (call.answers.get(String(status)) ?? undefined) : undefined
  if (status < 300 && method === call.method && !isDocumented && status !== 206)
    return `the status ${status}, which the document does not have`
  if (isDocumented && documented === undefined) return body.length === 0 ? undefined : 'a body that the document does not have'
  if (documented !== undefined && documented.contentType !== 'application/json') return undefined
  if (status < 300 && !isDocumented) return undefined
  const json = jsonOf(body)
  if (json === undefined) return 'an answer that is no JSON'
  if (!/^application\/json/.test(text(headers['content-type']))) return `the content type ${headers['content-type']}`
  if (documented !== undefined) return mismatch(documented.schema, json)
  // A path made otherwise may be another API's: its errors have the shape of that one.
  const said = object(json)
  const isError =
    ['error_msg', 'message'].some((name) => typeof said[name] === 'string') || typeof object(said['error'])['message'] === 'string'
  return isError ? undefined : 'an error that has no message'
}

function jsonOf(body: Buffer): Json | undefined {
  try {
    const json: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    return json
  } catch {
    return undefined
  }
}

async function logIn(target: Target): Promise<{ readonly token: string; readonly userId: string }> {
  const body = {
    auth: {
      identity: { methods: ['hw_ak_sk'], hw_ak_sk: { access: { key: target.accessKey }, secret: { key: target.secretKey } } },
      scope: { project: { id: target.projectId } },
    },
  }
  const headers = { 'content-type': 'application/json' }
  const answer = await exchange(target.endpoint, {
    method: 'POST',
    target: '/v3/auth/tokens',
    headers,
    body: Buffer.from(JSON.stringify(body)),
    isChunked: false,
    isEndless: false,
  })
  const token = answer.headers['x-subject-token']
  if (typeof token !== 'string') throw new Error(`No token: ${answer.status} ${answer.body.toString()}`)
  return { token, userId: text(object(object(object(jsonOf(answer.body))['token'])['user'])['id']) }
}

/** One signed request; {p} in the path is the project. */
export async function callApi(target: Target, method: string, path: string, json?: Json): Promise<ApiAnswer> {
  const body = Buffer.from(json === undefined ? '' : JSON.stringify(json))
  const headers: Record<string, string> = { host: new URL(target.endpoint).host, 'content-type': 'application/json' }
  const place = path.replace('{p}', target.projectId)
  Object.assign(headers, sign({ method, target: place, headers, body }, target, Date.now()))
  const answer = await exchange(target.endpoint, { method, target: place, headers, body, isChunked: false, isEndless: false })
  return { status: answer.status, text: answer.body.toString(), json: jsonOf(answer.body) }
}

function send(target: Target, token: string, request: ApiRequest): Promise<Answer> {
  const { method, body, isChunked, call } = request
  const host = new URL(target.endpoint).host
  const headers: Record<string, string> = { host, ...request.headers }
  if (request.credentials === 'token') headers['x-auth-token'] = token
  if (request.credentials === 'broken')
    headers['authorization'] = `SDK-HMAC-SHA256 Access=${target.accessKey}, SignedHeaders=host, Signature=00`
  if (request.credentials === 'signature') {
    if (call.takesFile) headers['x-sdk-content-sha256'] ??= createHash('sha256').update(body).digest('hex')
    Object.assign(headers, sign({ method, target: request.target, headers, body }, target, Date.now()))
  }
  return exchange(target.endpoint, {
    method,
    target: request.target,
    headers,
    body,
    isChunked,
    isEndless: [...call.answers.values()].some((answer) => /event-stream/.test(answer?.contentType ?? '')),
  })
}

interface Exchange {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  readonly isChunked: boolean
  readonly isEndless: boolean
}

function exchange(endpoint: string, { method, target, headers, body, isChunked, isEndless }: Exchange): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint)
    const isBare = body.length === 0 && method !== 'POST' && method !== 'PUT'
    const length: Record<string, string> = isChunked
      ? { 'transfer-encoding': 'chunked' }
      : isBare
        ? {}
        : { 'content-length': String(body.length) }
    const sent = httpRequest({ hostname, port, method, path: target, headers: { ...headers, ...length }, timeout: ANSWER_MS, agent: false })
    sent.on('timeout', () => sent.destroy(new Error('the answer does not come')))
    sent.on('error', reject)
    sent.on('response', (response) => {
      const pieces: Buffer[] = []
      const end = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces) })
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('end', end)
      response.on('error', reject)
      if (isEndless && (response.statusCode ?? 0) < 300) {
        setTimeout(() => {
          end()
          sent.destroy()
        }, STREAM_MS)
      }
    })
    if (isChunked && body.length > 0) for (let at = 0; at < body.length; at += 7_000) sent.write(body.subarray(at, at + 7_000))
    else if (body.length > 0) sent.write(body)
    sent.end()
  })
}
