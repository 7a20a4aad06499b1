import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { Control } from '../../control/control.ts'
import type { ConsoleSession } from '../../control/identity/console-sessions.ts'
import type { LoggedIn } from '../../control/identity/identity.ts'
import { logInDomain } from '../auth/log-in-domain.ts'
import type { Authenticated } from '../call.ts'
import { NO_BODY, NONE, type Operation, publicOperation, userOperation } from '../operation.ts'
import { setCookie } from './console-cookie.ts'

const PATH = '/console/session'
const Named = Type.Object({ id: Type.String(), name: Type.String() })
const Session = Type.Object({
  user: Type.Object({ id: Type.String(), name: Type.String(), domain: Named, is_admin: Type.Boolean() }),
  projects: Type.Array(Named, { description: 'Those that the user may use' }),
  expires_at: Type.Integer({ description: 'Epoch ms' }),
})
const Text = Type.Optional(Type.String({ maxLength: 4096 }))

async function shown(control: Control, { user, expiresAt, proof }: ConsoleSession): Promise<Static<typeof Session>> {
  const projects = await control.identity.listProjects(user)
  const { isAdmin } = await control.accounts.users.get({ kind: 'user', user, proof }, user.id)
  return {
    user: { ...user, is_admin: isAdmin },
    projects: projects.map(({ id, name }) => ({ id, name })),
    expires_at: expiresAt,
  }
}

interface LogIn {
  readonly user?: string
  readonly domain?: string
  readonly password?: string
  readonly access_key?: string
  readonly secret_key?: string
}

async function logIn({ identity }: Control, { user, domain, password, ...key }: LogIn, peer: string): Promise<LoggedIn> {
  if (key.access_key !== undefined && key.secret_key !== undefined) return await identity.logInByKey(key.access_key, key.secret_key)
  if (user === undefined || password === undefined) {
    throw new CausewayError('invalid-parameter', 'The log-in lacks a user and a password, or an access key and its secret key', {
      hint: 'Send "user" and "password", or "access_key" and "secret_key".',
    })
  }
  const named = await logInDomain(identity, domain === undefined ? undefined : { name: domain })
  return await identity.logIn({ kind: 'name', name: user, domain: named }, password, peer)
}

const create = publicOperation({
  name: 'causeway.console-session.create',
  protocol: 'causeway',
  console: 'call',
  method: 'POST',
  path: PATH,
  permission: '',
  summary: 'Logs in at the console: gives half of a key to its page, and the other half in a cookie that no script reads; for 12 hours',
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({ user: Text, domain: Text, password: Text, access_key: Text, secret_key: Text }),
    response: Type.Object({
      ...Session.properties,
      page_key: Type.String({ description: "The page's half of the key, for the header X-Causeway-Console; shown this once" }),
    }),
  },
  handle: async ({ control, body, header, peer }) => {
    const entry = control.audit.trail.current()
    entry?.add({ method: body.access_key === undefined ? 'password' : 'hw_ak_sk' })
    const loggedIn = await logIn(control, body, peer)
    const { user, accessKey } = loggedIn
    entry?.add({ domainId: user.domain.id, userId: user.id, userName: user.name, accessKey: accessKey ?? '' })
    const { halves, session } = await control.identity.console.open(loggedIn)
    const seconds = Math.round((session.expiresAt - session.issuedAt) / 1000)
    return {
      headers: { 'Set-Cookie': setCookie(header('host'), halves.cookie, seconds, header('origin').startsWith('https:')), ...UNKEPT },
      body: { ...(await shown(control, session)), page_key: halves.page },
    }
  },
})

const UNKEPT = { 'Cache-Control': 'no-store' }

function sessionOf(authenticated: Authenticated): ConsoleSession {
  if (authenticated.kind === 'console') return authenticated.session
  throw new CausewayError('internal', 'A call of the console was let in by something else than its session')
}

const get = userOperation({
  name: 'causeway.console-session.get',
  protocol: 'causeway',
  console: 'call',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: 'Says who is logged in at the console, and which projects there are',
  status: 200,
  schemas: { params: NONE, query: NONE, body: NONE, response: Session },
  handle: async ({ control, authenticated }) => ({ headers: UNKEPT, body: await shown(control, sessionOf(authenticated)) }),
})

const remove = userOperation({
  name: 'causeway.console-session.delete',
  protocol: 'causeway',
  console: 'call',
  method: 'DELETE',
  path: PATH,
  permission: '',
  summary: 'Logs out at the console',
  status: 204,
  schemas: { params: NONE, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, header }) => {
    await control.identity.console.close(sessionOf(authenticated))
    return { headers: { 'Set-Cookie': setCookie(header('host'), '', 0, header('origin').startsWith('https:')) }, body: undefined }
  },
})

const list = userOperation({
  name: 'causeway.console-sessions.list',
  protocol: 'causeway',
  console: 'call',
  method: 'GET',
  path: '/console/sessions',
  permission: '',
  summary: 'Lists the sessions of the user at the console, the newest first',
  status: 200,
  schemas: {
    params: NONE,
    query: NONE,
    body: NONE,
    response: Type.Object({
      sessions: Type.Array(
        Type.Object({
          id: Type.String(),
          issued_at: Type.Integer({ description: 'Epoch ms, as is the next' }),
          expires_at: Type.Integer(),
          access_key: Type.Optional(Type.String({ description: 'By which it was opened; absent: by the password' })),
          is_own: Type.Boolean({ description: 'It is the one that asks' }),
        }),
      ),
    }),
  },
  handle: async ({ control, authenticated }) => {
    const sessions = await control.identity.console.list(sessionOf(authenticated))
    return {
      headers: UNKEPT,
      body: {
        sessions: sessions.map(({ id, issuedAt, expiresAt, accessKey, isOwn }) => ({
          id,
          issued_at: issuedAt,
          expires_at: expiresAt,
          ...(accessKey === undefined ? {} : { access_key: accessKey }),
          is_own: isOwn,
        })),
      },
    }
  },
})

const end = userOperation({
  name: 'causeway.console-sessions.delete',
  protocol: 'causeway',
  console: 'call',
  method: 'DELETE',
  path: '/console/sessions/{session_id}',
  permission: '',
  summary: 'Ends a session of the same user at the console',
  status: 204,
  schemas: { params: Type.Object({ session_id: Type.String({ pattern: '^[0-9a-f]{16}$' }) }), query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, params }) => {
    await control.identity.console.end(sessionOf(authenticated), params.session_id)
    return { body: undefined }
  },
})

export const consoleSessionOperations: readonly Operation[] = [create, get, remove, list, end]
