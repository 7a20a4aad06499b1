import type { Inspection } from '../../protocol/statement-rules.ts'
import type { Expression, Relation, Select } from './tree/query.ts'
import type { Statement } from './tree/statement.ts'

/** Counts what rules are about. The tree is plain data, so a walk over all of it misses no subquery, wherever it stands. */
export function inspectStatement(statement: Statement): Inspection {
  const found = { distinctCounts: 0, notInQueries: 0, joins: 0, unions: 0, nesting: 0, products: 0 }
  const walk = (node: unknown, depth: number): void => {
    if (Array.isArray(node) || node instanceof Map) {
      for (const child of node.values()) walk(child, depth)
      return
    }
    if (typeof node !== 'object' || node === null) return
    const kind = kindOf(node)
    if (kind === 'call' && Reflect.get(node, 'name') === 'count' && Reflect.get(node, 'isDistinct') === true) found.distinctCounts += 1
    if (kind === 'in-query' && Reflect.get(node, 'isNegated') === true) found.notInQueries += 1
    if (kind === 'not' && kindOf(Reflect.get(node, 'operand')) === 'in-query') found.notInQueries += 1
    if (kind === 'set-operation' && Reflect.get(node, 'operator') === 'UNION' && Reflect.get(node, 'isAll') === true) found.unions += 1
    if (isSelect(node)) {
      const { joins, products } = joinsOf(node)
      found.joins += joins
      found.products += products
    }
    found.nesting = Math.max(found.nesting, depth)
    // Parentheses, and tables that are defined before the query, nest nothing.
    const nests = node !== statement && kind !== undefined && kind !== 'nested'
    for (const [name, child] of Object.entries(node)) walk(child, name === 'query' && nests ? depth + 1 : depth)
  }
  walk(statement, 0)
  return found
}

const kindOf = (node: unknown): unknown => (typeof node === 'object' && node !== null ? Reflect.get(node, 'kind') : undefined)

const isSelect = (node: object): node is Select => kindOf(node) === 'select'

/** Tables with a comma between are joined, too; WHERE may hold what brings two of them together. */
function joinsOf({ from, where }: Select): { readonly joins: number; readonly products: number } {
  const counted = {
    joins: Math.max(0, from.length - 1),
    unconditioned: from.slice(1).filter((relation) => !dependsOnOthers(relation)).length,
  }
  const walk = (relation: Relation): void => {
    if (relation.kind === 'nested' || relation.kind === 'sample' || relation.kind === 'pivot') walk(relation.relation)
    if (relation.kind !== 'join') return
    counted.joins += 1
    const isConditioned = relation.isNatural || relation.using !== undefined || (relation.on !== undefined && comparesColumns(relation.on))
    if (!isConditioned && !dependsOnOthers(relation.right)) counted.unconditioned += 1
    walk(relation.left)
    walk(relation.right)
  }
  for (const relation of from) walk(relation)
  const conditions = where === undefined ? 0 : conjunctsOf(where).filter(comparesColumns).length
  return { joins: counted.joins, products: Math.max(0, counted.unconditioned - conditions) }
}

/** What it has for a row is made of that row. */
const dependsOnOthers = (relation: Relation): boolean => relation.kind === 'function' || (relation.kind === 'query' && relation.isLateral)

const conjunctsOf = (condition: Expression): readonly Expression[] =>
  condition.kind === 'logic' && condition.operator === 'AND' ? condition.operands.flatMap(conjunctsOf) : [condition]

/** A comparison with a column on each side, wherever in the condition. */
const comparesColumns = (condition: Expression): boolean =>
  conjunctsOf(condition).some((one) =>
    one.kind === 'comparison'
      ? hasColumn(one.left) && hasColumn(one.right)
      : one.kind === 'between'
        ? true
        : one.kind === 'logic' && one.operands.some(comparesColumns),
  )

function hasColumn(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasColumn)
  if (typeof node !== 'object' || node === null) return false
  return kindOf(node) === 'column' || Object.values(node).some(hasColumn)
}
