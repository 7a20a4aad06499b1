import { deletePrivilegesOfObject, movePrivileges } from '../../store/privileges.ts'
import type { Database } from '../../store/schema.ts'
import { objectOf, partsOf, type Thing } from './need.ts'

/**
 * To be called in the transaction in which a thing, or its name, goes: the next of the name begins without. In one of its own a crash between the two would leave
 * the privileges to a stranger's thing.
 */
export async function forgetPrivileges(tx: Database, projectId: string, thing: Thing): Promise<void> {
  await deletePrivilegesOfObject(tx, projectId, { object: objectOf(thing), parts: partsOf(thing) })
}

/** To be called in the transaction in which a thing gets another name: rights are on the thing, and the next of its old name begins without. */
export async function carryPrivileges(tx: Database, projectId: string, from: Thing, to: Thing): Promise<void> {
  const named = (thing: Thing) => ({ object: objectOf(thing), parts: partsOf(thing) })
  await movePrivileges(tx, projectId, named(from), named(to))
}

/** Of a connection that is deleted: the projects that it was granted to are shown it as that, as its own is. No other connection ever has its id. */
export async function forgetPrivilegesOfUsers(tx: Database, projectId: string, id: string): Promise<void> {
  await deletePrivilegesOfObject(tx, projectId, { object: objectOf({ kind: 'connection', id }), parts: undefined }, ['user'])
}
