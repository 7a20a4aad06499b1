/** Decimals as whole numbers of the unit of their last digit, in 128 bits. */
import type { SparkType } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

const DIGITS_MAX = 38

const known = new WeakMap<Sql, { readonly units: Sql; readonly scale: number }>()

/** Says that the second tree is the first in another form. */
export function keepUnits(before: Sql, after: Sql): void {
  const units = known.get(before)
  if (units !== undefined) known.set(after, units)
}

/** 10^digits in as few digits as it has. */
const power = (digits: number): string => (10n ** BigInt(digits)).toString()

/** The value times 10^scale; the scale is at least that of its type. */
export function unitsOf(bound: Bound, scale?: number): Sql {
  const type = bound.type as DecimalType
  const wanted = scale ?? type.scale
  const own = known.get(bound.sql)
  // A grouping expression reads no columns of its own, and may not be taken apart.
  if (own !== undefined && bound.uses.length > 0) return scaled(own.units, wanted - own.scale)
  return scaled(unitsOfValue(bound.sql, type), wanted - type.scale)
}

/** What the engine keeps in 64 bits. It gives a product or a sum of two such values no more, and stops the job where they do not hold it. */
const LONG_DIGITS_MAX = 18

/** The left operand in 128 bits, where the result may have more digits than 64 bits hold and both operands have fewer. */
export function roomy(sql: Sql, left: DecimalType, right: DecimalType, digits: number): Sql {
  const isTight = left.precision <= LONG_DIGITS_MAX && right.precision <= LONG_DIGITS_MAX && digits > LONG_DIGITS_MAX
  return isTight ? template`CAST(${sql} AS DECIMAL(${LONG_DIGITS_MAX + 1},${left.scale}))` : sql
}

/** The units of a value that is no decimal of ours. */
export function unitsOfValue(sql: Sql, type: DecimalType): Sql {
  const { precision, scale } = type
  if (scale === 0) return template`CAST(${sql} AS HUGEINT)`
  const factor: DecimalType = { kind: 'decimal', precision: scale + 1, scale: 0 }
  const digits = precision + factor.precision
  if (digits <= DIGITS_MAX)
    return template`CAST(${roomy(sql, type, factor, digits)} * CAST(${power(scale)} AS ${engineType(factor)}) AS HUGEINT)`
  return template`CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`
}

const scaled = (units: Sql, digits: number): Sql => (digits === 0 ? units : template`(${units} * ${power(digits)})`)

/** The decimal of so many units; NULL for one that the type does not hold. */
export function fromUnits(units: Sql, type: DecimalType, scale = type.scale): Sql {
  const whole = template`TRY_CAST(${units} AS DECIMAL(${DIGITS_MAX},0))`
  if (scale === 0) return type.precision === DIGITS_MAX ? whole : template`TRY_CAST(${whole} AS ${engineType(type)})`
  const value = template`(${whole} * CAST('${unit(scale)}' AS DECIMAL(${scale},${scale})))`
  return template`TRY_CAST(${value} AS ${engineType(type)})`
}

const unit = (scale: number): string => `0.${'1'.padStart(scale, '0')}`

/**
 * a / b, half up. With one digit more than the result has, cut off, the cast to the result rounds it: so each operand stands once, where the digits
 * of the types leave room for that.
 */
export function quotient(left: { readonly bound: Bound }, right: { readonly bound: Bound }, type: DecimalType): Sql {
  const [a, b] = [left.bound.type as DecimalType, right.bound.type as DecimalType]
  const [x, y] = [unitsOf(left.bound), unitsOf(right.bound)]
  return divided({ units: x, ...a }, { units: y, ...b }, type)
}

interface Units {
  readonly units: Sql
  readonly precision: number
  readonly scale: number
}

/** The digits of a quotient up to which two steps of doubles leave an error below one. */
const QUICK_DIGITS_MAX = 28

export function divided(a: Units, b: Units, type: DecimalType): Sql {
  const digits = type.scale + b.scale - a.scale
  if (digits + 1 >= 0 && a.precision + digits + 1 <= DIGITS_MAX && type.scale < DIGITS_MAX) {
    const dividend = scaled(a.units, digits + 1)
    const isQuick = type.precision < QUICK_DIGITS_MAX
    const cut = isQuick ? template`sp_cut_divide(${dividend}, ${b.units})` : template`(${dividend} // ${b.units})`
    const sql = fromUnits(cut, type, type.scale + 1)
    known.set(sql, {
      units: template`CAST(CAST(${cut} AS DECIMAL(${DIGITS_MAX},0)) * CAST(0.1 AS DECIMAL(1,1)) AS HUGEINT)`,
      scale: type.scale,
    })
    return sql
  }
  return longQuotient(a.units, { ...b, units: digits < 0 ? scaled(b.units, -digits) : b.units }, Math.max(digits, 0), type)
}

/** The digits that a quotient is gone on with at once: a double knows them, and one. */
const STEP_DIGITS_MAX = 10

/** a * 10^digits / b, as Java rounds it. */
function longQuotient(a: Sql, { units: b, precision }: Units, digits: number, type: DecimalType): Sql {
  // Of a quotient that has all 38 digits behind the point nothing is rounded twice.
  const later = type.scale < DIGITS_MAX ? DIGITS_MAX - type.scale : DIGITS_MAX
  const shortDigits = Math.min(DIGITS_MAX - digits, later)
  const short = template`sp_short_divide(${a}, ${b}, ${power(digits)})`
  if (precision <= shortDigits) return fromUnits(template`(CASE WHEN ${b} <> 0 THEN ${short} END)`, type)
  const steps = [...Array.from({ length: Math.floor(digits / STEP_DIGITS_MAX) }, () => STEP_DIGITS_MAX), digits % STEP_DIGITS_MAX]
  let states: Sql = template`[sp_quotient_start(${a}, ${b})]`
  for (const count of steps) if (count > 0) states = template`sp_quotient_step(${states}, ${power(count)})`
  const long = template`CAST(sign(${a}) * sign(${b}) AS HUGEINT) * sp_quotient_end(${states}, ${power(later)})`
  if (shortDigits <= 0) return fromUnits(template`(CASE WHEN ${b} <> 0 THEN ${long} END)`, type)
  const limit = power(shortDigits)
  return fromUnits(template`(CASE WHEN ${b} = 0 THEN NULL WHEN sp_size(${b}) < ${limit} THEN ${short} ELSE ${long} END)`, type)
}
