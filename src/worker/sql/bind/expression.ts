import { type SparkType, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import { sparkTypeDdl } from '../../../base/spark-type-ddl.ts'
import { type Bound, compose } from '../bound/bound.ts'
import { earlyOf, withEarly } from '../bound/early.ts'
import type { Sql } from '../bound/sql.ts'
import { bindLiteral } from '../functions/literals.ts'
import { bindField, bindSubscript, fieldOf } from '../functions/operators/access.ts'
import { bindArithmetic, bindSign } from '../functions/operators/arithmetic.ts'
import { castBound } from '../functions/operators/cast.ts'
import { bindComparison, bindIn } from '../functions/operators/comparison.ts'
import { bindBetween, bindCase, bindIs, bindLogic, bindNot, bracketed } from '../functions/operators/logic.ts'
import { bindMatch } from '../functions/operators/matching.ts'
import { tryCastBound } from '../functions/operators/try-cast.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { blame, writtenStart } from '../tree/written.ts'
import { isNested } from '../types/coercion.ts'
import { bindCall } from './call.ts'
import { isNeverNull } from './constant-value.ts'
import type { ExpressionContext } from './context.ts'
import { canonicalIdentity } from './grouping.ts'
import { bindGroupingId } from './grouping-call.ts'
import { withoutKnownTruths } from './known-truths.ts'
import { isBeforeLambda } from './lambda.ts'
import { holdsMembership } from './membership.ts'
import { noteColumns } from './never-null-columns.ts'
import { refuseLess } from './not-in-values.ts'
import { makeRow } from './struct.ts'
import { bindExists, bindInQuery, bindRowInQuery, bindScalarQuery } from './subquery.ts'
import { asTruthTest, negated, truthWithin } from './truth.ts'

/** Names resolved, types inferred. Throws sql-semantics and not-supported. */
export function bindExpression(expression: Expression, context: ExpressionContext): Bound {
  const { aroundLambda } = context
  if (aroundLambda !== undefined && isBeforeLambda(expression)) return aroundLambda.value(expression)
  let bound: Bound
  // Not in a function of its own: a chain of a thousand operators is as many calls deep.
  try {
    bound = bindKind(expression, context)
  } catch (thrown) {
    throw blame(thrown, expression)
  }
  if (context.isInAggregate || context.groupingKeys.size === 0) return bound
  // A constant is a grouping expression where there are sets without it.
  if (bound.uses.length === 0 && (context.groupingColumns === undefined || bound.hasAggregate)) return bound
  // A grouping expression may be read anywhere behind GROUP BY, whole, and in the form that GROUP BY has it.
  const key = context.groupingKeys.get(context.state.identities.of(bound.sql)) ?? keyInOtherForm(expression, bound, context)
  return key === undefined ? bound : { ...bound, sql: key, uses: bound.uses.filter((use) => use.scopeId !== context.scope.id) }
}

function keyInOtherForm(expression: Expression, bound: Bound, context: ExpressionContext): Sql | undefined {
  if (context.canonicalKeys === undefined || bound.hasAggregate || bound.hasWindow || bound.generator !== undefined) return undefined
  const identity = canonicalIdentity(expression, { ...context, allowsGenerators: false })
  return identity === undefined ? undefined : context.canonicalKeys.get(identity)
}

/** Spark looks at the type of what it need not rewrite, and at no other: a literal of another type than BOOLEAN is refused, a column or a cast of it is not. */
function bindTruthTest({ operand, test, isNegated }: Extract<Expression, { kind: 'is' }>, bound: Bound): Bound {
  if (test === 'unknown' && isWrittenOut(operand) && bound.type.kind !== 'boolean') {
    throw semanticError(
      `IS ${isNegated ? 'NOT ' : ''}UNKNOWN takes a BOOLEAN, and ${bound.name} is ${sparkTypeName(bound.type)}`,
      `Write IS ${isNegated ? 'NOT ' : ''}NULL.`,
    )
  }
  return bindIs(bound, test, isNegated)
}

function isWrittenOut(expression: Expression): boolean {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval':
      return true
    case 'sign':
      return isWrittenOut(expression.operand)
    default:
      return false
  }
}

function bindKind(written: Expression, around: ExpressionContext): Bound {
  const { state } = around
  if (holdsMembership(written)) noteColumns(written, around)
  const known = state.isTrial ? written : withoutKnownTruths(written, around.truth)
  if (known !== written) return bindOnTrial(written, known, around)
  const expression = state.isTrial ? written : asTruthTest(written)
  const truth = truthWithin(expression, around.truth)
  const allowsGenerators = around.allowsGenerators && expression.kind === 'call'
  const isSame = truth === around.truth && allowsGenerators === around.allowsGenerators
  const context = isSame ? around : { ...around, truth, allowsGenerators }
  const bind = (inner: Expression): Bound => bindExpression(inner, context)
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval': {
      const bound = bindLiteral(expression, context.state.environment.now)
      return withEarly(bound, bound.type)
    }
    case 'column': {
      const bound = readAt(expression, bindColumn(expression.parts, context))
      return expression.printed === undefined ? bound : { ...bound, name: expression.printed }
    }
    case 'star':
      throw semanticError(`* may not stand in ${context.clause} here`, 'It may stand in the select list and in count(*).')
    case 'call':
      return bindCall(expression, context)
    case 'cast':
      return bindCast(expression, context)
    case 'not':
      return bindNegation(expression.operand, context)
    case 'sign':
      return bindSigned(expression.operator, bind(expression.operand), context)
    case 'arithmetic': {
      const [left, right] = [bind(expression.left), bind(expression.right)]
      refuseLess(expression.operator, left, right, context.clause)
      return bindArithmetic(expression.operator, left, right, context.rules)
    }
    case 'comparison':
      return bindComparison(expression.operator, bind(expression.left), bind(expression.right))
    case 'logic':
      return bindLogic(expression.operator, expression.operands.map(bind))
    case 'between':
      return bindBetween(bind(expression.operand), bind(expression.low), bind(expression.high), expression.isNegated)
    case 'in-list':
      return bindIn(bind(expression.operand), expression.items.map(bind), expression.isNegated)
    case 'in-query':
      return bindMembership(expression, context)
    case 'like':
      return bindMatch(expression, bind(expression.operand), expression.patterns.map(bind))
    case 'is':
      return bindTruthTest(expression, bind(expression.operand))
    case 'case':
      return bindCase(
        expression.operand === undefined ? undefined : bind(expression.operand),
        expression.branches.map(({ when, result }) => ({
          when: expression.operand === undefined ? bindExpression(when, { ...context, truth: 'filter' }) : bind(when),
          result: bindExpression(result, { ...context, truth: 'value' }),
        })),
        expression.otherwise === undefined ? undefined : bindExpression(expression.otherwise, { ...context, truth: 'value' }),
      )
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

/** What is left of an expression, after all of it was looked at: what Spark leaves out it checks as well, and has the type of the whole. */
function bindOnTrial(written: Expression, known: Expression, context: ExpressionContext): Bound {
  const whole = context.state.onTrial(() => bindExpression(written, context))
  const bound = bindExpression(known, context)
  return sameSparkType(bound.type, whole.type) ? bound : castBound(bound, whole.type)
}

/** NOT x IN (SELECT …) is x NOT IN (SELECT …); within any other NOT, NULL and FALSE are not the same. */
function bindNegation(operand: Expression, context: ExpressionContext): Bound {
  if (operand.kind === 'in-query') return bindMembership({ ...operand, isNegated: !operand.isNegated }, context)
  return bindNot(bindExpression(operand, { ...context, truth: negated(context.truth) }))
}

function bindMembership({ operand, query, isNegated }: Extract<Expression, { kind: 'in-query' }>, context: ExpressionContext): Bound {
  if (context.aroundLambda !== undefined)
    throw semanticError(
      'IN (SELECT …) may not stand in a lambda function',
      'Collect the values of the query: array_contains((SELECT collect_list(…) …), x).',
    )
  const inner: ExpressionContext = { ...context, truth: 'value' }
  const parts = rowParts(operand)
  if (parts === undefined) return bindInQuery(bindExpression(operand, inner), query, isNegated, isNeverNull(operand), context)
  return bindRowInQuery(
    parts.map((part) => bindExpression(part, inner)),
    query,
    isNegated,
    context,
  )
}

/** (a, b), and struct(a, b) too: Spark's grammar makes no difference there. */
function rowParts(operand: Expression): readonly Expression[] | undefined {
  if (operand.kind === 'row') return operand.items.map((item) => item.expression)
  if (operand.kind !== 'call' || operand.name !== 'struct') return undefined
  const [only] = operand.arguments
  return only?.kind === 'row' && operand.arguments.length === 1 ? only.items.map((item) => item.expression) : operand.arguments
}

/** So that what is found wrong with the column later, as that no group has one of it, is told here. */
function readAt(written: Expression, bound: Bound): Bound {
  if (writtenStart(written) === undefined || bound.uses.length === 0) return bound
  return { ...bound, uses: bound.uses.map((use) => ({ ...use, written })) }
}

/** A name of the select list is called as a table, and has no field that is called as the table's column. */
const standsForTable = (parts: readonly string[], alias: Bound, { scope }: ExpressionContext): boolean =>
  !hasField(alias.type, parts.slice(1)) && [1, 2, 3].some((length) => length < parts.length && scope.hasRelation(parts.slice(0, length)))

function hasField(type: SparkType, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true
  const struct = type.kind === 'array' ? type.element : type
  if (struct.kind !== 'struct') return type.kind === 'map'
  const field = struct.fields.find((one) => one.name.toLowerCase() === name.toLowerCase())
  return field !== undefined && hasField(field.type, rest)
}

function bindColumn(parts: readonly string[], context: ExpressionContext): Bound {
  const [first, ...fields] = parts
  const key = first?.toLowerCase() ?? ''
  const parameter = context.lambdaParameters.get(key)
  if (parameter !== undefined) return fields.reduce(bindField, parameter)
  const alias = context.aliases.get(key)
  if (alias !== undefined && (context.aliasesFirst || !context.scope.has(first ?? '') || isOnlyInResult(first ?? '', context))) {
    if (alias.generator !== undefined) throw semanticError(`${first} is made by ${alias.name} and may not be read in the same select list`)
    if (!standsForTable(parts, alias, context)) return fields.reduce(fieldOf, alias)
  }
  if (parts.length === 1 && key === 'grouping__id' && context.groupingColumns !== undefined && !context.scope.reaches(parts))
    return bindGroupingId(context)
  const isOuter = !FUNCTIONS_BEFORE_OUTER.has(key) && context.scope.reaches(parts)
  if (parts.length > 1 || !SESSION_WORDS.has(key) || context.scope.has(first ?? '') || isOuter)
    return groupedField(parts, context) ?? beforeLambda(context.scope.resolve(parts), context)
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

/** A lambda function of the engine does not reach the columns of a query around. */
function beforeLambda(column: Bound, { aroundLambda, scope }: ExpressionContext): Bound {
  return aroundLambda !== undefined && column.uses.some((use) => use.scopeId !== scope.id) ? aroundLambda.add(column) : column
}

/** In HAVING a column that is no grouping column gives way to a column of the result. */
function isOnlyInResult(name: string, context: ExpressionContext): boolean {
  if (context.clause !== 'HAVING' || context.isInAggregate) return false
  return !context.groupingKeys.has(context.state.identities.of(context.scope.resolve([name]).sql))
}

/** A field of a struct that the query groups by. */
function groupedField(parts: readonly string[], context: ExpressionContext): Bound | undefined {
  if (parts.length < 2 || context.groupingKeys.size === 0 || context.isInAggregate) return undefined
  for (let length = parts.length - 1; length > 0; length -= 1) {
    const holder = parts.slice(0, length)
    if (!context.scope.reaches(holder)) continue
    const bound = context.scope.resolve(holder)
    const key = context.groupingKeys.get(context.state.identities.of(bound.sql))
    if (key !== undefined && bound.type.kind === 'struct') {
      const uses = bound.uses.filter((use) => use.scopeId !== context.scope.id)
      return parts.slice(length).reduce(bindField, { ...bound, sql: key, uses })
    }
  }
  return undefined
}

/** Of these words a query finds the function before a column of the query around it. */
const FUNCTIONS_BEFORE_OUTER: ReadonlySet<string> = new Set(['current_date', 'current_timestamp', 'current_user'])

/**
 * Words that call a function of the session without brackets, as Spark has it: only where no column in sight has the name.
 * Spark 3.3.1 has no user and session_user and refuses them; they are Spark 4's.
 */
const SESSION_WORDS: ReadonlySet<string> = new Set(['current_date', 'current_timestamp', 'current_user', 'user', 'session_user'])

/** What changes nothing, +x or a cast to the same type, is another expression than its operand to Spark, when it compares those of GROUP BY. */
const apart = (sql: Sql, context: ExpressionContext): Sql =>
  context.clause === 'GROUP BY' || context.groupingKeys.size > 0 ? bracketed([sql]) : sql

function bindSigned(operator: '-' | '+' | '~', operand: Bound, context: ExpressionContext): Bound {
  const signed = bindSign(operator, operand)
  return signed.sql === operand.sql ? { ...signed, sql: apart(signed.sql, context) } : signed
}

function bindCast(expression: Extract<Expression, { kind: 'cast' }>, context: ExpressionContext): Bound {
  const operand = bindExpression(expression.operand, context)
  const printed = `${expression.isTry ? 'TRY_CAST' : 'CAST'}(${operand.name} AS ${sparkTypeDdl(expression.type)})`
  const cast = expression.isTry ? tryCastBound(operand, expression.type) : castBound(operand, expression.type)
  // Spark prints no cast to an array, map or struct.
  const name = isNested(expression.type) && !expression.isTry ? operand.name : printed
  const sql = cast.sql === operand.sql ? apart(cast.sql, context) : cast.sql
  const bound = compose([operand], { sql, type: expression.type, name, retyped: 'not' })
  const made = earlyOf(operand) === undefined ? bound : withEarly(bound, bound.type)
  return operand.constant?.kind === 'null' ? { ...made, constant: operand.constant } : made
}
