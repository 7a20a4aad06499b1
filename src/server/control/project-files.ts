import type { Clock } from '../../base/clock.ts'
import type { Config, Quotas } from '../../base/config.ts'
import type { Logger } from '../../base/log.ts'
import { listAllProjects } from '../store/accounts/accounts.ts'
import { folderReplacements } from '../store/catalog/folder-replacements.ts'
import { listTablesInBucket } from '../store/catalog/tables.ts'
import type { Store } from '../store/store.ts'
import type { Moved } from './authorization/moved-need.ts'
import { type Buckets, createBuckets } from './catalog/buckets/buckets.ts'
import { settleFilePublications } from './catalog/buckets/file-publications.ts'
import { settleFolderReplacements } from './catalog/buckets/folder-replacements.ts'
import { createPublishingGate, type PublishingGate, type PublishingGates } from './catalog/buckets/publishing-gate.ts'
import { createUnfinishedWrites, type UnfinishedWrites } from './catalog/buckets/unfinished-writes.ts'
import { type Catalog, createCatalog } from './catalog/catalog.ts'
import { createTableReaders, type TableReaders } from './catalog/table-readers.ts'
import { type CatalogViews, createCatalogViews } from './catalog/views.ts'
import { createWarehouse, type Warehouse } from './catalog/warehouse.ts'
import { settleWarehouse } from './catalog/warehouse-upkeep.ts'
import { createObjectSendings, type ObjectSendings } from './object-stores/object-sendings.ts'
import { createObjectStores, type ObjectStores, type OwnDialling } from './object-stores/object-stores.ts'
import { createObjectUploads, type ObjectUploads } from './object-stores/object-uploads.ts'
import { createObjects, type Objects, type TablesIn } from './objects/objects.ts'
import { withStores } from './objects/objects-of-stores.ts'

/** What projects have on the disk, and the catalog of it. */
export interface ProjectFiles {
  readonly warehouse: Warehouse
  readonly buckets: Buckets
  readonly readers: TableReaders
  readonly objects: Objects
  readonly unfinished: UnfinishedWrites
  readonly stores: ObjectStores
  readonly uploads: ObjectUploads
  readonly sendings: ObjectSendings
  readonly gates: PublishingGates
  readonly catalog: Catalog
  readonly catalogViews: CatalogViews
  makeFolders(projectId: string): Promise<void>
}

interface ProjectFilesDeps {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly quotas: Quotas
  readonly dialling: OwnDialling
  readonly moved: Moved
}

/** Brings to an end, or takes back, what the last server was doing with files. */
export async function openProjectFiles({ config, store, clock, log, quotas, dialling, moved }: ProjectFilesDeps): Promise<ProjectFiles> {
  const warehouse = createWarehouse(config.home, log)
  await settleWarehouse(store, warehouse, clock)
  const buckets = createBuckets(config.home, {
    mapped: config.buckets,
    projects: config.bucketProjects ?? {},
    stores: config.objectStores ?? {},
  })
  const makeFolders = async (projectId: string): Promise<void> => {
    await warehouse.makeProjectFolder(projectId)
    await buckets.makeProjectFolder(projectId)
  }
  const projectIds = (await listAllProjects(store.db)).map(({ id }) => id)
  for (const id of projectIds) await makeFolders(id)
  const readers = createTableReaders(log)
  const stores = createObjectStores({ buckets, clock, dialling })
  const gates = { buckets: createPublishingGate(), stores: createPublishingGate() }
  const uploads = gatedUploads(createObjectUploads({ store, stores, log }), gates.stores)
  const sendings = createObjectSendings({ store, stores, log })
  const tablesIn: TablesIn = async (projectId, bucket, limit) =>
    (await listTablesInBucket(store.db, { projectId, bucket, limit })).map(({ database, table }) => `${database}.${table}`)
  const objects = withStores(createObjects(buckets, gates.buckets, tablesIn), { buckets, stores, uploads, sendings })
  await objects.removeUploads(projectIds)
  await settleFolderReplacements({ begun: folderReplacements(store.db), buckets, log })
  await settleFilePublications({ store, buckets, log })
  const unfinished = createUnfinishedWrites({ store, buckets, log, gate: gates.buckets })
  await unfinished.settle()
  await uploads.settle()
  await sendings.settle()
  return {
    warehouse,
    buckets,
    readers,
    objects,
    stores,
    uploads,
    sendings,
    gates,
    unfinished,
    catalog: createCatalog({ store, clock, quotas, warehouse, readers, buckets, moved }),
    catalogViews: createCatalogViews({ store, clock, quotas, moved }),
    makeFolders,
  }
}

const gatedUploads = (uploads: ObjectUploads, gate: PublishingGate): ObjectUploads => ({
  ...uploads,
  publish: (job, publication) => gate.pass(() => uploads.publish(job, publication)),
})
