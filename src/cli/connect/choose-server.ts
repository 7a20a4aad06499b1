import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import type { Context, Credential, Profile } from './profile.ts'
import type { ServerFlags } from './server-options.ts'

/** Which server, and as whom. */
export type Target =
  | { readonly kind: 'context'; readonly name: string; readonly context: Context }
  /** A data folder of this machine that no context is of. */
  | { readonly kind: 'folder'; readonly home: string }

export interface Known {
  readonly profile: Profile
  readonly environment: Readonly<Record<string, string | undefined>>
  /** As an absolute path, with links resolved. */
  readonly pathOf: (folder: string) => string
  /** The data folder of the working folder, whether a server runs there, and whether nobody but this user and root could have put it there. */
  readonly here: { readonly home: string; readonly runs: boolean; readonly isOurs: boolean }
  /** Of a file that is named by CAUSEWAY_CA. */
  readonly ca: string | undefined
}

/**
 * Flags before the environment; then the server that runs on ./.causeway, then the current context. What names a server outright comes before where one stands, and that before what was
 * chosen once: a line typed in a server's own folder must not go to another that somebody has logged in at weeks ago. `elsewhere` tells whoever chooses one there. Throws
 * 'invalid-parameter' for a context that there is not, 'unauthenticated' for an address at which nobody has logged in, and 'forbidden' for a data folder that only the working folder
 * names, and that others can write: what a command sends, as a password, would go wherever they like.
 */
export function chooseServer(flags: ServerFlags, known: Known): Target {
  const { environment, profile, here } = known
  const given = (name: string): string | undefined => environment[name] || undefined
  for (const [context, endpoint, home] of [
    [flags.context, flags.endpoint, flags.home],
    [given('CAUSEWAY_CONTEXT'), given('CAUSEWAY_ENDPOINT'), given('CAUSEWAY_HOME')],
  ]) {
    if (context !== undefined) return named(profile, context)
    if (endpoint !== undefined) return addressed(endpoint, known)
    if (home !== undefined) return ofFolder(known.pathOf(home), known)
  }
  if (here.runs && !here.isOurs) {
    throw new CausewayError('forbidden', `Others than this user can write the data folder ${here.home}, and say where its server is`, {
      hint: `Where they are to be believed: --home ${here.home}; otherwise name a context with --context, or work in another folder`,
    })
  }
  if (here.runs) return ofFolder(known.pathOf(here.home), known)
  return profile.current === undefined ? { kind: 'folder', home: known.pathOf(here.home) } : named(profile, profile.current)
}

/**
 * That commands without a flag ask another server than that of the context, because of what, and how to ask this one; undefined where they ask it. Whoever makes a context the current one is told.
 * @param name of a context that there is
 */
export function elsewhere(name: string, known: Known): { readonly what: string; readonly hint: string } | undefined {
  const variable = ['CAUSEWAY_CONTEXT', 'CAUSEWAY_ENDPOINT', 'CAUSEWAY_HOME'].find((each) => known.environment[each])
  const hint =
    variable === undefined
      ? `To ask ${name} from here: --context ${name} at each command, or export CAUSEWAY_CONTEXT=${name}`
      : `To ask ${name}: --context ${name} at each command, or unset ${variable}`
  try {
    const asked = chooseServer({}, known)
    if (asked.kind === 'context' && asked.name === name) return undefined
    const because =
      variable === undefined ? (known.here.runs ? 'whose data folder is ./.causeway here' : 'the current one') : `for ${variable} is set`
    return { what: `Commands in this folder ask ${wordsFor(asked)}, ${because}, and not ${name}`, hint }
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    return { what: `Commands in this folder do not ask ${name}: ${thrown.message}`, hint }
  }
}

function wordsFor(target: Target): string {
  if (target.kind === 'folder') return `the server of ${target.home}`
  return target.name === '' ? target.context.endpoint : `${target.name} (${target.context.endpoint})`
}

function named({ contexts }: Profile, name: string): Target {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (context !== undefined) return { kind: 'context', name, context }
  const names = Object.keys(contexts)
  throw new CausewayError('invalid-parameter', noneNamed('context', name), {
    hint: names.length === 0 ? 'Log in first: causeway login URL' : `Name one of ${names.join(', ')}`,
  })
}

/** Of several contexts of one folder or address the current one. */
function find({ contexts, current }: Profile, isMeant: (context: Context) => boolean): Target | undefined {
  const [name, context] =
    Object.entries(contexts)
      .filter(([, each]) => isMeant(each))
      .sort(([one], [other]) => Number(other === current) - Number(one === current))[0] ?? []
  return name === undefined || context === undefined ? undefined : { kind: 'context', name, context }
}

const ofFolder = (home: string, { profile, pathOf }: Known): Target =>
  find(profile, (context) => context.home !== undefined && pathOf(context.home) === home) ?? { kind: 'folder', home }

function addressed(text: string, { profile, environment, ca }: Known): Target {
  const endpoint = endpointOf(text)
  const credential = credentialIn(environment)
  if (credential === undefined) {
    const found = find(profile, (context) => context.endpoint === endpoint)
    if (found !== undefined) return found
    throw new CausewayError('unauthenticated', `Nobody is logged in at ${endpoint}`, {
      hint: `Log in: causeway login ${endpoint}; or set CAUSEWAY_ACCESS_KEY and CAUSEWAY_SECRET_KEY, or CAUSEWAY_TOKEN`,
    })
  }
  const user = credential.kind === 'key' ? `access key ${credential.accessKey}` : 'a token'
  return { kind: 'context', name: '', context: { endpoint, user, credential, ...(ca === undefined ? {} : { ca }) } }
}

function credentialIn(environment: Known['environment']): Credential | undefined {
  const {
    CAUSEWAY_ACCESS_KEY: accessKey,
    CAUSEWAY_SECRET_KEY: secretKey,
    CAUSEWAY_SECURITY_TOKEN: securityToken,
    CAUSEWAY_TOKEN: token,
  } = environment
  if (token !== undefined && token !== '') return { kind: 'token', token, expiresAt: '' }
  if (!accessKey !== !secretKey) {
    const [set, other] = accessKey ? ['CAUSEWAY_ACCESS_KEY', 'CAUSEWAY_SECRET_KEY'] : ['CAUSEWAY_SECRET_KEY', 'CAUSEWAY_ACCESS_KEY']
    throw new CausewayError('invalid-parameter', `${set} is set, and ${other} is not`, {
      hint: 'Set both, or neither to ask as who is logged in there',
    })
  }
  if (!accessKey || !secretKey) return undefined
  return { kind: 'key', accessKey, secretKey, ...(securityToken ? { securityToken } : {}) }
}

/** http://127.0.0.1:8600 of 127.0.0.1:8600 too. Throws 'invalid-parameter' for what is no address of a server. */
export function endpointOf(text: string): string {
  const whole = /^https?:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url !== undefined && url.username === '' && url.password === '' && /^\/?$/.test(url.pathname) && url.search === '') return url.origin
  throw new CausewayError('invalid-parameter', `${JSON.stringify(text)} is no address of a server`, {
    hint: 'Write it as https://causeway.example.org:8600, without a path and without a user',
  })
}
