import { CausewayError } from '../../../base/errors.ts'
import { findProject, findUser } from '../../store/accounts.ts'
import type { Database } from '../../store/schema.ts'

/** The name of a user of the project's domain; the vendor's message when there is none. */
export async function requireUserName(db: Database, projectId: string, name: string): Promise<string> {
  const project = await findProject(db, projectId)
  const user = project === undefined ? undefined : await findUser(db, { name, domainId: project.domainId })
  if (user !== undefined) return user.name
  throw new CausewayError('not-found', `No such user. userName:${name}.`, { hint: 'Name a user of the domain that the project is of.' })
}
