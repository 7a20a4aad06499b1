import { ALL } from '../../domain/privilege.ts'
import { listPrivilegesOf, listPrivilegesOfOtherProjects } from '../../store/accounts/privileges.ts'
import { findConnectionPlace } from '../../store/network/connections.ts'
import type { Database } from '../../store/schema.ts'

/** What a project grants another one, so that its queues can be bound to a connection. */
export const BIND_QUEUE = 'BIND_QUEUE'

/** Before the id, in the vendor's name of a connection as an object of privileges. */
export const CONNECTION_OBJECT = 'edsconnections.'
const idOf = ({ object, name }: { readonly object: string; readonly name: string }): readonly string[] =>
  object.startsWith(CONNECTION_OBJECT) && (name === BIND_QUEUE || name === ALL) ? [object.slice(CONNECTION_OBJECT.length)] : []

/** Connections of other projects that this one may bind, each with the project that it is of. */
export async function connectionsSharedWith(db: Database, projectId: string): Promise<ReadonlyMap<string, string>> {
  const privileges = await listPrivilegesOf(db, { kind: 'project', id: projectId })
  return new Map(privileges.flatMap((each) => (each.projectId === projectId ? [] : idOf(each).map((id) => [id, each.projectId]))))
}

/** Those of the project that another one may bind. */
export async function connectionsSharedBy(db: Database, projectId: string): Promise<ReadonlySet<string>> {
  return new Set((await listPrivilegesOfOtherProjects(db, projectId)).flatMap(idOf))
}

/** The project that a connection is of: this one, or one that has shared it with this one. Undefined for every other. */
export async function projectOfConnection(db: Database, projectId: string, connectionId: string): Promise<string | undefined> {
  if ((await findConnectionPlace(db, connectionId))?.projectId === projectId) return projectId
  return (await connectionsSharedWith(db, projectId)).get(connectionId)
}
