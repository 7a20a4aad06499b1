import type { Authorizer } from './authorization/authorizer.ts'
import { createEnforcement, type Enforcement } from './expectations/enforced.ts'
import { createExpectationWatch, type ExpectationWatch, type ExpectationWatchDeps } from './expectations/expectation-watch.ts'
import { createRehearse, type RehearsalsDeps, type Rehearse } from './expectations/rehearsals.ts'
import { guardedConnections, guardedVpcs } from './guards/network-guards.ts'
import { guardedPools, guardedQueues } from './guards/queue-guards.ts'

/** What queues shall reach: seen at each change, rehearsed before one, and enforced. */
export interface ExpectedReach {
  /** Not started. */
  readonly watch: ExpectationWatch
  readonly rehearse: Rehearse
  readonly enforced: Enforcement
}

type ExpectedReachDeps = ExpectationWatchDeps &
  Omit<RehearsalsDeps, 'guarded'> & {
    readonly authorizer: Authorizer
  }

/** What is rehearsed is held to the rules of who may do what, as what is done. */
export function createExpectedReach(deps: ExpectedReachDeps): ExpectedReach {
  const watch = createExpectationWatch(deps)
  const rehearse = createRehearse({
    ...deps,
    guarded: (made, asked) => ({
      connections: guardedConnections(made.connections, asked),
      vpcs: guardedVpcs(made.vpcs, asked),
      queues: guardedQueues(made.queues, asked),
      pools: guardedPools(made.pools, asked),
    }),
  })
  return { watch, rehearse, enforced: createEnforcement({ watch, rehearse, authorizer: deps.authorizer }) }
}
