import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import type { Context, Profile } from '../connect/profile.ts'
import { readProfile, writeProfile } from '../connect/profile-file.ts'
import { connect } from '../connect/server-command.ts'
import { plain, timeText } from '../shown-fields.ts'
import type { LogInFlags } from './log-in-flags.ts'
import { tellElsewhere } from './tell-elsewhere.ts'

function contextOf({ contexts }: Profile, name: string): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined
  if (context !== undefined) return context
  const names = Object.keys(contexts)
  throw new CausewayError('invalid-parameter', noneNamed('context', name), {
    hint: names.length === 0 ? 'Log in first: causeway login URL' : `Name one of ${names.join(', ')}`,
  })
}

const how = ({ credential }: Context): string => {
  switch (credential?.kind) {
    case undefined:
      return 'logged out'
    case 'key':
      return 'by a key pair'
    case 'token':
      return Date.parse(credential.expiresAt) > Date.now()
        ? `until ${timeText(Date.parse(credential.expiresAt)).replace('T', ' ')} UTC`
        : 'ended'
  }
}

export async function listContexts(isJson: boolean, workingFolder: string): Promise<void> {
  const { current, contexts } = readProfile()
  const rows = Object.entries(contexts).map(([name, context]) => ({
    name,
    current: name === current,
    endpoint: context.endpoint,
    user: context.user,
    project: context.project?.name ?? '',
    queue: context.queue ?? '',
    logged_in: how(context),
  }))
  if (isJson) return console.log(JSON.stringify({ contexts: rows }))
  if (rows.length === 0) return console.error('No server is known: causeway login URL')
  const { alignedRows } = await import('../tables/aligned-rows.ts')
  const cells = rows.map((row) =>
    [row.current ? '*' : '', row.name, row.endpoint, row.user, row.project, row.queue, row.logged_in].map(plain),
  )
  console.log(alignedRows(['', 'name', 'endpoint', 'user', 'project', 'queue', 'logged in'], cells))
  if (current !== undefined) await tellElsewhere(current, workingFolder)
}

/** Throws 'invalid-parameter' for a project that the user has not; a queue is taken as it is named. */
export async function useContext(name: string, { project, queue }: LogInFlags, workingFolder: string): Promise<void> {
  const profile = readProfile()
  let context = contextOf(profile, name)
  if (project !== undefined) {
    const server = await connect({ context: name }, workingFolder, 'user')
    const id = await server.projectId(project)
    const { credential } = context
    // A token opens one project: another one is had for it.
    context =
      credential?.kind === 'token' && id !== context.project?.id
        ? await (await import('./log-in.ts')).inProject(context, credential, id, project)
        : { ...context, project: { id, name: project } }
  }
  if (queue !== undefined) {
    const { queue: _, ...without } = context
    context = queue === '' ? without : { ...context, queue }
  }
  writeProfile({ current: name, contexts: { ...profile.contexts, [name]: context } })
  console.error(`${name} is the current one: ${context.endpoint}`)
  await tellElsewhere(name, workingFolder)
}

export async function removeContext(name: string): Promise<void> {
  const profile = readProfile()
  contextOf(profile, name)
  const { [name]: _, ...contexts } = profile.contexts
  writeProfile({ current: profile.current === name ? undefined : profile.current, contexts })
}

export async function logOut(given: string | undefined): Promise<void> {
  const profile = readProfile()
  const name = given ?? profile.current
  if (name === undefined) throw new CausewayError('unauthenticated', 'Nobody is logged in')
  const { credential, ...context } = contextOf(profile, name)
  writeProfile({ ...profile, contexts: { ...profile.contexts, [name]: context } })
  console.error(`Nobody is logged in at ${name} any more`)
  if (credential?.kind === 'key')
    console.error(`  The key ${credential.accessKey} is still good where it is known: causeway key delete ${credential.accessKey} ends it`)
}
