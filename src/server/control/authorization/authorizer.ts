import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { type AccessChecks, type AccessChecksDeps, createAccessChecks } from './access-checks.ts'
import { type Acts, createActs } from './acts.ts'

/** The one place that says who may do what. Every way in asks here: the services that the API calls, and the statements of jobs. */
export interface Authorizer extends AccessChecks, Acts {
  /** The same, of what is so in the transaction: names may mean other things since it was asked before, and rights be taken away. */
  within(tx: Database): AccessChecks
}

export interface AuthorizerDeps extends AccessChecksDeps {
  readonly store: Store
}

export function createAuthorizer({ store, remedyText }: AuthorizerDeps): Authorizer {
  const checks = createAccessChecks({ store, remedyText })
  const within = (tx: Database): AccessChecks =>
    createAccessChecks({ store: { accountsVersion: store.accountsVersion, db: tx }, remedyText })
  return { ...checks, ...createActs({ store, checks, within }), within }
}
