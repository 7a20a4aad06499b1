import { type Bound, VOID } from '../bound/bound.ts'
import { type GroupingNode, isVolatile, NULL_SQL, type Sql } from '../bound/sql.ts'
import { constantKey, withoutNegativeZero } from '../functions/aggregates/grouping.ts'
import { ONE_GROUP } from '../functions/literals.ts'
import { castSql } from '../functions/operators/cast.ts'
import { comparable } from '../functions/operators/comparison.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, GroupingElement, NamedExpression, Select } from '../tree/query.ts'
import { canonicalForm } from './canonical-form.ts'
import { bindExpression, type ExpressionContext, type GroupingColumn } from './context.ts'
import { differs } from './every-row.ts'
import { ordinalOf } from './output.ts'
import { holdsQuery } from './predicate-queries.ts'
import type { VolatileKeys } from './volatile-keys.ts'

export interface BoundGrouping {
  /** The grouping expressions by their identity. */
  readonly keys: ReadonlyMap<number, Sql>
  /** The same by the identity of their canonical form; undefined where they have none but their own. */
  readonly canonicalKeys: ReadonlyMap<number, Sql> | undefined
  readonly bounds: readonly Bound[]
  /** Those of the keys, by their identity, that are no columns. */
  readonly computed: ReadonlySet<number>
  readonly elements: readonly GroupingNode[]
  /** In the order in which they stand; undefined for a plain GROUP BY. */
  readonly columns: readonly GroupingColumn[] | undefined
}

/** The keys of a plain GROUP BY, as written. */
export const keysOf = ({ groupBy = [] }: Select): readonly Expression[] =>
  groupBy.every(({ kind }) => kind === 'expression') ? groupBy.flatMap(expressionsOf) : []

const expressionsOf = (element: GroupingElement): readonly Expression[] =>
  element.kind === 'expression' ? [element.expression] : [...element.sets.flat(), ...(element.kind === 'grouping-sets' ? element.keys : [])]

/**
 * The items of the select list that grouping sets name, by an alias or a place, where another key is the same expression: each is a key of its own to Spark, which
 * has NULL where a set is without it.
 */
function itemsOfTheirOwn(
  groupBy: readonly GroupingElement[],
  items: readonly NamedExpression[],
  context: ExpressionContext,
): ReadonlySet<Expression> {
  const written = new Map<Expression, boolean>()
  // A column that the list has under its own name is that column; a field is an expression.
  const isPlain = (item: Expression): boolean =>
    item.kind === 'column' && (item.parts.length === 1 || context.scope.ownColumn(item.parts) !== undefined)
  const columns = new Set(items.flatMap(({ expression, alias }) => (alias === undefined && isPlain(expression) ? [expression] : [])))
  for (const expression of groupBy.flatMap(expressionsOf)) {
    const item = groupingKey(expression, items, context)
    written.set(item, item !== expression && !columns.has(item))
  }
  if (![...written.values()].includes(true)) return new Set()
  const identities = [...written.keys()].map((item) =>
    context.state.identities.of(
      context.state.onTrial(() => bindExpression(item, { ...context, clause: 'GROUP BY', allowsStars: true })).sql,
    ),
  )
  const isRepeated = (identity: number | undefined): boolean => identities.filter((other) => other === identity).length > 1
  return new Set([...written].flatMap(([item, isNamed], place) => (isNamed && isRepeated(identities[place]) ? [item] : [])))
}

/** GROUP BY's expressions: places in the select list, columns, aliases of the select list, or any expression. */
export function bindGrouping(select: Select, context: ExpressionContext, volatileKeys: VolatileKeys): BoundGrouping | undefined {
  if (select.groupBy === undefined) return undefined
  const bounds: Bound[] = []
  const keys = new Map<number, Sql>()
  const named = new Map<number, Bound>()
  const canonicalKeys = new Map<number, Sql>()
  const computed = new Set<number>()
  const hasSets = select.groupBy.some((element) => element.kind !== 'expression')
  const own = hasSets ? itemsOfTheirOwn(select.groupBy, select.items, context) : new Set()
  const boundKey = (expression: Expression): Bound => {
    const made = bindKey(expression, select.items, context)
    const written = groupingKey(expression, select.items, context)
    return own.has(written) || (isVolatile(made.sql) && !hasSets) ? volatileKeys.add(made, written) : made
  }
  const bind = (expression: Expression): Bound => {
    const bound = boundKey(expression)
    comparable(bound.type, 'GROUP BY')
    if (hasSets && isVolatile(bound.sql))
      throw semanticError(
        `${bound.name} differs from row to row: grouping sets have none such`,
        'Compute it in a subquery of FROM, and group around it.',
      )
    bounds.push(bound)
    // Of two equal keys the first stands for both.
    const identity = context.state.identities.of(bound.sql)
    const key = keys.get(identity) ?? (hasSets && bound.constant !== undefined ? constantKey(bound) : withoutNegativeZero(bound))
    keys.set(identity, key)
    const written = groupingKey(expression, select.items, context)
    if (!isColumn(written)) computed.add(identity)
    const canonical = own.has(written) ? undefined : canonicalIdentity(written, context)
    if (canonical !== undefined) canonicalKeys.set(canonical, key)
    return hasSets || bound.constant === undefined ? { ...bound, sql: key } : { ...bound, sql: ONE_GROUP }
  }
  const elements = select.groupBy.map((element): GroupingNode => {
    if (element.kind === 'expression') return { kind: 'key', key: bind(element.expression).sql }
    // The expressions before GROUPING SETS are its columns, in their order, whether a set has them or not.
    for (const key of element.kind === 'grouping-sets' ? element.keys : []) {
      const bound = boundKey(key)
      named.set(context.state.identities.of(bound.sql), bound)
    }
    return { kind: element.kind, sets: element.sets.map((set) => set.map((expression) => bind(expression).sql)) }
  })
  const canonical = canonicalKeys.size === 0 ? undefined : canonicalKeys
  if (elements.every((element) => element.kind === 'key'))
    return { keys, canonicalKeys: canonical, bounds, computed, elements, columns: undefined }
  const identities = [...new Set([...named.keys(), ...keys.keys()])]
  const columns = identities.map((identity) => ({ identity, sql: keys.get(identity) }))
  for (const [identity, bound] of named) if (!keys.has(identity)) keys.set(identity, castSql(NULL_SQL, VOID, bound.type))
  return { keys, canonicalKeys: canonical, bounds, computed, elements, columns }
}

/** window() and session_window() are columns, too. */
const isColumn = (expression: Expression): boolean =>
  expression.kind === 'column' || (expression.kind === 'call' && (expression.name === 'window' || expression.name === 'session_window'))

/** Of an expression that Spark may have in several forms; undefined for others, for those with a query in them, which is bound once, and for what differs from row to row. */
export function canonicalIdentity(expression: Expression, context: ExpressionContext): number | undefined {
  if (SINGLE_FORMS.has(expression.kind) || context.aroundLambda !== undefined || holdsQuery(expression) || differs(expression))
    return undefined
  const bound = bindExpression(canonicalForm(expression), {
    ...context,
    clause: 'GROUP BY',
    allowsStars: true,
    groupingKeys: new Map(),
    canonicalKeys: undefined,
  })
  return isVolatile(bound.sql) ? undefined : context.state.identities.of(bound.sql)
}

const SINGLE_FORMS: ReadonlySet<string> = new Set<Expression['kind']>([
  'null',
  'boolean',
  'number',
  'string',
  'typed-literal',
  'interval',
  'column',
  'star',
])

function bindKey(expression: Expression, items: readonly NamedExpression[], context: ExpressionContext): Bound {
  const written = groupingKey(expression, items, context)
  return bindExpression(written, { ...context, clause: 'GROUP BY', allowsStars: written !== expression })
}

/** What is grouped by: an expression itself, or the one of the select list whose place or alias it is. */
export function groupingKey(expression: Expression, items: readonly NamedExpression[], context: ExpressionContext): Expression {
  const { groupByOrdinal, groupByAliases } = context.rules
  const ordinal = groupByOrdinal ? ordinalOf(expression, items.length, 'GROUP BY') : undefined
  if (ordinal !== undefined && items.some((item) => holdsStar(item.expression)))
    throw semanticError('GROUP BY counts no places in a select list with *', 'Name the column.')
  const alias = groupByAliases ? aliasOf(expression, items, context) : undefined
  const named = ordinal === undefined ? alias : items[ordinal]
  return named?.expression ?? expression
}

/** Whether a * stands in the expression, but for count(*). The tree is plain data. */
function holdsStar(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || 'query' in node) return false
  if ('kind' in node && node.kind === 'star') return true
  if ('name' in node && node.name === 'count' && 'arguments' in node && Array.isArray(node.arguments) && node.arguments.length === 1)
    return false
  return (Array.isArray(node) ? node : Object.values(node)).some(holdsStar)
}

/** A column wins over an alias of the same name. */
function aliasOf(expression: Expression, items: readonly NamedExpression[], context: ExpressionContext): NamedExpression | undefined {
  if (expression.kind !== 'column' || expression.parts.length !== 1) return undefined
  const [name] = expression.parts
  if (name === undefined || context.scope.has(name)) return undefined
  return items.find((item) => item.alias?.toLowerCase() === name.toLowerCase())
}
