import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest, HookHandlerDoneFunction } from 'fastify'
import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { AccessKey, Identity } from '../../control/identity/identity.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import { derivedKey } from '../auth/derived-key.ts'
import { type Digest, type Hmac, hmacBy } from '../auth/hmac.ts'
import { type Authorization, parseAuthorization, unservedAlgorithm, verify } from '../auth/signature.ts'
import type { Authenticated } from '../call.ts'
import { keyHalves, PAGE_HALF } from '../console/console-cookie.ts'
import { consoleUse } from '../console/console-gate.ts'
import type { PublicAddress } from '../door/public-address.ts'
import { hasBody } from '../door/slow-bodies.ts'
import { operationOf } from '../operation-of.ts'
import { unknownPath } from './error-handler.ts'
import { comingBodyOf, rawBodyOf } from './raw-body.ts'
import { whenFound } from './when-found.ts'

declare module 'fastify' {
  interface FastifyRequest {
    authenticated: Authenticated | undefined
    /** The signature's key, between the headers and the body. */
    pendingSignature: PendingSignature | undefined
  }
}

interface PendingSignature {
  readonly authorization: Authorization
  readonly key: AccessKey
}

/** Of the keys that the accounts remember, the last that was used of each: kept as long as those keep theirs, and no key outlives a change of an account. */
const hmacs = new WeakMap<AccessKey, { readonly scope: string | undefined; readonly digest: Digest; readonly hmac: Hmac }>()

function hmacOf(key: AccessKey, { scope, digest }: Authorization): Hmac {
  const known = hmacs.get(key)
  if (known !== undefined && known.scope === scope && known.digest === digest) return known.hmac
  const hmac = hmacBy(digest, scope === undefined ? key.secretKey : derivedKey(key, scope))
  hmacs.set(key, { scope, digest, hmac })
  return hmac
}

const BAD_SIGNATURE = 'Incorrect IAM authentication information: verify aksk signature fail'

/**
 * Every operation that is not public needs a token in X-Auth-Token or a signature in Authorization; a signature goes first when both are there. A call of the
 * console needs its session, and nothing else will do. A token, a session, and
 * a signature's form, are checked before the body is read, so that nobody unknown makes the server take a large one.
 */
export function addAuthentication(app: FastifyInstance, identity: Identity, clock: Clock, address: PublicAddress): void {
  app.decorateRequest('authenticated', undefined)
  app.decorateRequest('pendingSignature', undefined)

  app.addHook('onRequest', (request, _reply, done) => {
    if (needsCaller(request)) whoAsks(request, done)
    else done()
  })

  function whoAsks(request: FastifyRequest, done: HookHandlerDoneFunction): void {
    if (consoleUse(request) === 'call') {
      whenFound(readSession(request), done, (authenticated) => {
        request.authenticated = authenticated
      })
      return
    }
    const authorization = headerOf(request, 'authorization')
    if (/^(SDK|V11)-/i.test(authorization)) {
      const signature = readSignature(authorization)
      whenFound(identity.findAccessKey(signature.accessKey), done, (key) => {
        if (key === undefined) throw badSignature('the access key is not known, or it or its user is disabled')
        if (key.temporary !== undefined) checkTemporary(request, key.temporary)
        request.pendingSignature = { authorization: signature, key }
      })
    } else {
      whenFound(readToken(request), done, (authenticated) => {
        request.authenticated = authenticated
      })
    }
  }

  /** Not signed by every client, so it is only compared. */
  function checkTemporary(request: FastifyRequest, temporary: NonNullable<AccessKey['temporary']>): void {
    if (temporary.expiresAt <= clock()) throw badSignature('the temporary access key has expired')
    const given = createHash('sha256').update(headerOf(request, 'x-security-token')).digest('hex')
    if (given !== temporary.securityTokenHash) throw badSignature('X-Security-Token is not that of the temporary access key')
  }

  async function readToken(request: FastifyRequest): Promise<Authenticated> {
    const given = request.headers['x-auth-token']
    if (given === undefined && request.is404) throw unknownPath(request)
    if (given === undefined) {
      throw new GatewayError(
        'missing-token',
        'X-Auth-Token is not defined in request. It is mandatory. Please define and send the request.',
        { hint: 'Send X-Auth-Token with a token of POST /v3/auth/tokens, or sign the request with an access key.' },
      )
    }
    const token = headerOf(request, 'x-auth-token')
    const session = await identity.readToken(token)
    if (session !== undefined) return { kind: 'token', user: session.user, session }
    const local = await identity.readLocalProof(token)
    if (local === undefined) {
      throw new GatewayError('unreadable-token', 'Token info for token is null, return.', {
        hint: 'The token is empty, not one of this server, altered, older than 24 hours, or its user, password or key has changed: get a new one from POST /v3/auth/tokens.',
      })
    }
    return { kind: 'local', user: local }
  }

  async function readSession(request: FastifyRequest): Promise<Authenticated> {
    const page = headerOf(request, PAGE_HALF)
    if (page === '' && request.is404) throw unknownPath(request)
    for (const halves of keyHalves(headerOf(request, 'host'), page, headerOf(request, 'cookie'))) {
      const session = await identity.console.read(halves)
      if (session !== undefined) return { kind: 'console', user: session.user, session }
    }
    throw new GatewayError('no-session', 'The console is not logged in, or its session has ended', { hint: 'Log in again.' })
  }

  app.addHook('preValidation', (request, _reply, done) => {
    // While a body came, which may take its time, what was shown with the head may have been taken away.
    if (hasBody(request.headers) && needsCaller(request)) whoAsks(request, done)
    else done()
  })

  app.addHook('preValidation', (request, _reply, done) => {
    const pending = request.pendingSignature
    if (pending !== undefined) request.authenticated = verifiedCaller(request, pending)
    done()
  })

  const publicHost = address.url === undefined ? undefined : new URL(address.url).host

  /** What a client may have signed as the host where a proxy puts another in its place. */
  function hostsBefore({ host, headers }: FastifyRequest): readonly string[] {
    const isOther = publicHost !== undefined && publicHost !== headers.host && publicHost !== host
    if (host === headers.host) return isOther ? [publicHost] : NO_HOSTS
    return isOther ? [host, publicHost] : [host]
  }

  function verifiedCaller(request: FastifyRequest, pending: PendingSignature): Authenticated {
    const target = request.raw.url ?? ''
    const isComing = comingBodyOf(request) !== undefined
    if (isComing && pending.authorization.digest !== 'sha256') {
      throw badSignature(
        'a file is held to the SHA-256 that its signature covers: sign it by SDK-HMAC-SHA256, or send a token in X-Auth-Token',
      )
    }
    const body = isComing ? { sha256: declaredHash(request) } : rawBodyOf(request)
    const signable = { method: request.method, target, headers: request.headers, body }
    const verdict = verify(signable, pending.authorization, hmacOf(pending.key, pending.authorization), clock(), hostsBefore(request))
    if (verdict.kind === 'invalid') throw badSignature(verdict.reason)
    identity.keyUsed(pending.key.accessKey)
    const { accessKey, user, scope, temporary } = pending.key
    return { kind: 'signature', accessKey, isTemporary: temporary !== undefined, user, scope, bodySigned: verdict.bodySigned }
  }
}

const NO_HOSTS: readonly string[] = []

/** A path that no operation has is answered as such only to a caller whose credentials, if any, are good: its signature may have been for another method. */
function needsCaller(request: FastifyRequest): boolean {
  const access = operationOf(request)?.access
  return request.is404 || (access !== undefined && access !== 'public')
}

/** Of a file that is still to come: whoever takes it holds it to this. */
function declaredHash(request: FastifyRequest): string {
  const declared = headerOf(request, 'x-sdk-content-sha256')
  if (!/^[0-9a-f]{64}$/.test(declared)) {
    throw new CausewayError('invalid-parameter', 'The signed request does not say which file comes', {
      hint: 'Send and sign X-Sdk-Content-Sha256 with the SHA-256 of the file in lower-case hexadecimal; or send a token in X-Auth-Token instead of a signature.',
    })
  }
  return declared
}

function readSignature(header: string): Authorization {
  const authorization = parseAuthorization(header)
  const other = authorization === undefined ? unservedAlgorithm(header) : undefined
  if (other !== undefined) {
    throw badSignature(
      `the request is signed by ${other}, which this server does not verify; sign it by SDK-HMAC-SHA256, the usual one of the SDKs (leave the client's signing algorithm out), by SDK-HMAC-SM3 or by V11-HMAC-SHA256`,
    )
  }
  if (authorization === undefined) {
    throw badSignature(
      'the Authorization header is neither SDK-HMAC-SHA256 Access=<key>, SignedHeaders=<names>, Signature=<hexadecimal>, nor the same of SDK-HMAC-SM3, nor V11-HMAC-SHA256 with Credential=<key>/<date>/<region>/<service> in the place of Access',
    )
  }
  return authorization
}

function badSignature(reason: string): GatewayError {
  return new GatewayError('bad-signature', BAD_SIGNATURE, { hint: `What was seen: ${reason}.` })
}

function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}
