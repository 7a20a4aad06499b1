import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { Domain, ProjectRecord, User, UserRecord } from '../../domain/account.ts'
import { findDomain, findUser, listProjectRecords } from '../../store/accounts/accounts.ts'
import type { Database } from '../../store/schema.ts'
import { type Proof, requireLasting, requireStanding } from '../identity/proof.ts'

/** Who changes accounts: a user, or whoever has the data folder of the server, who may do so in every domain. */
export type Actor = { readonly kind: 'user'; readonly user: User; readonly proof: Proof } | { readonly kind: 'local'; readonly user: User }

const notAdmin = (): CausewayError =>
  new CausewayError('forbidden', 'Only an administrator of the domain may do this', {
    hint: 'Ask one. On the machine of the server "causeway user list" shows who is one (is admin), and "causeway user update NAME --admin true" makes one.',
  })

const noUser = (reference: string): CausewayError =>
  new CausewayError('not-found', noneNamed('user', reference), {
    hint: 'List the users of the domain: GET /causeway/v1/users, or "causeway user list" on the machine of the server.',
  })

const noProject = (reference: string): CausewayError =>
  new CausewayError('not-found', noneNamed('project', reference), {
    hint: 'List the projects of the domain: GET /causeway/v1/projects, or "causeway project list" on the machine of the server.',
  })

/** Throws 'forbidden' for everybody else; read anew each time, for rights may have been taken away, and what the actor was let in by. */
export async function requireAdmin(db: Database, actor: Actor): Promise<void> {
  if (actor.kind === 'local') return
  await requireStanding(db, actor.user.id, actor.proof)
  const user = await findUser(db, { id: actor.user.id })
  if (user?.enabled !== true || !user.isAdmin) throw notAdmin()
}

/** The domain that is meant: the actor's own, unless the local administrator names another. */
export async function domainOf(db: Database, actor: Actor, name: string | undefined): Promise<Domain> {
  if (name === undefined || name === actor.user.domain.name) return actor.user.domain
  const domain = actor.kind === 'local' ? await findDomain(db, { name }) : undefined
  if (domain !== undefined) return domain
  throw new CausewayError('not-found', noneNamed('domain', name), { hint: 'Leave the domain out: it is your own then.' })
}

/** By its id, or by its name in the domain. One of another domain is not there, except for the local administrator by its id. */
export async function requireUser(db: Database, actor: Actor, reference: string, domain = actor.user.domain): Promise<UserRecord> {
  const byId = await findUser(db, { id: reference })
  if (byId !== undefined && (actor.kind === 'local' || byId.domain.id === domain.id)) return byId
  const byName = await findUser(db, { name: reference, domainId: domain.id })
  if (byName === undefined) throw noUser(reference)
  return byName
}

/** An administrator for everybody; everybody for itself. Who may not see others is told the same of those that there are and of those that there are not. */
export async function requireSelfOrAdmin(db: Database, actor: Actor, reference: string, domain = actor.user.domain): Promise<UserRecord> {
  const isSelf = actor.kind === 'user' && (reference === actor.user.id || reference === actor.user.name)
  if (isSelf) await requireStanding(db, actor.user.id, actor.proof)
  else await requireAdmin(db, actor)
  return await requireUser(db, actor, isSelf ? actor.user.id : reference, domain)
}

/** For what stays: a temporary key does not make it. Throws 'forbidden'. */
export async function requireLastingActor(db: Database, actor: Actor, what: string): Promise<void> {
  if (actor.kind === 'user') await requireLasting(db, actor.proof, what)
}

/** By its id, or by its name. */
export async function requireProject(db: Database, actor: Actor, reference: string, domain = actor.user.domain): Promise<ProjectRecord> {
  const projects = await listProjectRecords(db, domain.id)
  const found = projects.find(({ id }) => id === reference) ?? projects.find(({ name }) => name === reference)
  if (found === undefined) throw noProject(reference)
  return found
}

const NAME = /^[\p{L}\p{N}_.@ -]{1,64}$/u

export function accountName(what: string, name: string): string {
  if (NAME.test(name) && name.trim() === name) return name
  throw new CausewayError('invalid-parameter', `${JSON.stringify(name.slice(0, 70))} is not a valid ${what} name`, {
    hint: 'Use 1 to 64 letters, digits, spaces and _.@- characters, and no space at either end.',
  })
}

export function nameTaken(what: string, name: string): CausewayError {
  return new CausewayError('already-exists', `The ${what} ${name} already exists`, { hint: 'Choose another name.' })
}
