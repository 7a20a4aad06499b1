/** Requests for documented calls, good ones and such as no client sends. */
import type { DocumentedCall, Json } from './api-document.ts'
import { broken, documentedValue, oddJson, oddNumber, oddText, type SeenValues } from './api-values.ts'
import type { Chance } from './chance.ts'

export interface ApiRequest {
  readonly call: DocumentedCall
  readonly method: string
  /** Path and query as they go over the wire. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Sent without Content-Length, in pieces. */
  readonly isChunked: boolean
  readonly credentials: 'signature' | 'token' | 'none' | 'broken'
  /** What the body and the path were made of, for what comes later. */
  readonly given: Json
}

export function makeRequest(call: DocumentedCall, projectId: string, seen: SeenValues, chance: Chance): ApiRequest {
  const given: Record<string, Json> = {}
  const path = call.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = name === 'project_id' && !chance.oneIn(60) ? projectId : pathValue(call, name, seen, chance)
    given[name] = value
    return encodeURIComponent(value.toWellFormed()) || '%20'
  })
  const isOdd = chance.oneIn(2)
  const { body, contentType } = bodyOf(call, seen, chance, isOdd, given)
  const headers = { 'content-type': contentType, ...(isOdd && chance.oneIn(5) ? oddHeaders(chance) : {}) }
  return {
    call,
    method: isOdd && chance.oneIn(12) ? chance.pick(['HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'GET', 'PUT', 'DELETE', 'POST']) : call.method,
    target: `${isOdd && chance.oneIn(10) ? oddPath(path, chance) : path}${queryOf(call, seen, chance, isOdd)}`,
    headers,
    body,
    isChunked: isOdd && chance.oneIn(6),
    credentials: isOdd && chance.oneIn(25) ? chance.pick(['none', 'broken'] as const) : chance.oneIn(3) ? 'token' : 'signature',
    given,
  }
}

function pathValue(call: DocumentedCall, name: string, seen: SeenValues, chance: Chance): string {
  if (chance.oneIn(15)) return oddText(chance).slice(0, 1_500)
  const names = [name, 'id', 'name', name.replace(/^resource_/, '')]
  const known = seen.pick(chance.oneIn(4) ? chance.pick(names) : name, chance) ?? seen.pick(chance.pick(names), chance)
  if (known !== undefined && !chance.oneIn(10)) return known
  const schema = call.parameters.find((parameter) => parameter.name === name)?.schema ?? {}
  return String(documentedValue(schema, name, seen, chance))
}

function bodyOf(call: DocumentedCall, seen: SeenValues, chance: Chance, isOdd: boolean, given: Record<string, Json>) {
  const json = 'application/json'
  if (call.takesFile)
    return { body: Buffer.from(oddText(chance)), contentType: chance.pick([json, 'application/octet-stream', 'text/plain']) }
  if (call.body === undefined) {
    return isOdd && chance.oneIn(4)
      ? { body: Buffer.from(JSON.stringify(oddJson(chance))), contentType: json }
      : { body: Buffer.alloc(0), contentType: json }
  }
  const good = documentedValue(call.body, '', seen, chance)
  if (!isOdd) {
    given['body'] = good
    return { body: Buffer.from(JSON.stringify(good)), contentType: json }
  }
  let value = good
  for (let times = 1 + chance.integer(2); times > 0; times--) value = broken(value, chance)
  given['body'] = value
  const bytes = chance.oneIn(4) ? oddBytes(JSON.stringify(value), chance) : Buffer.from(JSON.stringify(value))
  return { body: bytes, contentType: chance.oneIn(8) ? chance.pick(ODD_TYPES) : json }
}

const ODD_TYPES = [
  '',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  'application/json;charset=utf8',
  'APPLICATION/JSON',
  'application/xml',
  '/',
  'application/json, text/plain',
]

/** A JSON text made otherwise: cut off, nested too deeply, with a name twice, with numbers that no double holds, no JSON at all. */
function oddBytes(json: string, chance: Chance): Buffer {
  switch (chance.integer(12)) {
    case 0:
      return Buffer.from(json.slice(0, chance.integer(json.length + 1)))
    case 1:
      return Buffer.from('['.repeat(1 + chance.integer(40_000)))
    case 2:
      return Buffer.from(`${'{"a":'.repeat(31)}1${'}'.repeat(31)}`)
    case 3:
      return Buffer.from(json.replace(/^\{("[^"]*":)/, (_whole, name: string) => `{${name}${JSON.stringify(oddJson(chance))},${name}`))
    case 4:
      return Buffer.from(
        json.replaceAll(/-?\d+(\.\d+)?/g, () =>
          chance.pick(['1e400', '-1e400', '9007199254740993', '0.1e-400', '123456789012345678901234567890']),
        ),
      )
    case 5:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)])
    case 6:
      return Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])
    case 7:
      return Buffer.from(json, 'utf16le')
    case 8:
      return Buffer.from(chance.pick(['null', '[]', '""', '0', 'true', ' ', '\n', '{', '}', '{}x', "{'a':1}", '{"a":NaN}', '//x\n{}']))
    case 9:
      return Buffer.from(`${json} ${json}`)
    case 10:
      return Buffer.from(json.replaceAll('"', '"\\ud800'))
    default:
      return Buffer.from(`[${'1,'.repeat(1_000 + chance.integer(4_000))}1]`)
  }
}

function queryOf(call: DocumentedCall, seen: SeenValues, chance: Chance, isOdd: boolean): string {
  const pairs: string[] = []
  for (const { name, in: part, schema, required } of call.parameters) {
    if (part !== 'query' || (!required && !chance.oneIn(3))) continue
    const written = isOdd && chance.oneIn(4) ? name.replaceAll('_', '-') : name
    for (let times = isOdd && chance.oneIn(10) ? 2 : 1; times > 0; times--) {
      const value =
        isOdd && chance.oneIn(3)
          ? chance.pick([String(oddNumber(chance)), oddText(chance).slice(0, 2_000)])
          : documentedValue(schema, name, seen, chance)
      pairs.push(`${written}=${encodeURIComponent(String(value).toWellFormed())}`)
    }
  }
  if (isOdd && chance.oneIn(6)) {
    pairs.push(
      chance.pick([
        'x',
        '=',
        '&&',
        'a=%',
        'a=%ff%fe',
        '%00=1',
        'limit=',
        'limit[]=1',
        'a[b]=c',
        `${'z'.repeat(3_000)}=1`,
        'offset=1;limit=2',
        '?',
        '_method=DELETE',
      ]),
    )
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function oddPath(path: string, chance: Chance): string {
  switch (chance.integer(8)) {
    case 0:
      return `${path}/`
    case 1:
      return `/${path}`
    case 2:
      return path.toUpperCase()
    case 3:
      return path.replace('/v1.0/', '/v1/').replace('/v2.0/', '/v2/')
    case 4:
      return `${path}/..`
    case 5:
      return path.replace(/\/([a-z])/, (_whole, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`)
    case 6:
      return `${path}%2F%2e%2e%ff`
    default:
      return `${path};a=b`
  }
}

function oddHeaders(chance: Chance): Readonly<Record<string, string>> {
  return chance.pick([
    { 'x-http-method-override': 'DELETE' },
    { 'x-method-override': 'PUT', 'x-http-method': 'DELETE' },
    { accept: 'application/xml' },
    { accept: 'text/html;q=0' },
    { range: 'bytes=0-0' },
    { range: 'bytes=9-1,x' },
    { 'if-none-match': '*', 'if-match': '"x"' },
    { 'content-encoding': 'gzip' },
    { 'content-encoding': 'identity' },
    { expect: '100-continue' },
    { 'x-forwarded-for': '::1, x', 'x-forwarded-proto': 'javascript', 'x-forwarded-host': 'a b' },
    { forwarded: 'for=1;proto=x' },
    { 'x-language': 'zh-cn\u00ff' },
    { cookie: 'a=b' },
    { 'x-project-id': 'x', 'x-domain-id': 'y' },
    { 'accept-encoding': 'br;q=1.0, gzip' },
    { 'last-event-id': '1-9' },
    { 'x-long': 'l'.repeat(9_000) },
    { origin: 'http://other.test', 'access-control-request-method': 'PUT' },
    { 'x-subject-token': 'x' },
    { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' },
    { upgrade: 'websocket', connection: 'Upgrade' },
    Object.fromEntries(Array.from({ length: 210 }, (_, n) => [`x-${n}`, '1'])),
  ])
}
