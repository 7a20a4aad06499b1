import type { WorkerCall } from '../../../../protocol/worker-calls.ts'

/** Which calls of workers change something that outlives their job, or open something: a new kind has to say it. */
const CHANGES: Readonly<Record<WorkerCall['kind'], boolean>> = {
  'create-database': true,
  'annotate-database': true,
  'drop-database': true,
  'create-table': true,
  'drop-table': true,
  'annotate-table': true,
  'alter-columns': true,
  'rename-table': true,
  'restore-table': true,
  'vacuum-table': true,
  'commit-table': true,
  'commit-tables': true,
  'put-catalog-view': true,
  'drop-catalog-view': true,
  'rename-catalog-view': true,
  'change-view-properties': true,
  'put-catalog-function': true,
  'drop-catalog-function': true,
  'publish-files': true,
  'replace-folder': true,
  'publish-objects': true,
  'discard-objects': true,
  'get-credential': true,
  'get-database': false,
  'list-databases': false,
  'get-table': false,
  'get-origin': false,
  'list-tables': false,
  // What is known of a remote table: nothing of it is changed, and it is found anew by whoever names it.
  'keep-found-table': false,
  'forget-found-table': false,
  'get-catalog-function': false,
  'list-catalog-functions': false,
  'locate-path': false,
  'sign-object-read': false,
  'open-table': false,
  'list-old-files': false,
  'get-statistics': false,
  'list-versions': false,
  'count-small-files': false,
  // What is not committed goes with its job.
  'announce-write': false,
  'look-at-objects': false,
  'begin-object': false,
  'sign-object-part': false,
  'stage-table': false,
  'stage-new-table': false,
  'stage-result': false,
  'ask-result-room': false,
  'keep-result': false,
  'open-result': false,
  // Of the session of the user on the queue.
  'get-session': false,
  'get-view': false,
  'create-view': false,
  'drop-view': false,
  'create-function': false,
  'drop-function': false,
  'use-database': false,
  'change-settings': false,
}

export const isChange = ({ kind }: WorkerCall): boolean => CHANGES[kind]

const OBJECT_CHARACTERS = 512

/** The names in a call; nothing else of it, for it comes from a worker. */
export function objectOfCall(call: WorkerCall): string {
  return namesIn(call).slice(0, OBJECT_CHARACTERS)
}

function namesIn(call: WorkerCall): string {
  switch (call.kind) {
    case 'create-table':
      return tablePath(call.table.database, call.table.name)
    case 'put-catalog-view':
      return tablePath(call.view.database, call.view.name)
    case 'drop-catalog-view':
    case 'rename-catalog-view':
    case 'change-view-properties':
      return tablePath(call.database, call.view)
    case 'put-catalog-function':
      return `databases/${call.database}/functions/${call.function.name}`
    case 'drop-catalog-function':
      return `databases/${call.database}/functions/${call.name}`
    case 'commit-tables':
      return call.changes.map(({ database, table }) => tablePath(database, table)).join(' ')
    case 'publish-files':
    case 'replace-folder':
    case 'publish-objects':
    case 'discard-objects':
      return call.location
    case 'get-credential':
      return `datasource/auth-infos/${call.authName}`
    default: {
      const [database, table]: unknown[] = [Reflect.get(call, 'database'), Reflect.get(call, 'table')]
      if (typeof database !== 'string') return ''
      return typeof table === 'string' ? tablePath(database, table) : `databases/${database}`
    }
  }
}

const tablePath = (database: string, table: string): string => `databases/${database}/tables/${table}`
