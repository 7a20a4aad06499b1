import { type SparkType, sameSparkType } from '../../../../base/spark-type.ts'
import { type Bound, DOUBLE, retypedOf } from '../../bound/bound.ts'
import { type ExactNumber, exactNumber, magnitude, withExactNumber } from '../../bound/exact-number.ts'
import type { Retyped } from '../../bound/retyped.ts'
import type { Sql } from '../../bound/sql.ts'
import { joined, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { adjustedDecimal, decimalOf, isInteger } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import { fromUnits, quotient, roomy, unitsOf, unitsOfValue } from './decimal-units.ts'
import type { Made } from './made.ts'
import { lengthOf } from './text-length.ts'

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** The value as it is computed with, and the type that counts for the type of the result. */
interface Operand {
  readonly bound: Bound
  readonly type: DecimalType
  readonly sql: Sql
}

type DecimalOperator = '+' | '-' | '*' | '/' | '%'

export interface DecimalRules {
  /** Where a result has no room for all digits, those behind the point give way; otherwise a value that does not fit is NULL. */
  readonly allowsPrecisionLoss: boolean
}

const DIGITS_MAX = 38

/** Precision, scale and rounding of decimal arithmetic as in Spark (DecimalPrecision.scala). */
export function decimalArithmetic(operator: DecimalOperator, a: Bound, b: Bound, rules: DecimalRules): Made {
  const operands = decimalOperands(operator === '/' ? a : besideDecimal(a, b), besideDecimal(b, a), operator !== '+' && operator !== '-')
  if (operands === undefined) return { sql: text('CAST(NULL AS DOUBLE)'), type: DOUBLE }
  const { left, right } = operands
  const type = decimalResult(operator, left.type, right.type, rules)
  const retyped = retypedBy(operator, a, b, type)
  switch (operator) {
    case '/':
      return { sql: quotient(left, right, type), type, retyped }
    case '%':
      return { sql: remainder(left, right, type), type, retyped }
    case '*':
      return { sql: withExactNumber(product(left, right, type), exactArithmetic(operator, a, b, operands, type)), type, retyped }
    default:
      return { sql: withExactNumber(sum(operator, left, right, type), exactArithmetic(operator, a, b, operands, type)), type, retyped }
  }
}

/** Sides of two types are cast first of all, and the result has its own type from then on. */
function retypedBy(operator: DecimalOperator, a: Bound, b: Bound, type: SparkType): Retyped | 'not' {
  if (a.type.kind !== 'decimal' || b.type.kind !== 'decimal') return 'not'
  const inside = retypedOf([a, b])
  if (inside === 'not' && (!sameSparkType(a.type, b.type) || sameSparkType(a.type, type))) return 'not'
  if (operator === '*' || operator === '/') return 'digits'
  return inside === 'not' ? 'room' : inside
}

/** NULL has the type of the decimal beside it; but NULL / 7.5 is a DOUBLE. */
const besideDecimal = (value: Bound, other: Bound): Bound =>
  value.type.kind === 'void' && other.type.kind === 'decimal' ? castBound(value, other.type) : value

/**
 * Both as decimals. Where they meet in their common type before anything is computed, as in all but sums, a value that has no room in that is NULL
 * (DecimalPrecision.scala of Spark 3.3).
 */
export function decimalOperands(a: Bound, b: Bound, doMeet = true): { readonly left: Operand; readonly right: Operand } | undefined {
  const [left, right] = [literalDecimal(a) ?? decimalOf(a.type), literalDecimal(b) ?? decimalOf(b.type)]
  if (left === undefined || right === undefined) return undefined
  const scale = Math.max(left.scale, right.scale)
  const operand = (bound: Bound, type: DecimalType): Operand => {
    const value = castBound(bound, type)
    // The common type keeps the scale: of more than 38 digits the first ones have no room.
    if (!doMeet || type.precision - type.scale + scale <= DIGITS_MAX) return { bound: value, type, sql: value.sql }
    const narrow = template`TRY_CAST(${value} AS DECIMAL(${DIGITS_MAX},${scale}))`
    return { bound: { ...value, sql: narrow, type: { kind: 'decimal', precision: DIGITS_MAX, scale } }, type, sql: narrow }
  }
  return { left: operand(a, left), right: operand(b, right) }
}

/** What is computed, where no digit is lost and every result has room. */
function exactArithmetic(
  operator: '+' | '-' | '*',
  a: Bound,
  b: Bound,
  { left, right }: { readonly left: Operand; readonly right: Operand },
  type: DecimalType,
): ExactNumber | undefined {
  const scale = operator === '*' ? left.type.scale + right.type.scale : Math.max(left.type.scale, right.type.scale)
  const meet = Math.max(left.type.scale, right.type.scale)
  const isNarrowed = [left, right].some((one) => operator === '*' && one.type.precision - one.type.scale + meet > DIGITS_MAX)
  const [x, y] = [exactOperand(a), exactOperand(b)]
  if (scale !== type.scale || isNarrowed || x === undefined || y === undefined) return undefined
  const made: ExactNumber = { kind: 'arithmetic', operator, left: x, right: y, type }
  const largest = magnitude(made)
  return largest !== undefined && largest <= 10n ** BigInt(type.precision - type.scale) ? made : undefined
}

function exactOperand({ sql, type, constant }: Bound): ExactNumber | undefined {
  if (constant?.kind === 'number') return /^-?\d+(?:\.\d+)?$/.test(constant.text) ? { kind: 'constant', text: constant.text } : undefined
  return exactNumber(sql) ?? (isInteger(type) || type.kind === 'decimal' ? { kind: 'value', sql, type } : undefined)
}

function product(left: Operand, right: Operand, type: DecimalType): Sql {
  const { type: a } = left
  const { type: b } = right
  if (a.precision + b.precision <= DIGITS_MAX) {
    const roomyProduct = template`CAST(${roomy(left.sql, a, b, a.precision + b.precision)} * ${right.sql} AS ${engineType(type)})`
    return quickProduct(left, right, type, roomyProduct) ?? roomyProduct
  }
  const [x, y] = [heldType(left), heldType(right)]
  const dropped = x.scale + y.scale - type.scale
  return fromUnits(template`sp_decimal_product(${unitsOf(left.bound)}, ${unitsOf(right.bound)}, ${dropped})`, type)
}

/** What the engine keeps in 64 bits. */
const LONG_DIGITS_MAX = 18
const HALF_DIGITS = LONG_DIGITS_MAX / 2

/** The length of an operand that may stand three times: two comparisons cost less than its computation in 128 bits. */
const REPEATED_LENGTH_MAX = 120

/** The engine multiplies 64 bits in a tenth of the time of 128, and operands that are small enough for that are usual. Undefined where it does so anyway, or cannot. */
function quickProduct(left: Operand, right: Operand, type: DecimalType, roomyProduct: Sql): Sql | undefined {
  const { type: a } = left
  const { type: b } = right
  const isTight = a.precision <= LONG_DIGITS_MAX && b.precision <= LONG_DIGITS_MAX && a.precision + b.precision > LONG_DIGITS_MAX
  if (!isTight || a.scale + b.scale > LONG_DIGITS_MAX) return undefined
  if (lengthOf(left.sql) > REPEATED_LENGTH_MAX || lengthOf(right.sql) > REPEATED_LENGTH_MAX) return undefined
  const aDigits = Math.max(HALF_DIGITS, LONG_DIGITS_MAX - b.precision)
  const tests = [within(left, aDigits), within(right, LONG_DIGITS_MAX - aDigits)].filter((test) => test !== undefined)
  return template`(CASE WHEN ${joined(tests, ' AND ')} THEN CAST(${left.sql} * ${right.sql} AS ${engineType(type)}) ELSE ${roomyProduct} END)`
}

/** Undefined for a type that has no more digits. */
function within({ sql, type }: Operand, digits: number): Sql | undefined {
  if (type.precision <= digits) return undefined
  const units = '9'.repeat(digits).padStart(type.scale + 1, '0')
  const point = units.length - type.scale
  const limit = `CAST('${units.slice(0, point)}.${units.slice(point)}' AS ${engineType(type)})`
  return template`${sql} BETWEEN -${limit} AND ${limit}`
}

/** The type in which the operand is at hand. */
const heldType = ({ bound, type }: Operand): DecimalType => (bound.type.kind === 'decimal' ? bound.type : type)

function sum(operator: '+' | '-', left: Operand, right: Operand, type: DecimalType): Sql {
  const scale = Math.max(left.type.scale, right.type.scale)
  const whole = Math.max(left.type.precision - left.type.scale, right.type.precision - right.type.scale)
  if (whole + scale + 1 <= DIGITS_MAX) {
    const held = roomy(left.sql, left.type, right.type, whole + scale + 1)
    return template`CAST(${held} ${operator} ${right.sql} AS ${engineType(type)})`
  }
  // Both are rounded to the type of the result first, as in Spark 3.3.
  const units = ({ bound }: Operand): Sql => unitsOfValue(template`TRY_CAST(${bound} AS ${engineType(type)})`, type)
  const other = operator === '+' ? units(right) : template`(-${units(right)})`
  return fromUnits(template`sp_decimal_sum(${units(left)}, ${other})`, type)
}

function remainder(left: Operand, right: Operand, type: DecimalType): Sql {
  const scale = Math.max(left.type.scale, right.type.scale)
  return fromUnits(template`(${unitsOf(left.bound, scale)} % nullif(${unitsOf(right.bound, scale)}, 0))`, type)
}

/** pmod: the remainder, and where only that is negative what is left to the divisor. Undefined where none of the two is a decimal. */
export function decimalModulus(a: Bound, b: Bound, rules: DecimalRules): Made | undefined {
  if (a.type.kind !== 'decimal' && b.type.kind !== 'decimal') return undefined
  const operands = decimalOperands(besideDecimal(a, b), besideDecimal(b, a))
  if (operands === undefined) return undefined
  const { left, right } = operands
  const type = decimalResult('%', left.type, right.type, rules)
  const scale = Math.max(left.type.scale, right.type.scale)
  const divisor = unitsOf(right.bound, scale)
  const rest = template`(${unitsOf(left.bound, scale)} % nullif(${divisor}, 0))`
  return { sql: fromUnits(template`(CASE WHEN ${rest} < 0 AND ${divisor} > 0 THEN ${rest} + ${divisor} ELSE ${rest} END)`, type), type }
}

/** An integer literal beside a decimal has as many digits as are written; Spark's rule leaves out the TINYINT. */
function literalDecimal(bound: Bound): DecimalType | undefined {
  if (bound.constant?.kind !== 'number' || !isInteger(bound.type) || bound.type.kind === 'tinyint') return undefined
  return { kind: 'decimal', precision: Math.max(bound.constant.text.replace(/^-/, '').length, 1), scale: 0 }
}

function decimalResult(operator: DecimalOperator, a: DecimalType, b: DecimalType, rules: DecimalRules): DecimalType {
  if (operator === '/' && !rules.allowsPrecisionLoss) return fullQuotient(a, b)
  const cut = rules.allowsPrecisionLoss ? adjustedDecimal : boundedDecimal
  switch (operator) {
    case '+':
    case '-': {
      const scale = Math.max(a.scale, b.scale)
      return cut(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
    }
    case '*':
      return cut(a.precision + b.precision + 1, a.scale + b.scale)
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1)
      return cut(a.precision - a.scale + b.scale + scale, scale)
    }
    case '%': {
      const scale = Math.max(a.scale, b.scale)
      return cut(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
    }
  }
}

/** DecimalType.bounded */
const boundedDecimal = (precision: number, scale: number): DecimalType => ({
  kind: 'decimal',
  precision: Math.min(precision, DIGITS_MAX),
  scale: Math.min(scale, DIGITS_MAX),
})

/** What is too much goes off half behind the point, and half before it. */
function fullQuotient(a: DecimalType, b: DecimalType): DecimalType {
  const whole = Math.min(DIGITS_MAX, a.precision - a.scale + b.scale)
  const scale = Math.min(DIGITS_MAX, Math.max(6, a.scale + b.precision + 1))
  const surplus = whole + scale - DIGITS_MAX
  if (surplus <= 0) return boundedDecimal(whole + scale, scale)
  return boundedDecimal(DIGITS_MAX, scale - Math.floor(surplus / 2) - 1)
}
