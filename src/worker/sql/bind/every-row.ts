import { notSupported } from '../syntax-error.ts'
import type { Expression, FunctionCall } from '../tree/query.ts'
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
    case 'row':
      return expression.items.flatMap((item) => ofEveryRow(item.expression))
    case 'call':
      if (counts(expression)) return [expression]
      if (OF_ALL.has(expression.name)) return expression.arguments.flatMap(ofEveryRow)
      if (OF_FIRST.has(expression.name)) return inTurn(expression.arguments.slice(0, 1))
      return IN_TURN.has(expression.name) ? inTurn(expression.arguments) : []
    default:
      return []
  }
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

/** Throws not-supported where a call would count other rows than in Spark. */
export function checkCounts(call: FunctionCall, context: ExpressionContext): void {
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
