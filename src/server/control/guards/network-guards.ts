import type { ConnectionSelection } from '../../store/network/connections.ts'
import { findQueueByName } from '../../store/queues/queues.ts'
import type { Database } from '../../store/schema.ts'
import type { Agents } from '../agents/agents.ts'
import type { AccessChecks } from '../authorization/access-checks.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { namesBehind, shownNames } from '../authorization/decide.ts'
import { giving, type Need, seePool, seeQueue, toAdminister, toRead, toWrite } from '../authorization/need.ts'
import type { ClassicConnections } from '../connections/classic-connections.ts'
import type { Connections } from '../connections/connections.ts'
import type { Credentials } from '../credentials/credentials.ts'
import type { Caller } from '../shared/caller.ts'
import { inShortTurns } from '../shared/in-turns.ts'
import { BIND_QUEUE, CONNECTION_OBJECT } from '../shared/shared-connections.ts'
import type { NetworkTags } from '../vpcs/network-tags.ts'
import type { Vpcs } from '../vpcs/vpcs.ts'
import { guarded, overriding } from './guarded.ts'
import { namesOfItems, shownList } from './shown-list.ts'

const onConnection = (level: Need['level'], id: string, privileges: readonly string[], what: string): Need => ({
  level,
  on: { kind: 'connection', id },
  privileges,
  what: `${what} the connection ${id}`,
})

// Its VPC needs no right of its own.
const toMakeConnections = (): Need => toWrite('make connections in the project')
const seeConnection = (id: string): Need => onConnection('read', id, [], 'see')
const deleteConnection = (id: string): Need => onConnection('write', id, ['DELETE'], 'delete')

/** The names of the pools that these queues are in; of a queue that is not there, or is in none, nothing. */
async function poolsOf(db: Database, { projectId }: Caller, queues: readonly string[]): Promise<readonly string[]> {
  const names = new Set<string>()
  const turn = inShortTurns()
  for (const name of queues) {
    await turn()
    const queue = await findQueueByName(db, projectId, name.toLowerCase())
    if (queue?.poolId !== undefined) names.add(queue.poolName)
  }
  return [...names]
}

export function guardedConnections(connections: Connections, authorizer: Authorizer): Connections {
  const bindTo = (id: string): Need => onConnection('write', id, [BIND_QUEUE], 'bind queues to')
  const unbindFrom = (id: string): Need => onConnection('write', id, [BIND_QUEUE], 'unbind queues from')
  const asked = guarded<Connections>(
    connections,
    {
      create: toMakeConnections,
      get: (_caller, id) => seeConnection(id),
      list: 'asks itself',
      pieces: 'asks itself',
      delete: (_caller, id) => deleteConnection(id),
      setHosts: (_caller, id) => onConnection('write', id, ['UPDATE'], 'change the host entries of'),
      addRoute: (_caller, id) => onConnection('write', id, ['UPDATE'], 'change the routes of'),
      removeRoute: (_caller, id) => onConnection('write', id, ['UPDATE'], 'change the routes of'),
      setPorts: (_caller, id) => onConnection('write', id, ['UPDATE'], 'change the ports of'),
      setResolver: (_caller, id) => onConnection('write', id, ['UPDATE'], 'change the resolver of'),
      bind: 'asks itself',
      unbind: (_caller, id) => unbindFrom(id),
    },
    authorizer,
    [],
    ['get'],
  )
  const ofRights = async (caller: Caller, selection: Partial<ConnectionSelection>): Promise<Partial<ConnectionSelection>> => {
    const rights = await authorizer.rightsOf(caller)
    return rights.role === undefined ? { ...selection, ids: namesBehind(rights, CONNECTION_OBJECT) } : selection
  }
  const isToldAll = async (caller: Caller): Promise<boolean> => (await authorizer.rightsOf(caller)).role !== undefined
  return overriding(asked, {
    async list(caller, selection = {}) {
      return await connections.list(caller, await ofRights(caller, selection))
    },
    // Of a queue that is in a pool the pool is bound, with all that is in it: of the one that it is in by then.
    async bind(caller, id, queues, pools = []) {
      const needs = async (db: Database, checks: AccessChecks): Promise<readonly Need[]> => {
        const { role } = await checks.rightsOf(caller)
        const holding = role === undefined ? await poolsOf(db, caller, queues) : []
        return [bindTo(id), ...queues.map(seeQueue), ...[...new Set([...pools, ...holding])].map(seePool)]
      }
      await authorizer.acting(caller, needs, () => connections.bind(caller, id, queues, pools))
    },
    // What is bound is shown with the connection; of what is not, nothing is told to who does not see it.
    async unbind(caller, id, queues, pools = []) {
      await authorizer.require(caller, unbindFrom(id))
      if (!(await isToldAll(caller))) {
        const { bindings } = await connections.get(caller, id)
        const isBound = (kind: 'queue' | 'pool', name: string) =>
          bindings.some(({ holder }) => holder.kind === kind && holder.name === name.toLowerCase())
        for (const name of queues) if (!isBound('queue', name)) await authorizer.require(caller, seeQueue(name))
        for (const name of pools) if (!isBound('pool', name)) await authorizer.require(caller, seePool(name))
      }
      await asked.unbind(caller, id, queues, pools)
    },
    async *pieces(caller, selection = {}) {
      yield* connections.pieces(caller, await ofRights(caller, selection))
    },
  })
}

/** What it looks up by itself, it looks up behind these: whoever may not is not told what there is. */
export const guardedClassicConnections = (connections: ClassicConnections, authorizer: Authorizer): ClassicConnections =>
  guarded<ClassicConnections>(
    connections,
    {
      create: toMakeConnections,
      get: (_caller, id) => seeConnection(id),
      list: 'asks itself',
      delete: (_caller, id) => deleteConnection(id),
    },
    authorizer,
  )

export function guardedCredentials(credentials: Credentials, authorizer: Authorizer): Credentials {
  const on = (level: Need['level'], name: string, privileges: readonly string[], what: string): Need => ({
    level,
    on: { kind: 'credential', name },
    privileges,
    what: `${what} the datasource authentication ${name}`,
  })
  const asked = guarded<Credentials>(
    credentials,
    {
      create: () => toWrite('make datasource authentications in the project'),
      list: 'asks itself',
      update: (_caller, name) => on('write', name, ['UPDATE_AUTH'], 'change'),
      delete: (_caller, name) => on('write', name, ['DROP_AUTH'], 'delete'),
      hosts: (_caller, name) => on('read', name, [], 'see'),
      setHosts: (_caller, name) => on('write', name, ['UPDATE_AUTH'], 'change'),
    },
    authorizer,
    ['hosts'],
  )
  return overriding(asked, {
    async list(caller, selection = {}) {
      return await shownList(authorizer, caller, {
        names: namesOfItems,
        ofAll: () => credentials.list(caller, selection),
        ofRights: (rights) => {
          const shown = { names: shownNames(rights, 'credential'), ownerId: caller.userId }
          return credentials.list(caller, { ...selection, shown })
        },
      })
    },
  })
}

export function guardedVpcs(vpcs: Vpcs, authorizer: Authorizer): Vpcs {
  const see = () => toRead('see the VPCs of the project')
  const change = () => toWrite('change the VPCs of the project')
  return guarded<Vpcs>(
    vpcs,
    {
      create: change,
      update: change,
      get: see,
      list: see,
      delete: change,
      createSubnet: change,
      updateSubnet: change,
      getSubnet: see,
      listSubnets: see,
      deleteSubnet: change,
      attachment: see,
      // It decides what of this machine's networks is reached.
      setAttachment: () => toAdminister('say how the addresses of a VPC are reached'),
    },
    authorizer,
  )
}

export const guardedAgents = (agents: Agents, authorizer: Authorizer): Agents =>
  guarded<Agents>(
    agents,
    {
      createToken: () => giving(toAdminister('let agents into a VPC')),
      list: () => toRead('see the VPCs of the project'),
      get: () => toRead('see the VPCs of the project'),
      delete: () => toAdminister('say how the addresses of a VPC are reached'),
    },
    authorizer,
  )

export const guardedNetworkTags = (tags: NetworkTags, authorizer: Authorizer): NetworkTags =>
  guarded<NetworkTags>(
    tags,
    {
      read: () => toRead('see the VPCs of the project'),
      add: () => toWrite('change the VPCs of the project'),
      remove: () => toWrite('change the VPCs of the project'),
      removeOne: () => toWrite('change the VPCs of the project'),
    },
    authorizer,
  )
