import type { SparkType } from '../../../base/spark-type.ts'
import type { ComparisonOperator, Expression, FunctionCall } from '../tree/query.ts'
import { computedInteger, foldedInteger } from './folded-integer.ts'

/** NULL, a truth, a whole number or a text. */
export type Constant = null | boolean | bigint | string

/** What Spark computes of the expression before it looks where a query in it stands; undefined for what it does not know then, or is not computed here. */
export function constantValue(expression: Expression): Constant | undefined {
  switch (expression.kind) {
    case 'null':
      return null
    case 'boolean':
    case 'string':
      return expression.value
    case 'number':
    case 'sign':
    case 'arithmetic':
      return foldedInteger(expression) ?? (isNull(expression) ? null : ofConstantColumns(expression))
    case 'logic': {
      const values = expression.operands.map(constantValue)
      const neutral = expression.operator === 'AND'
      if (values.includes(!neutral)) return !neutral
      if (values.every((value) => value === neutral)) return neutral
      return values.every((value) => value === neutral || value === null) ? null : undefined
    }
    case 'not': {
      const value = constantValue(expression.operand)
      return typeof value === 'boolean' ? !value : value === null ? null : undefined
    }
    case 'comparison':
      return compared(expression.operator, constantValue(expression.left), constantValue(expression.right))
    case 'between': {
      const [value, low, high] = [expression.operand, expression.low, expression.high].map(constantValue)
      const [from, to] = [compared('>=', value, low), compared('<=', value, high)]
      const both =
        from === false || to === false ? false : from === true && to === true ? true : from === null && to === null ? null : undefined
      return expression.isNegated && typeof both === 'boolean' ? !both : both
    }
    case 'in-list':
      return among(expression)
    case 'column':
      return constantColumns.get(expression)
    case 'in-query':
      // Even where the query has no rows.
      return constantValue(expression.operand) === null ? null : undefined
    case 'is': {
      const value = constantValue(expression.operand)
      if (value === undefined) return isNeverNull(expression.operand) && OF_NULL.has(expression.test) ? expression.isNegated : undefined
      const holds = OF_NULL.has(expression.test) ? value === null : value === (expression.test === 'true')
      return holds !== expression.isNegated
    }
    case 'case':
      return ofCase(expression)
    case 'cast':
      return expression.isTry ? undefined : cast(constantValue(expression.operand), expression.type.kind)
    case 'call':
      return ofCall(expression)
    default:
      return undefined
  }
}

const OF_NULL: ReadonlySet<string> = new Set(['null', 'unknown'])

/** Arithmetic with a NULL in it. */
function isNull(expression: Expression): boolean {
  if (expression.kind === 'sign') return constantValue(expression.operand) === null
  if (expression.kind !== 'arithmetic') return false
  return constantValue(expression.left) === null || constantValue(expression.right) === null
}

/** Arithmetic with a column that has one value, where its result surely fits into its type. */
function ofConstantColumns(expression: Expression): bigint | undefined {
  if (expression.kind !== 'arithmetic') return undefined
  const { operator, left, right } = expression
  const [one, other] = [constantValue(left), constantValue(right)]
  if (typeof one !== 'bigint' || typeof other !== 'bigint') return undefined
  const value = computedInteger(operator, one, other)
  const bits = [left, right].some((side) => side.kind === 'number' && side.type === 'integer') ? 32 : 8
  return value !== undefined && BigInt.asIntN(bits, value) === value ? value : undefined
}

function compared(operator: ComparisonOperator, left: Constant | undefined, right: Constant | undefined): boolean | null | undefined {
  if (operator === '<=>') {
    if (left === undefined || right === undefined) return undefined
    if (left === null || right === null) return left === right
    return equal(left, right)
  }
  if (left === null || right === null) return null
  if (left === undefined || right === undefined || typeof left !== typeof right) return undefined
  switch (operator) {
    case '=':
      return equal(left, right)
    case '<>':
      return left !== right
    case '<':
      return isOrdered(left) && isOrdered(right) ? left < right : undefined
    case '<=':
      return isOrdered(left) && isOrdered(right) ? left <= right : undefined
    case '>':
      return isOrdered(left) && isOrdered(right) ? left > right : undefined
    case '>=':
      return isOrdered(left) && isOrdered(right) ? left >= right : undefined
  }
}

const equal = (left: Constant, right: Constant): boolean | undefined => (typeof left === typeof right ? left === right : undefined)

/** Texts of ASCII alone are surely in the order of their bytes. */
const isOrdered = (value: Constant): boolean => typeof value !== 'string' || /^[ -~]*$/.test(value)

function among({ operand, items, isNegated }: Extract<Expression, { kind: 'in-list' }>): boolean | null | undefined {
  const value = constantValue(operand)
  if (value === undefined || value === null) return value
  const tests = items.map((item) => compared('=', value, constantValue(item)))
  if (tests.includes(true)) return !isNegated
  if (tests.includes(undefined)) return undefined
  return tests.includes(null) ? null : isNegated
}

function ofCase({ operand, branches, otherwise }: Extract<Expression, { kind: 'case' }>): Constant | undefined {
  for (const { when, result } of branches) {
    const holds = operand === undefined ? constantValue(when) : compared('=', constantValue(operand), constantValue(when))
    if (holds === undefined) return undefined
    if (holds === true) return constantValue(result)
  }
  return otherwise === undefined ? null : constantValue(otherwise)
}

function cast(value: Constant | undefined, type: string): Constant | undefined {
  if (value === undefined || value === null) return value
  switch (type) {
    case 'boolean':
      return typeof value === 'string' ? truthOfWord(value) : typeof value === 'bigint' ? value !== 0n : value
    case 'string':
      return String(value)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      const whole = typeof value === 'boolean' ? BigInt(value) : typeof value === 'bigint' ? value : wholeOfText(value)
      return whole !== undefined && BigInt.asIntN(BITS[type], whole) === whole ? whole : undefined
    }
    default:
      return undefined
  }
}

const BITS = { tinyint: 8, smallint: 16, int: 32, bigint: 64 } as const

/** What a text is as a truth: NULL where it is none. */
export function truthOfWord(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  return TRUE_WORDS.has(word) ? true : FALSE_WORDS.has(word) ? false : null
}

const TRUE_WORDS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0'])

const wholeOfText = (text: string): bigint | undefined => (/^[-+]?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : undefined)

function ofCall(call: FunctionCall): Constant | undefined {
  const [first, second, third] = call.arguments
  const value = first === undefined ? undefined : constantValue(first)
  switch (call.name) {
    case 'coalesce':
    case 'nvl':
    case 'ifnull':
      for (const argument of call.arguments) {
        const one = constantValue(argument)
        if (one !== null) return one
      }
      return null
    case 'if':
      if (value === undefined || second === undefined || third === undefined) return undefined
      return constantValue(value === true ? second : third)
    case 'nvl2':
      if (value === undefined || second === undefined || third === undefined) return undefined
      return constantValue(value === null ? third : second)
    case 'nullif': {
      const isSame = second === undefined ? undefined : compared('=', value, constantValue(second))
      return isSame === undefined ? undefined : isSame === true ? null : value
    }
    case 'isnull':
      return value === undefined ? (first !== undefined && isNeverNull(first) ? false : undefined) : value === null
    case 'isnotnull':
      return value === undefined ? (first !== undefined && isNeverNull(first) ? true : undefined) : value !== null
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'string':
      return cast(value, call.name)
    case 'concat': {
      const texts = call.arguments.map(constantValue)
      return texts.every((text) => typeof text === 'string')
        ? texts.join('')
        : texts.includes(null) && !texts.includes(undefined)
          ? null
          : undefined
    }
    case 'upper':
    case 'lower':
      if (typeof value !== 'string' || !isOrdered(value)) return value === null ? null : undefined
      return call.name === 'upper' ? value.toUpperCase() : value.toLowerCase()
    default:
      return undefined
  }
}

/** The type of each column that is never NULL, by where it is written. */
const columnsWithoutNull = new WeakMap<object, SparkType>()

/** Notes that the column that stands there is never NULL to Spark. */
export function noteNeverNull(column: Expression, type: SparkType): void {
  columnsWithoutNull.set(column, type)
}

/** The value of each column that has but one, by where it is written. */
const constantColumns = new WeakMap<object, Constant>()

/** Notes that the column that stands there has this value to Spark. */
export function noteConstant(column: Expression, value: Constant): void {
  constantColumns.set(column, value)
}

const inferredColumns = new WeakSet<object>()

/** Notes that the column that stands there has a value that Spark infers from an equal column, in some plans, and in others after it has looked where a query stands. */
export function noteInferred(column: Expression): void {
  inferredColumns.add(column)
}

export const isInferred = (expression: Expression): boolean => inferredColumns.has(expression)

/** Whether the value is surely never NULL to Spark: of a column that is only known where it was noted. */
export function isNeverNull(expression: Expression): boolean {
  switch (expression.kind) {
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval':
    case 'exists':
    case 'is':
      return true
    case 'column':
      return columnsWithoutNull.has(expression)
    case 'cast':
      return !expression.isTry && isNeverNull(expression.operand) && isSafeCast(expression.operand, expression.type.kind)
    case 'in-list':
      return isNeverNull(expression.operand) && expression.items.every(isNeverNull)
    case 'between':
      return isNeverNull(expression.operand) && isNeverNull(expression.low) && isNeverNull(expression.high)
    case 'not':
    case 'sign':
      return isNeverNull(expression.operand)
    case 'logic':
      return expression.operands.every(isNeverNull)
    case 'comparison':
      return expression.operator === '<=>' || (isNeverNull(expression.left) && isNeverNull(expression.right))
    case 'arithmetic':
      return STEADY.has(expression.operator) && [expression.left, expression.right].every((side) => isNeverNull(side) && !isDecimal(side))
    case 'in-query':
      // Spark 3.3 looks at what is asked for, and not at the query.
      return isNeverNull(expression.operand)
    case 'row':
      return expression.items.every((item) => isNeverNull(item.expression))
    case 'case':
      return (
        expression.otherwise !== undefined &&
        isNeverNull(expression.otherwise) &&
        expression.branches.every(({ result }) => isNeverNull(result))
      )
    case 'call':
      if (NEVER_NULL.has(expression.name)) return true
      if (expression.over !== undefined && expression.name !== 'count') return NEVER_NULL_OVER.has(expression.name)
      if (expression.name === 'nvl2') return expression.arguments.slice(1).every(isNeverNull)
      if (expression.name === 'if') return expression.arguments.slice(1).every(isNeverNull)
      if (expression.name === 'coalesce' || expression.name === 'nvl' || expression.name === 'ifnull')
        return expression.arguments.some(isNeverNull)
      return NULL_OF_NULL.has(expression.name) && expression.arguments.every(isNeverNull)
    default:
      return false
  }
}

/** A decimal that is too big is NULL, so a sum of them is never known not to be. */
const isDecimal = (expression: Expression): boolean =>
  (expression.kind === 'number' && expression.type === 'decimal') || columnsWithoutNull.get(expression)?.kind === 'decimal'

/** Whether no value that the operand may have is NULL as another type. */
function isSafeCast(operand: Expression, type: SparkType['kind']): boolean {
  if (type === 'string') return true
  const isWhole =
    (operand.kind === 'number' && operand.type === 'integer') ||
    operand.kind === 'boolean' ||
    WHOLE.has(columnsWithoutNull.get(operand)?.kind ?? 'void')
  return isWhole && (WHOLE.has(type) || type === 'float' || type === 'double')
}

const WHOLE: ReadonlySet<SparkType['kind']> = new Set(['boolean', 'tinyint', 'smallint', 'int', 'bigint'])
const NEVER_NULL_OVER: ReadonlySet<string> = new Set(['row_number', 'rank', 'dense_rank', 'ntile', 'percent_rank', 'cume_dist'])

const STEADY: ReadonlySet<string> = new Set(['+', '-', '*', '&', '|', '^', '||'])
const NEVER_NULL: ReadonlySet<string> = new Set([
  'count',
  'isnull',
  'isnotnull',
  'current_date',
  'current_timestamp',
  'now',
  'current_database',
])
const NULL_OF_NULL: ReadonlySet<string> = new Set([
  'length',
  'upper',
  'lower',
  'trim',
  'concat',
  'date_add',
  'date_sub',
  'add_months',
  'year',
  'month',
])
