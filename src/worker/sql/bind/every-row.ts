import type { Bound } from '../bound/bound.ts'
import { notSupported } from '../syntax-error.ts'
import type { Expression, FunctionCall, Query, Window, WindowReference } from '../tree/query.ts'
import type { ExpressionContext } from './context.ts'

/** Its value depends on how often it was computed before: rand(seed), randn(seed), monotonically_increasing_id(). */
export const counts = ({ name, arguments: values }: FunctionCall): boolean =>
  name === 'monotonically_increasing_id' || ((name === 'rand' || name === 'random' || name === 'randn') && values.length > 0)

/** Each of their arguments is computed, whatever the one before is. */
const OF_ALL: ReadonlySet<string> = new Set(['array', 'struct', 'named_struct'])
const OF_FIRST: ReadonlySet<string> = new Set(['if', 'coalesce', 'nvl', 'ifnull'])
/** The next argument is computed where the one before is not NULL. */
const IN_TURN: ReadonlySet<string> = new Set(
  'abs bigint boolean bround cast ceil ceiling concat date_add date_sub decimal double exp float floor format_number int mod pmod pow power round smallint sqrt string tinyint'.split(
    ' ',
  ),
)

/**
 * The calls that count, where Spark computes them for each row: not in a branch of CASE, behind AND and OR, or behind an operand that may be NULL. Elsewhere they
 * count other rows than the engine does.
 */
export function ofEveryRow(expression: Expression): readonly FunctionCall[] {
  switch (expression.kind) {
    case 'cast':
    case 'not':
    case 'sign':
    case 'is':
    case 'field':
    case 'in-list':
    case 'like':
    case 'subscript':
      return ofEveryRow(expression.operand)
    case 'arithmetic':
    case 'comparison':
      return inTurn([expression.left, expression.right])
    case 'logic':
      return inTurn(expression.operands.slice(0, 1))
    case 'case':
      return expression.operand === undefined ? inTurn(expression.branches.slice(0, 1).map(({ when }) => when)) : []
    case 'scalar-query':
      return ofEveryRow(valueOfOneRow(expression.query) ?? NOTHING)
    case 'row':
      return expression.items.flatMap((item) => ofEveryRow(item.expression))
    case 'call':
      if (counts(expression)) return [expression]
      if (expression.over !== undefined) return ofWindow(expression, expression.over)
      if (OF_ALL.has(expression.name)) return expression.arguments.flatMap(ofEveryRow)
      if (OF_FIRST.has(expression.name)) return inTurn(expression.arguments.slice(0, 1))
      return IN_TURN.has(expression.name) ? inTurn(expression.arguments) : []
    default:
      return []
  }
}

const NOTHING: Expression = { kind: 'null' }

/** What a window function reads is computed before it. */
const ofWindow = (call: FunctionCall, over: WindowReference): readonly FunctionCall[] => [
  ...call.arguments.flatMap(ofEveryRow),
  ...(over.kind === 'definition' ? callsOfWindow(over.window) : []),
]

export const callsOfWindow = ({ partition, order }: Window): readonly FunctionCall[] => [
  ...partition.flatMap(ofEveryRow),
  ...order.flatMap(({ expression }) => ofEveryRow(expression)),
]

/** Of an item of a select list: what stands beside a window function in it is computed of the rows in the order of that one. */
export const ofItem = (expression: Expression): readonly FunctionCall[] =>
  expression.kind === 'call' && expression.over !== undefined ? ofEveryRow(expression) : (windowsIn(expression) ?? ofEveryRow(expression))

/** Undefined: there is none. The tree is plain data. */
function windowsIn(node: unknown): readonly FunctionCall[] | undefined {
  if (typeof node !== 'object' || node === null || 'query' in node) return undefined
  if ('over' in node && node.over !== undefined) return ofEveryRow(node as FunctionCall)
  const found = (Array.isArray(node) ? node : Object.values(node)).flatMap((child) => {
    const calls = windowsIn(child)
    return calls === undefined ? [] : [calls]
  })
  return found.length === 0 ? undefined : found.flat()
}

/** What a query is that Spark takes for the expression of its select list, as (SELECT rand()): it stands for a value and reads no rows. */
export function valueOfOneRow({ ctes, body, order, distribution, limit, offset }: Query): Expression | undefined {
  if (body.kind !== 'select' || ctes.length + order.length + distribution.length > 0 || limit !== undefined || offset !== undefined)
    return undefined
  const { items, from, lateralViews, where, groupBy, having, isDistinct } = body
  const [only, ...others] = items
  const isPlain = from.length + lateralViews.length + others.length === 0 && !isDistinct && groupBy === undefined
  return isPlain && where === undefined && having === undefined && only !== undefined && differs(only.expression)
    ? only.expression
    : undefined
}

const DIFFERING: ReadonlySet<string> = new Set(['rand', 'random', 'randn', 'uuid', 'shuffle', 'monotonically_increasing_id'])

/** Whether a function that differs from row to row stands in the expression. The tree is plain data. */
export function differs(node: unknown): boolean {
  if (typeof node !== 'object' || node === null || 'query' in node) return false
  if ('kind' in node && node.kind === 'call' && 'name' in node && typeof node.name === 'string' && DIFFERING.has(node.name)) return true
  return (Array.isArray(node) ? node : Object.values(node)).some(differs)
}

function inTurn(operands: readonly Expression[]): readonly FunctionCall[] {
  const end = operands.findIndex((operand) => !isNeverNull(operand))
  return operands.slice(0, end === -1 ? operands.length : end + 1).flatMap(ofEveryRow)
}

function isNeverNull(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'typed-literal':
      return true
    case 'sign':
      return isNeverNull(expression.operand)
    case 'arithmetic':
      return '+-*'.includes(expression.operator) && isNeverNull(expression.left) && isNeverNull(expression.right)
    case 'call':
      return counts(expression)
    default:
      return false
  }
}

/** The bound call, by what it is read. Throws not-supported where it would count other rows than in Spark. */
export function countedCall(call: FunctionCall, bound: Bound, context: ExpressionContext): Bound {
  const { scope, countedKeys, countedBelow, isInWindow, nestedWindows } = context
  const known = countedKeys?.counted(bound, scope)
  if (known !== undefined) return known
  checkCounts(call, context)
  if (countedBelow !== undefined) return countedBelow.addCounted(bound, scope)
  // Of the rows before they are those of a window.
  if (isInWindow === true && nestedWindows !== undefined) return { ...bound, sql: nestedWindows.add(bound.sql) }
  return { ...bound, hasWindow: true }
}

function checkCounts(call: FunctionCall, context: ExpressionContext): void {
  const rows = context.everyRow
  if (!rows.calls.has(call))
    throw notSupported(
      `${call.name} in ${context.clause === 'SELECT' ? 'a part of an expression that is not computed for each row' : context.clause}`,
      `Name it in a subquery: SELECT … FROM (SELECT *, ${call.name}(…) AS r FROM …).`,
    )
  if (context.state.hasPartitions)
    throw notSupported(`${call.name} of rows in several partitions`, 'Leave the number of partitions of range out.')
  rows.isCounted = true
  if (call.name !== 'monotonically_increasing_id' && !rows.isOnePartition)
    throw notSupported(
      `${call.name} with a seed over joined, grouped, sorted or united rows, whose order is not Spark's,`,
      'Call it without a seed, or over one table.',
    )
}

/** Throws not-supported for what tells of files, or of partitions, where there are some. */
export function refuseFiles({ name }: FunctionCall, { state }: ExpressionContext): void {
  if (name.startsWith('input_file_') && state.scans.length > 0)
    throw notSupported(
      `${name} in a statement that reads a table`,
      'Call input_file_name() where FROM has one table of files and nothing else, and give it a name there: FROM (SELECT *, input_file_name() AS file FROM t).',
    )
  if (name === 'spark_partition_id' && state.hasPartitions)
    throw notSupported(`${name} of rows in several partitions`, 'Leave the number of partitions of range out.')
}
