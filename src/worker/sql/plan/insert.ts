import { parseDeclaredType, valueType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { type BinderState, bindQuery, outermost, tableKey } from '../bind/context.ts'
import { placeOf, selectOf } from '../bind/output.ts'
import { literal, VOID } from '../bound/bound.ts'
import { NULL_SQL, type QueryNode } from '../bound/sql.ts'
import { bindLiteral } from '../functions/literals.ts'
import { castSql } from '../functions/operators/cast.ts'
import { lengthChecked } from '../functions/operators/char.ts'
import { storeSql } from '../functions/operators/store.ts'
import { missingTable } from '../missing-table.ts'
import { settingValue, storePolicy } from '../session/settings.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { blame, nameWritten } from '../tree/written.ts'
import type { Insert } from '../tree/written-parts.ts'
import { namedValues, partitionValues } from './partition-values.ts'
import type { InsertPlan, Plan } from './plan.ts'
import { refuseOwnRows } from './refuse-own-rows.ts'
import { translatedQuery } from './remote-parts/remote-choice.ts'
import { targetColumn } from './target-column.ts'

type Settings = Readonly<Record<string, string>>

/** One whose query is not printed yet. */
interface BoundInsert {
  readonly head: Omit<InsertPlan, 'query'>
  readonly node: QueryNode
}

export function planInsert(statement: Insert, state: BinderState, settings: Settings): InsertPlan {
  return printed(boundInsert(statement, state, settings), state, settings)
}

const printed = ({ head, node }: BoundInsert, { scans }: BinderState, settings: Settings): InsertPlan => ({
  ...head,
  query: translatedQuery(node, { columns: head.target.columns, scans, settings }),
})

/** The query's columns go to the target's by place; one that PARTITION gives a value has that, and one that the list of a remote table leaves out its default. */
function boundInsert(statement: Insert, state: BinderState, settings: Settings): BoundInsert {
  const database = (statement.table.database ?? state.environment.currentDatabase).toLowerCase()
  const target = state.table(database, statement.table.table)
  if (target === undefined) throw blame(missingTable(database, statement.table.table), statement.table)
  const named = namedValues(statement.partition)
  const partition = partitionValues(target, named)
  checkPartition(statement, target, partition)
  const bound = bindQuery(statement.query, outermost(state, 'neutral'))
  const places = placesOf(target, statement.columnNames, partition)
  checkEveryColumn(target, places, partition)
  if (bound.columns.length !== places.size)
    throw semanticError(
      `${database}.${target.name} takes ${places.size} columns here, and the query has ${bound.columns.length}`,
      `They are ${[...places.keys()].slice(0, 20).join(', ')}.`,
    )
  const relation = state.relationName()
  const policy = storePolicy(settings)
  const outputs = target.columns.map((column) => {
    const declared = parseDeclaredType(column.type)
    const type = valueType(declared)
    const fixed = Object.hasOwn(partition, column.name) ? partition[column.name] : undefined
    if (fixed !== undefined) {
      const value = bindLiteral(fixed === null ? { kind: 'null' } : { kind: 'string', value: fixed }, state.environment.now)
      return { sql: castSql(value.sql, value.type, type), name: column.name }
    }
    const place = places.get(column.name.toLowerCase())
    const source = place === undefined ? undefined : bound.columns[place]
    const sql =
      source === undefined || place === undefined
        ? castSql(NULL_SQL, VOID, type)
        : lengthChecked(storeSql(literal(placeOf(relation, place), source.type, source.name), type, column.name, policy), declared)
    return { sql, name: column.name }
  })
  const from = { kind: 'query', query: bound.node, relation, columnNames: undefined, isLateral: false } as const
  const isDynamic = hasDynamicOverwrite(target, settings) && Object.keys(partition).length < (target.partitionedBy ?? []).length
  if (statement.mode !== 'append' && !isDynamic) refuseOwnRows(target, state.scans)
  return {
    head: {
      kind: 'insert',
      jobType: 'INSERT',
      target,
      mode: statement.mode === 'append' ? { kind: 'append' } : { kind: 'overwrite', partition, isDynamic },
      unlessPartitionExists: statement.ifNotExists ? partition : undefined,
      given: target.columns.map(({ name }) => name).filter((name) => Object.hasOwn(partition, name) || places.has(name.toLowerCase())),
    },
    node: selectOf(outputs, from),
  }
}

/**
 * Several at once are one change of managed tables: all of it, or nothing. Those that add to one table are one INSERT of all their rows.
 * @throws CausewayError for a table that is not in files, and for one that is overwritten and written once more, by another name of its place, too
 */
export function planMultiInsert(
  inserts: readonly Insert[],
  newState: () => BinderState,
  settings: Settings,
): Extract<Plan, { kind: 'multi-insert' }> {
  const tables = new Map<string, { readonly state: BinderState; head: BoundInsert['head']; readonly nodes: QueryNode[] }>()
  for (const insert of inserts) {
    const { database = newState().environment.currentDatabase, table } = insert.table
    const key = tableKey(database, table)
    const before = tables.get(key)
    const state = before?.state ?? newState()
    const { head, node } = boundInsert(insert, state, settings)
    const { target } = head
    const shown = `${target.database}.${target.name}`
    if (target.source.kind !== 'managed' && (target.source.kind !== 'files' || tableFormatOf(target.source) !== undefined))
      throw notSupported(
        `FROM … INSERT into ${shown}, whose rows are not in files that are written here,`,
        'Write an INSERT for each table: those in the warehouse and at locations can be written together.',
      )
    if (before === undefined) tables.set(key, { state, head, nodes: [node] })
    else if (head.mode.kind === 'overwrite' || before.head.mode.kind === 'overwrite')
      throw semanticError(`${shown} is overwritten and written once more`, 'Put the rows together by UNION ALL.')
    else {
      before.head = head
      before.nodes.push(node)
    }
  }
  checkPlaces([...tables.values()].map(({ head }) => head))
  const plans = [...tables.values()].map(({ state, head, nodes }) => printed({ head, node: allRowsOf(nodes) }, state, settings))
  return { kind: 'multi-insert', jobType: 'INSERT', inserts: plans }
}

/** Of two tables of one place both would leave their rows there, where the second is to overwrite the first. */
function checkPlaces(heads: readonly BoundInsert['head'][]): void {
  const places = heads.flatMap(({ target, mode }) =>
    target.source.kind === 'files'
      ? [{ place: `${target.source.location.replace(/\/+$/, '')}/`, isOverwritten: mode.kind === 'overwrite' }]
      : [],
  )
  for (const [index, one] of places.entries())
    for (const other of places.slice(index + 1)) {
      if (!one.isOverwritten && !other.isOverwritten) continue
      if (one.place.startsWith(other.place) || other.place.startsWith(one.place))
        throw semanticError(`${one.place} and ${other.place} are overwritten and written at once`, 'Write an INSERT for each table.')
    }
}

function allRowsOf(nodes: readonly QueryNode[]): QueryNode {
  const [only, ...others] = nodes
  return only !== undefined && others.length === 0 ? only : { kind: 'set-operation', operator: 'UNION', isAll: true, branches: nodes }
}

/** By Spark's setting or by the vendor's. What STORED AS made keeps the partitions that get no rows, as in Hive, unless it is set otherwise. */
function hasDynamicOverwrite({ source }: TableDefinition, settings: Settings): boolean {
  const vendor = ['spark.sql', 'dli.sql'].map((prefix) => `${prefix}.dynamicPartitionOverwrite.enabled`)
  if (isHiveTable(source)) return !vendor.some((name) => Object.hasOwn(settings, name) && settings[name]?.toLowerCase() === 'false')
  return (
    settingValue('spark.sql.sources.partitionOverwriteMode', settings)?.toUpperCase() === 'DYNAMIC' ||
    vendor.some((name) => settingValue(name, settings)?.toLowerCase() === 'true')
  )
}

/** Also of tables that were made before it was noted. */
const isHiveTable = (source: TableDefinition['source']): boolean =>
  ((source.kind === 'managed' || source.kind === 'files') && source.isHive === true) ||
  (source.kind === 'managed' && source.rowFormat !== undefined) ||
  (source.kind === 'files' && source.format === 'hive')

function checkPartition(statement: Insert, target: TableDefinition, partition: PartitionValues): void {
  if (!statement.ifNotExists) return
  if (statement.mode === 'append')
    throw semanticError('INSERT INTO … IF NOT EXISTS is INSERT OVERWRITE … IF NOT EXISTS', 'Write OVERWRITE.')
  if (target.partitionedBy === undefined || Object.keys(partition).length < target.partitionedBy.length)
    throw semanticError('IF NOT EXISTS needs a value for each partition column', 'Write PARTITION (a = …) with all of them.')
}

/** Spark 3.3 has no defaults of its own; a remote table has, for keys that it counts itself. */
function checkEveryColumn(target: TableDefinition, places: ReadonlyMap<string, number>, partition: PartitionValues): void {
  if (target.source.kind === 'jdbc') return
  const missing = target.columns
    .map(({ name }) => name)
    .filter((name) => !places.has(name.toLowerCase()) && !Object.hasOwn(partition, name))
  if (missing.length > 0)
    throw semanticError(
      `The column list of ${target.database}.${target.name} leaves out ${missing.slice(0, 20).join(', ')}`,
      'Each column is listed: write NULL as the value of those that have none.',
    )
}

/** Lower-case column name → place in the query. */
function placesOf(target: TableDefinition, names: readonly string[] | undefined, partition: PartitionValues): ReadonlyMap<string, number> {
  const isFixed = (name: string): boolean => Object.keys(partition).some((fixed) => fixed.toLowerCase() === name.toLowerCase())
  if (names === undefined) {
    const asked = target.columns.filter(({ name }) => !isFixed(name))
    return new Map(asked.map((column, index) => [column.name.toLowerCase(), index]))
  }
  const places = new Map<string, number>()
  for (const [index, name] of names.entries()) {
    const key = name.toLowerCase()
    const written = nameWritten(names, index)
    targetColumn(target, name, written)
    if (places.has(key)) throw blame(semanticError(`The column ${name} is listed twice`), written)
    if (isFixed(name))
      throw blame(semanticError(`The column ${name} has its value by PARTITION already`, 'Leave it out of the list.'), written)
    places.set(key, index)
  }
  return places
}
