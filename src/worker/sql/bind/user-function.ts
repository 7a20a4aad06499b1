import { CausewayError } from '../../../base/errors.ts'
import { type SparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { type Bound, compose, literal, recast } from '../bound/bound.ts'
import { isVolatile, parameter as parameterSql } from '../bound/sql.ts'
import { castBound } from '../functions/operators/cast.ts'
import { storedSql } from '../functions/operators/store.ts'
import { computedOnce, isName } from '../functions/user-function.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, FunctionCall } from '../tree/query.ts'
import { type BinderState, bindExpression, type ExpressionContext } from './context.ts'
import type { WrittenFunction } from './functions-in-sight.ts'
import { VALUES_ALONE } from './output.ts'
import { holdsQuery } from './predicate-queries.ts'
import { Scope } from './scope.ts'

/** Each function that calls the one below it twice would double with each level. */
const CALLS_MAX = 1_000

/** The engine takes twice as long for each further level of values that are computed within one another: 63 ms for twelve, hours for forty. */
const COMPUTING_DEPTH_MAX = 8

/** The body with the values for its parameters: each is computed once, and the body sees nothing else. */
export function bindUserFunction(call: FunctionCall, written: WrittenFunction, context: ExpressionContext): Bound {
  const { name } = written
  const { state } = context
  if (call.over !== undefined) throw semanticError(`${name} is no window function`)
  if (call.isDistinct || call.ignoresNulls || call.filter !== undefined || call.withinGroup !== undefined)
    throw semanticError(`${name} is no aggregate: it has neither DISTINCT nor FILTER, and no IGNORE NULLS`)
  if (state.openFunctions.includes(name)) {
    const path = [...state.openFunctions.slice(state.openFunctions.indexOf(name)), name]
    throw semanticError(`The function ${name} would call itself: ${path.join(' → ')}`, 'Give it another name, or the one that it calls.')
  }
  state.userCalls += 1
  if (state.userCalls > CALLS_MAX)
    throw new CausewayError('limit-exceeded', `The statement calls functions of its user more than ${CALLS_MAX} times, at ${name}`, {
      hint: 'Compute the inner ones in a subquery, or in a table.',
    })
  const given = argumentsOf(call, written, context)
  const places = written.parameters.map((parameter, index) => {
    const value = given[index]
    if (value === undefined) throw new CausewayError('internal', 'A parameter has no value')
    return { name: parameter.name, value, direct: isDirect(value, usesOf(written.body, parameter.name)) }
  })
  const held = places.filter(({ direct }) => !direct).map(({ value }) => value)
  const once = computedOnce(held, state.lambdaParameter())
  const names = new Map<string, Bound>()
  let next = 0
  for (const place of places) names.set(place.name, place.direct ? place.value : heldValue(place.value, once.reads[next++]))
  if (held.length > 0 && state.computingFunctions >= COMPUTING_DEPTH_MAX)
    throw new CausewayError(
      'limit-exceeded',
      `Functions compute values for one another deeper than ${COMPUTING_DEPTH_MAX} levels, at ${name}`,
      {
        hint: 'Compute the inner ones in a subquery.',
      },
    )
  if (held.length > 0) state.computingFunctions += 1
  const body = inBody(written, state, () => bodyValue(written, names, state))
  if (held.length > 0) state.computingFunctions -= 1
  const values = places.map(({ value }) => value)
  const sql = held.length === 0 ? body.sql : once.around(body.sql)
  return compose([...values, ...(held.length === 0 ? [body] : [])], {
    sql,
    type: written.returns,
    name: `${name}(${given.map((value) => value.name).join(', ')})`,
  })
}

/** Throws for a body, or for a value of a parameter, that no call could have: what CREATE FUNCTION refuses. */
export function checkUserFunction(written: WrittenFunction, state: BinderState): void {
  const names = new Map<string, Bound>()
  for (const { name, type, value } of written.parameters) {
    names.set(name, literal(parameterSql(state.lambdaParameter()), type, name))
    if (value === undefined) continue
    if (!isLiteral(value))
      throw notSupported(`DEFAULT of the parameter ${name} that is no literal`, 'Write a number, a string, a date or NULL.')
    stored(bindExpression(value, bodyContext(written, new Map(), state)), type, written.name, name)
  }
  state.openFunctions.push(written.name)
  bodyValue(written, names, state)
  state.openFunctions.pop()
}

function bodyValue(written: WrittenFunction, names: ReadonlyMap<string, Bound>, state: BinderState): Bound {
  if (holdsQuery(written.body))
    throw notSupported(`A subquery in the body of the function ${written.name}`, 'Join with the query, and give its value to the function.')
  return castBound(bindExpression(written.body, bodyContext(written, names, state)), written.returns)
}

/** What cannot be bound of the text is told with the function's name: the statement does not show it. */
function inBody(written: WrittenFunction, state: BinderState, bind: () => Bound): Bound {
  state.openFunctions.push(written.name)
  try {
    return bind()
  } catch (error) {
    if (state.openFunctions.length > 1 || !(error instanceof CausewayError) || error.kind !== 'sql-semantics') throw error
    throw semanticError(`The function ${written.name} cannot be computed: ${error.message}`, error.hint)
  } finally {
    state.openFunctions.pop()
  }
}

function argumentsOf(call: FunctionCall, written: WrittenFunction, context: ExpressionContext): readonly Bound[] {
  const { name, parameters } = written
  const most = parameters.length
  const least = parameters.filter(({ value }) => value === undefined).length
  const count = call.arguments.length
  if (count < least || count > most)
    throw semanticError(
      `${name} takes ${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'argument' : 'arguments'}, and is given ${count}`,
      `DESCRIBE FUNCTION ${name} shows them.`,
    )
  return parameters.map((parameter, index) => {
    const argument = call.arguments[index]
    if (argument !== undefined) return stored(bindExpression(argument, context), parameter.type, name, parameter.name)
    if (parameter.value === undefined) throw new CausewayError('internal', 'A parameter without a value has no default')
    const value = bindExpression(parameter.value, bodyContext(written, new Map(), context.state))
    return stored(value, parameter.type, name, parameter.name)
  })
}

/** As a value is stored in a column of the type. */
function stored(value: Bound, type: SparkType, name: string, parameter: string): Bound {
  const sql = storedSql(value, type)
  if (sql === undefined)
    throw semanticError(
      `The parameter ${parameter} of ${name} is ${sparkTypeName(type)}, and cannot be given ${value.name}, which is ${sparkTypeName(value.type)}`,
      `Write CAST(… AS ${sparkTypeName(type)}) where the conversion is meant.`,
    )
  return sql === value.sql ? value : recast(value, sql, type)
}

function heldValue(value: Bound, sql: Bound['sql'] | undefined): Bound {
  if (sql === undefined) throw new CausewayError('internal', 'A value that is computed once has no name')
  return literal(sql, value.type, value.name)
}

/** Whether the value may stand wherever the body names it: it is read there only once, or there is nothing to compute. */
function isDirect(value: Bound, uses: Uses): boolean {
  const isConstant = value.uses.length === 0 && !value.hasAggregate && !value.hasWindow && !isVolatile(value.sql)
  if (value.constant !== undefined || isName(value.sql) || (isConstant && value.sql.kind === 'template' && value.sql.parts.length === 0))
    return true
  if (uses === 'none' || uses === 'one') return true
  return uses === 'several' && value.sql.kind === 'column'
}

/** in-lambda: a lambda function of the engine does not read every column. */
type Uses = 'none' | 'one' | 'several' | 'in-lambda'

function usesOf(body: unknown, name: string): Uses {
  let count = 0
  let inLambda = false
  const visit = (node: unknown, isInLambda: boolean): void => {
    if (typeof node !== 'object' || node === null) return
    const isLambda = 'kind' in node && node.kind === 'lambda'
    if ('kind' in node && node.kind === 'column' && 'parts' in node && Array.isArray(node.parts)) {
      const [first] = node.parts as readonly unknown[]
      if (typeof first !== 'string' || first.toLowerCase() !== name) return
      count += 1
      inLambda ||= isInLambda
      return
    }
    for (const child of Object.values(node)) visit(child, isInLambda || isLambda)
  }
  visit(body, false)
  if (inLambda) return 'in-lambda'
  return count === 0 ? 'none' : count === 1 ? 'one' : 'several'
}

const LITERALS: ReadonlySet<Expression['kind']> = new Set(['null', 'boolean', 'number', 'string', 'typed-literal', 'interval'])

const isLiteral = (value: Expression): boolean =>
  LITERALS.has(value.kind) || (value.kind === 'sign' && value.operator !== '~' && value.operand.kind === 'number')

const bodyContext = (written: WrittenFunction, names: ReadonlyMap<string, Bound>, state: BinderState): ExpressionContext => ({
  ...VALUES_ALONE,
  state,
  scope: new Scope([], undefined),
  commonTables: new Map(),
  rules: written.rules,
  correlation: undefined,
  clause: `the body of the function ${written.name}`,
  lambdaParameters: names,
  aggregatesAround: undefined,
})
