import { type Bound, declaredOf } from '../bound/bound.ts'
import { type FromNode, isVolatile, type Sql } from '../bound/sql.ts'
import { castSql } from '../functions/operators/cast.ts'
import { bindComparison } from '../functions/operators/comparison.ts'
import { allOf, bindLogic, eitherOf } from '../functions/operators/logic.ts'
import { asBoolean } from '../functions/operators/unify.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, JoinKind, Relation } from '../tree/query.ts'
import { blame, blaming, nameWritten } from '../tree/written.ts'
import { commonType } from '../types/coercion.ts'
import { bothKnown, type KnownColumns, knownOf, noteConstantColumns } from './constant-columns.ts'
import { type BoundRelation, bindExpression, type ExpressionContext, type QueryContext } from './context.ts'
import { checkJoinSides, conjunctsOf, outerUsesOf, refuseOuter } from './correlation.ts'
import { joinOnQueries } from './join-on-queries.ts'
import { holdsMembership } from './membership.ts'
import { noteColumns } from './never-null-columns.ts'
import { mayBeNull, plainContext } from './output.ts'
import { holdsQuery } from './predicate-queries.ts'
import { MANY_ROWS } from './row-bound.ts'
import { Scope, type ScopeColumn, type ScopeRelation } from './scope.ts'
import { FULL_ON, OUTER_ON } from './subquery.ts'

/** bindRelation binds each side; before: the relations to the left of the join. */
export function bindJoin(
  join: Extract<Relation, { kind: 'join' }>,
  context: QueryContext,
  before: BoundRelation | undefined,
  bindRelation: (relation: Relation, context: QueryContext, left: BoundRelation | undefined) => BoundRelation,
): BoundRelation {
  const leftSide = bindRelation(join.left, context, before)
  const rightSide = bindRelation(join.right, context, leftSide)
  const using = join.isNatural ? sharedNames(leftSide, rightSide) : join.using
  const merge = using === undefined ? undefined : mergeColumns(join.join, leftSide, rightSide, using)
  const scope = new Scope([...leftSide.relations, ...rightSide.relations], context.outer, [...leftSide.merged, ...rightSide.merged])
  const on = join.on === undefined ? undefined : bindOn(join.on, join.join, scope, leftSide, context)
  const onQueries =
    on !== undefined && holdsQuery(join.on) ? joinOnQueries(join.join, leftSide, rightSide, on.sql, context.state) : undefined
  const { left, right } = onQueries ?? { left: leftSide, right: rightSide }
  const node = onQueries?.node ?? joinNode(join.join, left, right, merge?.condition ?? on?.sql)
  if (on !== undefined) refuseOuter(outerUsesOf(on, scope), 'ON')
  checkJoinSides(join.join, leftSide, rightSide)
  const outer = {
    outerUses: [...left.outerUses, ...right.outerUses],
    outerNames: [...left.outerNames, ...right.outerNames],
    rows: MANY_ROWS,
    known: knownOfJoin(join, leftSide, rightSide, scope, merge?.equal ?? []),
  }
  if (join.join === 'semi' || join.join === 'anti') {
    const relations = merge?.relations.slice(0, left.relations.length) ?? left.relations
    return { node, relations, merged: merge?.merged ?? left.merged, ...outer }
  }
  const [a, b] = [
    join.join === 'right' || join.join === 'full' ? withNulls(left) : left,
    join.join === 'left' || join.join === 'full' ? withNulls(right) : right,
  ]
  if (merge === undefined) return { node, relations: [...a.relations, ...b.relations], merged: [...a.merged, ...b.merged], ...outer }
  // The columns of a side that may be missing.
  const missing = merge.relations.map((relation, index) =>
    (index < left.relations.length ? a !== left : b !== right) ? relationWithNulls(relation) : relation,
  )
  return { node, relations: missing, merged: merge.merged, ...outer }
}

function knownOfJoin(
  { join, on }: Extract<Relation, { kind: 'join' }>,
  left: BoundRelation,
  right: BoundRelation,
  scope: Scope,
  equal: KnownColumns['equal'],
): KnownColumns {
  const all = bothKnown(bothKnown(left.known, right.known), bothKnown(knownOf(on, scope), { equations: [], equal }))
  switch (join) {
    case 'inner':
    case 'cross':
    case 'semi':
      return all
    case 'anti':
      return bothKnown(left.known)
    case 'left':
      return bothKnown(left.known, { equations: [], equal: [], ofOuterJoins: [{ sides: [columnsOf(right)], known: all }] })
    case 'right':
      return bothKnown(right.known, { equations: [], equal: [], ofOuterJoins: [{ sides: [columnsOf(left)], known: all }] })
    case 'full':
      return { equations: [], equal: [], ofOuterJoins: [{ sides: [columnsOf(left), columnsOf(right)], known: all }] }
  }
}

/** A side of which rows may be missing: its columns are NULL there. */
const withNulls = (side: BoundRelation): BoundRelation => ({
  ...side,
  relations: side.relations.map(relationWithNulls),
  merged: side.merged.map(mayBeNull),
})
const relationWithNulls = (relation: ScopeRelation): ScopeRelation => ({ ...relation, columns: relation.columns.map(mayBeNull) })

function bindOn(on: Expression, join: JoinKind, scope: Scope, left: BoundRelation, context: QueryContext): Bound {
  const clause = join === 'full' ? FULL_ON : keepsRows(join) ? OUTER_ON : 'ON'
  const around: ExpressionContext = { ...plainContext(scope, context, clause), truth: 'filter' }
  const parts = holdsMembership(on) ? conjunctsOf(on) : [on]
  if (holdsMembership(on)) {
    noteColumns(on, around)
    noteConstantColumns(on, scope, undefined, sidesOfOn(join, scope, left))
  }
  const equated = join === 'full' || parts.length === 1 ? new Set<Sql>() : equatedColumns(parts, around)
  const bind = (part: Expression): Bound => {
    if (!staysInJoin(part, join, left, around)) return bindExpression(part, around)
    const inJoin = bindExpression(part, { ...around, staysInJoin: true })
    // Spark infers it for the columns of the other side that equal those it reads, and filters that side by it.
    const isInferred = inJoin.uses.every((use) => equated.has(use.sql))
    return isInferred ? bindLogic('AND', [inJoin, bindExpression(part, around)]) : inJoin
  }
  const [only] = parts
  const condition = only === undefined || parts.length > 1 ? bindLogic('AND', parts.map(bind)) : bind(only)
  if (isVolatile(condition.sql))
    throw semanticError(
      'ON takes no value that differs from row to row, as that of rand()',
      'Compute it in a subquery of FROM, or write it in WHERE.',
    )
  if (condition.type.kind === 'void') throw semanticError('ON takes a condition; NULL is none', 'Write ON false.')
  return asBoolean(condition, 'ON')
}

/** The sides of the join that Spark filters by what ON says of them alone. */
function sidesOfOn(join: JoinKind, { relations }: Scope, left: BoundRelation): readonly ScopeRelation[] {
  const place = left.relations.length
  switch (join) {
    case 'inner':
    case 'cross':
    case 'semi':
      return relations
    case 'left':
    case 'anti':
      return relations.slice(place)
    case 'right':
      return relations.slice(0, place)
    case 'full':
      return []
  }
}

/** The columns that another column equals, by a part of ON. */
function equatedColumns(parts: readonly Expression[], context: ExpressionContext): ReadonlySet<Sql> {
  const equal = parts.flatMap((part) => (part.kind === 'comparison' && part.operator === '=' ? [[part.left, part.right]] : []))
  const columns = equal.filter((sides) => sides.every(({ kind }) => kind === 'column')).flat()
  return new Set(columns.map((column) => context.state.onTrial(() => bindExpression(column, context)).sql))
}

/** Whether Spark leaves this part of ON in the join: it brings what reads one side alone below the join, where no row of that side stays that matches nothing. */
function staysInJoin(part: Expression, join: JoinKind, left: BoundRelation, context: ExpressionContext): boolean {
  if (!holdsMembership(part)) return false
  const ofLeft = new Set([...left.merged, ...left.relations.flatMap(({ columns }) => columns)].map(({ sql }) => sql))
  const { uses } = context.state.onTrial(() => bindExpression(part, context))
  const own = uses.filter((use) => use.scopeId === context.scope.id)
  const isOfLeft = own.every((use) => ofLeft.has(use.sql))
  const isOfRight = own.length > 0 && own.every((use) => !ofLeft.has(use.sql))
  switch (join) {
    case 'inner':
    case 'cross':
    case 'semi':
      return !isOfLeft && !isOfRight
    case 'left':
    case 'anti':
      return !isOfRight
    case 'right':
      return !isOfLeft
    case 'full':
      return true
  }
}

/** Whether rows of a side stay that match nothing. */
const keepsRows = (join: JoinKind): boolean => join === 'left' || join === 'right' || join === 'full' || join === 'anti'

/** Undefined on one side: there is nothing to join with. */
export function joinNode(join: JoinKind, left: BoundRelation, right: BoundRelation, on: Sql | undefined): FromNode | undefined {
  if (left.node === undefined || right.node === undefined) return left.node ?? right.node
  return { kind: 'join', join, left: left.node, right: right.node, on }
}

const columnsOf = (relation: BoundRelation): readonly ScopeColumn[] => [
  ...relation.merged,
  ...relation.relations.flatMap((r) => r.columns).filter((column) => column.isMerged !== true),
]

/** As they are written: Spark's NATURAL JOIN takes a and A for two names, as nothing else of it does. */
function sharedNames(left: BoundRelation, right: BoundRelation): readonly string[] {
  const names = new Set(columnsOf(right).map((column) => column.name))
  return columnsOf(left)
    .map((column) => column.name)
    .filter((name) => names.has(name))
}

interface Merge {
  readonly condition: Sql | undefined
  readonly relations: readonly ScopeRelation[]
  readonly merged: readonly ScopeColumn[]
  readonly equal: KnownColumns['equal']
}

/**
 * USING (a): one column a for both sides. It is the left one; the right one of a RIGHT JOIN; the first that is not NULL of a FULL JOIN. Of several columns of a side with that
 * name the first is meant, and the others stay.
 */
function mergeColumns(join: JoinKind, left: BoundRelation, right: BoundRelation, names: readonly string[]): Merge {
  const conditions: Sql[] = []
  const equal: (readonly [Sql, Sql])[] = []
  const merged: ScopeColumn[] = []
  const hidden = new Set<ScopeColumn>()
  const [shown, unseen]: [Sql[], Sql[]] = [[], []]
  for (const [index, name] of names.entries()) {
    const [leftColumn, rightColumn] = blaming(nameWritten(names, index), () => [firstNamed(left, name), firstNamed(right, name)] as const)
    const [a, b] = [alone(leftColumn), alone(rightColumn)]
    conditions.push(bindComparison('=', a, b).sql)
    equal.push([a.sql, b.sql])
    const type = commonType(a.type, b.type)
    if (type === undefined) throw blame(semanticError(`The column ${name} of USING has types that do not meet`), nameWritten(names, index))
    const written = (join === 'right' ? rightColumn : leftColumn).name
    const [x, y] = [castSql(a.sql, a.type, type), castSql(b.sql, b.type, type)]
    if (join === 'full') merged.push({ name: written, type, sql: eitherOf(x, y) })
    else if (join === 'right') merged.push({ name: written, type: b.type, sql: b.sql, ...declaredOf(b) })
    else merged.push({ name: written, type: a.type, sql: a.sql, ...declaredOf(a) })
    hidden.add(leftColumn).add(rightColumn)
    if (join !== 'full') shown.push(join === 'right' ? b.sql : a.sql)
    if (join === 'full' || join === 'right') unseen.push(a.sql)
    if (join !== 'right') unseen.push(b.sql)
  }
  const hide = (relation: ScopeRelation): ScopeRelation => ({
    ...relation,
    columns: keysFirst(relation.columns, shown, unseen).map((column) =>
      markedColumn(column, hidden.has(column), unseen.includes(column.sql)),
    ),
  })
  const isOfLeft = join === 'semi' || join === 'anti'
  const kept = [...left.merged, ...(isOfLeft ? [] : right.merged)].filter((column) => !hidden.has(column))
  const condition = conditions.length === 0 ? undefined : allOf(conditions)
  return { condition, relations: [...left.relations, ...right.relations].map(hide), merged: [...merged, ...kept], equal }
}

/** In `t.*` of Spark the columns come first that `*` has not, those of the last USING before all; then those of USING that `*` has. */
function keysFirst(columns: readonly ScopeColumn[], shown: readonly Sql[], unseen: readonly Sql[]): readonly ScopeColumn[] {
  const of = (keys: readonly Sql[]) => keys.flatMap((key) => columns.filter((column) => column.sql === key))
  return [...new Set([...of(unseen), ...columns.filter((column) => column.isUnseen === true), ...of(shown), ...columns])]
}

const markedColumn = (column: ScopeColumn, isMerged: boolean, isUnseen: boolean): ScopeColumn =>
  isMerged || isUnseen ? { ...column, ...(isMerged && { isMerged }), ...(isUnseen && { isUnseen }) } : column

function firstNamed(side: BoundRelation, name: string): ScopeColumn {
  const found = columnsOf(side).find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  new Scope(side.relations, undefined, side.merged).resolve([name])
  throw semanticError(`The column ${name} of USING does not exist`)
}

const alone = (column: ScopeColumn): Bound => new Scope([], undefined, [column]).resolve([column.name])
