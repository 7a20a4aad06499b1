import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { UserFunction } from '../../../protocol/user-function.ts'
import type { FunctionsInSight, WrittenFunction } from '../bind/functions-in-sight.ts'
import { guardDepth } from '../guard-depth.ts'
import { parseStatement } from '../parse/parse-statement.ts'
import type { Expression } from '../tree.ts'
import { readingRules } from './reading-rules-of.ts'

/** The functions as they are called: the text of each is read when the first call of it is met. */
export function functionsInSight(functions: readonly UserFunction[]): FunctionsInSight {
  const byName = new Map(functions.map((one) => [one.name, one]))
  const read = new Map<string, WrittenFunction>()
  return {
    names: [...byName.keys()],
    find(name) {
      const definition = byName.get(name)
      if (definition === undefined) return undefined
      const written = read.get(name) ?? writtenFunction(definition)
      read.set(name, written)
      return written
    },
  }
}

function writtenFunction({ name, parameters, returns, body, settings = {} }: UserFunction): WrittenFunction {
  const rules = readingRules(settings)
  const read = (text: string): Expression => readExpressionText(text, settings)
  return {
    name,
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
