import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { Identity, LoggedIn, ScopeRequest, UserReference } from '../../control/identity/identity.ts'
import { logInDomain } from '../auth/log-in-domain.ts'
import { NO_BODY, NONE, type Operation, publicOperation, userOperation } from '../operation.ts'
import { TokenBody, tokenBody } from './token-body.ts'

const PATH = '/v3/auth/tokens'
const Text = Type.Optional(Type.String({ maxLength: 4096 }))
const Reference = Type.Object({ id: Text, name: Text })

const Identification = Type.Object({
  methods: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 8 }),
  password: Type.Optional(
    Type.Object({
      user: Type.Object({
        id: Text,
        name: Text,
        password: Type.String({ maxLength: 4096 }),
        domain: Type.Optional(Reference),
      }),
    }),
  ),
  token: Type.Optional(Type.Object({ id: Text })),
  hw_ak_sk: Type.Optional(
    Type.Object({
      access: Type.Object({ key: Type.String({ maxLength: 256 }) }),
      secret: Type.Object({ key: Type.String({ maxLength: 4096 }) }),
    }),
  ),
})
const ScopeOf = Type.Object({
  project: Type.Optional(Type.Object({ id: Text, name: Text, domain: Type.Optional(Reference) })),
  domain: Type.Optional(Reference),
})
/** As OpenStack's clients ask for a token of nothing. */
const UNSCOPED = 'unscoped'
const Scope = Type.Union([Type.Literal(UNSCOPED), ScopeOf])

interface NameOrId {
  readonly id?: string
  readonly name?: string
}
interface PasswordUser extends NameOrId {
  readonly password: string
  readonly domain?: NameOrId
}

async function userReference(identity: Identity, user: PasswordUser): Promise<UserReference> {
  if (user.id !== undefined) return { kind: 'id', id: user.id }
  if (user.name === undefined)
    throw new CausewayError('invalid-parameter', 'auth.identity.password.user lacks a name or an id', {
      hint: 'Send the name of the user, or its id.',
    })
  return { kind: 'name', name: user.name, domain: await logInDomain(identity, user.domain) }
}

interface ProjectReference extends NameOrId {
  readonly domain?: NameOrId
}

function scopeRequest(
  scope: typeof UNSCOPED | { readonly project?: ProjectReference; readonly domain?: NameOrId } | undefined,
): ScopeRequest {
  if (scope === UNSCOPED) return { kind: 'none' }
  if (scope?.project !== undefined) return { kind: 'project', ...named('project', scope.project) }
  if (scope?.domain !== undefined) return { kind: 'domain', ...named('domain', scope.domain) }
  return { kind: 'none' }
}

function named<R extends NameOrId>(kind: 'project' | 'domain', reference: R): R {
  if (reference.id === undefined && reference.name === undefined) {
    throw new CausewayError('invalid-parameter', `auth.scope.${kind} lacks a name or an id`)
  }
  return reference
}

interface LogIn {
  readonly password?: { readonly user: PasswordUser }
  readonly token?: { readonly id?: string }
  readonly hw_ak_sk?: { readonly access: { readonly key: string }; readonly secret: { readonly key: string } }
}

const METHODS = ['password', 'token', 'hw_ak_sk'] as const
type Method = (typeof METHODS)[number]

/** The one that is meant: a token says by which methods it was given, and of several one alone would have been looked at. */
function methodOf(methods: readonly string[]): Method {
  const [first, second] = new Set(methods)
  const method = METHODS.find((one) => one === first)
  if (method !== undefined && second === undefined) return method
  throw new CausewayError(
    'not-supported',
    second === undefined
      ? `There is no authentication method ${first} here`
      : 'A token is given for one authentication method here, not for several',
    { hint: 'Use "password", "token" or "hw_ak_sk" alone.' },
  )
}

interface Origin {
  readonly tokenHeader: string
  readonly peer: string
}

async function logIn(identity: Identity, method: Method, given: LogIn, { tokenHeader, peer }: Origin): Promise<LoggedIn> {
  switch (method) {
    case 'password': {
      if (given.password === undefined)
        throw new CausewayError('invalid-parameter', 'auth.identity.password is missing', {
          hint: 'Send the user and the password in it.',
        })
      const { user } = given.password
      return await identity.logIn(await userReference(identity, user), user.password, peer)
    }
    case 'token': {
      const session = await identity.readToken(given.token?.id ?? tokenHeader)
      if (session === undefined) throw new CausewayError('unauthenticated', 'The token is invalid or has expired')
      return session
    }
    case 'hw_ak_sk': {
      const key = given.hw_ak_sk
      if (key === undefined)
        throw new CausewayError('invalid-parameter', 'auth.identity.hw_ak_sk is missing', {
          hint: 'Send the access key and the secret key in it.',
        })
      return await identity.logInByKey(key.access.key, key.secret.key)
    }
  }
}

const create = publicOperation({
  name: 'iam.tokens.create',
  protocol: 'iam',
  method: 'POST',
  path: PATH,
  permission: '',
  summary:
    'Gives a token, in X-Subject-Token, for a password, a key pair or another token; it lives 24 hours, and one of a token as long as that',
  status: 201,
  schemas: {
    params: NONE,
    query: Type.Object({ nocatalog: Type.Optional(Type.String()) }),
    body: Type.Object({ auth: Type.Object({ identity: Identification, scope: Type.Optional(Scope) }) }),
    response: TokenBody,
  },
  handle: async ({ control, query, body, header, baseUrl, peer }) => {
    const { identity, scope } = body.auth
    const requested = scopeRequest(scope)
    const method = methodOf(identity.methods)
    const entry = control.audit.trail.current()
    entry?.add({ method })
    const loggedIn = await logIn(control.identity, method, identity, { tokenHeader: header('x-auth-token'), peer })
    const { user, accessKey } = loggedIn
    entry?.add({ domainId: user.domain.id, userId: user.id, userName: user.name, accessKey: accessKey ?? '' })
    const { token, session } = await control.identity.issueToken(loggedIn, requested)
    return {
      headers: { 'X-Subject-Token': token },
      body: tokenBody(session, { methods: [method], baseUrl: baseUrl(), withCatalog: query.nocatalog === undefined }),
    }
  },
})

function subjectOf(header: (name: string) => string): string {
  const subject = header('x-subject-token')
  if (subject !== '') return subject
  throw new CausewayError('invalid-parameter', 'The header X-Subject-Token is missing', { hint: 'Send the token that is meant in it.' })
}
const noSubject = (): CausewayError => new CausewayError('not-found', 'The token in X-Subject-Token is not valid')

/** A caller sees only tokens of the same user. HEAD answers with the same status and no body. */
const get = userOperation({
  name: 'iam.tokens.get',
  protocol: 'iam',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: 'Says what the token in X-Subject-Token stands for',
  status: 200,
  schemas: {
    params: NONE,
    query: Type.Object({ nocatalog: Type.Optional(Type.String()) }),
    body: NONE,
    response: TokenBody,
  },
  handle: async ({ control, authenticated, query, header, baseUrl }) => {
    const subject = subjectOf(header)
    const session = await control.identity.readToken(subject)
    if (session === undefined || session.user.id !== authenticated.user.id) throw noSubject()
    return {
      headers: { 'X-Subject-Token': subject },
      body: tokenBody(session, {
        methods: [session.accessKey === undefined ? 'password' : 'hw_ak_sk'],
        baseUrl: baseUrl(),
        withCatalog: query.nocatalog === undefined,
      }),
    }
  },
})

const revoke = userOperation({
  name: 'iam.tokens.delete',
  protocol: 'iam',
  method: 'DELETE',
  path: PATH,
  permission: '',
  summary: 'Revokes the token of the caller in X-Subject-Token',
  status: 204,
  schemas: { params: NONE, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, header }) => {
    if (!(await control.identity.revokeToken(authenticated.user, subjectOf(header)))) throw noSubject()
    return { body: undefined }
  },
})

export const tokenOperations: readonly Operation[] = [create, get, revoke]
