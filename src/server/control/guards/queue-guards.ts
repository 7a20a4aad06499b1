import type { Authorizer } from '../authorization/authorizer.ts'
import { shownNames } from '../authorization/decide.ts'
import { type Need, onQueue, seePool, seeQueue, toAdminister, toOpenDoor, toRead, toSubmit, toWrite } from '../authorization/need.ts'
import { seenBy } from '../authorization/sight.ts'
import type { Connectivity } from '../connectivity/connectivity.ts'
import type { Doors } from '../doors/doors.ts'
import type { Expectations } from '../expectations/expectations.ts'
import type { Explain } from '../explain/explain.ts'
import type { QueuePlans } from '../plans/queue-plans.ts'
import type { Pools } from '../pools/pools.ts'
import type { QueueActions } from '../queues/queue-actions.ts'
import type { QueueProperties } from '../queues/queue-properties.ts'
import type { Queues } from '../queues/queues.ts'
import type { QuotaUses } from '../quotas/quotas.ts'
import type { Reach } from '../reach/reach.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { seenPicture } from '../topology/seen-picture.ts'
import type { Topology } from '../topology/topology.ts'
import { guarded, overriding } from './guarded.ts'
import { namesOfItems, shownList } from './shown-list.ts'

export function guardedQueues(queues: Queues, authorizer: Authorizer): Queues {
  const asked = guarded<Queues>(
    queues,
    {
      create: () => toWrite('make queues in the project'),
      get: (_caller, name) => seeQueue(name),
      list: 'asks itself',
      setCidr: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'change the CIDR of'),
      delete: (_caller, name) => onQueue('write', ['DROP_QUEUE'], name, 'delete'),
    },
    authorizer,
    ['get'],
  )
  return overriding(asked, {
    async list(caller, selection = {}) {
      return await shownList(authorizer, caller, {
        names: namesOfItems,
        ofAll: () => queues.list(caller, selection),
        ofRights: (rights) => queues.list(caller, { ...selection, shown: { names: shownNames(rights, 'queue'), ownerId: caller.userId } }),
      })
    },
  })
}

export function guardedPools(pools: Pools, authorizer: Authorizer): Pools {
  const changePool = (name: string, privileges: readonly string[], what = 'change'): Need => ({
    level: 'write',
    on: { kind: 'pool', name },
    privileges,
    what: `${what} the pool ${name}`,
  })
  const asked = guarded<Pools>(
    pools,
    {
      create: () => toWrite('make elastic resource pools in the project'),
      list: 'asks itself',
      update: (_caller, name, { description }) =>
        description === undefined ? changePool(name, ['SCALE', 'UPDATE'], 'scale') : changePool(name, ['UPDATE']),
      delete: (_caller, name) => changePool(name, ['DROP'], 'delete'),
      queues: (_caller, name) => seePool(name),
      addQueue: (_caller, name, queueName) => [
        changePool(name, ['RESOURCE_MANAGEMENT'], 'change the queues of'),
        onQueue('write', ['SCALE_QUEUE'], queueName, 'move'),
      ],
      setPolicies: (_caller, name) => changePool(name, ['RESOURCE_MANAGEMENT'], 'change the queues of'),
      scaleRecords: (_caller, name) => seePool(name),
    },
    authorizer,
    ['queues', 'scaleRecords'],
  )
  return overriding(asked, {
    async list(caller, selection = {}) {
      return await shownList(authorizer, caller, {
        names: namesOfItems,
        ofAll: () => pools.list(caller, selection),
        ofRights: (rights) => pools.list(caller, { ...selection, shown: { names: shownNames(rights, 'pool'), ownerId: caller.userId } }),
      })
    },
  })
}

export const guardedQueueActions = (actions: QueueActions, authorizer: Authorizer): QueueActions =>
  guarded<QueueActions>(
    actions,
    {
      restart: (_caller, name) => onQueue('write', ['RESTART'], name, 'restart'),
      scale: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'scale'),
      // Told of queues that are shown already.
      isRestarting: 'asks itself',
      usedCu: 'asks itself',
      scaleLimits: 'asks itself',
    },
    authorizer,
  )

export const guardedQueuePlans = (plans: QueuePlans, authorizer: Authorizer): QueuePlans =>
  guarded<QueuePlans>(
    plans,
    {
      create: (_caller, queues) => queues.map((name) => onQueue('write', ['SCALE_QUEUE'], name, 'scale')),
      list: (_caller, name) => seeQueue(name),
      update: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'scale'),
      delete: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'scale'),
      // The server's own.
      start: 'asks itself',
      stop: 'asks itself',
    },
    authorizer,
    ['list'],
  )

export const guardedQueueProperties = (properties: QueueProperties, authorizer: Authorizer): QueueProperties =>
  guarded<QueueProperties>(
    properties,
    {
      list: (_caller, name) => seeQueue(name),
      set: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'set properties of'),
      remove: (_caller, name) => onQueue('write', ['SCALE_QUEUE'], name, 'set properties of'),
    },
    authorizer,
    ['list'],
  )

export const guardedQuotaUses = (uses: QuotaUses, authorizer: Authorizer): QuotaUses =>
  guarded<QuotaUses>(uses, { list: () => toRead('see the quotas of the project') }, authorizer)

export const guardedExplain = (explain: Explain, authorizer: Authorizer): Explain =>
  // As the connectivity test.
  guarded<Explain>(explain, { address: (_caller, queueName) => toSubmit(queueName) }, authorizer, ['address'])

export function guardedConnectivity(connectivity: Connectivity, authorizer: Authorizer): Connectivity {
  const asked = guarded<Connectivity>(
    connectivity,
    {
      // What a job on the queue could do as well.
      start: (_caller, queueName) => toSubmit(queueName),
      get: (_caller, queueName) => toSubmit(queueName),
    },
    authorizer,
    ['get'],
  )
  return overriding(asked, {
    // Its remedies were for who has started it.
    async get(caller, queueName, number) {
      const { role } = await authorizer.rightsOf(caller)
      return await asked.get(caller, queueName, number, role === undefined ? 'own' : undefined)
    },
  })
}

export function guardedDoors(doors: Doors, authorizer: Authorizer): Doors {
  async function isOwn(caller: Caller, queueName: string, id: string): Promise<boolean> {
    const all = await doors.list(caller, queueName).catch(() => [])
    return all.some((door) => door.id === id && isOwnedBy(door, caller))
  }
  const asked = guarded<Doors>(
    doors,
    {
      // Through it goes what a job on the queue could reach as well.
      create: (_caller, queueName) => toOpenDoor(queueName),
      list: (_caller, queueName) => toSubmit(queueName),
      delete: (_caller, queueName) => toSubmit(queueName),
      // The server's own.
      start: 'asks itself',
      stop: 'asks itself',
      closeOf: 'asks itself',
    },
    authorizer,
    ['list'],
  )
  return overriding(asked, {
    async delete(caller, queueName, id) {
      // Of what is not the caller's nothing is told to who may not submit: the right to submit would not help.
      if (!(await authorizer.allows(caller, toSubmit(queueName))) && !(await isOwn(caller, queueName, id)))
        await authorizer.require(caller, toAdminister('close the doors of others'))
      const door = (await asked.list(caller, queueName)).find((each) => each.id === id)
      if (door !== undefined && !isOwnedBy(door, caller)) await authorizer.require(caller, toAdminister('close the doors of others'))
      await asked.delete(caller, queueName, id)
    },
  })
}
export function guardedReach(reach: Reach, authorizer: Authorizer): Reach {
  const asked = guarded<Reach>(
    reach,
    {
      wouldReach: (_caller, queueName) => toSubmit(queueName),
      // It tells of tables, jobs and expectations of the whole project.
      impact: () => toRead('see what uses the connections of the project'),
      matrix: 'asks itself',
    },
    authorizer,
    ['wouldReach'],
  )
  return overriding(asked, {
    async matrix(caller, question) {
      return await seenBy(authorizer, caller, toRead('see what the queues of the project reach'), async (sight) => {
        if (sight === undefined) return await reach.matrix(caller, question)
        for (const name of question.queues ?? []) if (!(await sight.reachOf(name))) await authorizer.require(caller, toSubmit(name))
        return await reach.matrix(caller, question, sight)
      })
    },
  })
}

/** It tells of the networks of the whole project. */
export const guardedTopology = (topology: Topology, authorizer: Authorizer): Topology => ({
  async picture(caller) {
    return await seenBy(authorizer, caller, toRead('see the networks of the project'), async (sight) => {
      const picture = await topology.picture(caller)
      return sight === undefined ? picture : await seenPicture(picture, sight)
    })
  },
})

export const guardedExpectations = (expectations: Expectations, authorizer: Authorizer): Expectations =>
  guarded<Expectations>(
    expectations,
    {
      // As whoever changes its addresses.
      add: (_caller, { queueName }) => onQueue('write', ['SCALE_QUEUE'], queueName, 'say what is expected of'),
      // Those of queues that the caller may see.
      list: 'asks itself',
      get: 'asks itself',
      run: 'asks itself',
      change: 'asks itself',
      remove: 'asks itself',
      // What the change itself needs.
      forecast: 'asks itself',
      // Of nobody: two numbers.
      counts: 'asks itself',
    },
    authorizer,
  )
