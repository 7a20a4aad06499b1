import { CausewayError } from '../../../base/errors.ts'
import { isUuid } from '../../../base/ids.ts'
import type { Role } from '../../domain/account.ts'
import { findProject, findUser } from '../../store/accounts/accounts.ts'
import { listPrivilegesOf } from '../../store/accounts/privileges.ts'
import { listRolesOfUser } from '../../store/accounts/roles.ts'
import { findDatabase } from '../../store/catalog/databases.ts'
import { findPackage } from '../../store/catalog/packages.ts'
import { findTable } from '../../store/catalog/tables.ts'
import { findGlobalVariable } from '../../store/jobs/global-variables.ts'
import { findCredential } from '../../store/network/credentials.ts'
import { findPoolByName } from '../../store/queues/pools.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { RemedyText } from '../dialling/in-words.ts'
import { LOCAL_ADMINISTRATOR } from '../identity/local-administrator.ts'
import { GIVES_NOBODY_RIGHTS, notLasting } from '../identity/proof.ts'
import { remembered } from '../identity/remembered.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { projectOfConnection } from '../shared/shared-connections.ts'
import { decide, type Rights, refusalText } from './decide.ts'
import { columnObjects, holdersOf, type Need, objectOf, type Thing } from './need.ts'

/** What the remembered rights of a user allow is answered at once, for waiting costs more than deciding it. */
export interface AccessChecks {
  rightsOf(caller: Caller): Rights | Promise<Rights>
  allows(caller: Caller, need: Need): boolean | Promise<boolean>
  /**
   * Undefined: it is allowed. Rejects with 'forbidden', or the kind that is given, with the grant that would help. It says the same of things that there are and of
   * those that there are not.
   */
  require(caller: Caller, need: Need, kind?: Refusal): Promise<void> | undefined
  /** What would help whoever misses the right, with the request that does it. */
  helpFor(caller: Caller, need: Need): string
  /** For ways that find out by themselves who may: throws 'forbidden' for what gives a right, where a temporary key asks. `require` asks it as well. */
  requireLasting(caller: Caller, need: Pick<Need, 'givesRight' | 'what'>): void
}

export type Refusal = 'forbidden' | 'sql-permission'

export interface AccessChecksDeps {
  readonly store: Pick<Store, 'accountsVersion' | 'db'>
  readonly remedyText: RemedyText
}

const NO_RIGHTS: Rights = { role: undefined, privileges: new Map() }
const ALL_RIGHTS: Rights = { role: 'admin', privileges: new Map() }
/** What allows the least beside seeing it: told where any privilege would do. */
const SHOWS: Readonly<Record<Thing['kind'], string>> = {
  database: 'DISPLAY_DATABASE',
  table: 'DISPLAY_TABLE',
  column: 'SHOW_PRIVILEGES',
  queue: 'SHOW_PRIVILEGES',
  pool: 'SHOW_PRIVILEGES',
  connection: 'SHOW_PRIVILEGES',
  credential: 'SHOW_PRIVILEGES',
  variable: 'SHOW_PRIVILEGES',
  package: 'SHOW_PRIVILEGES',
  'package-group': 'SHOW_PRIVILEGES',
}
const ANY_RIGHT = 'Any other right on it does as well.'
const RANK: Readonly<Record<Role, number>> = { reader: 1, writer: 2, admin: 3 }

/** The least that helps who reads few of them. */
const singleColumns = ({ database, name: table }: Extract<Thing, { kind: 'table' }>): string =>
  `Of single columns it is enough to grant SELECT on each of them, as ${columnObjects({ database, table })}<column>`

export function createAccessChecks({ store, remedyText }: AccessChecksDeps): AccessChecks {
  const rights = remembered<Rights>(() => store.accountsVersion())

  async function readRights({ userId, projectId }: Caller): Promise<Rights> {
    if (userId === LOCAL_ADMINISTRATOR) return { role: 'admin', privileges: new Map() }
    const user = await findUser(store.db, { id: userId })
    if (user?.enabled !== true) return { ...NO_RIGHTS, account: user === undefined ? 'deleted' : 'disabled' }
    if ((await findProject(store.db, projectId))?.domainId !== user.domain.id) return NO_RIGHTS
    const roles = (await listRolesOfUser(store.db, userId)).filter((each) => each.projectId === projectId).map(({ role }) => role)
    const [best] = roles.toSorted((a, b) => RANK[b] - RANK[a])
    const privileges = new Map<string, Set<string>>()
    for (const each of await listPrivilegesOf(store.db, { kind: 'user', id: userId })) {
      if (each.projectId !== projectId) continue
      privileges.set(each.object, (privileges.get(each.object) ?? new Set()).add(each.name))
    }
    return { role: user.isAdmin ? 'admin' : best, privileges }
  }

  let last = { projectId: '', userId: '', key: '/' }
  /** Made anew, and looked up by what is in it, the text took longer than what is known by it. */
  function keyOf({ projectId, userId }: Caller): string {
    if (last.projectId !== projectId || last.userId !== userId) last = { projectId, userId, key: `${projectId}/${userId}` }
    return last.key
  }

  function rightsOf(caller: Caller): Rights | Promise<Rights> {
    if (caller.isLocal === true) return ALL_RIGHTS
    const found = rights(keyOf(caller), () => readRights(caller))
    return found instanceof Promise ? found.then((read) => read ?? NO_RIGHTS) : found
  }

  /** The id. */
  async function ownerOf(projectId: string, thing: Thing): Promise<string | undefined> {
    switch (thing.kind) {
      case 'queue':
        return (await findQueueByName(store.db, projectId, thing.name.toLowerCase()))?.ownerId
      case 'database':
        return (await findDatabase(store.db, projectId, thing.name.toLowerCase()))?.ownerId
      // That of its table is asked for it.
      case 'column':
        return undefined
      case 'table': {
        const database = await findDatabase(store.db, projectId, thing.database.toLowerCase())
        if (database === undefined) return undefined
        const table = await findTable(store.db, database.id, thing.name.toLowerCase())
        // What nobody has named by now of a remote schema belongs to whoever has the database, as it will.
        return table === undefined && database.connection !== undefined ? database.ownerId : table?.ownerId
      }
      case 'credential':
        return (await findCredential(store.db, projectId, thing.name))?.ownerId
      case 'pool':
        return (await findPoolByName(store.db, projectId, thing.name.toLowerCase()))?.ownerId
      case 'variable':
        return (await findGlobalVariable(store.db, projectId, thing.name))?.userId
      case 'package':
        return (await findPackage(store.db, projectId, thing))?.ownerId
      // Each of its packages has an owner of its own.
      case 'package-group':
      case 'connection':
        return undefined
    }
  }

  function allows(caller: Caller, need: Need): boolean | Promise<boolean> {
    if (caller.isTemporary === true && need.givesRight === true) return false
    const known = rightsOf(caller)
    if (!(known instanceof Promise) && decide(known, need)) return true
    return allowsOnceRead(caller, need, known)
  }

  async function allowsOnceRead(caller: Caller, need: Need, known: Rights | Promise<Rights>): Promise<boolean> {
    const rights = await known
    if (decide(rights, need)) return true
    // Whoever made a thing may do everything with it, but for what only an admin may, and as long as the project is the user's at all.
    if (isStranger(rights) || need.on === undefined || (need.level === 'admin' && need.byOwner !== true)) return false
    for (const thing of holdersOf(need.on)) {
      if (isOwnedBy({ ownerId: (await ownerOf(caller.projectId, thing)) ?? '' }, caller)) return true
    }
    return false
  }

  async function requireOnceRead(caller: Caller, need: Need, allowed: Promise<boolean> | false, kind: Refusal): Promise<void> {
    if (await allowed) return
    const rights = await rightsOf(caller)
    if (rights.account !== undefined) throw new CausewayError(kind, refusalText(caller.userName, rights, need.what))
    const hint = (await isLent(caller, need.on)) ? roleText(caller, need) : helpFor(caller, need)
    throw new CausewayError(kind, refusalText(caller.userName, rights, need.what), { hint })
  }

  const roleText = ({ userName }: Caller, need: Need): string =>
    remedyText({ kind: 'give-role', userName, role: need.level === 'read' ? 'reader' : roleFor(need) })

  /** Then no user of this project can be granted anything on it. */
  const isLent = async ({ projectId }: Caller, on: Thing | undefined): Promise<boolean> =>
    on?.kind === 'connection' && ((await projectOfConnection(store.db, projectId, on.id)) ?? projectId) !== projectId

  function helpFor(caller: Caller, need: Need): string {
    const { on, privileges } = need
    if (on === undefined) return roleText(caller, need)
    // By its name it is known to the lists of clients, and these have what is shown.
    if (on.kind === 'connection' && !isUuid(on.id)) return `${roleText(caller, need)}. Or name the connection by its id, if you know it`
    const [privilege = SHOWS[on.kind]] = privileges
    const granting = remedyText({ kind: 'grant-privilege', userName: caller.userName, object: objectOf(on), privilege })
    if (privileges.length === 0) return `${granting}. ${ANY_RIGHT}`
    return need.byColumn === true && on.kind === 'table' && privilege === 'SELECT' ? `${granting}. ${singleColumns(on)}` : granting
  }

  return {
    rightsOf,
    allows,
    helpFor,
    requireLasting,
    require(caller, need, kind = 'forbidden') {
      requireLasting(caller, need)
      const allowed = allows(caller, need)
      return allowed === true ? undefined : requireOnceRead(caller, need, allowed, kind)
    },
  }
}

function requireLasting({ isTemporary }: Caller, { givesRight, what }: Pick<Need, 'givesRight' | 'what'>): void {
  if (isTemporary === true && givesRight === true) throw notLasting(`${GIVES_NOBODY_RIGHTS}: it may not ${what}`)
}

/** A user that is gone, is disabled or has left the project: its things are there still, and so may be its jobs. */
const isStranger = ({ role, privileges }: Rights): boolean => role === undefined && privileges.size === 0

const roleFor = ({ level }: Need): Role => (level === 'admin' ? 'admin' : 'writer')
