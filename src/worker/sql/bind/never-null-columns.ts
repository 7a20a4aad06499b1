import type { Expression } from '../tree/query.ts'
import { noteNeverNull } from './constant-value.ts'
import type { ExpressionContext } from './context.ts'

/** Notes the columns of the expression that Spark knows never to be NULL, for `isNeverNull`. Not those within a query of it. Each part is looked at once. */
export function noteColumns(expression: Expression, context: ExpressionContext): void {
  // Where a grouping set has not the column, it is NULL.
  if (context.groupingColumns === undefined) note(expression, context)
}

const noted = new WeakSet<object>()

function note(node: unknown, context: ExpressionContext): void {
  if (typeof node !== 'object' || node === null || noted.has(node)) return
  noted.add(node)
  if (isColumn(node)) {
    const type = typeOf(node.parts, context)
    if (type !== undefined) noteNeverNull(node, type)
    return
  }
  for (const [key, part] of Object.entries(node)) if (key !== 'query') note(part, context)
}

const isColumn = (node: object): node is Extract<Expression, { kind: 'column' }> => 'kind' in node && node.kind === 'column'

function typeOf(parts: readonly string[], { aliases, aliasesFirst, scope, lambdaParameters }: ExpressionContext) {
  const [first = '', ...fields] = parts
  const key = first.toLowerCase()
  if (lambdaParameters.has(key)) return undefined
  const alias = aliases.get(key)
  if (alias === undefined || (!aliasesFirst && scope.has(first))) return scope.typeWithoutNull(parts)
  return alias.isNeverNull === true && fields.length === 0 ? alias.type : undefined
}
