import type { Clock } from '../../../base/clock.ts'
import { CausewayError, type ErrorKind } from '../../../base/errors.ts'
import { isTable } from '../../../protocol/catalog-entry.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { ALL, type Grantee, type Privilege } from '../../domain/privilege.ts'
import { findProject, findUser, listUsers } from '../../store/accounts/accounts.ts'
import {
  deletePrivilege,
  deletePrivilegesOn,
  insertPrivilege,
  listPrivilegesOn,
  listPrivilegesWithin,
} from '../../store/accounts/privileges.ts'
import { findPackage, hasPackageGroup } from '../../store/catalog/packages.ts'
import { findTable } from '../../store/catalog/tables.ts'
import { findGlobalVariable } from '../../store/jobs/global-variables.ts'
import { findConnection } from '../../store/network/connections.ts'
import { findCredential } from '../../store/network/credentials.ts'
import { findPoolByName } from '../../store/queues/pools.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import type { AccessChecks } from '../authorization/access-checks.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { Need, Thing } from '../authorization/need.ts'
import { giving, holdersOf, objectOf, toDescribeTable } from '../authorization/need.ts'
import { noTable, requireDatabase } from '../catalog/require-database.ts'
import type { Sharing } from '../connections/sharing.ts'
import { requireQueue } from '../queues/require-queue.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { BIND_QUEUE } from '../shared/shared-connections.ts'
import { checkPrivileges, type NamedObject, parseObject, privilegesOn } from './object-names.ts'

export interface GrantRequest {
  /** In the project's domain; or all who may use another project. */
  readonly grantee: { readonly userName: string } | { readonly projectId: string }
  /** 'update' replaces all that the grantee has on each object. */
  readonly action: 'grant' | 'revoke' | 'update'
  readonly privileges: readonly { readonly object: string; readonly privileges: readonly string[] }[]
}

export interface GrantedTo {
  readonly object: string
  /** The owner, or an administrator: it has everything. */
  readonly isAdmin: boolean
  readonly userName: string | undefined
  readonly projectId: string | undefined
  readonly privileges: readonly string[]
}

/** Privileges as the vendor's permission calls grant and show them. */
export interface Permissions {
  /**
   * All of it or nothing. For the owner of each object, administrators of the project, and who has GRANT_PRIVILEGE (REVOKE_PRIVILEGE, both to update) on it.
   * 'not-found' for an object, a user or a project that is not there, with the words for that.
   */
  change(caller: Caller, request: GrantRequest): Promise<void>
  /** Who has what on the object itself, of a table on its columns too; and on what holds it, where it is said so. */
  on(caller: Caller, object: string, withHolders?: boolean): Promise<{ readonly type: string; readonly granted: readonly GrantedTo[] }>
}

export interface PermissionsDeps {
  readonly store: Store
  readonly clock: Clock
  readonly authorizer: Authorizer
  readonly sharing: Sharing
}

const noConnection = (id: string): CausewayError =>
  new CausewayError('invalid-parameter', `Connection ${id} does not exist.`, { hint: 'List the connections of the project.' })

/** How ownerOf says that there is no such thing. */
const NOT_THERE: readonly ErrorKind[] = ['not-found', 'invalid-parameter', 'not-supported']

/** What of the columns of a table somebody may be told: which there are, whether there is the one that is named, or nothing. */
type ToldColumns = 'all' | 'named' | 'none'

/** Throws 'not-supported' for one of a view, and 'not-found' where the table has none of the name. */
async function requireColumn(
  db: Database,
  projectId: string,
  { database, table, name }: Extract<Thing, { kind: 'column' }>,
  told: Exclude<ToldColumns, 'none'>,
): Promise<void> {
  const { id } = await requireDatabase(db, projectId, database)
  const definition = (await findTable(db, id, table.toLowerCase()))?.definition
  if (definition === undefined) return
  if (!isTable(definition)) {
    throw new CausewayError('not-supported', `${database}.${table} is a view: privileges on single columns are those of tables`, {
      hint: 'A view is read with the rights of who asks: grant the columns of its tables, and SELECT on the view.',
    })
  }
  // Some formats keep their columns where their files are.
  if (
    tableFormatOf(definition.source) !== undefined ||
    definition.columns.some((column) => column.name.toLowerCase() === name.toLowerCase())
  )
    return
  throw new CausewayError('not-found', `The table ${database}.${table} has no column ${name}`, {
    hint:
      told === 'named'
        ? 'Check its name.'
        : `It has ${definition.columns
            .slice(0, 20)
            .map((column) => column.name)
            .join(', ')}.`,
  })
}

/** The id of its owner. Throws as the calls of the thing itself do where it is not there. */
async function ownerOf(db: Database, projectId: string, thing: Thing, columns: ToldColumns = 'none'): Promise<string | undefined> {
  const missing = (what: string): CausewayError => new CausewayError('not-found', `There is no ${what}`, { hint: 'Check its name.' })
  switch (thing.kind) {
    case 'queue':
      return (await requireQueue(db, projectId, thing.name)).ownerId
    case 'database':
      return (await requireDatabase(db, projectId, thing.name)).ownerId
    case 'table': {
      const database = await requireDatabase(db, projectId, thing.database)
      const table = await findTable(db, database.id, thing.name.toLowerCase())
      // What nobody has named by now of a remote schema may be there, and is granted by its name.
      if (table === undefined && database.connection !== undefined) return database.ownerId
      if (table === undefined) throw noTable(database.name, thing.name.toLowerCase())
      return table.ownerId
    }
    case 'column': {
      const owner = await ownerOf(db, projectId, { kind: 'table', database: thing.database, name: thing.table })
      if (columns !== 'none') await requireColumn(db, projectId, thing, columns)
      return owner
    }
    case 'connection': {
      const connection = await findConnection(db, projectId, thing.id)
      if (connection?.state !== 'active') throw noConnection(thing.id)
      return undefined
    }
    case 'credential': {
      const credential = await findCredential(db, projectId, thing.name)
      if (credential === undefined) throw missing(`datasource authentication named ${thing.name}`)
      return credential.ownerId
    }
    case 'variable': {
      const variable = await findGlobalVariable(db, projectId, thing.name)
      if (variable === undefined) throw missing(`global variable named ${thing.name}`)
      return variable.userId
    }
    case 'package': {
      const found = await findPackage(db, projectId, thing)
      if (found === undefined) throw missing(`package named ${thing.name}`)
      return found.ownerId
    }
    case 'package-group':
      if (!(await hasPackageGroup(db, projectId, thing.name))) throw missing(`package group named ${thing.name}`)
      return undefined
    case 'pool': {
      const pool = await findPoolByName(db, projectId, thing.name.toLowerCase())
      if (pool === undefined) throw missing(`elastic resource pool named ${thing.name}`)
      return pool.ownerId
    }
  }
}

interface Granting {
  readonly grantedBy: string
  readonly grantedAt: number
}

/** All that it has, by ALL; of ALL, a user keeps the others, each by its name. */
async function revoke(tx: Database, thing: Thing, { name, ...of }: Privilege, by: Granting): Promise<void> {
  const { projectId, grantee, object } = of
  const all = { ...of, name: ALL }
  const { kind, id } = grantee
  const hasAll = (await listPrivilegesOn(tx, projectId, object)).some(
    (each) => each.name === ALL && each.grantee.kind === kind && each.grantee.id === id,
  )
  if (name === ALL) return await deletePrivilegesOn(tx, projectId, object, grantee)
  await deletePrivilege(tx, { ...of, name })
  if (!hasAll) return
  await deletePrivilege(tx, all)
  if (kind === 'project') return
  for (const other of privilegesOn(thing)) if (other !== name) await insertPrivilege(tx, { ...of, name: other }, by)
}

/** What another project can use. */
function requireShareable(objects: readonly NamedObject[]): void {
  const other = objects.find(({ thing }) => thing.kind !== 'connection')
  if (other === undefined) return
  throw new CausewayError('not-supported', `${other.object} cannot be granted to another project: only a connection can`, {
    hint: `Grant ${BIND_QUEUE} on edsconnections.<connection id>, or the rest to the users who need it.`,
  })
}

export function createPermissions({ store, clock, authorizer, sharing }: PermissionsDeps): Permissions {
  const need = (thing: Thing, privilege: string, what: string): Need => ({
    level: 'admin',
    on: thing,
    privileges: [privilege],
    what: `${what} privileges on ${objectOf(thing)}`,
  })

  async function requireGranter(
    db: Database,
    authorizer: AccessChecks,
    caller: Caller,
    { thing, names }: NamedObject & { readonly names: readonly string[] },
    action: GrantRequest['action'],
  ): Promise<void> {
    if (action !== 'revoke' && names.length > 0) authorizer.requireLasting(caller, giving(need(thing, 'GRANT_PRIVILEGE', 'grant')))
    if (await isOwner(db, caller, thing)) return
    if (action !== 'revoke') await authorizer.require(caller, need(thing, 'GRANT_PRIVILEGE', 'grant'))
    if (action !== 'grant') await authorizer.require(caller, need(thing, 'REVOKE_PRIVILEGE', 'revoke'))
  }

  async function isOwner(db: Database, caller: Caller, thing: Thing): Promise<boolean> {
    try {
      return isOwnedBy({ ownerId: (await ownerOf(db, caller.projectId, thing)) ?? '' }, caller)
    } catch (thrown) {
      // What is not there is nobody's; that it is not there is told only to who may grant.
      if (thrown instanceof CausewayError && NOT_THERE.includes(thrown.kind)) return false
      throw thrown
    }
  }

  async function granteeOf(tx: Database, projectId: string, asked: GrantRequest['grantee']): Promise<Grantee> {
    if ('projectId' in asked) {
      const project = await findProject(tx, asked.projectId)
      // Of a project that the caller does not see, nothing is told: a wrong id is kept as any other.
      return { kind: 'project', id: project?.id ?? asked.projectId }
    }
    const project = await findProject(tx, projectId)
    const user = project === undefined ? undefined : await findUser(tx, { name: asked.userName, domainId: project.domainId })
    if (user !== undefined) return { kind: 'user', id: user.id }
    throw new CausewayError('not-found', `No such user. userName:${asked.userName}.`, {
      hint: 'Name a user of the domain that the project is of.',
    })
  }

  async function mayDescribe(authorizer: AccessChecks, caller: Caller, thing: Thing): Promise<boolean> {
    return thing.kind === 'column' && (await authorizer.allows(caller, toDescribeTable(thing)))
  }

  async function requireSight(db: Database, authorizer: AccessChecks, caller: Caller, thing: Thing): Promise<void> {
    if (await isOwner(db, caller, thing)) return
    await authorizer.require(caller, { ...need(thing, 'SHOW_PRIVILEGES', 'see'), level: 'read' })
  }

  return {
    async change(caller, { grantee: asked, action, privileges }) {
      const objects = privileges.map((each) => {
        const named = parseObject(each.object)
        return { ...named, names: checkPrivileges(named, each.privileges) }
      })
      if ('projectId' in asked) requireShareable(objects)
      for (const object of objects) await requireGranter(store.db, authorizer, caller, object, action)
      const settled = await store.transaction(async (tx) => {
        const { projectId } = caller
        const checks = authorizer.within(tx)
        for (const object of objects) await requireGranter(tx, checks, caller, object, action)
        const grantee = await granteeOf(tx, projectId, asked)
        for (const { object, thing, names } of objects) {
          await ownerOf(tx, projectId, thing, (await mayDescribe(checks, caller, thing)) ? 'all' : 'named')
          if (action === 'update') await deletePrivilegesOn(tx, projectId, object, grantee)
          for (const name of names) {
            const privilege: Privilege = { projectId, grantee, object, name }
            const by = { grantedBy: caller.userName, grantedAt: clock() }
            if (action === 'revoke') await revoke(tx, thing, privilege, by)
            else await insertPrivilege(tx, privilege, by)
          }
        }
        if (grantee.kind === 'user') return undefined
        return await sharing.settle(
          tx,
          objects.flatMap(({ thing }) => (thing.kind === 'connection' ? [{ connectionId: thing.id, projectId: grantee.id }] : [])),
        )
      })
      await settled?.()
    },

    async on(caller, text, withHolders = false) {
      const { thing, type } = parseObject(text)
      await requireSight(store.db, authorizer, caller, thing)
      const { projectId } = caller
      return await store.transaction(async (tx) => {
        const checks = authorizer.within(tx)
        await requireSight(tx, checks, caller, thing)
        const told = (await mayDescribe(checks, caller, thing)) ? 'all' : 'none'
        const owner = await ownerOf(tx, projectId, thing, told)
        const project = await findProject(tx, projectId)
        const users = project === undefined ? [] : await listUsers(tx, project.domainId)
        const names = new Map(users.map((user) => [user.id, user.name]))
        const object = objectOf(thing)
        const all = [...users.filter(({ id }) => id === owner), ...users.filter(({ id, isAdmin }) => isAdmin && id !== owner)]
        const granted: GrantedTo[] = all.map(({ name }) => ({
          object,
          isAdmin: true,
          userName: name,
          projectId: undefined,
          privileges: [ALL],
        }))
        const rowsOf = (withHolders ? holdersOf(thing) : [thing]).map((holder) => listPrivilegesOn(tx, projectId, objectOf(holder)))
        if (thing.kind === 'table') rowsOf.push(listPrivilegesWithin(tx, projectId, object))
        for (const rows of await Promise.all(rowsOf)) {
          for (const [, own] of Map.groupBy(rows, ({ grantee, object: on }) => `${grantee.kind}/${grantee.id}/${on}`)) {
            const [first] = own
            if (first === undefined) continue
            const { grantee } = first
            const userName = grantee.kind === 'user' ? (names.get(grantee.id) ?? grantee.id) : undefined
            granted.push({
              object: first.object,
              isAdmin: false,
              userName,
              projectId: grantee.kind === 'project' ? grantee.id : undefined,
              privileges: own.map(({ name }) => name),
            })
          }
        }
        return { type, granted }
      })
    },
  }
}
