import type { IncomingMessage, RequestOptions } from 'node:http'
import type { Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
import { answerTo } from '../../base/http/answer-to.ts'
import { type Fields, isFields, plain } from '../shown-fields.ts'

export interface Call {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | { readonly content: Readable; readonly bytes: number }
  readonly signal?: AbortSignal | undefined
}

/** Whose certificate is believed: that of an authority of the system or of `ca`; of a server of this machine that a file of this user's names, any. */
export type Trust = { readonly kind: 'authorities'; readonly ca: string | undefined } | { readonly kind: 'any' }

const CONNECT_MS_MAX = 15_000
const MIB = 1024 * 1024
/** No server takes a longer text in one call: it refuses after the first bytes, and cuts the connection while the rest is still on its way, which looks as if there were none. */
const TEXT_MIB_MAX = 8
const ABORTED = ['ABORT_ERR', 'AbortError']

/** A server's answer as soon as its head is there. Throws 'unavailable' where none is reached, and what the signal was aborted with. */
export async function call({ method, url, headers, body, signal }: Call, trust: Trust): Promise<IncomingMessage> {
  const { request } = url.protocol === 'https:' ? await import('node:https') : await import('../../base/http/node-http.ts')
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.bytes
  if (typeof body === 'string' && bytes > TEXT_MIB_MAX * MIB) {
    throw new CausewayError(
      'invalid-parameter',
      `What is to be sent has ${Math.round(bytes / MIB)} MiB, and no call takes more than ${TEXT_MIB_MAX}`,
      {
        hint: 'Put what is long into a file of a bucket (causeway put), and name that',
      },
    )
  }
  const options: RequestOptions & { rejectUnauthorized: boolean; ca?: readonly string[] } = {
    method,
    headers: { ...headers, 'Content-Length': String(bytes) },
    rejectUnauthorized: trust.kind === 'authorities',
    ...(trust.kind === 'authorities' && trust.ca !== undefined ? { ca: await authorities(trust.ca) } : {}),
    ...(signal === undefined ? {} : { signal }),
  }
  const asked = request(url, options as RequestOptions)
  const answered = answerTo(asked)
  // Of the connection alone: an answer may take as long as a query.
  const timer = setTimeout(() => asked.destroy(new Error(`no answer within ${CONNECT_MS_MAX / 1000} seconds`)), CONNECT_MS_MAX)
  asked.on('socket', (socket) => {
    const connected = (): void => clearTimeout(timer)
    if (socket.connecting) socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
    else connected()
  })
  asked.on('close', () => clearTimeout(timer))
  if (typeof body === 'string') asked.end(body)
  else {
    body.content.on('error', (error) => asked.destroy(error))
    body.content.pipe(asked)
  }
  let answer: IncomingMessage
  try {
    answer = await answered
  } catch (error) {
    throw failureOf(error, url, signal)
  }
  if (signal !== undefined) endWith(signal, answer)
  return answer
}

/** Whoever reads an answer is told why it was given up, and not that a connection was cut. */
function endWith(signal: AbortSignal, answer: IncomingMessage): void {
  const end = (): void => {
    answer.destroy(signal.reason)
  }
  signal.addEventListener('abort', end, { once: true })
  answer.once('close', () => signal.removeEventListener('abort', end))
}

async function authorities(ca: string): Promise<readonly string[]> {
  const { getCACertificates } = await import('node:tls')
  return [...getCACertificates('default'), ca]
}

const UNKNOWN_AUTHORITY = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]

/** Words of a failure on the way to a server or back. */
export function failureOf(error: unknown, { origin }: URL, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true && signal.reason instanceof CausewayError) return signal.reason
  if (hasCode(error, ...ABORTED)) return error
  const message = error instanceof Error ? error.message : String(error)
  if (hasCode(error, ...UNKNOWN_AUTHORITY)) {
    return new CausewayError('unavailable', `The certificate of ${origin} is of no authority that is believed here`, {
      hint: `Get the file of its certificate, or of its authority, from who runs it, and log in by it: causeway login ${origin} --ca FILE`,
      cause: error,
    })
  }
  if (hasCode(error, 'ERR_TLS_CERT_ALTNAME_INVALID')) {
    return new CausewayError('unavailable', `The certificate of ${origin} is for other names: ${namesOf(error) ?? 'none is in it'}`, {
      hint: 'Ask the server by one of its names',
      cause: error,
    })
  }
  if (hasCode(error, 'EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG')) {
    return new CausewayError('unavailable', `${origin} does not speak TLS`, { hint: 'Write its address with http:', cause: error })
  }
  if (hasCode(error, 'HPE_INVALID_CONSTANT')) {
    return new CausewayError('unavailable', `${origin} does not speak HTTP`, { hint: 'Write its address with https:', cause: error })
  }
  return new CausewayError('unavailable', `No server is reached at ${origin}: ${wordsOf(error, message)}`, {
    hint: 'Start it, or name another one with --endpoint or --context (causeway context list shows those that are known)',
    cause: error,
  })
}

/** The words of Node tell them where a name was asked for, and nothing where an address was. */
function namesOf(error: unknown): string | undefined {
  const certificate: unknown = isFields(error) ? error['cert'] : undefined
  const names: unknown = isFields(certificate) ? certificate['subjectaltname'] : undefined
  return typeof names === 'string' && names !== '' ? plain(names.replaceAll(/\b(?:DNS|IP Address):/g, '')) : undefined
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'there is no machine of that name'],
  ['EAI_AGAIN', 'the name cannot be looked up now'],
  ['EHOSTUNREACH', 'there is no way to that machine'],
  ['ENETUNREACH', 'there is no way to that network'],
  ['ECONNRESET', 'the connection was cut'],
  ['EPIPE', 'the connection was cut'],
])

function wordsOf(error: unknown, message: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return WORDS.get(code) ?? (message === '' ? code : message)
}

/** The answer of a success. Throws ServerRefusal for any other. */
export async function successOf(answer: IncomingMessage): Promise<IncomingMessage> {
  const status = answer.statusCode ?? 0
  if (status < 300) return answer
  // Read when something is refused: a start of the server does not need it.
  const { refusalOf } = await import('./refusal-of.ts')
  throw refusalOf(fieldsOf(await wholeText(answer), status), status)
}

/** The whole body of a success, as JSON. */
export const bodyOf = async (answer: IncomingMessage): Promise<Fields> => (await bodyAndText(answer)).body

/** The same, with the text that it stood in: a number of many digits is exact there alone. */
export async function bodyAndText(answer: IncomingMessage): Promise<{ readonly body: Fields; readonly text: string }> {
  const text = await wholeText(answer)
  return { body: fieldsOf(text, answer.statusCode ?? 0), text }
}

async function wholeText(answer: IncomingMessage): Promise<string> {
  try {
    return await readText(answer)
  } catch (thrown) {
    throw thrown instanceof CausewayError ? thrown : cutOff(thrown)
  }
}

export const cutOff = (cause?: unknown): CausewayError =>
  new CausewayError('unavailable', 'The connection was cut: what came before is not all', { hint: 'Run it again', cause })

function fieldsOf(text: string, status: number): Fields {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text)
    return isFields(value) ? value : {}
  } catch {
    throw new CausewayError('unavailable', `What answered ${status} there does not speak as Causeway does`, {
      hint: 'Look at the address: it may be that of another program, or of a proxy before the server',
    })
  }
}
