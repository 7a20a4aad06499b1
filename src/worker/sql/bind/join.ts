import { type Bound, declaredOf } from '../bound/bound.ts'
import type { FromNode, Sql } from '../bound/sql.ts'
import { castSql } from '../functions/operators/cast.ts'
import { bindComparison } from '../functions/operators/comparison.ts'
import { allOf, eitherOf } from '../functions/operators/logic.ts'
import { asBoolean } from '../functions/operators/unify.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, JoinKind, Relation } from '../tree/query.ts'
import { blame, blaming, nameWritten } from '../tree/written.ts'
import { commonType } from '../types/coercion.ts'
import { type BoundRelation, bindExpression, type QueryContext } from './context.ts'
import { checkJoinSides, outerUsesOf, refuseOuter } from './correlation.ts'
import { joinOnQueries } from './join-on-queries.ts'
import { plainContext } from './output.ts'
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
  const on = join.on === undefined ? undefined : bindOn(join.on, join.join, scope, context)
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
  }
  if (join.join === 'semi' || join.join === 'anti') {
    const relations = merge?.relations.slice(0, left.relations.length) ?? left.relations
    return { node, relations, merged: merge?.merged ?? left.merged, ...outer }
  }
  if (merge === undefined)
    return { node, relations: [...left.relations, ...right.relations], merged: [...left.merged, ...right.merged], ...outer }
  return { node, relations: merge.relations, merged: merge.merged, ...outer }
}

function bindOn(on: Expression, join: JoinKind, scope: Scope, context: QueryContext): Bound {
  const clause = join === 'full' ? FULL_ON : keepsRows(join) ? OUTER_ON : 'ON'
  const condition = bindExpression(on, { ...plainContext(scope, context, clause), truth: 'filter' })
  if (condition.type.kind === 'void') throw semanticError('ON takes a condition; NULL is none', 'Write ON false.')
  return asBoolean(condition, 'ON')
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
}

/**
 * USING (a): one column a for both sides. It is the left one; the right one of a RIGHT JOIN; the first that is not NULL of a FULL JOIN. Of several columns of a side with that
 * name the first is meant, and the others stay.
 */
function mergeColumns(join: JoinKind, left: BoundRelation, right: BoundRelation, names: readonly string[]): Merge {
  const conditions: Sql[] = []
  const merged: ScopeColumn[] = []
  const hidden = new Set<ScopeColumn>()
  const [shown, unseen]: [Sql[], Sql[]] = [[], []]
  for (const [index, name] of names.entries()) {
    const [leftColumn, rightColumn] = blaming(nameWritten(names, index), () => [firstNamed(left, name), firstNamed(right, name)] as const)
    const [a, b] = [alone(leftColumn), alone(rightColumn)]
    conditions.push(bindComparison('=', a, b).sql)
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
  return { condition, relations: [...left.relations, ...right.relations].map(hide), merged: [...merged, ...kept] }
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
