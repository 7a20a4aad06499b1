import { columnsPrivilege } from '../../../../protocol/altering-privileges.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import { onTable } from '../../authorization/need.ts'
import type { TableVersions } from '../../catalog/table-versions.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'

type VersionCalls = CallHandlers<
  | 'open-table'
  | 'get-statistics'
  | 'list-versions'
  | 'restore-table'
  | 'vacuum-table'
  | 'list-old-files'
  | 'count-small-files'
  | 'stage-table'
  | 'stage-new-table'
  | 'commit-table'
  | 'commit-tables'
>

/** Of the versions of managed tables, and their files. */
export function versionCalls({
  versions,
  authorizer,
}: {
  readonly versions: TableVersions
  readonly authorizer: Authorizer
}): VersionCalls {
  return {
    async 'open-table'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return await versions.open(caller, asking.contextId, call)
    },
    async 'get-statistics'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return { files: await versions.statistics(caller, call) }
    },
    async 'list-versions'({ context }, call) {
      return { versions: await versions.list(context.caller, call) }
    },
    async 'restore-table'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      const changesColumns = await versions.hadOtherColumns(caller, call)
      const needs = changesColumns ? [onTable('write', call, [columnsPrivilege('replace')], 'change the columns of')] : []
      const restore = () => versions.restore(caller, asking.contextId, { ...call, changesColumns })
      return { version: await authorizer.acting(caller, needs, restore, 'sql-permission') }
    },
    async 'vacuum-table'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      return { removedFiles: await versions.vacuum(caller, call) }
    },
    async 'list-old-files'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return { files: await versions.listOldFiles(caller, call) }
    },
    async 'count-small-files'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return { count: await versions.countSmallFiles(caller, call) }
    },
    async 'stage-table'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return await versions.stage(caller, asking.contextId, call)
    },
    async 'stage-new-table'(asking, call) {
      const { caller } = requireJob(asking, 'reach files')
      return await versions.stageNew(caller, asking.contextId, call)
    },
    async 'commit-table'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      return { version: await versions.commit(caller, asking.contextId, { ...call, baseVersion: call.baseVersion }) }
    },
    async 'commit-tables'(asking, call) {
      const { caller } = requireJob(asking, 'change a table')
      const changes = call.changes.map((change) => ({ ...change, baseVersion: change.baseVersion }))
      return { versions: await versions.commitAll(caller, asking.contextId, changes) }
    },
  }
}
