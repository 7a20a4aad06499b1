import { folderReplacements } from '../../../store/catalog/folder-replacements.ts'
import type { Store } from '../../../store/store.ts'
import type { Buckets } from '../../catalog/buckets/buckets.ts'
import { replaceFolder } from '../../catalog/buckets/folder-replacements.ts'
import type { UnfinishedWrites } from '../../catalog/buckets/unfinished-writes.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { ObjectStores } from '../../object-stores/object-stores.ts'
import type { LocatedObjects } from '../located-objects.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'

interface FileCallsDeps {
  readonly store: Store
  readonly buckets: Buckets
  readonly catalog: Catalog
  readonly stores: ObjectStores
  readonly located: LocatedObjects
  readonly unfinished: UnfinishedWrites
}

type FileCalls = CallHandlers<'locate-path' | 'announce-write' | 'publish-files' | 'replace-folder'>

/** Of files at locations. */
export function fileCalls({ store, buckets, catalog, stores, located, unfinished }: FileCallsDeps): FileCalls {
  return {
    async 'locate-path'(asking, { location }) {
      const context = requireJob(asking, 'reach files')
      const address = stores.address(context.caller.projectId, location)
      if (address === undefined) return { folder: await catalog.locatePath(context.caller, location) }
      located.add(context, address)
      return { folder: '', store: address }
    },
    async 'announce-write'(asking, call) {
      const { caller } = requireJob(asking, 'write files')
      await unfinished.announce(asking.contextId, caller.projectId, call)
      return { announced: true }
    },
    async 'publish-files'(asking, call) {
      const { caller } = requireJob(asking, 'write files')
      return { remaining: await unfinished.publish(asking.contextId, caller.projectId, call) }
    },
    async 'replace-folder'(asking, call) {
      const { projectId } = requireJob(asking, 'write files').caller
      await unfinished.publishing(asking.contextId, () =>
        replaceFolder({ begun: folderReplacements(store.db), projectId, buckets: buckets.of(projectId) }, call),
      )
      return { replaced: true }
    },
  }
}
