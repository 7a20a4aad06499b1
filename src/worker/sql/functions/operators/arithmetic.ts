import { type SparkType, sameSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, BINARY, type Bound, compose, DOUBLE, INT, STRING } from '../../bound/bound.ts'
import { earlyOf, withEarly } from '../../bound/early.ts'
import { exactNumber, withExactNumber } from '../../bound/exact-number.ts'
import type { Sql } from '../../bound/sql.ts'
import { commuting, template, text } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import type { ArithmeticOperator } from '../../tree/query.ts'
import { commonType, isInteger, isInterval, isNested, isNumeric, tightestType } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import { type DecimalRules, decimalArithmetic, decimalOperands } from './decimal.ts'
import { keepUnits, unitsOf } from './decimal-units.ts'
import { flippedInteger, integerArithmetic, keepChain, remainderDivisor, wholeQuotient } from './integers.ts'
import { negated } from './interval.ts'
import type { Made } from './made.ts'
import { operatorMismatch } from './mismatch.ts'
import { temporal, temporalName } from './temporal.ts'

export interface OperatorRules extends DecimalRules {
  /** Binaries are joined as texts. */
  readonly concatOfBinaryIsText: boolean
}

export function bindArithmetic(operator: ArithmeticOperator, left: Bound, right: Bound, rules: OperatorRules): Bound {
  const name = operator === '||' ? `concat(${left.name}, ${right.name})` : `(${left.name} ${operator} ${right.name})`
  const made =
    operator === '||' ? concatenation(left, right, rules) : (temporal(operator, left, right) ?? numeric(operator, left, right, rules))
  const bound = compose([left, right], { ...made, name: temporalName(operator, left, right) ?? name })
  keepChain(made.sql, bound.sql)
  keepUnits(made.sql, bound.sql)
  withExactNumber(bound.sql, exactNumber(made.sql))
  return withEarly(bound, earlyResult(operator, left, right, made))
}

/** Of sides of one type, which Spark need not cast. */
function earlyResult(operator: ArithmeticOperator, left: Bound, right: Bound, { type }: Made): SparkType | undefined {
  const [a, b] = [earlyOf(left), earlyOf(right)]
  if (a === undefined || b === undefined || !isNumeric(a) || !sameSparkType(a, b) || !['+', '-', '*', '/', '%'].includes(operator))
    return undefined
  if (a.kind === 'decimal') return a
  return operator === '/' && a.kind !== 'double' ? undefined : type
}

function concatenation(left: Bound, right: Bound, rules: OperatorRules): Made {
  if (left.type.kind === 'array' && right.type.kind === 'array') {
    const type = commonType(left.type, right.type)
    if (type === undefined) throw operatorMismatch('||', left, right)
    const [a, b] = [castBound(left, type).sql, castBound(right, type).sql]
    return { sql: template`CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE list_concat(${a}, ${b}) END`, type }
  }
  if (isNested(left.type) || isNested(right.type)) throw operatorMismatch('||', left, right)
  const type = left.type.kind === 'binary' && right.type.kind === 'binary' && !rules.concatOfBinaryIsText ? BINARY : STRING
  const whole = template`(${castBound(left, type)} || ${castBound(right, type)})`
  // Bytes that the engine joins have no type where one of them is NULL.
  return { sql: type === BINARY ? template`CAST(${whole} AS BLOB)` : whole, type }
}

function numeric(operator: Exclude<ArithmeticOperator, '||'>, left: Bound, right: Bound, rules: DecimalRules): Made {
  const [a, b] = [asNumber(operator, left), asNumber(operator, right)]
  switch (operator) {
    case '&':
    case '|':
    case '^':
      return bitwise(operator, a, b)
    case '/':
      if ((a.type.kind === 'decimal' || b.type.kind === 'decimal') && !isFloating(a.type) && !isFloating(b.type))
        return decimalArithmetic(operator, a, b, rules)
      return { sql: template`(${castBound(a, DOUBLE).sql} / ${divisor(castBound(b, DOUBLE))})`, type: DOUBLE }
    case 'div':
      return integral(a, b)
  }
  if (a.type.kind === 'decimal' || b.type.kind === 'decimal') {
    if (!isFloating(a.type) && !isFloating(b.type)) return decimalArithmetic(operator, a, b, rules)
  }
  const type = tightestType(a.type, b.type) ?? DOUBLE
  const target =
    type.kind === 'void' ? DOUBLE : isFloating(type) || type.kind === 'decimal' ? (type.kind === 'decimal' ? DOUBLE : type) : type
  const [x, y] = [castBound(a, target), castBound(b, target)]
  if (operator === '%') {
    const by = isInteger(target) ? remainderDivisor(a, b, y.sql) : divisor(y)
    return { sql: template`CAST(${x.sql} % ${by} AS ${engineType(target)})`, type: target }
  }
  if (isInteger(target)) return integerArithmetic(operator, a, b, target)
  const sql = template`(${x} ${operator} ${y})`
  return { sql: operator === '-' ? sql : commuting(`${operator} ${sparkTypeName(target)}`, sql), type: target }
}

const isFloating = (type: SparkType): boolean => type.kind === 'float' || type.kind === 'double'

function asNumber(operator: string, bound: Bound): Bound {
  if (isNumeric(bound.type) || bound.type.kind === 'void') return bound
  // As a double, which DIV and the operators of bits do not take.
  if (bound.type.kind === 'string' && operator !== 'div' && !'&|^'.includes(operator)) return castBound(bound, DOUBLE)
  throw semanticError(`The operator ${operator} takes numbers; ${bound.name} is ${sparkTypeName(bound.type)}`)
}

/** A divisor of 0 gives NULL. A constant that is not 0 stays as it is, for it is easier to push down. */
function divisor(bound: Bound): Sql {
  return bound.constant?.kind === 'number' && Number(bound.constant.text) !== 0 ? bound.sql : template`nullif(${bound.sql}, 0)`
}

function bitwise(operator: '&' | '|' | '^', a: Bound, b: Bound): Made {
  const type = tightestType(a.type, b.type)
  if (type === undefined || !(isInteger(type) || type.kind === 'void')) throw operatorMismatch(operator, a, b)
  const [x, y] = [castBound(a, type).sql, castBound(b, type).sql]
  const sql = operator === '^' ? template`xor(${x}, ${y})` : template`(${x} ${operator} ${y})`
  return { sql: commuting(`${operator} ${sparkTypeName(type)}`, sql), type }
}

function integral(a: Bound, b: Bound): Made {
  if (isInteger(a.type) && isInteger(b.type))
    return { sql: wholeQuotient(a, b, castBound(a, BIGINT).sql, castBound(b, BIGINT).sql), type: BIGINT }
  if (a.type.kind === 'void' || b.type.kind === 'void') return { sql: text('CAST(NULL AS BIGINT)'), type: BIGINT }
  const operands = decimalOperands(a, b)
  if (operands === undefined)
    throw notSupported(`div of ${sparkTypeName(a.type)} and ${sparkTypeName(b.type)}`, 'Cast both sides to bigint.')
  const scale = Math.max(operands.left.type.scale, operands.right.type.scale)
  const [x, y] = [unitsOf(operands.left.bound, scale), unitsOf(operands.right.bound, scale)]
  return { sql: template`sp_wrap_bigint(${x} // nullif(${y}, 0))`, type: BIGINT }
}

export function bindSign(operator: '-' | '+' | '~', operand: Bound): Bound {
  if (isInterval(operand.type) && operator !== '~')
    return compose([operand], {
      sql: operator === '-' ? negated(operand) : operand.sql,
      type: operand.type,
      name: `(${operator} ${operand.name})`,
    })
  if (operator === '~' && operand.type.kind === 'void')
    return compose([operand], { sql: template`CAST(NULL AS INTEGER)`, type: INT, name: `~${operand.name}` })
  const number = asNumber(operator, operand)
  const type = number.type.kind === 'void' ? DOUBLE : number.type
  if (operator === '~' && !isInteger(type)) throw semanticError(`~ takes an integer; ${operand.name} is ${sparkTypeName(operand.type)}`)
  const name = operator === '~' ? `~${operand.name}` : `(${operator} ${operand.name})`
  if (operator === '+') return { ...number, name }
  const sql = operator === '-' && isInteger(type) ? flippedInteger(number, 'negative') : template`(${operator}${number.sql})`
  return compose([operand], { sql, type, name })
}
