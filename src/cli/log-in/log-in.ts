import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import { realPath } from '../../base/real-path.ts'
import { chooseProject, wantedProject } from '../connect/choose-project.ts'
import { endpointOf } from '../connect/choose-server.ts'
import type { Trust } from '../connect/http-call.ts'
import { localEndpoint, localServer } from '../connect/local-server.ts'
import { type Context, type Credential, freeName, withContext } from '../connect/profile.ts'
import { profileFile, readProfile, writeProfile } from '../connect/profile-file.ts'
import { readCa, targetOf } from '../connect/server-command.ts'
import { tokenFor, userServer } from '../connect/user-server.ts'
import { askName, askSecret, askText, isPersonThere } from '../questions/ask-person.ts'
import { plain, rowsOf, timeText } from '../shown-fields.ts'
import type { LogInFlags } from './log-in-flags.ts'
import { tellElsewhere } from './tell-elsewhere.ts'

/** Logs in and keeps it in the profile; on a failure the profile is as it was. */
export async function logIn(url: string | undefined, flags: LogInFlags, workingFolder: string): Promise<void> {
  const profile = readProfile()
  const known = url === undefined ? await knownPlace(flags, workingFolder) : { endpoint: endpointOf(url) }
  const proven =
    known.home !== undefined && flags.accessKey === undefined && flags.secretStdin !== true
      ? await byFolder(known.home, flags)
      : await byProof(
          {
            ...known,
            ca: flags.ca === undefined ? (known.ca ?? caOf(profile.contexts, known.endpoint)) : readCa(resolve(workingFolder, flags.ca)),
          },
          flags,
        )
  const home = proven.home ?? (await loggedOutHome(profile.contexts, proven.endpoint))
  const context = home === undefined ? proven : { ...proven, home }
  const wanted = context.home === undefined ? new URL(context.endpoint).hostname : 'local'
  const isSame = (each: Context): boolean => each.endpoint === context.endpoint && each.home === context.home
  const name = flags.context ?? freeName(profile, wanted, isSame)
  const queue = profile.contexts[name]?.queue
  writeProfile(withContext(profile, name, { ...context, ...(queue === undefined ? {} : { queue }) }, true))
  const until =
    context.credential?.kind === 'token' ? ` until ${timeText(Date.parse(context.credential.expiresAt)).replace('T', ' ')} UTC` : ''
  console.error(
    plain(
      `Logged in at ${context.endpoint} as ${context.user}, project ${context.project?.name ?? ''}${until} (context ${name}, ${profileFile()})`,
    ),
  )
  await tellElsewhere(name, workingFolder)
}

const caOf = (contexts: Readonly<Record<string, Context>>, endpoint: string): string | undefined =>
  Object.values(contexts).find((each) => each.endpoint === endpoint)?.ca

/** Of a context that was logged out of, whose server is this one: commands in its folder ask as that context, and it is the one that is logged in at again. */
async function loggedOutHome(contexts: Readonly<Record<string, Context>>, endpoint: string): Promise<string | undefined> {
  for (const { home, credential, endpoint: last } of Object.values(contexts)) {
    if (home === undefined || credential !== undefined || last !== endpoint) continue
    if ((await localEndpoint(home).catch(() => undefined)) === endpoint) return home
  }
  return undefined
}

const NOBODY = 'Nobody was logged in'

interface KnownPlace {
  readonly endpoint: string
  readonly home?: string
  readonly ca?: string | undefined
}

/** Of a context that there is not yet the data folder is asked for, and the other way round. */
async function knownPlace(flags: LogInFlags, workingFolder: string): Promise<KnownPlace> {
  const { context, ...others } = flags
  const isNew = context !== undefined && !Object.hasOwn(readProfile().contexts, context)
  const target = await targetOf(isNew ? others : flags, workingFolder)
  return target.kind === 'folder' ? { endpoint: '', home: target.home } : target.context
}

/** The same of users. */
async function askedUser(names: readonly string[]): Promise<string | undefined> {
  if (names.length < 2 || !isPersonThere()) return undefined
  return await askName('User', names, { otherwise: 'Name one with --user', unanswered: NOBODY })
}

/** Whoever holds the data folder could make any user's key: so no password is asked for. */
async function byFolder(home: string, flags: LogInFlags): Promise<Context> {
  const server = await localServer(home)
  const domain = flags.domain === undefined ? '' : `?${new URLSearchParams({ domain: flags.domain })}`
  const users = rowsOf((await server.ask('GET', `/causeway/v1/users${domain}`))['users'])
  const administrators = users.filter(({ is_admin: isAdmin, enabled }) => isAdmin === true && enabled !== false)
  const named = flags.user ?? (await askedUser(administrators.map(({ name }) => String(name))))
  const [user, ...others] = named === undefined ? administrators : users.filter(({ name }) => name === named)
  if (user === undefined || others.length > 0) {
    throw new CausewayError('invalid-parameter', flags.user === undefined ? 'It is not clear as whom' : noneNamed('user', flags.user), {
      hint: `Name one with --user: ${users.map(({ name }) => plain(name)).join(', ')}`,
    })
  }
  const path = `/causeway/v1/users/${encodeURIComponent(String(user['id']))}/keys${domain}`
  const key = await server.ask('POST', path, { description: `causeway login on ${hostname()}` })
  const credential: Credential = { kind: 'key', accessKey: String(key['access_key']), secretKey: String(key['secret_key']) }
  try {
    return await withProject(
      { endpoint: server.told.endpoint, home: realPath(home), user: String(user['name']), credential },
      flags.project,
    )
  } catch (thrown) {
    await server.ask('DELETE', `/causeway/v1/keys/${encodeURIComponent(credential.accessKey)}`)
    throw thrown
  }
}

async function byProof({ endpoint, ca }: KnownPlace, flags: LogInFlags): Promise<Context> {
  const place = { endpoint, ...(ca === undefined ? {} : { ca }) }
  if (flags.accessKey !== undefined) {
    const secretKey = await secretOf('Secret key', flags)
    const context: Context = { ...place, user: flags.user ?? '-', credential: { kind: 'key', accessKey: flags.accessKey, secretKey } }
    return await withProject(context, flags.project)
  }
  const user =
    flags.user ??
    (await askText('User', {
      unanswered: NOBODY,
      otherwise: 'Give --user, or --access-key; and what is secret on standard input, with --secret-stdin',
    }))
  const password = await secretOf('Password', flags)
  const trust: Trust = { kind: 'authorities', ca }
  // The server knows the only one.
  const domain = flags.domain === undefined ? {} : { domain: { name: flags.domain } }
  const proof = { methods: ['password'], password: { user: { name: user, password, ...domain } } } as const
  const credential = await tokenFor({ endpoint, trust }, undefined, proof)
  const chosen = await withProject({ ...place, user, credential }, flags.project)
  return await inProject(chosen, credential, chosen.project?.id ?? '', chosen.project?.name ?? '')
}

/** A context whose token opens another project. */
export async function inProject(context: Context, { token }: Credential & { kind: 'token' }, id: string, name: string): Promise<Context> {
  const trust: Trust = context.home === undefined ? { kind: 'authorities', ca: context.ca } : { kind: 'any' }
  const credential = await tokenFor({ endpoint: context.endpoint, trust }, id, { methods: ['token'], token: { id: token } })
  return { ...context, project: { id, name }, credential }
}

/** The proof is tried by it, too. */
async function withProject(context: Context, wanted: string | undefined): Promise<Context> {
  const server = await userServer('', context)
  const { projects } = await server.ask('GET', '/v3/projects')
  return { ...context, project: chooseProject(projects, wanted ?? (await askedProject(projects))) }
}

/** Undefined where it is clear which, or nobody is there to be asked. */
async function askedProject(list: unknown): Promise<string | undefined> {
  const names = rowsOf(list).map(({ name }) => String(name))
  if (wantedProject(undefined) !== undefined || names.length < 2 || !isPersonThere()) return undefined
  return await askName('Project', names, { otherwise: 'Name one with --project', unanswered: NOBODY })
}

async function secretOf(what: string, { secretStdin }: LogInFlags): Promise<string> {
  if (secretStdin === true) {
    const given = (await readText(process.stdin)).replace(/\r?\n$/, '')
    if (given !== '') return given
    throw new CausewayError('invalid-parameter', 'Standard input is empty', {
      hint: 'Write the secret to it, as printf %s "$SECRET" | causeway login …',
    })
  }
  return await askSecret(what, { otherwise: 'Write it to standard input, and give --secret-stdin', unanswered: NOBODY })
}
