import { type SparkType, sparkTypeName } from '../../base/spark-type.ts'
import { BIGINT, BOOLEAN, type Bound, compose, DATE, DOUBLE, STRING, TIMESTAMP, VOID } from './bound.ts'
import { castBound, castSql } from './cast.ts'
import {
  adjustedDecimal,
  commonType,
  comparisonType,
  decimalOf,
  isInteger,
  isNested,
  isNumeric,
  isTemporal,
  namedLike,
  tightestType,
} from './coercion.ts'
import { engineType } from './engine-type.ts'
import { quoteString } from './sql-text.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { ArithmeticOperator, ComparisonOperator } from './tree.ts'

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

export function bindArithmetic(operator: ArithmeticOperator, left: Bound, right: Bound): Bound {
  const name = operator === '||' ? `concat(${left.name}, ${right.name})` : `(${left.name} ${operator} ${right.name})`
  const made = operator === '||' ? concatenation(left, right) : (temporal(operator, left, right) ?? numeric(operator, left, right))
  return compose([left, right], { ...made, name: temporalName(operator, left, right) ?? name })
}

/** Spark prints what the sum of a date became. */
function temporalName(operator: ArithmeticOperator, left: Bound, right: Bound): string | undefined {
  if (operator !== '+' && operator !== '-') return undefined
  if (left.type.kind === 'interval' && isTemporal(right.type)) return temporalName(operator, right, left)
  if (!isTemporal(left.type)) return undefined
  if (right.type.kind === 'interval') {
    if (left.type.kind !== 'date' || right.type.unit !== 'day') return `${left.name} ${operator} ${right.name}`
    const days = `extractansiintervaldays(${right.name})`
    return `date_add(${left.name}, ${operator === '+' ? days : `(- ${days})`})`
  }
  return left.type.kind === 'date' && isInteger(right.type)
    ? `${operator === '+' ? 'date_add' : 'date_sub'}(${left.name}, ${right.name})`
    : undefined
}

interface Made {
  readonly sql: string
  readonly type: SparkType
}

function concatenation(left: Bound, right: Bound): Made {
  if (left.type.kind === 'array' && right.type.kind === 'array') {
    const type = commonType(left.type, right.type)
    if (type === undefined) throw mismatch('||', left, right)
    const [a, b] = [castBound(left, type).sql, castBound(right, type).sql]
    return { sql: `CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL ELSE list_concat(${a}, ${b}) END`, type }
  }
  if (left.type.kind === 'binary' || right.type.kind === 'binary')
    throw notSupported('|| of binary values', 'Write CAST(… AS string) where they are text.')
  return { sql: `(${castBound(left, STRING).sql} || ${castBound(right, STRING).sql})`, type: STRING }
}

/** Dates, timestamps and intervals with + and -. */
function temporal(operator: ArithmeticOperator, left: Bound, right: Bound): Made | undefined {
  const [a, b] = [left.type.kind, right.type.kind]
  const isTime = (kind: string): boolean => kind === 'date' || kind === 'timestamp'
  if (a === 'interval' && b === 'interval' && (operator === '+' || operator === '-')) {
    const type = tightestType(left.type, right.type)
    if (type === undefined) throw mismatch(operator, left, right)
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type }
  }
  if (left.type.kind === 'interval' && isNumeric(right.type) && operator === '*' && isInteger(right.type))
    return { sql: `(${left.sql} * ${right.sql})`, type: multiplied(left.type) }
  if (right.type.kind === 'interval' && isInteger(left.type) && operator === '*')
    return { sql: `(${right.sql} * ${left.sql})`, type: multiplied(right.type) }
  if (operator === '+' && left.type.kind === 'interval') return temporal('+', right, left)
  if ((operator === '+' || operator === '-') && right.type.kind === 'interval') {
    const operand = isTime(a) ? left : castBound(left, TIMESTAMP)
    const sum = `(${operand.sql} ${operator} ${right.sql})`
    if (a === 'string') return { sql: castSql(`CAST(${sum} AS TIMESTAMP)`, TIMESTAMP, STRING), type: STRING }
    if (operand.type.kind === 'date' && right.type.unit !== 'day-time') return { sql: `CAST(${sum} AS DATE)`, type: DATE }
    return { sql: `CAST(${sum} AS TIMESTAMP)`, type: TIMESTAMP }
  }
  if (operator === '-' && isTime(a) && isTime(b)) {
    if (a === 'date' && b === 'date')
      return { sql: `to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`, type: { kind: 'interval', unit: 'day' } }
    const [from, to] = [castBound(right, TIMESTAMP).sql, castBound(left, TIMESTAMP).sql]
    return { sql: `to_microseconds(epoch_us(${to}) - epoch_us(${from}))`, type: { kind: 'interval', unit: 'day-time' } }
  }
  if ((operator === '+' || operator === '-') && a === 'date' && (isInteger(right.type) || b === 'void'))
    return { sql: `CAST(${left.sql} ${operator} CAST(${right.sql} AS INTEGER) AS DATE)`, type: DATE }
  if (operator === '+' && b === 'date' && isInteger(left.type)) return temporal('+', right, left)
  return undefined
}

/** Days times a number are a day-time interval, which makes a timestamp of a date. */
const multiplied = (type: SparkType): SparkType =>
  type.kind === 'interval' && type.unit === 'day' ? { kind: 'interval', unit: 'day-time' } : type

function numeric(operator: Exclude<ArithmeticOperator, '||'>, left: Bound, right: Bound): Made {
  const [a, b] = [asNumber(operator, left), asNumber(operator, right)]
  switch (operator) {
    case '&':
    case '|':
    case '^':
      return bitwise(operator, a, b)
    case '/':
      if ((a.type.kind === 'decimal' || b.type.kind === 'decimal') && !isFloating(a.type) && !isFloating(b.type))
        return decimal(operator, a, b)
      return { sql: `(${castBound(a, DOUBLE).sql} / ${divisor(castBound(b, DOUBLE))})`, type: DOUBLE }
    case 'div':
      return integral(a, b)
  }
  if (a.type.kind === 'decimal' || b.type.kind === 'decimal') {
    if (!isFloating(a.type) && !isFloating(b.type)) return decimal(operator, a, b)
  }
  const type = tightestType(a.type, b.type) ?? DOUBLE
  const target =
    type.kind === 'void' ? DOUBLE : isFloating(type) || type.kind === 'decimal' ? (type.kind === 'decimal' ? DOUBLE : type) : type
  const [x, y] = [castBound(a, target), castBound(b, target)]
  if (operator === '%') return { sql: `CAST(${x.sql} % ${divisor(y)} AS ${engineType(target)})`, type: target }
  return { sql: `(${x.sql} ${operator} ${y.sql})`, type: target }
}

const isFloating = (type: SparkType): boolean => type.kind === 'float' || type.kind === 'double'

function asNumber(operator: string, bound: Bound): Bound {
  if (isNumeric(bound.type) || bound.type.kind === 'void') return bound
  if (bound.type.kind === 'string') return castBound(bound, operator === 'div' || '&|^'.includes(operator) ? BIGINT : DOUBLE)
  throw semanticError(`The operator ${operator} takes numbers; ${bound.name} is ${sparkTypeName(bound.type)}`)
}

/** A divisor of 0 gives NULL. A constant that is not 0 stays as it is, for it is easier to push down. */
function divisor(bound: Bound): string {
  return bound.constant?.kind === 'number' && Number(bound.constant.text) !== 0 ? bound.sql : `nullif(${bound.sql}, 0)`
}

function bitwise(operator: '&' | '|' | '^', a: Bound, b: Bound): Made {
  const type = tightestType(a.type, b.type)
  if (type === undefined || !(isInteger(type) || type.kind === 'void')) throw mismatch(operator, a, b)
  const [x, y] = [castBound(a, type).sql, castBound(b, type).sql]
  return { sql: operator === '^' ? `xor(${x}, ${y})` : `(${x} ${operator} ${y})`, type }
}

function integral(a: Bound, b: Bound): Made {
  if (isInteger(a.type) && isInteger(b.type))
    return { sql: `(${castBound(a, BIGINT).sql} // ${divisor(castBound(b, BIGINT))})`, type: BIGINT }
  if (a.type.kind === 'void' || b.type.kind === 'void') return { sql: 'CAST(NULL AS BIGINT)', type: BIGINT }
  const [left, right] = [decimalOf(a.type), decimalOf(b.type)]
  if (left === undefined || right === undefined)
    throw notSupported(`div of ${sparkTypeName(a.type)} and ${sparkTypeName(b.type)}`, 'Cast both sides to bigint.')
  const scale = Math.max(left.scale, right.scale)
  const units = (bound: Bound, type: DecimalType): string => `sp_units(${bound.sql}, ${type.scale}, ${scale})`
  return { sql: `CAST(${units(castBound(a, left), left)} // nullif(${units(castBound(b, right), right)}, 0) AS BIGINT)`, type: BIGINT }
}

/** Precision, scale and rounding of decimal arithmetic as in Spark (DecimalPrecision.scala). */
function decimal(operator: '+' | '-' | '*' | '/' | '%', a: Bound, b: Bound): Made {
  const left = literalDecimal(a) ?? decimalOf(a.type)
  const right = literalDecimal(b) ?? decimalOf(b.type)
  if (left === undefined || right === undefined) return { sql: 'CAST(NULL AS DOUBLE)', type: DOUBLE }
  const [x, y] = [castBound(a, left).sql, castBound(b, right).sql]
  const type = decimalResult(operator, left, right)
  const engine = engineType(type)
  if (operator === '/') {
    const quotient = `sp_divide(sp_units(${x}, ${left.scale}, ${left.scale}), sp_units(${y}, ${right.scale}, ${right.scale}), ${type.scale + right.scale - left.scale})`
    return { sql: `TRY_CAST(sp_from_units(${quotient}, ${type.scale}) AS ${engine})`, type }
  }
  if (operator === '%') {
    const scale = Math.max(left.scale, right.scale)
    const remainder = `(sp_units(${x}, ${left.scale}, ${scale}) % nullif(sp_units(${y}, ${right.scale}, ${scale}), 0))`
    return { sql: `TRY_CAST(sp_from_units(${remainder}, ${scale}) AS ${engine})`, type }
  }
  if (operator === '*') {
    if (left.precision + right.precision <= 38) return { sql: `CAST(${x} * ${y} AS ${engine})`, type }
    const product = `(sp_units(${x}, ${left.scale}, ${left.scale}) * sp_units(${y}, ${right.scale}, ${right.scale}))`
    return { sql: `TRY_CAST(sp_from_units(${product}, ${left.scale + right.scale}) AS ${engine})`, type }
  }
  const exact = Math.max(left.precision - left.scale, right.precision - right.scale) + Math.max(left.scale, right.scale) + 1
  if (exact <= 38) return { sql: `CAST(${x} ${operator} ${y} AS ${engine})`, type }
  const scale = Math.max(left.scale, right.scale)
  const sum = `(sp_units(${x}, ${left.scale}, ${scale}) ${operator} sp_units(${y}, ${right.scale}, ${scale}))`
  return { sql: `TRY_CAST(sp_from_units(${sum}, ${scale}) AS ${engine})`, type }
}

/** An integer literal beside a decimal has as many digits as are written. */
function literalDecimal(bound: Bound): DecimalType | undefined {
  if (bound.constant?.kind !== 'number' || !isInteger(bound.type)) return undefined
  return { kind: 'decimal', precision: Math.max(bound.constant.text.replace(/^-/, '').length, 1), scale: 0 }
}

function decimalResult(operator: '+' | '-' | '*' | '/' | '%', a: DecimalType, b: DecimalType): DecimalType {
  switch (operator) {
    case '+':
    case '-': {
      const scale = Math.max(a.scale, b.scale)
      return adjustedDecimal(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)
    }
    case '*':
      return adjustedDecimal(a.precision + b.precision + 1, a.scale + b.scale)
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1)
      return adjustedDecimal(a.precision - a.scale + b.scale + scale, scale)
    }
    case '%': {
      const scale = Math.max(a.scale, b.scale)
      return adjustedDecimal(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale)
    }
  }
}

const PRINTED: Readonly<Record<ComparisonOperator, string>> = {
  '=': '=',
  '<>': '=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
  '<=>': '<=>',
}

export function bindComparison(operator: ComparisonOperator, left: Bound, right: Bound): Bound {
  const type = comparisonType(left.type, namedLike(right.type, left.type))
  if (type === undefined || type.kind === 'map') throw mismatch(operator, left, right)
  if (isNested(type) && operator !== '=' && operator !== '<>' && operator !== '<=>')
    throw notSupported(`${operator} of ${sparkTypeName(type)}`, 'Compare their elements or fields.')
  const [a, b] = [castBound(left, type).sql, castBound(right, type).sql]
  const engine = operator === '<=>' ? 'IS NOT DISTINCT FROM' : operator
  const printed = `(${left.name} ${PRINTED[operator]} ${right.name})`
  return compose([left, right], { sql: `(${a} ${engine} ${b})`, type: BOOLEAN, name: operator === '<>' ? `(NOT ${printed})` : printed })
}

export function bindSign(operator: '-' | '+' | '~', operand: Bound): Bound {
  if (operand.type.kind === 'interval' && operator === '-')
    return compose([operand], { sql: `(-${operand.sql})`, type: operand.type, name: `(- ${operand.name})` })
  const number = asNumber(operator, operand)
  const type = number.type.kind === 'void' ? DOUBLE : number.type
  if (operator === '~' && !isInteger(type)) throw semanticError(`~ takes an integer; ${operand.name} is ${sparkTypeName(operand.type)}`)
  const name = operator === '~' ? `~${operand.name}` : `(${operator} ${operand.name})`
  if (operator === '+') return { ...number, name }
  return compose([operand], { sql: `(${operator}${number.sql})`, type, name })
}

export function bindIn(operand: Bound, items: readonly Bound[], isNegated: boolean): Bound {
  const type = [operand, ...items]
    .map((bound) => namedLike(bound.type, operand.type))
    .reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID)
  if (type === undefined)
    throw semanticError(`The values of IN have types that do not meet: ${items.map((item) => sparkTypeName(item.type)).join(', ')}`)
  const list = items.map((item) => castBound(item, type).sql).join(', ')
  const name = `(${operand.name} IN (${items.map((item) => item.name).join(', ')}))`
  const sql = `(${castBound(operand, type).sql} ${isNegated ? 'NOT ' : ''}IN (${list}))`
  return compose([operand, ...items], { sql, type: BOOLEAN, name: isNegated ? `(NOT ${name})` : name })
}

export function bindLike(operator: 'LIKE' | 'ILIKE' | 'RLIKE', operand: Bound, pattern: Bound, escapeCharacter: string): Bound {
  const [text, like] = [castBound(operand, STRING).sql, castBound(pattern, STRING).sql]
  if (operator === 'RLIKE')
    return compose([operand, pattern], {
      sql: `regexp_matches(${text}, ${javaRegexp(pattern, like)})`,
      type: BOOLEAN,
      name: `RLIKE(${operand.name}, ${pattern.name})`,
    })
  const name = `${operand.name} ${operator} ${pattern.name}${escapeCharacter === '\\' ? '' : ` ESCAPE '${escapeCharacter}'`}`
  const shown = operator === 'ILIKE' ? `ilike(${operand.name}, ${pattern.name})` : name
  const hasEscape = pattern.constant?.kind !== 'string' || pattern.constant.value.includes(escapeCharacter)
  const sql = `(${text} ${operator} ${like}${hasEscape ? ` ESCAPE ${quoteString(escapeCharacter)}` : ''})`
  return compose([operand, pattern], { sql, type: BOOLEAN, name: shown })
}

/** Java's regular expressions that the engine's (RE2) has not, or reads otherwise, are refused where they can be seen. */
export function javaRegexp(pattern: Bound, sql: string): string {
  if (pattern.constant?.kind !== 'string') return sql
  const text = pattern.constant.value
  if (/\(\?<?[=!]/.test(text)) throw notSupported('A look-around (?=…), (?!…), (?<=…) in a regular expression')
  if (/\\[1-9]/.test(text)) throw notSupported('A back reference (\\1) in a regular expression')
  if (/[*+?}]\+/.test(text)) throw notSupported('A possessive quantifier (*+, ++, ?+) in a regular expression')
  if (/&&/.test(text) && /\[/.test(text)) throw notSupported('A class intersection ([a-z&&[^b]]) in a regular expression')
  return sql
}

/** The bounds in one type, as COALESCE, CASE and arrays want them. */
export function unified(bounds: readonly Bound[], what: string): { readonly type: SparkType; readonly values: readonly Bound[] } {
  const type = bounds
    .map((bound) => bound.type)
    .reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID)
  if (type === undefined)
    throw semanticError(`The values of ${what} have types that do not meet: ${bounds.map((bound) => sparkTypeName(bound.type)).join(', ')}`)
  return { type, values: bounds.map((bound) => castBound(bound, type)) }
}

export function asBoolean(bound: Bound, clause: string): Bound {
  if (bound.type.kind === 'boolean') return bound
  if (bound.type.kind === 'void') return { ...bound, sql: 'CAST(NULL AS BOOLEAN)', type: BOOLEAN }
  if (bound.type.kind === 'string') return castBound(bound, BOOLEAN)
  throw semanticError(`${clause} takes a condition; ${bound.name} is ${sparkTypeName(bound.type)}`)
}

function mismatch(operator: string, left: Bound, right: Bound): Error {
  return semanticError(
    `The operator ${operator} cannot join ${sparkTypeName(left.type)} (${left.name}) and ${sparkTypeName(right.type)} (${right.name})`,
  )
}

/** Throws sql-semantics for a type without an order. */
export function comparable(type: SparkType, what: string): void {
  if (type.kind === 'map') throw semanticError(`${what} cannot order maps`)
  // The engine puts a NULL inside an array or a struct last, Spark first.
  if (isNested(type)) throw notSupported(`${what} of ${sparkTypeName(type)}`, 'Order by its elements or fields.')
}
