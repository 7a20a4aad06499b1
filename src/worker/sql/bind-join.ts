import { type BoundRelation, bindExpression, type QueryContext } from './bind-context.ts'
import { asBoolean, bindComparison } from './bind-operator.ts'
import { plainContext } from './bind-output.ts'
import { castSql } from './cast.ts'
import { commonType } from './coercion.ts'
import { Scope, type ScopeColumn, type ScopeRelation } from './scope.ts'
import { semanticError } from './syntax-error.ts'
import type { JoinKind, Relation } from './tree.ts'

const ENGINE_JOINS: Readonly<Record<JoinKind, string>> = {
  inner: 'JOIN',
  cross: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  semi: 'SEMI JOIN',
  anti: 'ANTI JOIN',
}

/** bindRelation binds each side; before: the relations to the left of the join. */
export function bindJoin(
  join: Extract<Relation, { kind: 'join' }>,
  context: QueryContext,
  before: BoundRelation | undefined,
  bindRelation: (relation: Relation, context: QueryContext, left: BoundRelation | undefined) => BoundRelation,
): BoundRelation {
  const left = bindRelation(join.left, context, before)
  const right = bindRelation(join.right, context, left)
  const using = join.isNatural ? sharedNames(left, right) : join.using
  const merge = using === undefined ? undefined : mergeColumns(join.join, left, right, using)
  const scope = new Scope([...left.relations, ...right.relations], context.outer, [...left.merged, ...right.merged])
  const on = join.on === undefined ? undefined : asBoolean(bindExpression(join.on, plainContext(scope, context, 'ON')), 'ON')
  const condition = merge?.condition ?? on?.sql
  const rightSql = join.right.kind === 'join' ? `(${right.sql})` : right.sql
  const sql = `${left.sql} ${ENGINE_JOINS[join.join]} ${rightSql} ON ${condition === undefined || condition === '' ? 'TRUE' : condition}`
  const outerUses = [...left.outerUses, ...right.outerUses, ...(on?.uses.filter((use) => use.scopeId !== scope.id) ?? [])]
  if (join.join === 'semi' || join.join === 'anti') return { sql, relations: left.relations, merged: left.merged, outerUses }
  if (merge === undefined)
    return { sql, relations: [...left.relations, ...right.relations], merged: [...left.merged, ...right.merged], outerUses }
  return { sql, relations: merge.relations, merged: merge.merged, outerUses }
}

const columnsOf = (relation: BoundRelation): readonly ScopeColumn[] => [
  ...relation.merged,
  ...relation.relations.flatMap((r) => r.columns).filter((column) => column.isMerged !== true),
]

function sharedNames(left: BoundRelation, right: BoundRelation): readonly string[] {
  const names = new Set(columnsOf(right).map((column) => column.name.toLowerCase()))
  return columnsOf(left)
    .map((column) => column.name)
    .filter((name) => names.has(name.toLowerCase()))
}

interface Merge {
  readonly condition: string
  readonly relations: readonly ScopeRelation[]
  readonly merged: readonly ScopeColumn[]
}

/** USING (a): one column a for both sides. It is the left one; the right one of a RIGHT JOIN; the first that is not NULL of a FULL JOIN. */
function mergeColumns(join: JoinKind, left: BoundRelation, right: BoundRelation, names: readonly string[]): Merge {
  const [leftScope, rightScope] = [new Scope(left.relations, undefined, left.merged), new Scope(right.relations, undefined, right.merged)]
  const conditions: string[] = []
  const merged: ScopeColumn[] = []
  for (const name of names) {
    const [a, b] = [leftScope.resolve([name]), rightScope.resolve([name])]
    conditions.push(bindComparison('=', a, b).sql)
    const type = commonType(a.type, b.type)
    if (type === undefined) throw semanticError(`The column ${name} of USING has types that do not meet`)
    const written =
      columnsOf(join === 'right' ? right : left).find((column) => column.name.toLowerCase() === name.toLowerCase())?.name ?? name
    const [x, y] = [castSql(a.sql, a.type, type), castSql(b.sql, b.type, type)]
    if (join === 'full') merged.push({ name: written, type, sql: `coalesce(${x}, ${y})` })
    else if (join === 'right') merged.push({ name: written, type: b.type, sql: b.sql })
    else merged.push({ name: written, type: a.type, sql: a.sql })
  }
  const hidden = new Set(names.map((name) => name.toLowerCase()))
  const hide = (relation: ScopeRelation): ScopeRelation => ({
    ...relation,
    columns: relation.columns.map((column) => (hidden.has(column.name.toLowerCase()) ? { ...column, isMerged: true } : column)),
  })
  const kept = [...left.merged, ...right.merged].filter((column) => !hidden.has(column.name.toLowerCase()))
  return { condition: conditions.join(' AND '), relations: [...left.relations, ...right.relations].map(hide), merged: [...merged, ...kept] }
}
