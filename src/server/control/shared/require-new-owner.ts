import { CausewayError } from '../../../base/errors.ts'
import type { Owned } from '../../domain/owned.ts'
import { findProject, findUser } from '../../store/accounts/accounts.ts'
import type { Database } from '../../store/schema.ts'

/** A user of the project's domain, as an owner; the vendor's message when there is none. */
export async function requireNewOwner(db: Database, projectId: string, name: string): Promise<Owned> {
  const project = await findProject(db, projectId)
  const user = project === undefined ? undefined : await findUser(db, { name, domainId: project.domainId })
  if (user !== undefined) return { owner: user.name, ownerId: user.id }
  throw new CausewayError('not-found', `No such user. userName:${name}.`, { hint: 'Name a user of the domain that the project is of.' })
}
