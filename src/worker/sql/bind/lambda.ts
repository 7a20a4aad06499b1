import type { SparkType } from '../../../base/spark-type.ts'
import { type Bound, compose, literal } from '../bound/bound.ts'
import { leafKey, replaceLeaves } from '../bound/replace-leaves.ts'
import { parameter, type Sql } from '../bound/sql.ts'
import type { HigherOrderFunction, LambdaBinder } from '../functions/function-record.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { heldUnder, underName } from '../functions/user-function.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, FunctionCall } from '../tree/query.ts'
import { bindExpression, type ExpressionContext, functionEnvironment } from './context.ts'

/** A call of transform or its like. */
export function bindHigherOrder(call: FunctionCall, record: HigherOrderFunction, context: ExpressionContext): Bound {
  const emit = (bind: LambdaBinder['bind'], inner: ExpressionContext): Bound =>
    record.emit(
      call.arguments,
      { bind, bindLambda: (expression, types, sqlOf = (parameters) => parameters) => bindLambda(expression, types, sqlOf, inner) },
      { name: call.name, environment: functionEnvironment(context) },
    )
  if (context.aroundLambda !== undefined) return emit((expression) => bindExpression(expression, context), context)
  const around = new AroundLambda(context)
  const inner = { ...context, aroundLambda: around }
  const values = new Map<Expression, Bound>()
  const bind = (expression: Expression): Bound => {
    const value = values.get(expression) ?? bindExpression(expression, context)
    values.set(expression, value)
    return value
  }
  const bound = emit(bind, inner)
  return around.isNeeded ? around.given(emit((expression) => around.held(bind(expression)), inner)) : bound
}

/**
 * What a lambda function of the engine cannot hold, and one of Spark can: queries that stand for a value, aggregates, window functions, and columns of a query around. None
 * of them reads what the lambda function is given, so they are computed before it, and it reads them by a name. So is whatever else it reads: the engine finds
 * nothing but names there, once a column of a query around is one of them.
 */
class AroundLambda {
  readonly #outside: ExpressionContext
  readonly #name: string
  readonly #found: Bound[] = []
  readonly #known = new Map<Expression, Bound>()

  constructor(context: ExpressionContext) {
    this.#outside = { ...context, truth: 'value' }
    this.#name = context.state.lambdaParameter()
  }

  get isNeeded(): boolean {
    return this.#found.length > 0
  }

  /** The value of an expression that is bound outside. */
  value(expression: Expression): Bound {
    const made = this.#known.get(expression) ?? this.add(bindExpression(expression, this.#outside))
    this.#known.set(expression, made)
    return made
  }

  add(value: Bound): Bound {
    const { constant: _constant, ...rest } = value
    this.#found.push(value)
    return { ...rest, sql: heldUnder(this.#name, this.#found.length - 1) }
  }

  /** An argument that is no lambda function; a constant may stand within one. */
  held(value: Bound): Bound {
    return value.constant !== undefined || value.type.kind === 'void' ? value : this.add(value)
  }

  given(bound: Bound): Bound {
    const parts = [...this.#found, bound]
    const values = this.#found.map(({ sql }) => sql)
    const columns = new Map<string, Sql>()
    const inner = replaceLeaves(bound.sql, (leaf) => {
      if (leaf.kind !== 'column') return undefined
      const key = leafKey(leaf)
      const made = columns.get(key) ?? heldUnder(this.#name, values.push(leaf) - 1)
      columns.set(key, made)
      return made
    })
    return compose(parts, { sql: underName(values, this.#name, inner), type: bound.type, name: bound.name })
  }
}

/** Whether it is computed before the lambda function in which it stands. */
export function isBeforeLambda(expression: Expression): boolean {
  if (expression.kind === 'scalar-query' || expression.kind === 'exists') return true
  return expression.kind === 'call' && (expression.over !== undefined || FUNCTIONS.get(expression.name)?.kind === 'aggregate')
}

function bindLambda(
  expression: Expression,
  types: readonly SparkType[],
  sqlOf: (parameters: readonly Sql[]) => readonly Sql[],
  context: ExpressionContext,
): ReturnType<LambdaBinder['bindLambda']> {
  const { names, body: written } =
    expression.kind === 'lambda' ? { names: expression.parameters, body: expression.body } : unread(expression, types)
  const count = names.length
  if (count > types.length) throw semanticError(`The lambda function has ${count} parameters; it may have ${types.length}`)
  const twice = names.find((name, index) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) < index)
  if (twice !== undefined) throw semanticError(`Two parameters of the lambda function are called ${twice}`)
  const parameters = types.slice(0, count).map(() => context.state.lambdaParameter())
  const sqls = sqlOf(parameters.map(parameter))
  const bindings = new Map(context.lambdaParameters)
  names.forEach((name, index) => {
    const type = types[index]
    const sql = sqls[index]
    if (type !== undefined && sql !== undefined) bindings.set(name.toLowerCase(), literal(sql, type, `namedlambdavariable()`))
  })
  const body = bindExpression(written, { ...context, lambdaParameters: bindings })
  const text = `lambdafunction(${[body.name, ...parameters.map(() => 'namedlambdavariable()')].join(', ')})`
  return { parameters, body, text }
}

/** A value that is no lambda function is one that does not read its parameters. */
const unread = (body: Expression, types: readonly SparkType[]): { readonly names: readonly string[]; readonly body: Expression } => ({
  names: types.map((_, index) => ` unread${index}`),
  body,
})
