import { CausewayError } from '../../../base/errors.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { onQueue } from '../authorization/need.ts'
import type { Connections } from '../connections/connections.ts'
import type { Pools } from '../pools/pools.ts'
import type { Queues } from '../queues/queues.ts'
import type { Caller } from '../shared/caller.ts'
import type { Vpcs } from '../vpcs/vpcs.ts'
import type { ExpectationWatch } from './expectation-watch.ts'
import type { Rehearse, Rehearsed } from './rehearsals.ts'

export interface EnforcedDeps {
  readonly watch: Pick<ExpectationWatch, 'ofProject' | 'settled'>
  readonly rehearse: Rehearse
  readonly authorizer: Pick<Authorizer, 'allows' | 'apart'>
}

export type Enforcement = ReturnType<typeof createEnforcement>

/** The services, whose changes are refused as 'expectation-broken' where they would break an expectation of the caller's project that is enforced and holds. Costs nothing where none is. */
export function createEnforcement({ watch, rehearse, authorizer }: EnforcedDeps) {
  const lines = new Map<string, Promise<unknown>>()

  /** Two changes of one project at once could break together what each alone would not. */
  async function inTurn<T>(projectId: string, work: () => Promise<T>): Promise<T> {
    const before = lines.get(projectId) ?? Promise.resolve()
    const run = before.then(work)
    const settled = run.catch(() => undefined)
    lines.set(projectId, settled)
    try {
      return await run
    } finally {
      if (lines.get(projectId) === settled) lines.delete(projectId)
    }
  }

  async function refuseBreaking(caller: Caller, change: (services: Rehearsed) => Promise<unknown>): Promise<void> {
    await watch.settled()
    // The change itself asks again whether it is allowed, and not what is undone: resolvers are waited for between the two.
    const after = await authorizer.apart(() => rehearse(caller, change))
    const broken = watch
      .ofProject(caller.projectId)
      .find(
        ({ expectation: { id, enforced, expected }, last }) => enforced && last?.observed === expected && after.get(id)?.holds === false,
      )
    if (broken === undefined) return
    const { id, queueName, address, expected } = broken.expectation
    const isSeen = await authorizer.allows(caller, onQueue('read', [], queueName, 'see'))
    throw new CausewayError(
      'expectation-broken',
      isSeen
        ? `The change would break the expectation ${id}: ${address} is ${expected} from queue ${queueName}`
        : 'The change would break an expectation of a queue that you may not see',
      {
        hint: isSeen
          ? 'Remove the expectation, or change it to one that is not enforced; dry_run=true says what else the change would break.'
          : 'Ask an administrator of the project, who sees which one.',
      },
    )
  }

  async function keeping<K extends keyof Rehearsed, T>(
    caller: Caller,
    kind: K,
    service: Rehearsed[K],
    change: (service: Rehearsed[K]) => Promise<T>,
  ): Promise<T> {
    const { projectId } = caller
    if (!watch.ofProject(projectId).some(({ expectation }) => expectation.enforced)) return await change(service)
    return await inTurn(projectId, async () => {
      await refuseBreaking(caller, (services) => change(services[kind]))
      return await change(service)
    })
  }

  return {
    connections: (service: Connections): Connections => ({
      ...service,
      setHosts: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.setHosts(caller, ...rest)),
      addRoute: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.addRoute(caller, ...rest)),
      removeRoute: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.removeRoute(caller, ...rest)),
      setPorts: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.setPorts(caller, ...rest)),
      setResolver: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.setResolver(caller, ...rest)),
      bind: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.bind(caller, ...rest)),
      unbind: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.unbind(caller, ...rest)),
      delete: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.delete(caller, ...rest)),
      create: (caller, ...rest) => keeping(caller, 'connections', service, (to) => to.create(caller, ...rest)),
    }),
    vpcs: (service: Vpcs): Vpcs => ({
      ...service,
      setAttachment: (caller, ...rest) => keeping(caller, 'vpcs', service, (to) => to.setAttachment(caller, ...rest)),
    }),
    queues: (service: Queues): Queues => ({
      ...service,
      create: (caller, ...rest) => keeping(caller, 'queues', service, (to) => to.create(caller, ...rest)),
      delete: (caller, ...rest) => keeping(caller, 'queues', service, (to) => to.delete(caller, ...rest)),
    }),
    pools: (service: Pools): Pools => ({
      ...service,
      addQueue: (caller, ...rest) => keeping(caller, 'pools', service, (to) => to.addQueue(caller, ...rest)),
    }),
  }
}
