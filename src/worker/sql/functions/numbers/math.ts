import { lookup } from '../../../../base/lookup.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { BIGINT, type Bound, DOUBLE, INT, VOID } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { step, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { adjustedDecimal, isInteger, isInterval, isNumeric, isTemporal } from '../../types/coercion.ts'
import { coerce, constantInteger, type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { bindArithmetic } from '../operators/arithmetic.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { decimalModulus, decimalOperands } from '../operators/decimal.ts'
import { fromUnits, unitsOf } from '../operators/decimal-units.ts'
import { flippedInteger, tryIntegerArithmetic } from '../operators/integers.ts'
import { negated } from '../operators/interval.ts'
import { tryScaled } from '../operators/temporal.ts'
import { widthBucket } from './width-bucket.ts'

/** A function of doubles; outside its range it is NULL or NaN as Java's is, where the engine would stop. */
const double = (names: string, body: string, print?: (names: readonly string[], called: string) => string): SqlFunction =>
  scalar(names, ['double'], 'double', body, print === undefined ? {} : { print })

const upper = (names: readonly string[], called: string): string => `${called.toUpperCase()}(${names.join(', ')})`

const one = (
  names: string,
  emit: (value: Bound) => { readonly sql: Sql; readonly type: SparkType; readonly name?: string },
  takes: 'number' | 'signed' = 'number',
): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value], call) => {
    if (value === undefined) throw semanticError(`${call.name} takes an argument`)
    return emit(coerce(value, takes, call.name, 0))
  },
})

/** floor and ceil: bigint of a double, a decimal without scale of a decimal; a decimal where the number of digits is given. */
const toWhole = (names: string, engine: 'floor' | 'ceil', printed: string = engine.toUpperCase()): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([operand, digits], call) => {
    if (operand === undefined) throw semanticError(`${call.name} takes a number`)
    const value = coerce(operand, 'number', call.name, 0)
    if (digits !== undefined && digits.type.kind !== 'int')
      throw semanticError(`The number of digits of ${call.name} is an INT that is written in the statement`)
    if (digits !== undefined)
      return {
        ...toScale(
          engine,
          isNumeric(operand.type) ? value : castBound(operand, DEFAULT_DECIMAL),
          constantInteger(digits, `The number of digits of ${engine}`),
        ),
        name: `${call.name}(${operand.name}, ${digits.name})`,
      }
    const name = `${printed}(${operand.name})`
    if (value.type.kind === 'decimal') {
      if (value.type.scale === 0) return { sql: value.sql, type: value.type, name }
      const type = adjustedDecimal(Math.min(value.type.precision - value.type.scale + 1, 38), 0)
      return { sql: template`CAST(${engine}(${value.sql}) AS ${engineType(type)})`, type, name }
    }
    if (isInteger(value.type)) return { sql: castSql(value.sql, value.type, BIGINT), type: BIGINT, name }
    return { sql: template`sp_double_bigint(${engine}(CAST(${value.sql} AS DOUBLE)))`, type: BIGINT, name }
  },
})

/** What Spark takes texts and NULL for where it wants a decimal. */
const DEFAULT_DECIMAL: SparkType = { kind: 'decimal', precision: 38, scale: 18 }

const DIGITS: Readonly<Record<string, readonly [number, number]>> = lookup({
  tinyint: [3, 0],
  smallint: [5, 0],
  int: [10, 0],
  bigint: [20, 0],
  float: [14, 7],
  double: [30, 15],
})

/** Of the value as a decimal (DecimalType.forType), to so many digits behind the point or, below zero, before it. */
function toScale(engine: 'floor' | 'ceil', value: Bound, places: number): { readonly sql: Sql; readonly type: SparkType } {
  const [precision, scale] =
    value.type.kind === 'decimal' ? [value.type.precision, value.type.scale] : (DIGITS[value.type.kind] ?? [30, 15])
  const whole = precision - scale + 1
  const kept = Math.min(Math.max(places, 0), scale)
  const type = {
    kind: 'decimal',
    precision: Math.min(places < 0 ? Math.max(whole, -places + 1) : whole + kept, 38),
    scale: kept,
  } as const
  const dropped = scale - Math.min(places, scale)
  const decimal = castBound(value, { kind: 'decimal', precision, scale })
  // What no number of 38 digits comes up to: one unit towards its sign, or none.
  const away = engine === 'ceil' ? template`CASE WHEN ${decimal.sql} > 0 THEN 1` : template`CASE WHEN ${decimal.sql} < 0 THEN -1`
  const units =
    dropped > 37
      ? template`CAST((${away} WHEN ${decimal.sql} IS NOT NULL THEN 0 END) AS HUGEINT)`
      : template`sp_${engine}_divide(${unitsOf(decimal)}, ${10n ** BigInt(dropped)})`
  // A unit that has more than 38 digits is NULL.
  const back = places >= 0 ? units : places > -38 ? template`(${units} * ${10n ** BigInt(-places)})` : template`nullif(abs(${units}), 1)`
  const made = fromUnits(back, type)
  return { sql: places < 0 && places > -38 ? withRoom(made, decimal, type) : made, type }
}

const wrapped = (sql: Sql, type: SparkType): Sql => {
  const bigint = template`sp_wrap_bigint(${sql})`
  return type.kind === 'bigint' ? bigint : template`sp_wrap_${type.kind}(${bigint})`
}

const rounding = (name: 'round' | 'bround'): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([operand, digits], call) => {
    if (operand === undefined) throw semanticError(`${name} takes a number`)
    const number = coerce(operand, 'number', call.name, 0)
    const value = number.type.kind === 'void' ? castBound(number, DOUBLE) : number
    if (digits?.constant?.kind === 'null') {
      const none = rounding(name).emit([operand, { ...digits, type: INT, constant: { kind: 'number', text: '0' } }], call)
      return { sql: castSql(NULL_SQL, VOID, none.type), type: none.type, name: `${name}(${operand.name}, ${digits.name})` }
    }
    const places = digits === undefined ? 0 : constantInteger(digits, `The number of digits of ${name}`)
    const printed = `${name}(${operand.name}, ${places})`
    const divide = name === 'round' ? 'sp_round_divide' : 'sp_half_even_divide'
    if (isInteger(value.type)) {
      const unit = 10n ** BigInt(Math.min(-Math.min(places, 0), 19))
      const isLess = places < -19
      const tens = isLess
        ? template`CAST(${value.sql} AS HUGEINT) * 0`
        : template`${divide}(CAST(${value.sql} AS HUGEINT), ${unit}) * ${unit}`
      const sql = places >= 0 ? value.sql : wrapped(tens, value.type)
      return { sql, type: value.type, name: printed }
    }
    if (value.type.kind === 'decimal') {
      const scale = Math.min(Math.max(places, 0), value.type.scale)
      const whole = value.type.precision - value.type.scale + 1
      const type = {
        kind: 'decimal',
        precision: Math.max(1, Math.min(places < 0 ? Math.max(whole, -places + 1) : whole + scale, 38)),
        scale,
      } as const
      // The engine rounds half to even by way of a double, which keeps 15 digits.
      // Where it leaves no digit it says 0, even of what rounds up and of NULL.
      if (name === 'bround' || places < 0) return { sql: roundedUnits(divide, value, value.type, places, type), type, name: printed }
      return { sql: template`CAST(round(${value.sql}, ${places}) AS ${engineType(type)})`, type, name: printed }
    }
    // By its shortest text, as Spark rounds: 2.675 is 2.675 and rounds up to 2.68.
    const text = name === 'round' && places >= 0 && places <= 15
    const limit = template`1e${Math.max(0, 37 - Math.max(places, 0))}`
    const rounded = template`CAST(CAST(sp_plain_text(CAST(${value.sql} AS DOUBLE)) AS DECIMAL(38,${Math.max(places, 0)})) AS ${engineType(value.type)})`
    const sql = text
      ? template`(CASE WHEN isfinite(${value.sql}) AND abs(${value.sql}) < ${limit} THEN ${rounded} ELSE ${value.sql} END)`
      : template`CAST(fn_${name}(CAST(${value.sql} AS DOUBLE), CAST(${places} AS DOUBLE)) AS ${engineType(value.type)})`
    return { sql, type: value.type, name: printed }
  },
})

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** By units: what divides them says where a half goes. */
function roundedUnits(divide: string, value: Bound, { scale }: DecimalType, places: number, type: DecimalType): Sql {
  const dropped = scale - places
  if (dropped <= 0) return castSql(value.sql, value.type, type)
  // A half of more than 38 digits is more than any value.
  if (dropped > 38) return template`(CASE WHEN ${value} IS NOT NULL THEN CAST(0 AS ${engineType(type)}) END)`
  const units = template`${divide}(${unitsOf(value)}, CAST(${10n ** BigInt(dropped)} AS HUGEINT))`
  if (places >= 0) return fromUnits(units, type, places)
  return withRoom(fromUnits(template`(${units} * ${10n ** BigInt(-places)})`, type, 0), value, type)
}

/** A decimal of 38 digits that gets one more stops the job, as in Spark. */
function withRoom(rounded: Sql, value: Bound, { precision }: DecimalType): Sql {
  if (precision < 38) return rounded
  const made = rounded.kind === 'template' ? step(rounded) : rounded
  return template`(CASE WHEN ${made} IS NULL AND ${value} IS NOT NULL THEN error('A decimal has more than 38 digits when it is rounded') ELSE ${made} END)`
}

const pmod: ScalarFunction = {
  kind: 'scalar',
  names: ['pmod'],
  argumentsMin: 2,
  argumentsMax: 2,
  emit: ([left, right], { environment }) => {
    if (left === undefined || right === undefined) throw semanticError('pmod takes two numbers')
    const decimal = decimalModulus(left, right, environment)
    if (decimal !== undefined) return decimal
    const remainder = bindArithmetic('%', left, right, environment)
    const type = remainder.type
    const divisor = castBound(right, type).sql
    return {
      sql: template`CAST((CASE WHEN ${remainder.sql} < 0 THEN (${remainder.sql} + ${divisor}) % ${divisor} ELSE ${remainder.sql} END) AS ${engineType(type)})`,
      type,
    }
  },
}

/** div(a, b), which Spark prints as the operator. */
const integralQuotient: ScalarFunction['emit'] = ([left, right], { environment }) => {
  if (left === undefined || right === undefined) throw semanticError('div takes two values')
  const { sql, type, name } = bindArithmetic('div', left, right, environment)
  return { sql, type, name }
}

/** mod(a, b): Spark prints it as the operator where decimals of two types meet. */
const modulo: ScalarFunction['emit'] = ([left, right], { environment }) => {
  if (left === undefined || right === undefined) throw semanticError('mod takes two numbers')
  const { sql, type, name } = bindArithmetic('%', left, right, environment)
  return type.kind === 'decimal' && meetAsOtherDecimals(left, right) ? { sql, type, name } : { sql, type }
}

function meetAsOtherDecimals(left: Bound, right: Bound): boolean {
  const { left: a, right: b } = decimalOperands(left, right) ?? {}
  return a !== undefined && b !== undefined && (a.type.precision !== b.type.precision || a.type.scale !== b.type.scale)
}

/** try_add and its like: NULL where an integer or an interval overflows; other types are as with the plain operator. */
const attempt = (name: string, sign: '/' | '+' | '-' | '*'): ScalarFunction => {
  const plain = operator(name, sign)
  return {
    ...plain,
    emit: (values, call) => {
      const [left, right] = values
      const made = plain.emit(values, call)
      if (left === undefined || right === undefined) return made
      if (sign === '*' || sign === '/') {
        const scaled = tryScaled(sign, left, right)
        if (scaled !== undefined) return { ...made, ...scaled }
      }
      if (isInterval(made.type) || isTemporal(made.type)) return { ...made, sql: template`TRY(${made.sql})` }
      if (sign === '/' || !isInteger(made.type)) return made
      return tryIntegerArithmetic(sign, left, right, made.type)
    },
  }
}

const operator = (names: string, sign: '%' | '/' | '+' | '-' | '*' | 'div'): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 2,
  argumentsMax: 2,
  emit: ([left, right], { environment }) => {
    if (left === undefined || right === undefined) throw semanticError(`${names} takes two numbers`)
    const { sql, type } = bindArithmetic(sign, left, right, environment)
    return { sql, type }
  },
})

const shift = (names: string, engine: string): ScalarFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 2,
  argumentsMax: 2,
  emit: ([value, count], call) => {
    if (value === undefined || count === undefined) throw semanticError(`${call.name} takes two integers`)
    const type = value.type.kind === 'bigint' ? BIGINT : INT
    const bits = type.kind === 'bigint' ? 63 : 31
    const operand = coerce(value, type.kind, call.name, 0).sql
    const distance = template`(${coerce(count, 'int', call.name, 1).sql} & ${bits})`
    const allBits = type.kind === 'bigint' ? '18446744073709551615' : '4294967295'
    const unsigned = template`((CAST(${operand} AS HUGEINT) & CAST(${allBits} AS HUGEINT)) // CAST(power(2, ${distance}) AS HUGEINT))`
    const wide =
      engine === '<<'
        ? template`(CAST(${operand} AS HUGEINT) * CAST(power(2, ${distance}) AS HUGEINT))`
        : template`(CAST(${operand} AS HUGEINT) // CAST(power(2, ${distance}) AS HUGEINT) - CASE WHEN ${operand} < 0 AND CAST(${operand} AS HUGEINT) % CAST(power(2, ${distance}) AS HUGEINT) <> 0 THEN 1 ELSE 0 END)`
    const low = template`sp_wrap_bigint(${engine === '>>>' ? unsigned : wide})`
    return { sql: type.kind === 'bigint' ? low : template`sp_wrap_int(${low})`, type }
  },
})

/** Of what is no number, and of both zeros, the value itself. */
function signOf(value: Bound): Sql {
  if (value.type.kind === 'interval') return template`CAST(sign(${value.sql}) AS DOUBLE)`
  const double = castSql(value.sql, value.type, DOUBLE)
  return template`(CASE WHEN isnan(${double}) OR ${double} = 0 THEN ${double} ELSE CAST(sign(${double}) AS DOUBLE) END)`
}

const sameNumber = (value: Bound): SparkType => (value.type.kind === 'void' ? DOUBLE : value.type)

export const MATH_FUNCTIONS: readonly SqlFunction[] = [
  one(
    'abs',
    (value) => ({
      sql: isInteger(value.type) ? flippedInteger(value, 'absolute') : template`abs(${value.sql})`,
      type: sameNumber(value),
    }),
    'signed',
  ),
  one(
    'negative',
    (value) => ({
      sql: isInteger(value.type) ? flippedInteger(value, 'negative') : negated(value),
      type: sameNumber(value),
      name: `negative(${value.name})`,
    }),
    'signed',
  ),
  one('positive', (value) => ({ sql: value.sql, type: sameNumber(value), name: `(+ ${value.name})` }), 'signed'),
  one('sign', (value) => ({ sql: signOf(value), type: DOUBLE }), 'signed'),
  one('signum', (value) => ({ sql: signOf(value), type: DOUBLE, name: `SIGNUM(${value.name})` }), 'signed'),
  toWhole('floor', 'floor'),
  toWhole('ceil', 'ceil'),
  toWhole('ceiling', 'ceil', 'ceiling'),
  rounding('round'),
  rounding('bround'),
  pmod,
  { ...operator('mod', '%'), emit: modulo },
  { ...operator('div', 'div'), emit: integralQuotient },
  attempt('try_add', '+'),
  attempt('try_subtract', '-'),
  attempt('try_multiply', '*'),
  attempt('try_divide', '/'),
  double('sqrt', "(CASE WHEN $1 < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt($1) END)", upper),
  double('cbrt', 'sp_cbrt($1)', upper),
  double('exp', 'fn_exp($1)', upper),
  double('expm1', 'fn_expm1($1)', upper),
  double('ln', '(CASE WHEN $1 > 0 THEN fn_ln($1) END)'),
  double('log10', '(CASE WHEN $1 > 0 THEN fn_log10($1) END)', upper),
  double('log2', '(CASE WHEN $1 > 0 THEN fn_ln($1) / CAST(0.6931471805599453 AS DOUBLE) END)', upper),
  double('log1p', '(CASE WHEN $1 > -1 THEN fn_log1p($1) END)', upper),
  scalar(
    'log',
    ['double', 'double?'],
    'double',
    ([a, b]) =>
      b === undefined
        ? template`(CASE WHEN ${a} > 0 THEN fn_ln(${a}) END)`
        : template`(CASE WHEN ${a} > 0 AND ${b} > 0 THEN sp_log(fn_ln(${a}), fn_ln(${b})) END)`,
    {
      print: (names) => (names.length === 1 ? `LOG(E(), ${names[0]})` : `LOG(${names.join(', ')})`),
    },
  ),
  scalar('power pow', ['double', 'double'], 'double', 'fn_power($1, $2)', {
    print: (names, called) => (called === 'pow' ? `pow(${names.join(', ')})` : `POWER(${names.join(', ')})`),
  }),
  double('sin', 'sin(sp_angle($1))', upper),
  double('cos', 'cos(sp_angle($1))', upper),
  double('tan', 'tan(sp_angle($1))', upper),
  double('cot', 'sp_inverse(tan(sp_angle($1)))', upper),
  double('sec', 'sp_inverse(cos(sp_angle($1)))', upper),
  double('csc', 'sp_inverse(sin(sp_angle($1)))', upper),
  double('asin', 'fn_asin($1)', upper),
  double('acos', 'fn_acos($1)', upper),
  double('atan', 'fn_atan($1)', upper),
  scalar('atan2', ['double', 'double'], 'double', 'fn_atan2($1, $2)', { print: upper }),
  double('sinh', 'fn_sinh($1)', upper),
  double('cosh', 'fn_cosh($1)', upper),
  double('tanh', 'fn_tanh($1)', upper),
  double('asinh', "(CASE WHEN $1 = CAST('-Infinity' AS DOUBLE) THEN $1 ELSE fn_ln($1 + sqrt($1 * $1 + 1)) END)", upper),
  double(
    'acosh',
    "(CASE WHEN $1 >= 1 THEN fn_ln($1 + sqrt($1 * $1 - 1)) WHEN $1 <= -1 AND $1 + sqrt($1 * $1 - 1) = 0 THEN CAST('-Infinity' AS DOUBLE) WHEN $1 IS NOT NULL THEN CAST('NaN' AS DOUBLE) END)",
    upper,
  ),
  double('atanh', '(0.5 * (fn_log1p($1) - fn_log1p(-$1)))', upper),
  double('degrees', 'degrees($1)', upper),
  double('radians', 'radians($1)', upper),
  double('rint', 'CAST(round_even($1, 0) AS DOUBLE)'),
  scalar('hypot', ['double', 'double'], 'double', 'fn_hypot($1, $2)', { print: upper }),
  scalar('pi', [], 'double', 'pi()', { print: () => 'PI()' }),
  scalar('e', [], 'double', 'exp(1.0)', { print: () => 'E()' }),
  scalar('factorial', ['int'], 'bigint', '(CASE WHEN $1 BETWEEN 0 AND 20 THEN CAST(factorial($1) AS BIGINT) END)'),
  shift('shiftleft', '<<'),
  shift('shiftright', '>>'),
  shift('shiftrightunsigned', '>>>'),
  widthBucket,
]
