import { obsUrl } from '../../../base/addresses/obs-url.ts'
import type { TableAnnotation } from '../../../protocol/worker-calls.ts'
import { namedRelation, type PlainSessionStatement, planSession } from '../session/plan-session.ts'
import type { SessionContext } from '../session/session-context.ts'
import { semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { SessionStatementKind } from '../tree/session-statement.ts'
import type { Statement } from '../tree/statement.ts'
import type { WrittenAnnotation, WrittenPartition } from '../tree/written-parts.ts'
import { versionChoice } from '../version-choice.ts'
import { columnsChange } from './altered-columns.ts'
import { checkedName } from './checked-name.ts'
import { checkedProperties } from './checked-properties.ts'
import { databaseConnection } from './database-connection.ts'
import { sourceLike } from './new-table.ts'
import { chosenValues } from './partition-values.ts'
import type { Command } from './plan.ts'

/** Those that bind no query. */
type CommandStatement =
  | Exclude<
      Statement,
      {
        kind:
          | 'query'
          | 'insert'
          | 'load-data'
          | 'write-directory'
          | 'write-directories'
          | 'multi-insert'
          | 'change-rows'
          | 'merge-rows'
          | 'optimize-table'
          | 'create-table'
          | 'explain'
          | SessionStatementKind
      }
    >
  | Extract<Statement, { kind: 'rename-view' | 'change-view-properties' }>
  | PlainSessionStatement

/** Names in lower case, unqualified tables in the current database. Whether they exist is seen when the command runs. */
export function planCommand(statement: CommandStatement, currentDatabase: string, session: SessionContext): Command {
  const place = (name: TableName) => ({ relation: namedRelation(name, currentDatabase) })
  switch (statement.kind) {
    case 'create-database': {
      const { ifNotExists, comment, properties, connection } = statement
      const database = checkedName(statement.database, 'database')
      return {
        kind: 'create-database',
        database,
        ifNotExists,
        ...(comment === undefined ? {} : { comment }),
        ...(properties.size === 0 ? {} : { properties: checkedProperties(properties) }),
        ...(connection === undefined ? {} : { connection: databaseConnection(connection) }),
      }
    }
    case 'annotate-database':
      return { kind: 'annotate-database', database: statement.database.toLowerCase(), ...databaseAnnotation(statement) }
    case 'drop-database':
      return { kind: 'drop-database', database: statement.database.toLowerCase(), ifExists: statement.ifExists, cascade: statement.cascade }
    case 'describe-database':
      return { kind: 'describe-database', database: statement.database.toLowerCase(), extended: statement.extended }
    case 'show-catalogs':
      return { kind: 'show-catalogs', ...(statement.pattern === undefined ? {} : { pattern: statement.pattern }) }
    case 'show-databases':
      return { kind: 'show-databases', ...(statement.pattern === undefined ? {} : { pattern: statement.pattern }) }
    case 'drop-table':
      return { kind: 'drop-table', ...place(statement.table), ifExists: statement.ifExists }
    case 'create-table-like': {
      const { ifNotExists } = statement
      const location = statement.location === undefined ? undefined : obsUrl(statement.location)
      if (location !== undefined && !location.startsWith('obs://'))
        throw semanticError(`The location '${location}' is not an obs:// path`, "Write 'obs://bucket/folder'.")
      const { database, table } = namedRelation(statement.table, currentDatabase)
      const created = { database, table: checkedName(table, 'table'), ifNotExists }
      return {
        kind: 'create-table-like',
        ...created,
        like: namedRelation(statement.like, currentDatabase),
        ...(location === undefined ? {} : { location }),
        ...(statement.provider === undefined ? {} : { source: sourceLike(statement) }),
        ...(statement.properties.size === 0 ? {} : { properties: checkedProperties(statement.properties) }),
      }
    }
    case 'truncate-table':
      return { kind: 'truncate-table', ...place(statement.table), partition: chosenValues(statement.partition) }
    case 'show-partitions':
      return { kind: 'show-partitions', ...place(statement.table), partition: chosenValues(statement.partition) }
    case 'change-partitions': {
      const { change, isLenient, partitions } = statement
      const locations = statement.locations.map((location) => (location === undefined ? undefined : obsUrl(location)))
      return {
        kind: 'change-partitions',
        ...place(statement.table),
        change,
        isLenient,
        partitions: partitions.map(chosenValues),
        locations,
      }
    }
    case 'alter-columns':
      return { kind: 'alter-columns', ...place(statement.table), change: columnsChange(statement.change) }
    case 'rename-table': {
      const { relation } = place(statement.table)
      const { database, table } = statement.newName
      if (database !== undefined && database.toLowerCase() !== relation.database)
        throw semanticError(`A table stays in its database, ${relation.database}: it cannot become ${database}.${table}`)
      return { kind: 'rename-table', relation, newName: checkedName(table, 'table') }
    }
    case 'place-partition':
      return {
        kind: 'place-partition',
        ...place(statement.table),
        partition: chosenValues(statement.partition),
        location: obsUrl(statement.location),
      }
    case 'rename-partition':
      return { kind: 'rename-partition', ...place(statement.table), from: chosenValues(statement.from), to: chosenValues(statement.to) }
    case 'describe-history':
      return { kind: 'describe-history', ...place(statement.table), limit: statement.limit }
    case 'restore-table':
      return { kind: 'restore-table', ...place(statement.table), was: versionChoice(statement.was) }
    case 'vacuum-table':
      return {
        kind: 'vacuum-table',
        ...place(statement.table),
        ...(statement.hours === undefined ? {} : { hours: statement.hours }),
        isDry: statement.isDry,
      }
    case 'recover-partitions':
      return { kind: 'recover-partitions', ...place(statement.table), adds: statement.adds }
    case 'describe-table':
      return { kind: 'describe-table', ...place(statement.table), extended: statement.extended, ...partitionOf(statement) }
    case 'show-table-extended': {
      const { database = currentDatabase, pattern } = statement
      return { kind: 'show-table-extended', database: database.toLowerCase(), pattern, ...partitionOf(statement) }
    }
    case 'show-tables': {
      const database = (statement.database ?? currentDatabase).toLowerCase()
      return { kind: 'show-tables', database, ...(statement.pattern === undefined ? {} : { pattern: statement.pattern }) }
    }
    case 'describe-column':
      return { kind: 'describe-column', ...place(statement.table), column: statement.column, extended: statement.extended }
    case 'show-properties':
      return { kind: 'show-properties', ...place(statement.table), ...(statement.key === undefined ? {} : { key: statement.key }) }
    case 'annotate-table':
      return { kind: 'annotate-table', ...place(statement.table), annotation: annotationOf(statement.annotation) }
    case 'show-columns':
      return { kind: 'show-columns', ...place(statement.table) }
    case 'show-create-table':
      return { kind: 'show-create-table', ...place(statement.table) }
    case 'rename-view': {
      const { relation } = place(statement.view)
      const { database, table } = statement.newName
      if (database !== undefined && database.toLowerCase() !== relation.database)
        throw semanticError(`A view stays in its database, ${relation.database}: it cannot become ${database}.${table}`)
      return { kind: 'rename-view', relation, newName: checkedName(table, 'view') }
    }
    case 'change-view-properties': {
      const { set, unset, ifExists } = statement
      return {
        kind: 'change-view-properties',
        ...place(statement.view),
        change: { set: checkedProperties(set), unset: [...unset], ifExists },
      }
    }
    default:
      return planSession(statement, currentDatabase, session)
  }
}

/** As in Spark, a property of that name is the comment. */
function databaseAnnotation({ comment, properties }: Extract<CommandStatement, { kind: 'annotate-database' }>) {
  const said = comment ?? properties.get('comment')
  const others = checkedProperties(new Map([...properties].filter(([key]) => key !== 'comment')))
  return { properties: others, ...(said === undefined ? {} : { comment: said }) }
}

function locationText(written: string): string {
  const location = obsUrl(written)
  if (/^obs:\/\/[^/]/.test(location)) return location
  throw semanticError(`The location '${location}' is not an obs:// path`, "Write 'obs://bucket/folder'.")
}

function annotationOf(written: WrittenAnnotation): TableAnnotation {
  if (written.kind === 'location') return { kind: 'location', location: locationText(written.location) }
  if (written.kind !== 'properties') return written
  const { set, unset, ifExists } = written
  return { kind: 'properties', change: { set: checkedProperties(set), unset: [...unset], ifExists } }
}

const partitionOf = ({ partition }: { readonly partition: readonly WrittenPartition[] | undefined }) =>
  partition === undefined ? {} : { partition: chosenValues(partition) }
