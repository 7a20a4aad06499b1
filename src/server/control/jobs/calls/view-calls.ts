import { asCausewayError } from '../../../../base/errors.ts'
import { isView } from '../../../../protocol/catalog-entry.ts'
import type { ViewMode } from '../../../../protocol/view-definition.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { CatalogViews } from '../../catalog/views.ts'
import { toAlterView } from '../rights/worker-call-needs.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'
import { requireOwnAuthNames } from './credential-rules.ts'

interface ViewCallsDeps {
  readonly authorizer: Pick<Authorizer, 'acting'>
  readonly catalog: Pick<Catalog, 'findTable'>
  readonly catalogViews: CatalogViews
}

type ViewCalls = CallHandlers<'put-catalog-view' | 'drop-catalog-view' | 'rename-catalog-view' | 'change-view-properties'>

/** Of views of the catalog. */
export function viewCalls({ authorizer, catalog, catalogViews }: ViewCallsDeps): ViewCalls {
  return {
    async 'put-catalog-view'(asking, call) {
      const context = requireJob(asking, 'change a view')
      const { caller } = context
      await requireOwnAuthNames(context, await context.authNamesOf(call.view.source), 'view')
      const { database, name } = call.view
      const put = (mode: ViewMode) => catalogViews.put(caller, call.view, mode, call)
      if (call.mode !== 'replace') return { created: await put(call.mode) }
      const replaced = () => authorizer.acting(caller, [toAlterView(database, name)], () => put('replace'), 'sql-permission')
      if ((await catalog.findTable(caller, database, name)) !== undefined) return { created: await replaced() }
      try {
        return { created: await put('new') }
      } catch (thrown) {
        // Somebody else has made one meanwhile, which is replaced as one that was there.
        if (asCausewayError(thrown).kind !== 'already-exists') throw thrown
        return { created: await replaced() }
      }
    },
    async 'drop-catalog-view'(asking, call) {
      const { caller } = requireJob(asking, 'change a view')
      return { dropped: await catalogViews.drop(caller, call.database, call.view, call) }
    },
    async 'rename-catalog-view'(asking, call) {
      const context = requireJob(asking, 'change a view')
      const entry = await catalog.findTable(context.caller, call.database, call.view)
      if (entry !== undefined && isView(entry)) await requireOwnAuthNames(context, await context.authNamesOf(entry.source), 'view')
      await catalogViews.rename(context.caller, call.database, call.view, call.newName)
      return { renamed: true }
    },
    async 'change-view-properties'(asking, call) {
      const { caller } = requireJob(asking, 'change a view')
      return { properties: await catalogViews.changeProperties(caller, call.database, call.view, call.change) }
    },
  }
}
