import { createHash, createHmac } from 'node:crypto'

export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
}

export interface Answer {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers: Headers
  /** the parsed JSON, or the text when it is none */
  readonly body: unknown
  readonly durationMs: number
}

export interface RequestOptions {
  readonly query?: Readonly<Record<string, string>>
  /** sent as JSON */
  readonly body?: unknown
}

/** A caller of the HTTP API that signs what it sends with a key pair, as any SDK of the cloud service does. */
export interface Client {
  readonly endpoint: string
  /** @param path raw, not percent-encoded @throws TypeError when there is no answer; an error status is an answer */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
}

/** @param endpoint such as http://127.0.0.1:8600 @param keys absent: requests are sent without a signature */
export function openClient(endpoint: string, keys?: KeyPair): Client {
  return {
    endpoint,
    request: async (method, path, options = {}) => {
      const body = options.body === undefined ? '' : JSON.stringify(options.body)
      const query = Object.entries(options.query ?? {})
      const url = new URL(encodePath(path) + (query.length === 0 ? '' : `?${encodeQuery(query)}`), endpoint)
      const headers: Record<string, string> = { 'content-type': 'application/json' }
      if (keys) Object.assign(headers, signatureHeaders(keys, { method, path, query, host: url.host, headers, body }, new Date()))
      const start = performance.now()
      const response = await fetch(url, { method, headers, ...(body !== '' && { body }) })
      const text = await response.text()
      const durationMs = performance.now() - start
      return { method, path, status: response.status, headers: response.headers, body: parse(text), durationMs }
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export interface RequestToSign {
  readonly method: string
  /** raw, not percent-encoded */
  readonly path: string
  readonly query: readonly (readonly [string, string])[]
  readonly host: string
  /** headers that are signed along with host and x-sdk-date; lower-case names */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The headers x-sdk-date and authorization of a request, by the vendor's SDK-HMAC-SHA256. */
export function signatureHeaders(keys: KeyPair, request: RequestToSign, now: Date): { 'x-sdk-date': string; authorization: string } {
  const date = now.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const signed = Object.entries({ ...request.headers, host: request.host, 'x-sdk-date': date }).sort(byName)
  const names = signed.map(([name]) => name).join(';')
  const path = encodePath(request.path)
  const canonicalRequest = [
    request.method.toUpperCase(),
    path.endsWith('/') ? path : `${path}/`,
    encodeQuery(request.query),
    ...signed.map(([name, value]) => `${name}:${value.trim()}`),
    '',
    names,
    sha256(request.body),
  ].join('\n')
  const stringToSign = ['SDK-HMAC-SHA256', date, sha256(canonicalRequest)].join('\n')
  const signature = createHmac('sha256', keys.secretKey).update(stringToSign).digest('hex')
  return { 'x-sdk-date': date, authorization: `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${names}, Signature=${signature}` }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** RFC 3986: everything but letters, digits and -._~ as %XX; encodeURIComponent leaves five more characters alone. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)

const encodePath = (path: string): string => path.split('/').map(encode).join('/')

const encodeQuery = (query: readonly (readonly [string, string])[]): string =>
  query
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

function byName(one: readonly [string, string], other: readonly [string, string]): number {
  return one[0] < other[0] ? -1 : one[0] > other[0] ? 1 : one[1] < other[1] ? -1 : one[1] > other[1] ? 1 : 0
}
