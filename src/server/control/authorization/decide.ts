import type { Role } from '../../domain/account.ts'
import { ALL } from '../../domain/privilege.ts'
import { columnObjects, holdersOf, type Level, type Need, objectOf, partsOf, type Thing } from './need.ts'

/** What one user may do in one project. */
export interface Rights {
  /** An administrator of the domain is admin in each of its projects. */
  readonly role: Role | undefined
  /** Privileges by object. */
  readonly privileges: ReadonlyMap<string, ReadonlySet<string>>
  /** Why there are none; absent: the user is there, and may log in. */
  readonly account?: 'disabled' | 'deleted'
}

/** Why something is not allowed: no grant helps a user that is disabled. */
export const refusalText = (userName: string, { account }: Rights, what: string): string =>
  account === undefined ? `${userName} may not ${what}` : `The user ${userName} is ${account}`

const ALLOWED: Readonly<Record<Role, readonly Level[]>> = {
  admin: ['read', 'write', 'admin'],
  writer: ['read', 'write'],
  reader: ['read'],
}

/** Pure. Whether it is theirs is asked by the caller of this, for that needs the thing itself. */
export function decide(rights: Rights, need: Need): boolean {
  const { role, privileges } = rights
  if (role !== undefined && ALLOWED[role].includes(need.level)) return true
  if (need.on === undefined) return false
  if (need.privileges.length === 0) return isShown(rights, need.on)
  const { on } = need
  if (need.byColumn === true && on.kind === 'table' && readableColumns(rights, { database: on.database, table: on.name }).length > 0)
    return true
  return holdersOf(need.on).some((thing) => {
    const held = privileges.get(objectOf(thing))
    if (held === undefined) return false
    return held.has(ALL) || need.privileges.some((name) => held.has(name))
  })
}

/** The columns, in lower case, that are granted one by one. */
export function readableColumns({ privileges }: Rights, table: { readonly database: string; readonly table: string }): readonly string[] {
  const objects = columnObjects(table)
  return [...privileges].flatMap(([object, names]) =>
    object.startsWith(objects) && (names.has('SELECT') || names.has(ALL)) ? [object.slice(objects.length)] : [],
  )
}

/** The same of all tables of a database, by their names in lower case. */
export function readableColumnsIn({ privileges }: Rights, database: string): ReadonlyMap<string, readonly string[]> {
  const tables = objectOf({ kind: 'table', database, name: '' })
  const found = new Map<string, string[]>()
  for (const [object, names] of privileges) {
    if (!object.startsWith(tables) || !(names.has('SELECT') || names.has(ALL))) continue
    const [table = ''] = object.slice(tables.length).split('.', 1)
    const columns = columnObjects({ database, table })
    if (!object.startsWith(columns)) continue
    const known = found.get(table)
    if (known === undefined) found.set(table, [object.slice(columns.length)])
    else known.push(object.slice(columns.length))
  }
  return found
}

/** Whether anything at all was granted on it, or on a part of it: then it is shown. */
export function isShown({ role, privileges }: Rights, thing: Thing): boolean {
  if (role !== undefined) return true
  const parts = partsOf(thing)
  if (holdersOf(thing).some((holder) => privileges.has(objectOf(holder)))) return true
  return parts !== undefined && [...privileges.keys()].some((granted) => granted.startsWith(parts))
}

/** Of the objects on which anything was granted and whose names begin so, the rest of the name. */
export const namesBehind = ({ privileges }: Rights, beginning: string): readonly string[] =>
  [...privileges.keys()].flatMap((object) => (object.startsWith(beginning) ? [object.slice(beginning.length)] : []))

/** The same of those on which the privilege was granted, or ALL. */
export const namesBehindWith = ({ privileges }: Rights, beginning: string, privilege: string): readonly string[] =>
  [...privileges].flatMap(([object, names]) =>
    object.startsWith(beginning) && (names.has(privilege) || names.has(ALL)) ? [object.slice(beginning.length)] : [],
  )

/** The names of the queues, pools, databases, credentials or variables that are shown for what was granted on them, or on a part of them. */
export function shownNames(rights: Rights, kind: 'queue' | 'pool' | 'database' | 'credential' | 'variable'): readonly string[] {
  const objects = namesBehind(rights, objectOf({ kind, name: '' }))
  return kind === 'database' ? [...new Set(objects.map((object) => object.split('.', 1)[0] ?? ''))] : objects
}

/** The names of the tables of a database that are shown so; undefined: all of them, for something was granted on the database itself. */
export function shownTables(rights: Rights, database: string): readonly string[] | undefined {
  if (rights.privileges.has(objectOf({ kind: 'database', name: database }))) return undefined
  const objects = namesBehind(rights, objectOf({ kind: 'table', database, name: '' }))
  return [...new Set(objects.map((object) => object.split('.', 1)[0] ?? ''))]
}

/** For lists of databases: of which all tables are shown so, and of the others which, as `database.table`. */
export function countedTables(rights: Rights): { readonly databases: readonly string[]; readonly tables: readonly string[] } {
  const objects = namesBehind(rights, objectOf({ kind: 'database', name: '' })).map((object) => object.split('.'))
  const databases = objects.flatMap(([database = '', ...rest]) => (rest.length === 0 ? [database] : []))
  const tables = objects.flatMap(([database = '', , table]) => (table === undefined ? [] : [`${database}.${table}`]))
  return { databases, tables: [...new Set(tables)] }
}

/** The packages that are shown so, and the groups of which all are. */
export function shownPackages(rights: Rights): {
  readonly packages: readonly { readonly groupName: string; readonly name: string }[]
  readonly groups: readonly string[]
} {
  const packages = namesBehind(rights, objectOf({ kind: 'package', groupName: '', name: '' })).map((object) => {
    const slash = object.lastIndexOf('/')
    return { groupName: object.slice(0, Math.max(0, slash)), name: object.slice(slash + 1) }
  })
  return { packages, groups: namesBehind(rights, objectOf({ kind: 'package-group', name: '' })) }
}
