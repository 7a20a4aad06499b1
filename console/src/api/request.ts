import { ApiError, ServerLost } from './api-error.ts'
import { pageKey, projectId, projectRefused, sessionEnded } from './credentials.ts'
import { UnexpectedAnswer } from './fields.ts'
import { setServerAnswers } from './server-state.ts'

/** The vendor's calls of queues and tables have one code for all that is not allowed; the stream of events, which every page follows, tells it apart for them. */
const PROJECT_REFUSALS: ReadonlySet<string> = new Set(['wrong-project', 'VPC.0007'])

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A call as the API's documents write it: `{project_id}` in the path is the project that is chosen. */
export interface ApiRequest {
  readonly method: Method
  readonly path: string
  readonly body?: unknown
  /** What is sent in the place of a body: its bytes as they are, and how a command sends the same. */
  readonly file?: { readonly content: Blob; readonly name: string; readonly command: string } | undefined
  /** Fields of the body that are shown to nobody, beside those whose names say so. */
  readonly hidden?: readonly string[]
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** The answer's JSON; undefined for one without a body. Throws ApiError, ServerLost, UnexpectedAnswer, and what the signal aborts with. */
export async function request(method: Method, path: string, body?: unknown, options: RequestOptions = {}): Promise<unknown> {
  return await answerOf({ method, path, body }, options)
}

/** The same of a request that is at hand. */
export async function answerOf(made: ApiRequest, options: RequestOptions = {}): Promise<unknown> {
  const answer = await send(made, options)
  const text = await received(answer.text(), options.signal)
  return text === '' ? undefined : jsonOf(text)
}

/** What is read of an answer. Throws ServerLost where the connection is cut meanwhile, and what the signal aborts with. */
export async function received<T>(reading: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await reading
  } catch (thrown) {
    return lost(thrown, signal)
  }
}

/** Throws UnexpectedAnswer. */
export function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    // A proxy's page, for one.
    throw new UnexpectedAnswer('it is no JSON')
  }
}

/** The answer as it comes, for streams and files. Throws as request. */
export async function send({ method, path, body, file }: ApiRequest, { signal, headers = {} }: RequestOptions = {}): Promise<Response> {
  const key = pageKey()
  let answer: Response
  try {
    answer = await fetch(addressOf(path), {
      method,
      headers: {
        ...headers,
        ...(key === undefined ? {} : { 'X-Causeway-Console': key }),
        ...contentTypeOf(body, file),
      },
      ...(file === undefined ? (body === undefined ? {} : { body: JSON.stringify(body) }) : { body: file.content }),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (thrown) {
    return lost(thrown, signal)
  }
  setServerAnswers(true)
  if (answer.ok) return answer
  const refusal = new ApiError(answer.status, await readJson(answer))
  if (answer.status === 401 && key !== undefined && key === pageKey() && path !== '/console/session') sessionEnded()
  if (PROJECT_REFUSALS.has(refusal.code)) projectRefused()
  throw refusal
}

function contentTypeOf(body: unknown, file: ApiRequest['file']): Readonly<Record<string, string>> {
  if (file !== undefined) return { 'Content-Type': 'application/octet-stream' }
  return body === undefined ? {} : { 'Content-Type': 'application/json' }
}

/** The connection was cut, unless whoever asked has given it up. */
function lost(thrown: unknown, signal: AbortSignal | undefined): never {
  if (signal?.aborted === true) throw thrown
  setServerAnswers(false)
  throw new ServerLost()
}

/** A path of the console itself is sent as it is; any other goes the API's way with the console's session. */
function addressOf(path: string): string {
  if (path.startsWith('/console/')) return path
  return `/console/api${path.replaceAll('{project_id}', () => encodeURIComponent(projectId() ?? ''))}`
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    const value: unknown = await answer.json()
    return value
  } catch {
    return undefined
  }
}
