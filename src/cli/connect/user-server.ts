import { createHash } from 'node:crypto'
import { CausewayError } from '../../base/errors.ts'
import { sign } from '../../server/api/auth/signature.ts'
import { isFields } from '../shown-fields.ts'
import { chooseProject, wantedProject } from './choose-project.ts'
import { bodyOf, call, successOf, type Trust } from './http-call.ts'
import { localEndpoint } from './local-server.ts'
import type { Context, Credential } from './profile.ts'
import type { Method, Sent, ServerClient } from './server-client.ts'
import { ServerRefusal } from './server-refusal.ts'

/** Before the end of its token a request may still be on its way. */
const SPARE_MS = 5_000

interface Place {
  readonly endpoint: string
  readonly trust: Trust
}

/** The server of a context, asked as the user that has logged in there. Throws 'unauthenticated' where nobody has. */
export async function userServer(name: string, context: Context, untilAborted?: AbortSignal): Promise<ServerClient> {
  const place = await placeOf(context)
  const { credential, project } = context
  if (credential === undefined) throw notLoggedIn(name, 'Nobody is logged in')
  if (credential.kind === 'token' && Date.parse(credential.expiresAt) - SPARE_MS < Date.now()) {
    throw notLoggedIn(name, `The log-in of ${context.user} has ended, as every one does after 24 hours,`)
  }
  let used: Credential = credential
  const send: ServerClient['send'] = (method, target, sent) =>
    sendAs(place, used, method, target, { signal: untilAborted, ...sent }).catch((thrown: unknown) => {
      const isOver = used.kind === 'token' && name !== '' && thrown instanceof ServerRefusal && thrown.kind === 'unauthenticated'
      throw isOver ? notLoggedIn(name, `The log-in of ${context.user} is good no more`) : thrown
    })
  const ask: ServerClient['ask'] = async (method, target, body) => await bodyOf(await send(method, target, { json: body }))

  let meant: string | undefined
  const means = ({ id, name }: { readonly id: string; readonly name: string | undefined }): string => {
    meant = name
    return id
  }

  /** The one that a token opens, where it was asked for with one. */
  async function projectOf(token: string): Promise<{ readonly id: string; readonly name: string | undefined } | undefined> {
    const answer = await send('GET', '/v3/auth/tokens?nocatalog=true', { headers: { 'x-subject-token': token } })
    const { token: found } = await bodyOf(answer)
    const project = isFields(found) && isFields(found['project']) ? found['project'] : {}
    const { id, name } = project
    return typeof id === 'string' ? { id, name: typeof name === 'string' ? name : undefined } : undefined
  }

  async function projectId(named: string | undefined): Promise<string> {
    const wanted = wantedProject(named)
    if (project !== undefined && (wanted === undefined || wanted === project.id || wanted === project.name)) return means(project)
    const opened = wanted === undefined && used.kind === 'token' ? await projectOf(used.token) : undefined
    if (opened !== undefined) return means(opened)
    const chosen = chooseProject((await ask('GET', '/v3/projects'))['projects'], wanted)
    // A token opens one project.
    if (used.kind === 'token') used = await tokenFor(place, chosen.id, { methods: ['token'], token: { id: used.token } })
    return means(chosen)
  }
  return {
    again: () => userServer(name, context, untilAborted),
    ask,
    send,
    projectId,
    told: {
      endpoint: place.endpoint,
      user: context.user,
      context: name,
      queue: context.queue,
      get project() {
        return meant
      },
    },
  }
}

const notLoggedIn = (name: string, seen: string): CausewayError =>
  new CausewayError('unauthenticated', `${seen} at the context ${name}`, { hint: `Log in: causeway login --context ${name}` })

/** A server of this machine tells where it listens now; of another user's, what was known at the log-in has to do. */
async function placeOf({ endpoint, home, ca }: Context): Promise<Place> {
  if (home !== undefined) {
    try {
      return { endpoint: await localEndpoint(home), trust: { kind: 'any' } }
    } catch (thrown) {
      if (!(thrown instanceof CausewayError) || thrown.kind !== 'forbidden') throw thrown
    }
  }
  return { endpoint, trust: { kind: 'authorities', ca } }
}

async function sendAs(
  { endpoint, trust }: Place,
  credential: Credential,
  method: Method,
  target: string,
  { json, file, headers = {}, signal }: Sent = {},
) {
  const url = new URL(target, endpoint)
  const text = json === undefined ? '' : JSON.stringify(json)
  const own = { 'content-type': file === undefined ? 'application/json' : 'application/octet-stream', ...headers }
  const proof =
    credential.kind === 'token' ? { 'x-auth-token': credential.token } : signed(credential, method, url, own, file?.sha256 ?? text)
  return await successOf(await call({ method, url, headers: { ...own, ...proof }, body: file ?? text, signal }, trust))
}

function signed(
  key: Credential & { kind: 'key' },
  method: Method,
  { host, pathname, search }: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Readonly<Record<string, string>> {
  const isHash = headers['content-type'] === 'application/octet-stream'
  const sha256 = isHash ? body : createHash('sha256').update(body).digest('hex')
  const declared = isHash ? { 'x-sdk-content-sha256': sha256 } : {}
  const temporary = key.securityToken === undefined ? {} : { 'x-security-token': key.securityToken }
  const covered = { host, 'content-type': headers['content-type'] ?? '', ...declared, ...temporary }
  return {
    host,
    ...declared,
    ...temporary,
    ...sign({ method, target: pathname + search, headers: covered, body: { sha256 } }, key, Date.now()),
  }
}

type Proof =
  | { readonly methods: readonly ['token']; readonly token: { readonly id: string } }
  | { readonly methods: readonly ['password']; readonly password: { readonly user: Readonly<Record<string, unknown>> } }

/** A token of one project; of none, where that is not known yet. */
export async function tokenFor(
  { endpoint, trust }: Place,
  projectId: string | undefined,
  proof: Proof,
): Promise<Credential & { kind: 'token' }> {
  const scope = projectId === undefined ? {} : { scope: { project: { id: projectId } } }
  const body = JSON.stringify({ auth: { identity: proof, ...scope } })
  const url = new URL('/v3/auth/tokens?nocatalog=true', endpoint)
  const answer = await successOf(await call({ method: 'POST', url, headers: { 'Content-Type': 'application/json' }, body }, trust))
  const { token } = await bodyOf(answer)
  const expiresAt = typeof token === 'object' && token !== null && 'expires_at' in token ? String(token.expires_at) : ''
  const header = answer.headers['x-subject-token']
  if (typeof header !== 'string') throw new CausewayError('unavailable', `${endpoint} gave no token`, { hint: 'Look at the address' })
  return { kind: 'token', token: header, expiresAt }
}
