import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { type Acts, createActs } from './acts.ts'
import { type Asking, type AskingDeps, createAsking } from './asking.ts'

/** The one place that says who may do what. Every way in asks here: the services that the API calls, and the statements of jobs. */
export interface Authorizer extends Asking, Acts {
  /** The same, of what is so in the transaction: names may mean other things since it was asked before, and rights be taken away. */
  within(tx: Database): Asking
}

export interface AuthorizerDeps extends AskingDeps {
  readonly store: Store
}

export function createAuthorizer({ store, remedyText }: AuthorizerDeps): Authorizer {
  const asking = createAsking({ store, remedyText })
  const within = (tx: Database): Asking => createAsking({ store: { accountsVersion: store.accountsVersion, db: tx }, remedyText })
  return { ...asking, ...createActs({ store, asking, within }), within }
}
