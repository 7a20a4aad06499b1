import type { SparkType } from '../../../base/spark-type.ts'
import type { Bound } from '../bound/bound.ts'
import { leafKey, leavesOf } from '../bound/replace-leaves.ts'
import { column, type GroupingNode, type Sql } from '../bound/sql.ts'
import { differentRows, inMap, valueWhere } from '../functions/aggregates/pivot.ts'
import { castBound } from '../functions/operators/cast.ts'
import { bindComparison } from '../functions/operators/comparison.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, PivotValue, Relation } from '../tree/query.ts'
import { isNested, namedLike } from '../types/coercion.ts'
import { constantValue } from './constant-value.ts'
import { type BoundRelation, bindExpression, type ExpressionContext, type QueryContext } from './context.ts'
import { refuseUnequal } from './correlation.ts'
import { foldedInteger } from './folded-integer.ts'
import { neutralName, placeOf, plainContext, selectOf } from './output.ts'
import { MANY_ROWS } from './row-bound.ts'
import { Scope, type ScopeColumn, type ScopeRelation } from './scope.ts'

type Pivot = Extract<Relation, { kind: 'pivot' }>

/** One value of the pivot: what each of the pivot's columns is equal to, and the name that its columns begin with. */
interface Group {
  readonly name: string
  readonly values: readonly Bound[]
  /** Whether values that are written otherwise are other values. */
  readonly isPlain: boolean
  readonly expressions: readonly Expression[]
}

/**
 * PIVOT: one row for each group of the columns that neither the aggregates nor FOR name, and a column for each value and aggregate. As Spark has it: where all
 * aggregates are numbers or booleans, they are computed for each value that is there and a value without rows is NULL; else each is computed over the rows of
 * its value, so that a value without rows has an empty list or a count of 0.
 */
export function bindPivot(pivot: Pivot, input: BoundRelation, context: QueryContext): BoundRelation {
  const scope = new Scope(input.relations, context.outer, input.merged)
  const plain = plainContext(scope, context, 'PIVOT')
  const columns = pivot.columns.map((name) => bindExpression({ kind: 'column', parts: [name] }, plain))
  const groups = pivot.values.map((value) => groupOf(value, columns, plain))
  const within: ExpressionContext = { ...plain, allowsAggregates: true }
  const aggregates = pivot.aggregates.map((item) => bindAggregate(item, within, scope))
  const keys = groupingColumns(input, [...columns, ...aggregates.map(({ bound }) => bound)])
  const inSteps = aggregates.every(({ bound }) => HELD_TYPES.has(bound.type.kind))
  refuseUnequal(input.outerUses)
  const computed = inSteps
    ? pivotInSteps(input, keys, columns, groups, aggregates, context)
    : pivotAtOnce(input, keys, pivot, groups, columns, within)
  const relation = context.state.relationName()
  const names = groups.flatMap((group) => aggregates.map(({ name }) => (aggregates.length === 1 ? group.name : `${group.name}_${name}`)))
  const types = groups.flatMap(() => aggregates.map(({ bound }) => bound.type))
  const made = names.map(
    (name, index): ScopeColumn => ({
      name,
      type: types[index] ?? { kind: 'void' },
      sql: placeOf(relation, keys.all.length + index),
    }),
  )
  const kept = (one: ScopeColumn): ScopeColumn[] => {
    const place = keys.all.indexOf(one)
    return place < 0 ? [] : [{ ...one, sql: placeOf(relation, place) }]
  }
  const relations: ScopeRelation[] = input.relations.map((one) => ({ ...one, columns: one.columns.flatMap(kept) }))
  return {
    node: { kind: 'query', query: computed, relation, columnNames: undefined, isLateral: false },
    relations: [...relations, { alias: undefined, database: undefined, columns: made }],
    merged: input.merged.flatMap(kept),
    outerUses: input.outerUses,
    outerNames: input.outerNames,
    rows: MANY_ROWS,
  }
}

/** The types of aggregates that Spark's first way can hold. */
const HELD_TYPES: ReadonlySet<string> = new Set<SparkType['kind']>([
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
])

function bindAggregate(item: NamedExpression, context: ExpressionContext, scope: Scope): { readonly bound: Bound; readonly name: string } {
  const bound = bindExpression(item.expression, context)
  const use = bound.uses.find((one) => one.scopeId === scope.id)
  if (use !== undefined)
    throw semanticError(`PIVOT takes aggregates; the column ${use.name} stands in none`, `Write max(${use.name}) or another aggregate.`)
  return { bound, name: item.alias ?? item.aliases[0] ?? bound.name }
}

function groupOf(value: PivotValue, columns: readonly Bound[], context: ExpressionContext): Group {
  // Of one column a row is one value.
  const expressions =
    value.expression.kind === 'row' && columns.length > 1 ? value.expression.items.map((item) => item.expression) : [value.expression]
  if (expressions.length !== columns.length)
    throw semanticError(
      `A value of PIVOT has ${expressions.length} part${expressions.length === 1 ? '' : 's'}, and FOR names ${columns.length} columns`,
    )
  const bounds = expressions.map((expression) => {
    const bound = bindExpression(expression, context)
    if (bound.uses.length > 0) throw semanticError(`PIVOT takes values that are written in the statement; ${bound.name} is none`)
    return bound
  })
  return {
    name: value.alias ?? textOf(bindExpression(value.expression, context), value.expression, context),
    values: bounds.map((bound, index) => {
      const wanted = columns[index]?.type
      return wanted === undefined || isNested(wanted) ? bound : castBound(bound, wanted)
    }),
    isPlain: bounds.every(
      (bound, index) => PLAIN_KEYS.has(bound.type.kind) && bound.constant !== undefined && bound.type.kind === columns[index]?.type.kind,
    ),
    expressions,
  }
}

const PLAIN_KEYS: ReadonlySet<string> = new Set<SparkType['kind']>(['string', 'tinyint', 'smallint', 'int', 'bigint'])

/** Spark keeps one place for a value of this way that is named twice, and counts on: the rows of one value come out under another, or are lost. */
function repeatsRefused(groups: readonly Group[], context: QueryContext): Sql | undefined {
  const seen = new Map<string, string>()
  for (const { name, values } of groups) {
    const key = values.map(({ sql }) => context.state.identities.of(sql)).join(' ')
    const before = seen.get(key)
    if (before !== undefined)
      throw notSupported(
        `PIVOT names a value twice, for ${before} and ${name}`,
        'Name it once, and select its column twice around the PIVOT.',
      )
    seen.set(key, name)
  }
  return groups.every((group) => group.isPlain) ? undefined : differentRows(groups.map(({ values }) => values))
}

/** The value as Spark casts it to a string, by which its column is called. */
function textOf(bound: Bound, expression: Expression, context: ExpressionContext, place: 'whole' | 'part' = 'whole'): string {
  const parts = (values: readonly Expression[]): string =>
    values.map((value) => textOf(bindExpression(value, context), value, context, 'part')).join(', ')
  switch (expression.kind) {
    case 'null':
      return 'null'
    case 'string':
      return expression.value
    case 'number':
    case 'boolean':
      return bound.name
    case 'typed-literal': {
      const text = /^(?:DATE|TIMESTAMP) '(.*)'$/.exec(bound.name)?.[1]
      if (text !== undefined) return text
      break
    }
    case 'row':
      return `{${parts(expression.items.map((item) => item.expression))}}`
    case 'call':
      if (expression.name === 'array') return `[${parts(expression.arguments)}]`
      break
    default: {
      const folded = foldedInteger(expression)
      if (folded !== undefined) return folded.toString()
    }
  }
  const text = place === 'whole' ? computedText(expression) : undefined
  if (text !== undefined) return text
  throw notSupported(`The value ${bound.name} of PIVOT without a name`, 'Give it one: IN (… AS name).')
}

function computedText(expression: Expression): string | undefined {
  if (expression.kind === 'call' && REPLACED.has(expression.name)) return undefined
  const value = constantValue(expression)
  return value === undefined ? dateOf(expression) : String(value)
}

/** Spark has another call in their place, which is no literal to it. */
const REPLACED: ReadonlySet<string> = new Set(['nvl', 'ifnull', 'nvl2', 'nullif'])

/** Of a text of digits that is cast to a date: another form of it would be the same day under another name. */
function dateOf(expression: Expression): string | undefined {
  const isCast = expression.kind === 'cast' && !expression.isTry && expression.type.kind === 'date'
  const isCall = expression.kind === 'call' && expression.name === 'date' && expression.arguments.length === 1
  const written = isCast ? expression.operand : isCall ? expression.arguments[0] : undefined
  if (written?.kind !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(written.value)) return undefined
  const date = new Date(`${written.value}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written.value) ? written.value : undefined
}

interface Keys {
  readonly all: readonly ScopeColumn[]
  readonly elements: readonly GroupingNode[] | undefined
}

/** The columns that no aggregate and no pivot column reads. */
function groupingColumns(input: BoundRelation, read: readonly Bound[]): Keys {
  const leaves = new Set(read.flatMap((bound) => leavesOf(bound.sql).map(leafKey)))
  const isRead = ({ sql }: ScopeColumn): boolean => leavesOf(sql).some((leaf) => leaves.has(leafKey(leaf)))
  const shown = [...input.merged, ...input.relations.flatMap((relation) => relation.columns).filter((one) => one.isMerged !== true)]
  const all = shown.filter((one) => !isRead(one))
  return { all, elements: all.length === 0 ? undefined : all.map(({ sql }) => ({ kind: 'key', key: sql })) }
}

type Aggregates = readonly { readonly bound: Bound }[]

function pivotInSteps(
  input: BoundRelation,
  keys: Keys,
  columns: readonly Bound[],
  groups: readonly Group[],
  aggregates: Aggregates,
  context: QueryContext,
) {
  const inner = context.state.relationName()
  const sqls = [...keys.all.map(({ sql }) => sql), ...columns.map(({ sql }) => sql), ...aggregates.map(({ bound }) => bound.sql)]
  const below = {
    ...selectOf(
      sqls.map((sql, index) => ({ sql, name: neutralName(index) })),
      input.node,
    ),
    groupBy: [...(keys.elements ?? []), ...columns.map(({ sql }): GroupingNode => ({ kind: 'key', key: sql }))],
  }
  const pivotAt = keys.all.length
  const valueAt = pivotAt + columns.length
  const conditionsOf = (group: Group): readonly Sql[] =>
    group.values.map((value, index) => {
      const bound = columns[index] ?? value
      // A struct of values meets the column's fields by their places.
      const named = castBound(value, namedLike(value.type, bound.type))
      // Spark finds the value in a map here, and pads no char column.
      const { declared: _, ...found } = bound
      const place = placeOf(inner, pivotAt + index)
      const equal = bindComparison('<=>', { ...found, sql: place }, named).sql
      return columns.length > 1 ? equal : inMap(bound.type, place, equal)
    })
  const outputs = [
    ...keys.all.map((_, index) => placeOf(inner, index)),
    ...groups.flatMap((group) => {
      const conditions = conditionsOf(group)
      return aggregates.map((_, index) => valueWhere(conditions, placeOf(inner, valueAt + index)))
    }),
  ]
  const elements = keys.all.map((_, index): GroupingNode => ({ kind: 'key', key: column(inner, neutralName(index)) }))
  return {
    ...selectOf(
      outputs.map((sql, index) => ({ sql, name: neutralName(index) })),
      { kind: 'query' as const, query: below, relation: inner, columnNames: undefined, isLateral: false },
    ),
    where: repeatsRefused(groups, context),
    groupBy: elements.length === 0 ? undefined : elements,
  }
}

function pivotAtOnce(
  input: BoundRelation,
  keys: Keys,
  pivot: Pivot,
  groups: readonly Group[],
  columns: readonly Bound[],
  context: ExpressionContext,
) {
  const made = groups.flatMap((group) => {
    const condition = conditionOf(pivot.columns, group, columns)
    return pivot.aggregates.map((item) => bindExpression(overRowsOf(condition, item.expression), context).sql)
  })
  const sqls = [...keys.all.map(({ sql }) => sql), ...made]
  return {
    ...selectOf(
      sqls.map((sql, index) => ({ sql, name: neutralName(index) })),
      input.node,
    ),
    groupBy: keys.elements,
  }
}

function conditionOf(names: readonly string[], group: Group, columns: readonly Bound[]): Expression {
  const operands = group.expressions.map((value, index): Expression => {
    const type = columns[index]?.type
    const right: Expression = type === undefined || isNested(type) ? value : { kind: 'cast', operand: value, type, isTry: false }
    const column: Expression = { kind: 'column', parts: [names[index] ?? ''] }
    // Spark compares several columns as a row, in which it pads no char column.
    const isOfRow = type?.kind === 'string' && group.expressions.length > 1
    const left: Expression = isOfRow ? { kind: 'cast', operand: column, type, isTry: false } : column
    return { kind: 'comparison', operator: '<=>', left, right }
  })
  const [only] = operands
  return operands.length === 1 && only !== undefined ? only : { kind: 'logic', operator: 'AND', operands }
}

/** What aggregates the first argument and is told something by the others. */
const WITH_SETTINGS: ReadonlySet<string> = new Set([
  'percentile',
  'percentile_approx',
  'approx_percentile',
  'histogram_numeric',
  'approx_count_distinct',
])

/** The expression with each of its aggregates over the rows of the condition: their arguments are NULL in the others. */
function overRowsOf(condition: Expression, expression: Expression): Expression {
  const inRows = (value: Expression): Expression => ({
    kind: 'case',
    operand: undefined,
    branches: [{ when: condition, result: value }],
    otherwise: undefined,
  })
  const rewritten = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rewritten)
    if (typeof node !== 'object' || node === null) return node
    if ('kind' in node && node.kind === 'call' && isAggregate(node)) {
      const call: Extract<Expression, { kind: 'call' }> = node
      const values = call.arguments.map((value) => (value.kind === 'star' ? ONE : value))
      const isFirst = EDGES.has(call.name)
      return {
        ...call,
        arguments: values
          .map((value, index) => (index === 0 || !(WITH_SETTINGS.has(call.name) || isFirst) ? inRows(value) : value))
          .slice(0, isFirst ? 1 : undefined),
        ignoresNulls: call.ignoresNulls || isFirst,
      }
    }
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, rewritten(child)]))
  }
  return rewritten(expression) as Expression
}

const ONE: Expression = { kind: 'number', type: 'integer', text: '1' }
const EDGES: ReadonlySet<string> = new Set(['first', 'first_value', 'any_value', 'last', 'last_value'])

const isAggregate = (node: object): node is Extract<Expression, { kind: 'call' }> =>
  'name' in node && typeof node.name === 'string' && FUNCTIONS.get(node.name)?.kind === 'aggregate'
