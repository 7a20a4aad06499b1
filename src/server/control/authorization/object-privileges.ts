import { deletePrivilegesOfObject, movePrivileges } from '../../store/accounts/privileges.ts'
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

/**
 * Of the columns of a table, each to its new name at once: two may take each other's. To be called in the transaction that changes them.
 * @param moves by the name that it had, in lower case; undefined: it is there no more
 */
export async function moveColumnPrivileges(
  tx: Database,
  projectId: string,
  of: { readonly database: string; readonly table: string },
  moves: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  const on = (name: string) => ({ object: objectOf({ kind: 'column', ...of, name }), parts: undefined })
  // No name has control characters.
  const onTheWay = (name: string) => on(`${name}\u0001`)
  const moving = [...moves].flatMap(([from, to]) => (to === undefined || from === to ? [] : [{ from, to }]))
  for (const [from, to] of moves) if (to === undefined) await deletePrivilegesOfObject(tx, projectId, on(from))
  for (const { from } of moving) await movePrivileges(tx, projectId, on(from), onTheWay(from))
  for (const { from, to } of moving) await movePrivileges(tx, projectId, onTheWay(from), on(to))
}

/** Of a connection that is deleted: the projects that it was granted to are shown it as that, as its own is. No other connection ever has its id. */
export async function forgetPrivilegesOfUsers(tx: Database, projectId: string, id: string): Promise<void> {
  await deletePrivilegesOfObject(tx, projectId, { object: objectOf({ kind: 'connection', id }), parts: undefined }, ['user'])
}
