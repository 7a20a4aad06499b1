import type { Quotas } from '../../../base/config.ts'
import { countDatabases } from '../../store/catalog/databases.ts'
import { countTables } from '../../store/catalog/tables.ts'
import { countConnections } from '../../store/network/connections.ts'
import { countCredentials } from '../../store/network/credentials.ts'
import { countPools } from '../../store/queues/pools.ts'
import { countQueues, cuOfProject } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'

type QuotaKind = 'CU' | 'queue' | 'elasticResourcePool' | 'database' | 'table' | 'datasourceConnection' | 'datasourceAuth'

interface QuotaUse {
  readonly kind: QuotaKind
  readonly used: number
  /** Undefined: as many as there is room for. */
  readonly max: number | undefined
}

/** What a project has, and may have. */
export interface QuotaUses {
  list(caller: Caller): Promise<readonly QuotaUse[]>
}

export function createQuotaUses({ store, quotas }: { readonly store: Store; readonly quotas: Quotas }): QuotaUses {
  return {
    async list({ projectId }) {
      const { db } = store
      return [
        { kind: 'CU', used: await cuOfProject(db, projectId), max: undefined },
        { kind: 'queue', used: await countQueues(db, projectId), max: quotas.queues },
        { kind: 'elasticResourcePool', used: await countPools(db, projectId), max: quotas.pools },
        { kind: 'database', used: await countDatabases(db, projectId), max: quotas.databases },
        { kind: 'table', used: await countTables(db, projectId), max: quotas.tables },
        { kind: 'datasourceConnection', used: await countConnections(db, projectId, 'active'), max: quotas.connections },
        { kind: 'datasourceAuth', used: await countCredentials(db, projectId), max: quotas.credentials },
      ]
    },
  }
}
