import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { WrittenFunction } from '../bind/functions-in-sight.ts'
import { guardDepth } from '../guard-depth.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import type { Expression } from '../tree/query.ts'
import { readingRules } from './reading-rules-of.ts'
import { inSight } from './sight.ts'

/** A function as it is called. `database`: its own, undefined for one of a session; `own`: those of the session that its body sees. */
export function writtenFunction(
  { name, parameters, returns, body, currentDatabase, settings = {} }: UserFunction,
  database: string | undefined,
  own: ReadonlySet<string>,
): WrittenFunction {
  const rules = readingRules(settings)
  const read = (text: string): Expression =>
    guardDepth(() => inSight(readExpressionText(text, settings), { own, database: currentDatabase }))
  return {
    name: database === undefined ? name : `${database}.${name}`,
    parameters: parameters.map((parameter) => ({
      name: parameter.name.toLowerCase(),
      type: parseSparkType(parameter.type),
      value: parameter.default === undefined ? undefined : read(parameter.default),
    })),
    returns: parseSparkType(returns),
    body: read(body),
    rules,
  }
}

/** The text was read as one expression when it was kept. */
function readExpressionText(text: string, settings: Readonly<Record<string, string>>): Expression {
  const statement = guardDepth(() => parseStatement(`SELECT (${text}\n)`, readingRules(settings)))
  const body = statement.kind === 'query' ? statement.query.body : undefined
  const [item] = body?.kind === 'select' ? body.items : []
  if (item === undefined) throw new CausewayError('internal', 'The text of a function is no expression')
  return item.expression
}
