import { obsUrl } from '../../../base/addresses/obs-url.ts'
import { parseSparkType, sparkTypeName, valueType } from '../../../base/spark-type.ts'
import {
  DECLARED_FORMATS,
  FILE_FORMATS,
  type FileFormatName,
  NAMED_FORMATS,
  TABLE_FORMATS,
  type TableFormatName,
} from '../../../protocol/file-formats.ts'
import type { StoreKind } from '../../../protocol/record-stores.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { type BinderState, bindQuery, outermost } from '../bind/context.ts'
import { selectOf } from '../bind/output.ts'
import { column, type QueryNode } from '../bound/sql.ts'
import { matchHint } from '../match-hint.ts'
import type { NewTableSource } from '../new-table-source.ts'
import { newViewName } from '../session/plan-view.ts'
import type { SessionCommand } from '../session/session-command.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Query } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { NewColumn } from '../tree/written-parts.ts'
import { hasInterval } from '../types/has-interval.ts'
import { unreadFormat } from '../unread-format.ts'
import { checkedName } from './checked-name.ts'
import { checkedProperties } from './checked-properties.ts'
import { cssSource } from './css-source.ts'
import { jdbcSource, refuseSecrets } from './jdbc-source.ts'
import { mongoSource } from './mongo-source.ts'
import { newBuckets } from './new-buckets.ts'
import type { CheckSource, Plan } from './plan.ts'
import { tableColumns } from './query-columns.ts'
import { redisSource } from './redis-source.ts'
import { translatedQuery } from './remote-parts/remote-choice.ts'

type NewTable = Extract<Statement, { kind: 'create-table' }>

/** Of places that are reached over a network: what their options say. */
const PLACES: Readonly<Record<'jdbc' | StoreKind, (statement: NewTable) => NewTableSource>> = {
  jdbc: jdbcSource,
  redis: redisSource,
  mongo: mongoSource,
  css: cssSource,
}
const isPlace = (name: string): name is keyof typeof PLACES => Object.hasOwn(PLACES, name)
const SHOWN_USING = [...NAMED_FORMATS, ...Object.keys(PLACES)].map((name) => `USING ${name}`)
const THERE_ARE = `There are ${SHOWN_USING.slice(0, -1).join(', ')} and ${SHOWN_USING.at(-1)}.`

const isFormat = (name: string): name is FileFormatName => FILE_FORMATS.some((format) => format === name)

/**
 * What is wrong with a CREATE TABLE without asking the catalog. A password in the statement is refused here, before the statement is kept
 * anywhere: in the places where it is known to be written, and in every option and parameter that the table's place does not know.
 */
export function checkNewTable(statement: NewTable, checkSource: CheckSource): void {
  checkedName(statement.table.table, 'table')
  checkedProperties(statement.properties)
  newColumns(statement.columns)
  checkSource(sourceOf(statement))
}

type SourceView = Extract<Statement, { kind: 'create-source-view' }>

/** A view with USING says of its rows what a table would say. */
function sourceOfView({ view, columns, provider, options }: SourceView): NewTableSource {
  return sourceOf({
    kind: 'create-table',
    table: view,
    ifNotExists: false,
    columns,
    provider,
    options,
    location: undefined,
    isExternal: false,
    isHive: false,
    comment: undefined,
    properties: new Map(),
    partitionedBy: undefined,
    buckets: undefined,
    query: undefined,
  })
}

/** CREATE TABLE … LIKE … USING. */
export function sourceLike(statement: Extract<Statement, { kind: 'create-table-like' }>): NewTableSource {
  const { table, ifNotExists, provider, options, location, isHive, properties } = statement
  const source = sourceOf({
    kind: 'create-table',
    table,
    ifNotExists,
    columns: undefined,
    provider,
    options,
    location,
    isExternal: false,
    isHive,
    comment: undefined,
    properties,
    partitionedBy: undefined,
    buckets: undefined,
    query: undefined,
  })
  if (source.kind === 'managed' || (source.kind === 'files' && tableFormatOf(source) === undefined)) return source
  throw notSupported(`CREATE TABLE … LIKE … USING ${provider}`, 'Write CREATE TABLE … USING with the options of the place.')
}

export function checkSourceView(statement: SourceView, checkSource: CheckSource): void {
  newColumns(statement.columns)
  checkSource(sourceOfView(statement))
}

export function planSourceView(statement: SourceView): SessionCommand {
  // Of a view Spark remembers the types of values, and no length of char and varchar.
  const columns = newColumns(statement.columns)?.map((column) => ({ ...column, type: sparkTypeName(parseSparkType(column.type)) }))
  return {
    kind: 'create-source-view',
    name: newViewName(statement.view),
    isGlobal: statement.isGlobal,
    mode: statement.isReplacing ? 'replace' : 'new',
    source: sourceOfView(statement),
    ...(columns === undefined ? {} : { columns }),
  }
}

export function planNewTable(statement: NewTable, state: BinderState, settings: Readonly<Record<string, string>>): Plan {
  const database = (statement.table.database ?? state.environment.currentDatabase).toLowerCase()
  const source = sourceOf(statement)
  const listed = newColumns(statement.columns)
  if (statement.query !== undefined && (listed !== undefined || newPartitionColumns(statement).length > 0))
    throw semanticError('CREATE TABLE … AS SELECT has no column list', 'The columns are those of the query: name them there with AS.')
  const query = statement.query === undefined ? undefined : newTableQuery(statement, statement.query, state)
  const arranged = query ?? arrangeColumns(statement, listed)
  if (arranged.columns === undefined && source.kind === 'managed')
    throw semanticError('The table has neither a column list nor a query', 'Write CREATE TABLE t (a int, b string), or AS SELECT.')
  // Those of a query are refused where they are none of the table's.
  const listedColumns = (columns: readonly Column[]): readonly Column[] =>
    query === undefined ? asSerdeHas(columns, source, arranged.partitionedBy) : columns
  return {
    kind: 'create-table',
    jobType: 'DDL',
    database,
    table: checkedName(statement.table.table, 'table'),
    ifNotExists: statement.ifNotExists,
    ...(arranged.columns === undefined ? {} : { columns: listedColumns(arranged.columns) }),
    partitionedBy: arranged.partitionedBy,
    ...(statement.buckets === undefined ? {} : { buckets: newBuckets(statement.buckets, { ...arranged, source }) }),
    source,
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
    ...(statement.properties.size === 0 ? {} : { properties: checkedProperties(statement.properties) }),
    ...(query === undefined ? {} : { query: translatedQuery(query.node, { columns: query.columns, scans: state.scans, settings }) }),
  }
}

type Arranged<C> = { readonly columns: C; readonly partitionedBy: readonly string[] | undefined }

/** The partition columns stand behind the others, as in Spark. */
function newTableQuery(statement: NewTable, query: Query, state: BinderState): Arranged<readonly Column[]> & { readonly node: QueryNode } {
  const bound = bindQuery(query, outermost(state, 'real'))
  const columns = tableColumns(bound.columns)
  const arranged = arrange(statement, columns)
  if (arranged.partitionedBy === undefined) return { ...arranged, node: bound.node }
  const relation = state.relationName()
  const outputs = arranged.columns.map(({ name }) => ({ sql: column(relation, name), name }))
  const from = { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false } as const
  return { ...arranged, node: selectOf(outputs, from) }
}

function arrangeColumns(statement: NewTable, listed: readonly Column[] | undefined): Arranged<readonly Column[] | undefined> {
  const added = newColumns(newPartitionColumns(statement)) ?? []
  if (listed === undefined && added.length === 0) {
    if (statement.partitionedBy === undefined) return { columns: undefined, partitionedBy: undefined }
    throw semanticError(
      'PARTITIONED BY names columns of a list, and there is none',
      'Write CREATE TABLE t (a int, day date) PARTITIONED BY (day).',
    )
  }
  const clash = added.find(({ name }) => listed?.some((one) => one.name.toLowerCase() === name.toLowerCase()))
  if (clash !== undefined) throw semanticError(`The table would have two columns ${clash.name}`)
  return arrange(statement, [...(listed ?? []), ...added])
}

const newPartitionColumns = ({ partitionedBy = [] }: NewTable): readonly NewColumn[] =>
  partitionedBy.flatMap((column) => (typeof column === 'string' ? [] : [column]))

function arrange({ partitionedBy }: NewTable, columns: readonly Column[]): Arranged<readonly Column[]> {
  if (partitionedBy === undefined) return { columns, partitionedBy: undefined }
  const partitions = partitionedBy.map((written) => {
    const wanted = typeof written === 'string' ? written : written.name
    const found = columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
    if (found === undefined)
      throw semanticError(
        `The table would have no column ${wanted}, which PARTITIONED BY names`,
        matchHint(
          wanted,
          columns.map(({ name }) => name),
        ),
      )
    checkPartitionColumn(found)
    return found
  })
  if (new Set(partitions).size < partitions.length) throw semanticError('PARTITIONED BY names a column twice')
  if (partitions.length === columns.length) throw semanticError('All columns would be partition columns', 'A table needs one that is not.')
  return {
    columns: [...columns.filter((column) => !partitions.includes(column)), ...partitions],
    partitionedBy: partitions.map(({ name }) => name),
  }
}

function checkPartitionColumn({ name, type }: Column): void {
  const { kind } = parseSparkType(type)
  if (kind === 'array' || kind === 'map' || kind === 'struct' || kind === 'binary')
    throw semanticError(`The column ${name} of type ${kind} cannot be a partition column`)
  // The engine tells files apart by the names of their folders.
  if (/[=/\\%]|^[._]/.test(name)) throw notSupported(`A partition column named ${name}`, 'Use letters, digits and _, and a letter first.')
}

const newColumns = (columns: readonly NewColumn[] | undefined): readonly Column[] | undefined =>
  columns === undefined ? undefined : declaredColumns(columns)

/** Columns as the catalog has them. @throws CausewayError for two of one name, and a type that no table has */
export function declaredColumns(columns: readonly NewColumn[]): readonly Column[] {
  const seen = new Set<string>()
  return columns.map(({ name, type, comment }) => {
    if (seen.has(name.toLowerCase())) throw semanticError(`The table would have two columns ${name}`)
    seen.add(name.toLowerCase())
    if (type.kind === 'void' || hasInterval(valueType(type))) throw notSupported(`A column of type ${sparkTypeName(type)}`)
    return { name, type: sparkTypeName(type), ...(comment === undefined ? {} : { comment }) }
  })
}

function sourceOf(statement: NewTable): NewTableSource {
  const provider = statement.provider ?? (locationOf(statement) === undefined ? undefined : 'parquet')
  if (provider !== undefined && isPlace(provider)) return PLACES[provider](statement)
  refuseSecrets(statement.options)
  const written = locationOf(statement)
  const location = written === undefined ? undefined : obsUrl(written)
  if (provider !== undefined && !isFormat(provider)) throw unreadFormat(`USING ${provider}`, provider, THERE_ARE)
  const options = { ...optionsWithout(statement, ['path']), ...headerLines(statement, provider) }
  const form = statement.provider === undefined ? {} : { isHive: statement.isHive }
  if (location === undefined) {
    if (statement.isExternal)
      throw semanticError('CREATE EXTERNAL TABLE needs a LOCATION', "Add LOCATION 'obs://bucket/folder', or leave EXTERNAL out.")
    if (provider === 'hive') return { kind: 'managed', rowFormat: options, isHive: true }
    const declared = DECLARED_FORMATS.find((format) => format === provider)
    if (declared !== undefined) return { kind: 'managed', declared: { format: declared, options }, ...form }
    if (provider !== undefined && provider !== 'parquet')
      throw notSupported(`USING ${provider} without a path`, "Add OPTIONS (path 'obs://bucket/folder'), or leave USING out.")
    const [name] = Object.keys(options)
    if (name !== undefined) throw notSupported(`The option '${name}' of a managed table`)
    return { kind: 'managed', ...form }
  }
  if (!location.startsWith('obs://'))
    throw semanticError(`The location '${location}' is not an obs:// path`, "Write 'obs://bucket/folder'.")
  const source = { kind: 'files', format: provider ?? 'parquet', location, options, ...form } as const
  const format = tableFormatOf(source)
  if (format !== undefined) checkLogTable(statement, format)
  return source
}

/** Hive keeps it among the properties of a table: it says how its files are read. */
function headerLines({ properties }: NewTable, provider: string | undefined): Readonly<Record<string, string>> {
  const count = provider === 'hive' ? properties.get(HEADER_LINES) : undefined
  return count === undefined ? {} : { [HEADER_LINES]: count }
}
const HEADER_LINES = 'skip.header.line.count'

/** OpenCSVSerde has strings only, whatever is declared; what folders say keeps its type. */
function asSerdeHas(columns: readonly Column[], source: NewTableSource, partitionedBy: readonly string[] = []): readonly Column[] {
  const options =
    source.kind === 'managed' ? (source.rowFormat ?? {}) : source.kind === 'files' && source.format === 'hive' ? source.options : {}
  if (!Object.keys(options).some((name) => name.toLowerCase() === 'serde')) return columns
  return columns.map((one) => (partitionedBy.includes(one.name) ? one : { ...one, type: 'string' }))
}

/** What the table is stands in its log, which is read and never written. */
function checkLogTable({ columns, partitionedBy, query }: NewTable, format: TableFormatName): void {
  const shown = TABLE_FORMATS[format]
  if (query !== undefined)
    throw notSupported(`CREATE TABLE … USING ${format} AS SELECT`, `Tables of ${shown} are read, not written: leave USING out.`)
  if (columns !== undefined || partitionedBy !== undefined)
    throw semanticError(
      `A table USING ${format} has no column list and no PARTITIONED BY`,
      `Its columns and partitions are read from its log: leave them out. New tables of ${shown} cannot be made.`,
    )
}

function locationOf(statement: NewTable): string | undefined {
  const path = statement.options.get('path')
  if (path !== undefined && statement.location !== undefined)
    throw semanticError('The table has a path and a LOCATION', 'Write one of them.')
  return path ?? statement.location
}

function optionsWithout(statement: NewTable, names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries([...statement.options].filter(([name]) => !names.includes(name)))
}
