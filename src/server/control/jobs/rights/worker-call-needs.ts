import { changePrivileges, columnsPrivilege } from '../../../../protocol/altering-privileges.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import {
  byColumn,
  type Need,
  newTableNeeds,
  onDatabase,
  onTable,
  toChangeDatabase,
  toDescribeTable,
  toMakeFilesTable,
  toWrite,
} from '../../authorization/need.ts'
import { namesPlace } from '../../shared/names-place.ts'

/** Whoever may replace rows may add some. */
export const ADDS_ROWS = ['INSERT_INTO_TABLE', 'INSERT_OVERWRITE_TABLE'] as const
export const REPLACES_ROWS = ['INSERT_OVERWRITE_TABLE'] as const
/** Partitions are what the files of a table say: whoever changes some looks at these, and adds others. */
export const OF_PARTITIONS = ['ALTER_TABLE_ADD_PARTITION', 'ALTER_TABLE_DROP_PARTITION', 'ALTER_TABLE_RENAME_PARTITION'] as const

/**
 * What each call of a worker needs of the user whose job it runs, whatever the analysis of the statement said: a worker is not trusted. 'own way': it is looked
 * at where it is answered (compute-ports.ts, calls/), or asks for nothing that is anybody's.
 */
export function workerCallNeeds(call: WorkerCall): readonly Need[] | 'own way' {
  switch (call.kind) {
    case 'create-database':
      return [toWrite('make databases in the project')]
    case 'annotate-database':
      return [toChangeDatabase(call.database)]
    case 'drop-database':
      return [onDatabase('write', call.database, ['DROP_DATABASE'], 'drop')]
    case 'create-table':
      return newTableNeeds(call.table.database, call.table.source.kind)
    case 'stage-new-table':
      return [onDatabase('write', call.database, ['CREATE_TABLE'], 'make tables in')]
    case 'drop-table':
      return [onTable('write', call, ['DROP_TABLE'], 'drop')]
    case 'annotate-table':
      return [...(namesPlace(call.change) ? [toMakeFilesTable()] : []), onTable('write', call, changePrivileges(call.change), 'change')]
    case 'alter-columns':
      return [onTable('write', call, [columnsPrivilege(call.change.kind)], 'change')]
    case 'rename-table':
      return [onTable('write', call, ['ALTER_TABLE_RENAME'], 'rename')]
    case 'put-catalog-view': {
      const { database, name } = call.view
      return call.mode === 'alter' ? [toAlterView(database, name)] : [onDatabase('write', database, ['CREATE_VIEW'], 'make views in')]
    }
    case 'drop-catalog-view':
      return [onTable('write', { database: call.database, table: call.view }, ['DROP_TABLE'], 'drop')]
    case 'rename-catalog-view':
      return [onTable('write', { database: call.database, table: call.view }, ['ALTER_TABLE_RENAME'], 'rename')]
    case 'change-view-properties':
      return [onTable('write', { database: call.database, table: call.view }, ['ALTER_TABLE_SET_PROPERTIES'], 'change')]
    case 'put-catalog-function': {
      const make = onDatabase('write', call.database, ['CREATE_FUNCTION'], 'make functions in')
      return call.isReplacing ? [make, toDropFunctions(call.database)] : [make]
    }
    case 'drop-catalog-function':
      return [toDropFunctions(call.database)]
    case 'open-table':
      return [byColumn(onTable('read', call, ['SELECT', ...ADDS_ROWS, 'SHOW_PARTITIONS', ...OF_PARTITIONS], 'read'))]
    case 'get-statistics':
    case 'count-small-files':
      return [byColumn(onTable('read', call, ['SELECT', ...ADDS_ROWS], 'read'))]
    case 'list-versions':
      return [toDescribeTable(call)]
    case 'restore-table':
    case 'vacuum-table':
    case 'list-old-files':
      return [onTable('write', call, REPLACES_ROWS, 'replace rows of')]
    case 'stage-table':
      return [onTable('write', call, [...ADDS_ROWS, ...OF_PARTITIONS], 'insert into')]
    case 'commit-table':
      return [commitNeed(call)]
    case 'commit-tables':
      return call.changes.map(commitNeed)
    case 'get-database':
    case 'list-databases':
    case 'get-table':
    case 'get-origin':
    case 'list-tables':
    case 'keep-found-table':
    case 'forget-found-table':
    case 'get-catalog-function':
    case 'list-catalog-functions':
    case 'locate-path':
    case 'sign-object-read':
    case 'announce-write':
    case 'publish-files':
    case 'replace-folder':
    case 'look-at-objects':
    case 'begin-object':
    case 'sign-object-part':
    case 'publish-objects':
    case 'discard-objects':
    case 'stage-result':
    case 'ask-result-room':
    case 'keep-result':
    case 'open-result':
    case 'get-credential':
    case 'get-session':
    case 'get-view':
    case 'create-view':
    case 'drop-view':
    case 'create-function':
    case 'drop-function':
    case 'use-database':
    case 'change-settings':
      return 'own way'
  }
}

export const toDropFunctions = (database: string): Need => onDatabase('write', database, ['DROP_FUNCTION'], 'replace or drop functions of')

/** Another query in the place of its own. */
export const toAlterView = (database: string, view: string): Need => ({
  level: 'write',
  on: { kind: 'table', database, name: view },
  privileges: ['ALTER_VIEW'],
  what: `change the view ${database}.${view}`,
})

type Commit = Extract<WorkerCall, { kind: 'commit-tables' }>['changes'][number]

/** What only adds files needs less. A right to partitions is one to that change of them alone; what the added files hold is the worker's word. */
function commitNeed({ operation, add, remove, ...commit }: Pick<Commit, 'database' | 'table' | 'operation' | 'add' | 'remove'>): Need {
  const privileges: string[] = remove === 'none' ? [...ADDS_ROWS] : [...REPLACES_ROWS]
  if (operation === 'ADD PARTITION' && remove === 'none' && add.every(({ rowCount }) => rowCount === 0))
    privileges.push('ALTER_TABLE_ADD_PARTITION')
  if (operation === 'DROP PARTITION' && add.length === 0) privileges.push('ALTER_TABLE_DROP_PARTITION')
  if (operation === 'RENAME PARTITION') privileges.push('ALTER_TABLE_RENAME_PARTITION')
  return onTable('write', commit, privileges, remove === 'none' ? 'insert into' : 'replace rows of')
}
