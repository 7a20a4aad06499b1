import { createHash, createHmac } from 'node:crypto'

export interface Keys {
  readonly accessKey: string
  readonly secretKey: string
}

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  /** path and query, percent-encoded */
  readonly target: string
  /** lower-case names; must hold host */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer
}

/** X-Sdk-Date: YYYYMMDDTHHMMSSZ in UTC. */
export function sdkDate(date: Date): string {
  return `${date.toISOString().slice(0, 19).replaceAll('-', '').replaceAll(':', '')}Z`
}

/**
 * The Authorization header of a request, by SDK-HMAC-SHA256 as the vendor's documents have it. Written for these tests alone, with every part of
 * it in the caller's hands.
 *
 * @param signedHeaders names of the headers to sign; each must be in the request
 */
export function authorization(keys: Keys, request: WireRequest, signedHeaders: readonly string[]): string {
  const names = signedHeaders.map((name) => name.toLowerCase()).sort()
  const [path = '/', query = ''] = request.target.split(/\?(.*)/s)
  const canonical = [
    request.method.toUpperCase(),
    canonicalPath(path),
    canonicalQuery(query),
    names.map((name) => `${name}:${headerOf(request, name).trim()}\n`).join(''),
    names.join(';'),
    request.headers['x-sdk-content-sha256'] ?? sha256(request.body),
  ].join('\n')
  const stringToSign = `SDK-HMAC-SHA256\n${headerOf(request, 'x-sdk-date')}\n${sha256(canonical)}`
  const signature = createHmac('sha256', keys.secretKey).update(stringToSign).digest('hex')
  return `SDK-HMAC-SHA256 Access=${keys.accessKey}, SignedHeaders=${names.join(';')}, Signature=${signature}`
}

function headerOf(request: WireRequest, name: string): string {
  const value = request.headers[name]
  if (value === undefined) throw new Error(`the header ${name} cannot be signed: the request has none`)
  return value
}

function canonicalPath(path: string): string {
  const encoded = path
    .split('/')
    .map((segment) => percentEncode(decodeURIComponent(segment)))
    .join('/')
  return encoded.endsWith('/') ? encoded : `${encoded}/`
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      return [percentEncode(decodeURIComponent(name)), percentEncode(decodeURIComponent(value))]
    })
  return pairs
    .sort(([name = '', value = ''], [otherName = '', otherValue = '']) => compare(name, otherName) || compare(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function percentEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9\-._~]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
