import type { Compute } from '../compute/compute.ts'
import type { Readiness } from '../compute/engine.ts'
import type { Broker } from '../network/broker.ts'
import type { Store } from '../store/store.ts'

/** Whether the server takes jobs. */
export interface TellsReadiness {
  /** What keeps the server from taking jobs, and what only slows them. */
  readiness(): Readiness
  /** The same, once a small write has been tried, where the last try is a second ago. */
  readinessNow(): Promise<Readiness>
}

interface ReadinessDeps {
  readonly compute: Pick<Compute, 'readiness'>
  readonly store: Pick<Store, 'writeFailure' | 'writeTried'>
  readonly broker: Pick<Broker, 'readiness'>
  /** Who has begun what is not done, in the order in which it is told. */
  readonly others: readonly { unfinished(): readonly string[] }[]
}

export function tellsReadiness({ compute, store, broker, others }: ReadinessDeps): TellsReadiness {
  function readiness(): Readiness {
    const { missing, degraded } = compute.readiness()
    const unwritable = store.writeFailure()
    const unfinished = others.flatMap((each) => each.unfinished())
    return {
      missing: [...missing, ...(unwritable === undefined ? [] : [unwritable]), ...broker.readiness(), ...unfinished],
      degraded,
    }
  }
  return {
    readiness,
    async readinessNow() {
      // Begins the try.
      store.writeFailure()
      await store.writeTried()
      return readiness()
    },
  }
}
