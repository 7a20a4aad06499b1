import { createHash, X509Certificate } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import type { TObject } from 'typebox'
import { Compile } from 'typebox/compile'
import { parsePort, splitHostPort } from '../base/addresses/host-port.ts'
import { CausewayError } from '../base/errors.ts'
import { answerTo } from '../base/http/answer-to.ts'
import type { AgentToken } from '../protocol/agents/agent-token.ts'
import {
  AGENT_SERVER_NAME,
  AUTHORITY_PATH,
  ENROL_PATH,
  EnrolAnswer,
  RENEW_PATH,
  RefusedAnswer,
  RenewAnswer,
} from '../protocol/agents/agent-wire.ts'
import type { AgentState } from './agent-state.ts'

const ANSWER_MS = 15_000
const ANSWER_BYTES_MAX = 65_536
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export interface ServerPlace {
  readonly host: string
  readonly port: number
}

/** Throws 'invalid-parameter'. */
export function placeOf(server: string): ServerPlace {
  const split = splitHostPort(server)
  const port = parsePort(split?.digits ?? '')
  if (split !== undefined && split.host !== '' && port !== undefined) return { host: split.host, port }
  throw new CausewayError('invalid-parameter', `${JSON.stringify(server.slice(0, 200))} is not an address of a server and a port`, {
    hint: 'Give --server as causeway.example.org:8601.',
  })
}

/** How the server is known: by its own authority, under a name that no agent's certificate has, wherever it listens. */
export const tlsTo = ({ host, port }: ServerPlace, state: Pick<AgentState, 'authority'>) => ({
  host,
  port,
  ca: state.authority,
  servername: AGENT_SERVER_NAME,
  minVersion: 'TLSv1.3' as const,
})

/**
 * Makes a key, shows the token, and gets a certificate. The token goes to nobody but the server whose authority it names: that is looked at first, over a
 * connection that is trusted with nothing.
 */
export async function enrol(token: AgentToken, server: string, version: string): Promise<AgentState> {
  const place = placeOf(server)
  const authority = await askedAuthority(place, token.authority)
  const { key, request } = await makeRequest(undefined)
  const body = { secret: token.secret, request, version }
  const answer = await ask(tlsTo(place, { authority }), 'POST', ENROL_PATH, body)
  const { agentId, name, vpcName, certificate } = parsed(isEnrolAnswer, answer)
  return { server, agentId, name, vpcName, authority, certificate, key }
}

/** Another certificate for the same key. */
export async function renew(state: AgentState, server: string): Promise<AgentState> {
  const { request } = await makeRequest(state.key)
  const certified = { cert: state.certificate, key: state.key }
  const answer = await ask({ ...tlsTo(placeOf(server), state), ...certified }, 'POST', RENEW_PATH, { request })
  return { ...state, certificate: parsed(isRenewAnswer, answer).certificate }
}

async function askedAuthority(place: ServerPlace, fingerprint: string): Promise<string> {
  const untrusted = { ...place, rejectUnauthorized: false, servername: AGENT_SERVER_NAME, minVersion: 'TLSv1.3' as const }
  const pem = await ask(untrusted, 'GET', AUTHORITY_PATH)
  let found = ''
  try {
    found = createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
  } catch {
    // No certificate at all.
  }
  if (found === fingerprint) return pem
  throw new CausewayError('forbidden', `What answers at ${place.host}:${place.port} is not the server that made the token`, {
    hint: 'Check the address, and what stands between; nothing was told to it.',
  })
}

/** A PKCS #10 request, signed by its own key. What reads and writes certificates takes a tenth of a second to load. */
async function makeRequest(kept: string | undefined): Promise<{ readonly key: string; readonly request: string }> {
  await import('reflect-metadata')
  const x509 = await import('@peculiar/x509')
  const keys = kept === undefined ? await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) : await keysOf(kept)
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [{ CN: ['Causeway agent'] }],
    keys,
    signingAlgorithm: ALGORITHM,
  })
  const key = kept ?? x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { key, request: request.toString('pem') }
}

async function keysOf(pem: string): Promise<{ readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }> {
  const { createPrivateKey, createPublicKey } = await import('node:crypto')
  const usable = createPrivateKey(pem)
  return {
    privateKey: usable.toCryptoKey(ALGORITHM, false, ['sign']),
    publicKey: createPublicKey(usable).toCryptoKey(ALGORITHM, true, ['verify']),
  }
}

const isEnrolAnswer = Compile(EnrolAnswer)
const isRenewAnswer = Compile(RenewAnswer)
const isRefused = Compile(RefusedAnswer)

function parsed<T extends TObject>(schema: ReturnType<typeof Compile<T>>, text: string) {
  const body = jsonOf(text)
  if (schema.Check(body)) return body
  throw new CausewayError('internal', 'The server answers in a way that this version of the agent does not know', {
    hint: 'Use the version of the agent that the server is of.',
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Throws 'forbidden' with the server's own words for what it refuses, and 'unavailable' where nothing of it answers. */
async function ask(tls: object, method: 'GET' | 'POST', path: string, body?: unknown): Promise<string> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text), Connection: 'close' }
  const asked = httpsRequest({ ...tls, method, path, headers, agent: false, signal: AbortSignal.timeout(ANSWER_MS) }).end(text)
  let response: IncomingMessage
  let answer: string
  try {
    response = await answerTo(asked)
    answer = await readText(bounded(response))
  } catch (cause) {
    throw new CausewayError('unavailable', `The server does not answer (${reasonOf(cause)})`, {
      hint: 'Check the address, that the server runs with agents.listen, and that this machine may connect to it.',
      cause,
    })
  }
  if (response.statusCode === 200) return answer
  const refused = jsonOf(answer)
  if (isRefused.Check(refused)) throw new CausewayError('forbidden', refused.message, { hint: refused.hint })
  throw new CausewayError('unavailable', `The server answers ${response.statusCode ?? 0}`, { hint: 'Look at the log of the server.' })
}

async function* bounded(response: IncomingMessage): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue
    bytes += chunk.length
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long')
    yield chunk
  }
}

/** What the system says in short. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? ('code' in cause && typeof cause.code === 'string' ? cause.code : cause.message) : String(cause)

/** As it is shown and dialled. */
export const placeText = ({ host, port }: ServerPlace): string => `${isIP(host) === 6 ? `[${host}]` : host}:${port}`
