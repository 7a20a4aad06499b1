import { CausewayError } from '../../base/errors.ts'
import { sparkTypeName } from '../../base/spark-type.ts'
import { bindCall } from './bind-call.ts'
import type { ExpressionContext } from './bind-context.ts'
import { bindLiteral } from './bind-literal.ts'
import { asBoolean, bindArithmetic, bindComparison, bindIn, bindLike, bindSign, unified } from './bind-operator.ts'
import { bindExists, bindInQuery, bindScalarQuery } from './bind-subquery.ts'
import { BOOLEAN, type Bound, compose, INT, VOID } from './bound.ts'
import { castBound, castSql } from './cast.ts'
import { isInteger, isNested } from './coercion.ts'
import { makeRow } from './functions/struct.ts'
import { fieldOf } from './scope.ts'
import { semanticError } from './syntax-error.ts'
import type { Expression } from './tree.ts'

/** Some functions write an argument several times, so nested calls grow by multiplication. */
const EMITTED_LENGTH_MAX = 2_000_000

/** Names resolved, types inferred, SQL emitted. Throws sql-semantics and not-supported. */
export function bindExpression(expression: Expression, context: ExpressionContext): Bound {
  const bound = bindKind(expression, context)
  if (bound.sql.length > EMITTED_LENGTH_MAX)
    throw new CausewayError('limit-exceeded', 'An expression of the statement becomes too big for the engine', {
      hint: 'Compute its inner parts in a subquery, step by step.',
    })
  // A grouping expression may be read anywhere behind GROUP BY, whole.
  if (!context.isInAggregate && bound.uses.length > 0 && context.groupingKeys.has(bound.sql))
    return { ...bound, uses: bound.uses.filter((use) => use.scopeId !== context.scope.id) }
  return bound
}

function bindKind(expression: Expression, context: ExpressionContext): Bound {
  const bind = (inner: Expression): Bound => bindExpression(inner, context)
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval':
      return bindLiteral(expression)
    case 'column':
      return bindColumn(expression.parts, context)
    case 'star':
      throw semanticError(`* may not stand in ${context.clause} here`, 'It may stand in the select list and in count(*).')
    case 'call':
      return bindCall(expression, context)
    case 'cast':
      return bindCast(expression, context)
    case 'not': {
      const operand = asBoolean(bind(expression.operand), 'NOT')
      return compose([operand], { sql: `(NOT ${operand.sql})`, type: BOOLEAN, name: `(NOT ${operand.name})` })
    }
    case 'sign':
      return bindSign(expression.operator, bind(expression.operand))
    case 'arithmetic':
      return bindArithmetic(expression.operator, bind(expression.left), bind(expression.right))
    case 'comparison':
      return bindComparison(expression.operator, bind(expression.left), bind(expression.right))
    case 'logic':
      return bindLogic(expression.operator, expression.operands.map(bind))
    case 'between':
      return bindBetween(bind(expression.operand), bind(expression.low), bind(expression.high), expression.isNegated)
    case 'in-list':
      return bindIn(bind(expression.operand), expression.items.map(bind), expression.isNegated)
    case 'in-query':
      return bindInQuery(bind(expression.operand), expression.query, expression.isNegated, context)
    case 'like': {
      const operand = bind(expression.operand)
      const negated = (test: Bound): Bound => compose([test], { sql: `(NOT ${test.sql})`, type: BOOLEAN, name: `(NOT ${test.name})` })
      const tests = expression.patterns.map((pattern) => {
        const test = bindLike(expression.operator, operand, bind(pattern), expression.escapeCharacter)
        return expression.isNegated ? negated(test) : test
      })
      const [first] = tests
      if (expression.quantifier === 'one' && first !== undefined) return first
      // NOT LIKE ANY: one of the patterns does not match; NOT LIKE ALL: none does.
      const name = `${expression.isNegated ? 'not' : ''}${expression.operator.toLowerCase()}${expression.quantifier}(${operand.name})`
      return { ...bindLogic(expression.quantifier === 'all' ? 'AND' : 'OR', tests), name }
    }
    case 'is':
      return bindIs(bind(expression.operand), expression.test, expression.isNegated)
    case 'case':
      return bindCase(expression, context)
    case 'subscript':
      return bindSubscript(bind(expression.operand), bind(expression.index))
    case 'field':
      return bindField(bind(expression.operand), expression.name)
    case 'lambda':
      throw semanticError('A lambda function (x -> …) stands only as an argument of functions such as transform and filter')
    case 'row':
      return makeRow(expression.items, context)
    case 'scalar-query':
      return bindScalarQuery(expression.query, context)
    case 'exists':
      return bindExists(expression.query, context)
  }
}

function bindColumn(parts: readonly string[], context: ExpressionContext): Bound {
  const [first, ...fields] = parts
  const key = first?.toLowerCase() ?? ''
  const parameter = context.lambdaParameters.get(key)
  if (parameter !== undefined) return fields.reduce(fieldOf, parameter)
  const alias = context.aliases.get(key)
  if (alias !== undefined && (context.aliasesFirst || !context.scope.has(first ?? ''))) {
    if (alias.generator !== undefined) throw semanticError(`${first} is made by ${alias.name} and may not be read in the same select list`)
    return fields.reduce(fieldOf, alias)
  }
  if (parts.length > 1 || !SESSION_WORDS.has(key) || context.scope.reaches(parts)) return context.scope.resolve(parts)
  return bindCall(
    {
      kind: 'call',
      name: key,
      arguments: [],
      isDistinct: false,
      ignoresNulls: false,
      filter: undefined,
      withinGroup: undefined,
      over: undefined,
    },
    context,
  )
}

/**
 * Words that call a function of the session without brackets, as Spark has it: only where no column in sight, of this query or one around it, has the name.
 * Spark 3.3.1 has no user and session_user and refuses them; they are Spark 4's.
 */
const SESSION_WORDS: ReadonlySet<string> = new Set(['current_date', 'current_timestamp', 'current_user', 'user', 'session_user'])

function bindCast(expression: Extract<Expression, { kind: 'cast' }>, context: ExpressionContext): Bound {
  const operand = bindExpression(expression.operand, context)
  const printed = `${expression.isTry ? 'TRY_CAST' : 'CAST'}(${operand.name} AS ${sparkTypeName(expression.type).toUpperCase()})`
  const cast = castBound(operand, expression.type)
  // Spark prints no cast to an array, map or struct.
  const name = isNested(expression.type) ? operand.name : printed
  return compose([operand], { sql: cast.sql, type: expression.type, name })
}

function bindLogic(operator: 'AND' | 'OR', operands: readonly Bound[]): Bound {
  const conditions = operands.map((operand) => asBoolean(operand, operator))
  const name = conditions.map((condition) => condition.name).reduce((left, right) => `(${left} ${operator} ${right})`)
  return compose(conditions, { sql: `(${conditions.map((condition) => condition.sql).join(` ${operator} `)})`, type: BOOLEAN, name })
}

function bindBetween(operand: Bound, low: Bound, high: Bound, isNegated: boolean): Bound {
  const from = bindComparison('>=', operand, low)
  const to = bindComparison('<=', operand, high)
  const name = `between(${operand.name}, ${low.name}, ${high.name})`
  const sql = `(${from.sql} AND ${to.sql})`
  const bound = compose([operand, low, high], { sql, type: BOOLEAN, name })
  return isNegated ? { ...bound, sql: `(NOT ${sql})`, name: `(NOT ${name})` } : bound
}

function bindIs(operand: Bound, test: 'null' | 'true' | 'false' | 'unknown', isNegated: boolean): Bound {
  if (test === 'null' || test === 'unknown') {
    const value = test === 'null' ? operand : asBoolean(operand, 'IS UNKNOWN')
    const word = isNegated ? 'IS NOT NULL' : 'IS NULL'
    return compose([operand], { sql: `(${value.sql} ${word})`, type: BOOLEAN, name: `(${operand.name} ${word})` })
  }
  const value = asBoolean(operand, `IS ${test.toUpperCase()}`)
  const sql = `(${value.sql} IS ${isNegated ? '' : 'NOT '}DISTINCT FROM ${test.toUpperCase()})`
  const name = `(${operand.name} <=> ${test})`
  return compose([operand], { sql, type: BOOLEAN, name: isNegated ? `(NOT ${name})` : name })
}

function bindCase(expression: Extract<Expression, { kind: 'case' }>, context: ExpressionContext): Bound {
  const operand = expression.operand === undefined ? undefined : bindExpression(expression.operand, context)
  const conditions = expression.branches.map((branch) => {
    const when = bindExpression(branch.when, context)
    return operand === undefined ? asBoolean(when, 'WHEN') : bindComparison('=', operand, when)
  })
  const otherwise = expression.otherwise === undefined ? undefined : bindExpression(expression.otherwise, context)
  const results = [
    ...expression.branches.map((branch) => bindExpression(branch.result, context)),
    ...(otherwise === undefined ? [] : [otherwise]),
  ]
  const { type, values } = unified(results, 'CASE')
  const branches = conditions.map((condition, index) => ({ condition, result: values[index], printed: results[index] }))
  const elseValue = otherwise === undefined ? undefined : values.at(-1)
  const whens = branches.map(({ condition, result }) => ` WHEN ${condition.sql} THEN ${result?.sql ?? 'NULL'}`).join('')
  const printedWhens = branches.map(({ condition, printed }) => ` WHEN ${condition.name} THEN ${printed?.name ?? 'NULL'}`).join('')
  return compose([...conditions, ...values], {
    sql: `(CASE${whens}${elseValue === undefined ? '' : ` ELSE ${elseValue.sql}`} END)`,
    type: type.kind === 'void' ? VOID : type,
    name: `CASE${printedWhens}${otherwise === undefined ? '' : ` ELSE ${otherwise.name}`} END`,
  })
}

/** array[i] counts from 0 and is NULL outside; map[key] is NULL without the key. */
function bindSubscript(operand: Bound, index: Bound): Bound {
  const name = `${operand.name}[${index.name}]`
  if (operand.type.kind === 'array') {
    if (!isInteger(index.type))
      throw semanticError(`The index of ${operand.name} must be an integer; ${index.name} is ${sparkTypeName(index.type)}`)
    const position = castSql(index.sql, index.type, INT)
    const known = index.constant?.kind === 'number' && !index.constant.text.startsWith('-')
    const element = `list_extract(${operand.sql}, ${position} + 1)`
    const sql = known ? element : `(CASE WHEN ${position} >= 0 THEN ${element} END)`
    return compose([operand, index], { sql, type: operand.type.element, name })
  }
  if (operand.type.kind === 'map') {
    const key = castBound(index, operand.type.key)
    return compose([operand, index], { sql: `sp_map_value(${operand.sql}, ${key.sql})`, type: operand.type.value, name })
  }
  if (operand.type.kind === 'struct' && index.constant?.kind === 'string') return fieldOf(operand, index.constant.value)
  throw semanticError(`${operand.name} is ${sparkTypeName(operand.type)}: [ ] reads arrays and maps`)
}

function bindField(operand: Bound, name: string): Bound {
  return { ...fieldOf(operand, name), name: `${operand.name}.${name}` }
}
