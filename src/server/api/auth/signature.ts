/**
 * The vendor's request signature: one HMAC over a canonical form of the request, with the secret key as it is (SDK-HMAC-SHA256, SDK-HMAC-SM3), or with a key that is derived from
 * it for a day, a region and a service (V11-HMAC-SHA256).
 * Sending a signed request again within the fifteen minutes is allowed, as it is in the vendor's service.
 */
import { hash, timingSafeEqual } from 'node:crypto'
import { queryPairs, tryDecode } from '../input/query-pairs.ts'
import { type Digest, type Hmac, hmacBy } from './hmac.ts'
import { hostsToTry, toldByProxy } from './hosts-to-try.ts'

const ALGORITHMS: Readonly<Record<Digest, string>> = { sha256: 'SDK-HMAC-SHA256', sm3: 'SDK-HMAC-SM3' }
const DERIVED_ALGORITHM = 'V11-HMAC-SHA256'
/** How far X-Sdk-Date may be from the server's clock, in either direction. */
export const CLOCK_SKEW_MS_MAX = 15 * 60 * 1000

const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD'
const DATE_HEADER = 'x-sdk-date'
const CONTENT_HASH_HEADERS: Readonly<Record<Digest, string>> = { sha256: 'x-sdk-content-sha256', sm3: 'x-sdk-content-sm3' }
/** All but the signature. Of the derived form the scope stands behind the access key. */
const AUTHORIZATION =
  /^(?:SDK-HMAC-(?<digest>SHA256|SM3) +Access=(?<access>[^,\s]{1,256})|V11-HMAC-SHA256 +Credential=(?<credential>[^,\s/]{1,256})\/(?<scope>\d{8}(?:\/[^,\s/]{1,128}){2})), *SignedHeaders=(?<names>[a-z0-9!#$%&'*+.^_`|~;-]{1,4096}), *Signature=$/
/** Encoding and decoding leave such a path as it is. */
const UNRESERVED_PATH = /^[A-Za-z0-9/._~-]*$/
const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/

export interface SignableRequest {
  readonly method: string
  /** Path and query as they go over the wire. */
  readonly target: string
  /** Lower-case names; values as they go over the wire, one character a byte. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** The exact bytes; or, where they are still to come, the hash that they will be held to, in hexadecimal. */
  readonly body: Uint8Array | { readonly sha256: string }
}

export interface Authorization {
  readonly accessKey: string
  readonly digest: Digest
  /** Of the derived form, what its key is for: date/region/service. */
  readonly scope?: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

export type Verdict =
  /** `bodySigned` is false when the signer left the body out (UNSIGNED-PAYLOAD): such a body must not be trusted. */
  { readonly kind: 'valid'; readonly bodySigned: boolean } | { readonly kind: 'invalid'; readonly reason: string }

/** The parts of an Authorization header; undefined when it is not a well-formed one of these algorithms. */
export function parseAuthorization(header: string): Authorization | undefined {
  const text = header.trim()
  const signature = text.slice(-SIGNATURE_CHARACTERS)
  const head = SIGNATURE.test(signature) ? headOf(text.slice(0, -SIGNATURE_CHARACTERS)) : undefined
  return head === undefined ? undefined : { ...head, signature }
}

const SIGNATURE_CHARACTERS = 64
const SIGNATURE = /^[0-9a-f]{64}$/

/** The vendor's signers have more than are verified here. */
const UNSERVED = /^(?:V11-HMAC-SM3|SDK-ECDSA-P256-SHA256|SDK-SM2-SM3)(?= |$)/i

/** By which of the vendor's other algorithms the header says that the request is signed. */
export const unservedAlgorithm = (header: string): string | undefined => UNSERVED.exec(header.trim())?.[0].toUpperCase()

/** What was made of the last text is given for the same text again: a client's requests of one second differ in neither date nor names. */
function keepingLast<T, K = string>(make: (text: K) => T): (text: K) => T {
  let last: { readonly text: K; readonly made: T } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) }
    return last.made
  }
}

/** What is before the signature: of one client's requests it is the same. Of no text that is not well-formed, or where a name is given twice: given a thousand times, it would make a text of a thousand times its header. */
const headOf = keepingLast((text): Omit<Authorization, 'signature'> | undefined => {
  const { access, digest, credential, scope, names: joined } = AUTHORIZATION.exec(text)?.groups ?? {}
  const accessKey = access ?? credential
  if (accessKey === undefined || joined === undefined) return undefined
  const signedHeaders = joined.split(';')
  if (new Set(signedHeaders).size < signedHeaders.length) return undefined
  return { accessKey, digest: digest === 'SM3' ? 'sm3' : 'sha256', ...(scope === undefined ? {} : { scope }), signedHeaders }
})

/**
 * The headers to add to a request that is to be signed: X-Sdk-Date and Authorization. Every header of the request is signed; give `host` among them,
 * as the vendor's Python and Node clients do, or leave it out, as its Go client does.
 */
export function sign(
  request: SignableRequest,
  key: { readonly accessKey: string; readonly secretKey: string },
  nowMs: number,
): { readonly 'X-Sdk-Date': string; readonly Authorization: string } {
  const date = `${new Date(nowMs).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
  const dated = { ...request, headers: { ...request.headers, [DATE_HEADER]: date } }
  const signedHeaders = Object.keys(dated.headers)
    .filter((name) => !name.includes('_'))
    .sort()
  const [path = ''] = canonicalPaths(pathOf(request.target), signedHeaders)
  const text = canonicalRequest(dated, path, signedHeaders, hashOf(request.body, 'sha256'))
  const signature = signatureOf(text, date, { digest: 'sha256' }, hmacBy('sha256', key.secretKey))
  return {
    'X-Sdk-Date': date,
    Authorization: `${ALGORITHMS.sha256} Access=${key.accessKey}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  }
}

/**
 * Whether the request is the one that the holder of the secret key signed, at most fifteen minutes ago or ahead. Only what is named in SignedHeaders is
 * covered, so a proxy may add headers. UNSIGNED-PAYLOAD is accepted only with a content type that is not JSON (the vendor's Python client sends it for
 * those); a hash in X-Sdk-Content-Sha256, or X-Sdk-Content-Sm3, must be that of the body. Of the derived form region and service are signed, and may be any: one server is them all.
 * @param hmac by the secret key, or by the key that is derived from it for the authorization's scope
 * @param hosts that are the server's too: a proxy that is trusted has put another in their place
 */
export function verify(
  request: SignableRequest,
  authorization: Authorization,
  hmac: Hmac,
  nowMs: number,
  hosts: readonly string[] = [],
): Verdict {
  const date = headerText(request, DATE_HEADER)
  const signedAt = epochMs(date)
  if (signedAt === undefined) return { kind: 'invalid', reason: 'the header X-Sdk-Date is missing or not of the form YYYYMMDDTHHMMSSZ' }
  if (!authorization.signedHeaders.includes(DATE_HEADER)) return { kind: 'invalid', reason: 'the header X-Sdk-Date is not signed' }
  if (Math.abs(nowMs - signedAt) > CLOCK_SKEW_MS_MAX) {
    return { kind: 'invalid', reason: `X-Sdk-Date is more than 15 minutes from the server's time ${new Date(nowMs).toISOString()}` }
  }
  const { scope, digest } = authorization
  if (scope !== undefined && !scope.startsWith(date.slice(0, 8))) {
    return { kind: 'invalid', reason: `the Credential is of ${scope.slice(0, 8)}, and X-Sdk-Date of another day` }
  }
  const absent = authorization.signedHeaders.find((name) => headerValue(request, name) === undefined)
  if (absent !== undefined) return { kind: 'invalid', reason: `the signed header ${absent} is not in the request` }
  const bodyHash = hashOf(request.body, digest)
  const declared = headerText(request, CONTENT_HASH_HEADERS[digest])
  const unsigned = declared === UNSIGNED_PAYLOAD && !isJson(headerText(request, 'content-type'))
  if (declared !== '' && !unsigned && declared !== bodyHash) {
    return { kind: 'invalid', reason: `${digest === 'sm3' ? 'X-Sdk-Content-Sm3' : 'X-Sdk-Content-Sha256'} is not the hash of the body` }
  }
  // Only the host differs between the tries, and the rest may be long.
  const paths = canonicalPaths(pathOf(request.target), authorization.signedHeaders)
  const query = canonicalQuery(request.target)
  const signedHash = (candidate: SignableRequest): string | undefined => {
    for (const path of paths) {
      for (const payloadHash of unsigned ? [UNSIGNED_PAYLOAD, bodyHash] : [bodyHash]) {
        const text = canonicalText(candidate, path, query, authorization.signedHeaders, payloadHash)
        if (isSame(signatureOf(text, date, authorization, hmac), authorization.signature)) return payloadHash
      }
    }
    return undefined
  }
  const withHost = (host: string): SignableRequest => ({ ...request, headers: { ...request.headers, host } })
  let payloadHash = signedHash(request)
  for (const host of hosts) payloadHash ??= signedHash(withHost(host))
  if (payloadHash !== undefined) return { kind: 'valid', bodySigned: payloadHash === bodyHash }
  if (!authorization.signedHeaders.includes('host')) {
    return { kind: 'invalid', reason: `${WRONG_SECRET}, or the request is not the one that was signed` }
  }
  const host = hostsToTry(request.headers).find((other) => signedHash(withHost(other)) !== undefined)
  return { kind: 'invalid', reason: host === undefined ? unknownReason(request) : hostReason(headerText(request, 'host'), host) }
}

/** Written anew for each two that are compared: nobody else has a turn meanwhile. */
const [expectedBytes, givenBytes] = [Buffer.alloc(SIGNATURE_CHARACTERS), Buffer.alloc(SIGNATURE_CHARACTERS)]

/** Takes as long wherever they differ. */
function isSame(expected: string, given: string): boolean {
  if (expected.length !== SIGNATURE_CHARACTERS || given.length !== SIGNATURE_CHARACTERS) return false
  expectedBytes.write(expected, 'latin1')
  givenBytes.write(given, 'latin1')
  return timingSafeEqual(expectedBytes, givenBytes)
}

const hashOf = (body: SignableRequest['body'], digest: Digest): string => (body instanceof Uint8Array ? hashBy(digest, body) : body.sha256)

const WRONG_SECRET = 'the secret key is not that of the access key'

/** What is wrong most often comes first: a proxy is behind it only where one shows. */
function unknownReason(request: SignableRequest): string {
  const arrived = headerText(request, 'host')
  return toldByProxy(request.headers)
    ? `a proxy on the way has changed the request, which came with Host: ${arrived} and must come as it was signed; or ${WRONG_SECRET}`
    : `${WRONG_SECRET}; or the request is not the one that was signed: it came with Host: ${arrived}, and a proxy on the way must not change Host`
}

function hostReason(arrived: string, signed: string): string {
  return `the request was signed for the host ${signed}, and came with Host: ${arrived}; let the proxy on the way pass Host on as it is`
}

/** The text whose hash is signed; `path` is already canonical. */
export function canonicalRequest(request: SignableRequest, path: string, signedHeaders: readonly string[], payloadHash: string): string {
  return canonicalText(request, path, canonicalQuery(request.target), signedHeaders, payloadHash)
}

function canonicalText(
  request: SignableRequest,
  path: string,
  query: string,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  let headers = ''
  for (const name of signedHeaders) headers += `${name}:${headerText(request, name)}\n`
  return `${request.method.toUpperCase()}\n${path}\n${query}\n${headers}\n${joined(signedHeaders)}\n${payloadHash}`
}

const joined = keepingLast((names: readonly string[]): string => names.join(';'))

/**
 * Decoded and encoded again, the form of the Python and Go clients; or encoded as it stands, for the Node client encodes a path that is already encoded a second
 * time. No signature may stand for two paths: so who signs the user agent, which the Node client never does, has the first form alone, and of a path that holds
 * an encoded percent sign (no name of this API has one) others have the second alone.
 */
function canonicalPaths(path: string, signedHeaders: readonly string[]): readonly string[] {
  if (UNRESERVED_PATH.test(path)) return [path.endsWith('/') ? path : `${path}/`]
  const decoded = canonicalPath(path)
  if (signedHeaders.includes('user-agent')) return [decoded]
  const asItStands = joinSegments(path.split('/').map(encode))
  if (path.includes('%25')) return [asItStands]
  return decoded === asItStands ? [decoded] : [decoded, asItStands]
}

function canonicalPath(path: string): string {
  return joinSegments(path.split('/').map(recode))
}

function joinSegments(segments: readonly string[]): string {
  const joined = segments.join('/')
  return joined.endsWith('/') ? joined : `${joined}/`
}

function canonicalQuery(target: string): string {
  const start = queryStart(target)
  if (start < 0) return ''
  return queryPairs(target.slice(start + 1))
    .map(({ key, value }) => ({ key: spelling(key), value: spelling(value) }))
    .sort((a, b) => compare(a.key.sortedAs, b.key.sortedAs) || compare(a.value.sortedAs, b.value.sortedAs))
    .map(({ key, value }) => `${key.canonical}=${value.canonical}`)
    .join('&')
}

/** By UTF-16 code units, as the vendor's clients sort. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The one canonical spelling. What cannot be decoded keeps its own behind a "!", which no encoded text has, so that it equals nothing but itself. */
function spelling(text: string): { readonly canonical: string; readonly sortedAs: string } {
  const decoded = tryDecode(text)
  return decoded === undefined ? { canonical: `!${text}`, sortedAs: text } : { canonical: encode(decoded), sortedAs: decoded }
}

const recode = (text: string): string => spelling(text).canonical

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function pathOf(target: string): string {
  const query = queryStart(target)
  return query < 0 ? target : target.slice(0, query)
}

/** Where the router ends the path: a "#" does that too, so "/queues/a#b" must not pass for the "/queues/a%23b" that was signed. */
function queryStart(target: string): number {
  const [question, hash] = [target.indexOf('?'), target.indexOf('#')]
  return question < 0 || hash < 0 ? Math.max(question, hash) : Math.min(question, hash)
}

/** A client chooses the names, so those of Object.prototype must not be found. */
function headerValue(request: SignableRequest, name: string): string | readonly string[] | undefined {
  return Object.hasOwn(request.headers, name) ? request.headers[name] : undefined
}

/** '' for a header that is not there; only the ends are trimmed. */
function headerText(request: SignableRequest, name: string): string {
  const value = headerValue(request, name) ?? ''
  return (typeof value === 'string' ? value : value.join(', ')).trim()
}

function isJson(contentType: string): boolean {
  return /^application\/(json|bson)\b/i.test(contentType)
}

const epochMs = keepingLast((date): number | undefined => {
  const [, year, month, day, hour, minute, second] = DATE.exec(date) ?? []
  const epoch = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(epoch) ? undefined : epoch
})

const OF_NOTHING: Readonly<Record<Digest, string>> = { sha256: hash('sha256', ''), sm3: hash('sm3', '') }
const hashBy = (digest: Digest, data: Uint8Array): string => (data.length === 0 ? OF_NOTHING[digest] : hash(digest, data))

/** Text is hashed one character a byte: header values came that way, and everything else in it is ASCII. */
function signatureOf(canonical: string, date: string, { scope, digest }: Pick<Authorization, 'scope' | 'digest'>, hmac: Hmac): string {
  const head = scope === undefined ? `${ALGORITHMS[digest]}\n${date}` : `${DERIVED_ALGORITHM}\n${date}\n${scope}`
  return hmac(`${head}\n${hashBy(digest, Buffer.from(canonical, 'latin1'))}`)
}
