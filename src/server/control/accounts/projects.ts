import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newHexId } from '../../../base/ids.ts'
import type { Domain, ProjectRecord } from '../../domain/account.ts'
import { findDomain, insertDomain, insertProject, listDomains, listProjectRecords, updateProject } from '../../store/accounts/accounts.ts'
import { deletePrivilegesOf } from '../../store/accounts/privileges.ts'
import { countDatabases } from '../../store/catalog/databases.ts'
import { countTables } from '../../store/catalog/tables.ts'
import { countJobs } from '../../store/jobs/job-pages.ts'
import { countOpenScripts } from '../../store/jobs/scripts.ts'
import { countConnections } from '../../store/network/connections.ts'
import { countVpcs } from '../../store/network/vpcs.ts'
import { countContents } from '../../store/project-contents.ts'
import { countPools } from '../../store/queues/pools.ts'
import { countQueues } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { insertProjectStart } from '../identity/project-start.ts'
import { freeText } from '../shared/names.ts'
import { type Actor, accountName, domainOf, nameTaken, requireAdmin, requireProject } from './actor.ts'

/** The projects of a domain; for an administrator. */
export interface Projects {
  /** By name, with those that are disabled. */
  list(actor: Actor, domain?: string): Promise<readonly ProjectRecord[]>
  /** With its queue and its database `default`. */
  create(
    actor: Actor,
    input: { readonly name: string; readonly description: string; readonly domain?: string | undefined },
  ): Promise<ProjectRecord>
  /** A disabled project is let in by nothing; what runs in it goes on. */
  update(
    actor: Actor,
    project: string,
    change: { readonly enabled?: boolean | undefined; readonly description?: string | undefined },
    domain?: string,
  ): Promise<ProjectRecord>
  /** 'in-use' while it has anything but what it began with. */
  delete(actor: Actor, project: string, domain?: string): Promise<void>
  domains(actor: Actor): Promise<readonly Domain[]>
  /** For the local administrator. */
  createDomain(actor: Actor, name: string): Promise<Domain>
}

export interface ProjectsDeps {
  readonly store: Store
  readonly clock: Clock
  /** After it is committed: its folder is made, its queue opened. */
  readonly open: (projectId: string, queueId: string) => Promise<void>
}

async function requireEmpty(tx: Database, { id, name }: ProjectRecord): Promise<void> {
  const things = [
    [(await countQueues(tx, id)) - 1, 'queues beside default'],
    [await countPools(tx, id), 'elastic resource pools'],
    [await countConnections(tx, id, 'active'), 'connections'],
    [await countVpcs(tx, id), 'VPCs'],
    [(await countDatabases(tx, id)) - 1, 'databases beside default'],
    [await countTables(tx, id), 'tables'],
    [await countContents(tx, id, 'credential'), 'datasource authentications'],
    [await countContents(tx, id, 'globalVariable'), 'global variables'],
    [await countContents(tx, id, 'sqlTemplate'), 'SQL templates'],
    [await countContents(tx, id, 'flinkTemplate'), 'Flink templates'],
    [await countContents(tx, id, 'sparkTemplate'), 'Spark templates'],
    [await countContents(tx, id, 'defenceRule'), 'SQL defence rules'],
    [await countContents(tx, id, 'packageResource'), 'packages'],
    [await countContents(tx, id, 'expectation'), 'expectations'],
    [await countJobs(tx, { projectId: id, state: 'launching' }), 'jobs that wait'],
    [await countJobs(tx, { projectId: id, state: 'running' }), 'jobs that run'],
    [await countOpenScripts(tx, { projectId: id }), 'scripts that run'],
  ] as const
  const left = things.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`)
  if (left.length === 0) return
  throw new CausewayError('in-use', `The project ${name} has ${left.join(', ')}`, { hint: 'Delete them first, or disable the project.' })
}

export function createProjects({ store, clock, open }: ProjectsDeps): Projects {
  return {
    async list(actor, domain) {
      await requireAdmin(store.db, actor)
      return await listProjectRecords(store.db, (await domainOf(store.db, actor, domain)).id)
    },

    async create(actor, { name, description, domain: domainName }) {
      const made = await store.transaction(async (tx) => {
        await requireAdmin(tx, actor)
        const domain = await domainOf(tx, actor, domainName)
        accountName('project', name)
        if ((await listProjectRecords(tx, domain.id)).some((project) => project.name === name)) throw nameTaken('project', name)
        const project = { id: newHexId(), name, domainId: domain.id, description: freeText('description', description) }
        await insertProject(tx, project)
        const queueId = await insertProjectStart(tx, {
          projectId: project.id,
          owned: { owner: actor.user.name, ownerId: actor.user.id },
          now: clock(),
        })
        return { project, queueId }
      })
      await open(made.project.id, made.queueId)
      return { ...made.project, state: 'enabled' }
    },

    async update(actor, reference, { enabled, description }, domain) {
      return await store.transaction(async (tx) => {
        await requireAdmin(tx, actor)
        const project = await requireProject(tx, actor, reference, await domainOf(tx, actor, domain))
        const change = {
          ...(enabled === undefined ? {} : { state: enabled ? ('enabled' as const) : ('disabled' as const) }),
          ...(description === undefined ? {} : { description: freeText('description', description) }),
        }
        if (Object.keys(change).length > 0) await updateProject(tx, project.id, change)
        return { ...project, ...change }
      })
    },

    async delete(actor, reference, domain) {
      await store.transaction(async (tx) => {
        await requireAdmin(tx, actor)
        const project = await requireProject(tx, actor, reference, await domainOf(tx, actor, domain))
        await requireEmpty(tx, project)
        // What other projects have granted to it: they go on showing it otherwise.
        await deletePrivilegesOf(tx, { kind: 'project', id: project.id })
        // Records of jobs name it for a while; its name is free again.
        await updateProject(tx, project.id, { state: 'deleted', name: `${project.name} (deleted ${project.id})` })
      })
    },

    async domains(actor) {
      await requireAdmin(store.db, actor)
      return actor.kind === 'local' ? await listDomains(store.db) : [actor.user.domain]
    },

    async createDomain(actor, name) {
      if (actor.kind !== 'local') {
        throw new CausewayError('forbidden', 'Domains are made on the machine of the server', {
          hint: 'Run there: causeway domain create NAME',
        })
      }
      return await store.transaction(async (tx) => {
        accountName('domain', name)
        if ((await findDomain(tx, { name })) !== undefined) throw nameTaken('domain', name)
        const domain = { id: newHexId(), name }
        await insertDomain(tx, domain)
        return domain
      })
    },
  }
}
