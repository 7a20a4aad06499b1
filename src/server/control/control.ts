import type { Catalog } from './catalog.ts'
import type { Connections } from './connections.ts'
import type { Connectivity } from './connectivity.ts'
import type { Credentials } from './credentials.ts'
import type { Identity } from './identity.ts'
import type { Jobs } from './jobs.ts'
import type { Queues } from './queues.ts'
import type { Vpcs } from './vpcs.ts'

/** Everything the server can do, without a word of HTTP. */
export interface Control {
  readonly identity: Identity
  readonly vpcs: Vpcs
  readonly queues: Queues
  readonly connections: Connections
  readonly connectivity: Connectivity
  readonly credentials: Credentials
  readonly catalog: Catalog
  readonly jobs: Jobs
  /** Empty when the server can take jobs; otherwise what is not ready, one sentence each. */
  readiness(): readonly string[]
}
