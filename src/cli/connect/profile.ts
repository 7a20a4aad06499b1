import { CausewayError } from '../../base/errors.ts'
import { isFields } from '../shown-fields.ts'

/** What stands for somebody: a key pair signs each request, a token lives a day and opens one project. */
export type Credential =
  | {
      readonly kind: 'key'
      readonly accessKey: string
      readonly secretKey: string
      /** What goes with a temporary key pair, which is given by the environment alone. */
      readonly securityToken?: string
    }
  | { readonly kind: 'token'; readonly token: string; readonly expiresAt: string }

/** A server, and as whom it is asked. */
export interface Context {
  /** http://host:port or https://host:port. */
  readonly endpoint: string
  /** The data folder of a server of this machine, which tells where it listens now. */
  readonly home?: string
  /** PEM: which authority is believed of this server, beside those of the system. */
  readonly ca?: string
  readonly user: string
  readonly project?: { readonly id: string; readonly name: string }
  readonly queue?: string
  /** Undefined after a log-out. */
  readonly credential?: Credential
}

/** All servers that this user has logged in to. */
export interface Profile {
  readonly current: string | undefined
  readonly contexts: Readonly<Record<string, Context>>
}

export const EMPTY_PROFILE: Profile = { current: undefined, contexts: {} }

/** Throws 'invalid-parameter' for what is no profile. */
export function parseProfile(text: string, file: string): Profile {
  const broken = (what: string): CausewayError =>
    new CausewayError('invalid-parameter', `The profile ${file} cannot be read: ${what}`, {
      hint: 'Mend it, or delete it and log in again (causeway login)',
    })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw broken('it is not JSON')
  }
  if (!isFields(value) || !isFields(value['contexts'])) throw broken('it has no contexts')
  const contexts: Record<string, Context> = Object.create(null)
  for (const [name, fields] of Object.entries(value['contexts'])) {
    const context = contextOf(fields)
    if (context === undefined) throw broken(`the context ${JSON.stringify(name)} is not whole`)
    contexts[name] = context
  }
  const current = value['current']
  return { current: typeof current === 'string' && current in contexts ? current : undefined, contexts }
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function contextOf(fields: unknown): Context | undefined {
  if (!isFields(fields)) return undefined
  const [endpoint, user] = [textIn(fields['endpoint']), textIn(fields['user'])]
  if (endpoint === undefined || user === undefined || !URL.canParse(endpoint)) return undefined
  const [home, ca, queue] = [textIn(fields['home']), textIn(fields['ca']), textIn(fields['queue'])]
  const [id, name] = [textIn(fields['project_id']), textIn(fields['project'])]
  const credential = credentialOf(fields)
  return {
    endpoint,
    user,
    ...(home === undefined ? {} : { home }),
    ...(ca === undefined ? {} : { ca }),
    ...(queue === undefined ? {} : { queue }),
    ...(id === undefined ? {} : { project: { id, name: name ?? id } }),
    ...(credential === undefined ? {} : { credential }),
  }
}

function credentialOf(fields: Readonly<Record<string, unknown>>): Credential | undefined {
  const [accessKey, secretKey] = [textIn(fields['access_key']), textIn(fields['secret_key'])]
  if (accessKey !== undefined && secretKey !== undefined) return { kind: 'key', accessKey, secretKey }
  const token = textIn(fields['token'])
  return token === undefined ? undefined : { kind: 'token', token, expiresAt: textIn(fields['expires_at']) ?? '' }
}

/** As it stands in the file. */
export function profileText({ current, contexts }: Profile): string {
  const fields = Object.fromEntries(Object.entries(contexts).map(([name, context]) => [name, fieldsOf(context)]))
  return `${JSON.stringify({ ...(current === undefined ? {} : { current }), contexts: fields }, undefined, 2)}\n`
}

function fieldsOf({ endpoint, home, ca, user, project, queue, credential }: Context): Readonly<Record<string, string | undefined>> {
  return {
    endpoint,
    home,
    ca,
    user,
    project: project?.name,
    project_id: project?.id,
    queue,
    ...(credential?.kind === 'key' ? { access_key: credential.accessKey, secret_key: credential.secretKey } : {}),
    ...(credential?.kind === 'token' ? { token: credential.token, expires_at: credential.expiresAt } : {}),
  }
}

/** A context more, or another in its place; the current one where there is none yet, or where that is wanted. */
export function withContext(profile: Profile, name: string, context: Context, makeCurrent: boolean): Profile {
  const current = makeCurrent || profile.current === undefined ? name : profile.current
  return { current, contexts: { ...profile.contexts, [name]: context } }
}

/** Without the servers of this machine whose data folder is gone, as temporary ones of tests are: nothing answers by what is kept of them. */
export function withoutGone({ current, contexts }: Profile, isGone: (home: string) => boolean): Profile {
  const kept = Object.fromEntries(Object.entries(contexts).filter(([, { home }]) => home === undefined || !isGone(home)))
  return { current: current !== undefined && Object.hasOwn(kept, current) ? current : undefined, contexts: kept }
}

/** A name that no context of another server has. */
export function freeName(profile: Profile, wanted: string, isSame: (context: Context) => boolean): string {
  const known = Object.entries(profile.contexts).find(([, context]) => isSame(context))
  if (known !== undefined) return known[0]
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}-${count}`
    if (profile.contexts[name] === undefined) return name
  }
}
