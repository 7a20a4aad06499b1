import { isTable } from '../../../../protocol/catalog-entry.ts'
import type { ColumnRights } from '../../../../protocol/column-rights.ts'
import { RESULTS_DATABASE } from '../../../../protocol/result-files.ts'
import type { TableSource } from '../../../../protocol/table-definition.ts'
import type { CatalogEntry } from '../../../../protocol/view-definition.ts'
import type { WorkerCall } from '../../../../protocol/worker-calls.ts'
import { findDatabase } from '../../../store/catalog/databases.ts'
import { findTable } from '../../../store/catalog/tables.ts'
import type { Database } from '../../../store/schema.ts'
import type { AccessChecks } from '../../authorization/access-checks.ts'
import type { FoundNeeds } from '../../authorization/acts.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import { isShown, readableColumns } from '../../authorization/decide.ts'
import {
  byColumn,
  type NamedTable,
  type Need,
  needKey,
  onDatabase,
  onTable,
  type Thing,
  toDescribeTable,
  toRead,
  toReadTable,
  toWrite,
} from '../../authorization/need.ts'
import { toUseCredential } from '../../credentials/credential-use.ts'
import type { Caller } from '../../shared/caller.ts'
import type { Context, ViewText } from '../contexts.ts'
import { ADDS_ROWS, OF_PARTITIONS, REPLACES_ROWS, workerCallNeeds } from './worker-call-needs.ts'

/** What the worker of a job is given, by the rights of the user whose job it is. Asked at each call: a right that is taken away is missed by the next. */
export interface WorkerRights {
  /** As `check`, of what is found out elsewhere. */
  require(context: Context, need: Need): Promise<void>
  /** Asks for what the call needs, and answers it (acts.ts). Throws 'sql-permission'. */
  answering<T>(context: Context, call: WorkerCall, answer: () => Promise<T>): Promise<T>
  /**
   * Throws 'sql-permission' for a table that the user may not even see, or that its statement did not name and the user may not read, or describe where it only
   * `describes`.
   */
  checkTable(
    context: Context,
    named: NamedTable & { readonly describes?: true | undefined },
    found: CatalogEntry | undefined,
  ): Promise<void>
  /** As checkTable, and does with what is known of the table what whoever may ask for it does: its transaction asks again. */
  knowing<T>(context: Context, named: NamedTable, found: CatalogEntry | undefined, act: () => Promise<T>): Promise<T>
  /** Undefined: all columns of the table may be read, or the job only writes. */
  columnRights(context: Context, named: NamedTable): Promise<ColumnRights | undefined>
  /** Throws 'sql-permission' for a view that reads a table which the statement only writes, and the user may not read. */
  checkView(context: Context, view: ViewText): Promise<void>
  showsDatabase(context: Context): Promise<(database: string) => boolean>
  showsTable(context: Context, database: string): Promise<(table: string) => boolean>
  showsAllTables(context: Context, database: string): Promise<boolean>
}

export const tableKey = ({ database, table }: NamedTable): string => JSON.stringify([database.toLowerCase(), table.toLowerCase()])

const toInsert = (named: NamedTable): Need => onTable('write', named, ADDS_ROWS, 'insert into')
/** A change of partitions is made of files, too. */
const toWriteFiles = (named: NamedTable): Need => onTable('write', named, [...ADDS_ROWS, ...OF_PARTITIONS], 'insert into')
const toReplaceFiles = (named: NamedTable): Need => onTable('write', named, [...REPLACES_ROWS, ...OF_PARTITIONS], 'replace rows of')
const toReplace = (named: NamedTable): Need => onTable('write', named, REPLACES_ROWS, 'replace rows of')

/** What the call only reads, by the names that it is found by; undefined: it does more, or reads what has none. */
function lookedUp(call: WorkerCall): readonly string[] | undefined {
  switch (call.kind) {
    case 'get-table':
    case 'get-origin':
    case 'open-table':
    case 'get-statistics':
    case 'count-small-files':
    case 'list-versions':
      return [call.database, call.table]
    case 'get-database':
    case 'get-catalog-function':
    case 'list-catalog-functions':
      return [call.database]
    case 'get-credential':
      return [call.authName]
    default:
      return undefined
  }
}

type LocationCall = Extract<
  WorkerCall,
  {
    readonly kind:
      | 'locate-path'
      | 'announce-write'
      | 'publish-files'
      | 'replace-folder'
      | 'publish-objects'
      | 'begin-object'
      | 'discard-objects'
  }
>

function isAtLocation(call: WorkerCall): call is LocationCall {
  switch (call.kind) {
    case 'locate-path':
    case 'announce-write':
    case 'publish-files':
    case 'replace-folder':
    case 'publish-objects':
    case 'begin-object':
    case 'discard-objects':
      return true
    default:
      return false
  }
}

interface Read {
  readonly db: Database
  readonly checks: AccessChecks
}

/** Where the files of a table and its partitions are. */
const placesOf = (source: TableSource): readonly string[] =>
  source.kind === 'files' ? [source.location, ...(source.placedPartitions ?? []).map(({ location }) => location)] : []

async function isAt(db: Database, { projectId }: Caller, { database, table }: NamedTable, location: string): Promise<boolean> {
  const found = await findDatabase(db, projectId, database.toLowerCase())
  const definition = found === undefined ? undefined : (await findTable(db, found.id, table.toLowerCase()))?.definition
  return definition !== undefined && isTable(definition) && placesOf(definition.source).includes(location)
}

export function createWorkerRights(authorizer: Authorizer): WorkerRights {
  /**
   * The tables that the job was told of, by where they are: whoever may use a table may use its files, whoever may read all of it may name them, and whoever may insert may
   * write them.
   */
  const locations = new WeakMap<Context, Map<string, Map<string, NamedTable>>>()

  /** `need`: what a table there must allow by now, and it must be there still: its name may be another's; undefined: that the job was told of it is enough. */
  async function isTold(read: Read, context: Context, location: string, need?: (named: NamedTable) => Need): Promise<boolean> {
    for (const [told, tables] of locations.get(context) ?? []) {
      if (location !== told && !location.startsWith(told.endsWith('/') ? told : `${told}/`)) continue
      for (const named of tables.values()) {
        if (need === undefined) return true
        if ((await isAt(read.db, context.caller, named, told)) && (await read.checks.allows(context.caller, need(named)))) return true
      }
    }
    return false
  }

  const needsAt = async (read: Read, context: Context, call: LocationCall): Promise<readonly Need[]> => {
    switch (call.kind) {
      case 'locate-path':
        return (await isTold(read, context, call.location, call.byPath === true ? toReadTable : undefined)) ? [] : [toRead('read buckets')]
      case 'announce-write':
        return (await isTold(read, context, call.location, toWriteFiles)) ? [] : [toWrite('write into buckets')]
      case 'publish-files': {
        const need = call.remove.length === 0 ? toWriteFiles : toReplaceFiles
        return (await isTold(read, context, call.location, need)) ? [] : [toWrite('write into buckets')]
      }
      case 'replace-folder':
        return (await isTold(read, context, call.location, toReplaceFiles)) ? [] : [toWrite('write into buckets')]
      // Only the server writes there: a worker that was taken over gets no more than its user may.
      case 'publish-objects': {
        const isAddition = call.replace.length === 0 && !call.marker
        return (await isTold(read, context, call.location, isAddition ? toInsert : toReplace)) ? [] : [toWrite('write into buckets')]
      }
      case 'begin-object':
      case 'discard-objects':
        return (await isTold(read, context, call.location, toInsert)) ? [] : [toWrite('write into buckets')]
    }
  }

  /** What holds what is needed, as it was found the last time. */
  function needsOf(context: Context, call: WorkerCall): { readonly asked: readonly Need[] | FoundNeeds; found(): readonly Need[] } {
    if (isAtLocation(call)) {
      let found: readonly Need[] = []
      return {
        asked: async (db, checks) => {
          found = await needsAt({ db, checks }, context, call)
          return found
        },
        found: () => found,
      }
    }
    const needs = call.kind === 'get-credential' ? [toUseCredential(call.authName)] : workerCallNeeds(call)
    const asked = needs === 'own way' ? [] : needs
    return { asked, found: () => asked }
  }

  async function require(context: Context, need: Need): Promise<void> {
    await authorizer.require(context.caller, need, 'sql-permission')
    hold(context, need)
  }

  function hold(context: Context, need: Need): void {
    // What is read for the whole of the job, and where a password went; what is changed is asked again when it is changed.
    if (context.kind === 'job' && (need.level === 'read' || need.on?.kind === 'credential')) context.held.set(needKey(need), need)
  }

  async function shows(context: Context, thing: Thing): Promise<boolean> {
    if (isShown(await authorizer.rightsOf(context.caller), thing)) return true
    return await authorizer.allows(context.caller, { level: 'read', on: thing, privileges: [], what: '' })
  }

  const showsAllTables = async (context: Context, database: string): Promise<boolean> =>
    await authorizer.allows(context.caller, onDatabase('read', database, ['DISPLAY_ALL_TABLES'], ''))

  /** A table that the statement of the job did not name. */
  const isOfOthers = (context: Context, named: NamedTable, found: CatalogEntry | undefined): boolean =>
    found !== undefined && context.kind === 'job' && !context.direct.has(tableKey(named))

  const checkTable: WorkerRights['checkTable'] = async (context, named, found) => {
    const { database, table } = named
    // No catalog has it: kept results are asked for by their jobs, and one that is there no more is missed as such.
    if (database.toLowerCase() === RESULTS_DATABASE) return
    if (!(await shows(context, { kind: 'table', database, name: table })) || isOfOthers(context, named, found)) {
      await require(context, byColumn(named.describes === true ? toDescribeTable(named) : toReadTable(named)))
    }
    // Who only describes has no use for its files.
    if (named.describes === true) return
    for (const location of found !== undefined && isTable(found) ? placesOf(found.source) : []) {
      const told = locations.get(context) ?? new Map<string, Map<string, NamedTable>>()
      locations.set(context, told.set(location, (told.get(location) ?? new Map<string, NamedTable>()).set(tableKey(named), named)))
    }
  }

  return {
    require,
    showsAllTables,

    async answering(context, call, answer) {
      const asked = async () => {
        const { asked: needs, found } = needsOf(context, call)
        const act = () => {
          for (const need of found()) hold(context, need)
          return answer()
        }
        return await authorizer.acting(context.caller, needs, act, 'sql-permission')
      }
      const names = lookedUp(call)
      return names === undefined ? await asked() : await authorizer.looking(names, asked)
    },

    checkTable,

    async knowing(context, named, found, act) {
      await checkTable(context, named, found)
      const sees: Need = { level: 'read', on: { kind: 'table', database: named.database, name: named.table }, privileges: [], what: '' }
      const needs = async (_db: unknown, checks: AccessChecks): Promise<readonly Need[]> => {
        const isEnough = !isOfOthers(context, named, found) && (await checks.allows(context.caller, sees))
        return isEnough ? [] : [byColumn(toReadTable(named))]
      }
      return await authorizer.acting(context.caller, needs, act, 'sql-permission')
    },

    async columnRights(context, named) {
      const { caller } = context
      if (context.kind === 'job' && context.onlyWritten.has(tableKey(named))) return undefined
      if (await authorizer.allows(caller, toReadTable(named))) return undefined
      const readable = readableColumns(await authorizer.rightsOf(caller), named)
      // A check knows of no statement that only writes.
      const overwrite = onTable('write', named, ['INSERT_OVERWRITE_TABLE'], 'replace')
      if (readable.length === 0 && context.kind === 'analysis' && (await authorizer.allows(caller, overwrite))) return undefined
      // Which of them the job reads is not told: it ends with any.
      for (const name of readable) {
        const on = { kind: 'column', database: named.database, table: named.table, name } as const
        await require(context, {
          level: 'read',
          on,
          privileges: ['SELECT'],
          what: `read the column ${named.database}.${named.table}.${name}`,
        })
      }
      // Whoever may list the partitions is told by what there are; none is readable where the right was taken away since the statement was accepted.
      const byPartition = readable.length === 0 ? ['SHOW_PARTITIONS'] : []
      const describe = onTable('read', named, ['DESCRIBE_TABLE', 'SHOW_CREATE_TABLE', ...byPartition], 'describe')
      const grant = authorizer.helpFor(caller, toReadTable(named))
      return { readable, isDescribed: await authorizer.allows(caller, describe), grant }
    },

    async checkView(context, view) {
      if (context.kind !== 'job' || context.notRead.size === 0) return
      // Every role reads all; the query of the view need not be looked through for it.
      if ((await authorizer.rightsOf(context.caller)).role !== undefined) return
      for (const named of await context.tablesOf(view)) {
        if (context.notRead.has(tableKey(named))) await require(context, toReadTable(named))
      }
    },

    async showsDatabase(context) {
      const rights = await authorizer.rightsOf(context.caller)
      return (name) => isShown(rights, { kind: 'database', name })
    },

    async showsTable(context, database) {
      const rights = await authorizer.rightsOf(context.caller)
      if (await showsAllTables(context, database)) return () => true
      return (name) => isShown(rights, { kind: 'table', database, name })
    },
  }
}
