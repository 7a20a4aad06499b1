import type { SparkType } from '../../../../base/spark-type.ts'
import { withAggregateCall } from '../../bound/aggregate-call.ts'
import type { Bound } from '../../bound/bound.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { lambda, overRows, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { aggregateSql, type CallTail } from '../function-record.ts'
import { castSql } from '../operators/cast.ts'
import { decimalArithmetic } from '../operators/decimal.ts'
import { divided, fromUnits, unitsOfValue } from '../operators/decimal-units.ts'

type DecimalType = Extract<SparkType, { kind: 'decimal' }>

/** The digits of a summand up to which a sum of 10^10 rows, as Spark reckons, has room in the engine's 128 bits. */
const SUMMED_DIGITS_MAX = 28

const ELEMENT = parameter('e')

/** The exact sum of decimals in the type that Spark gives it; NULL where that has no room for it. */
export function decimalSum(
  value: Bound & { readonly type: DecimalType },
  tail: CallTail,
): { readonly sql: Sql; readonly type: DecimalType } {
  const { precision, scale } = value.type
  const type: DecimalType = { kind: 'decimal', precision: Math.min(precision + 10, 38), scale }
  if (precision <= SUMMED_DIGITS_MAX) {
    const sum = aggregateSql('sum', [value.sql], tail)
    return { sql: template`TRY_CAST(${sum} AS ${engineType(type)})`, type }
  }
  return { sql: longSum(value, type, tail), type }
}

/** The digits of a summand up to which no table has rows enough for the average to be rounded twice. */
const ONCE_ROUNDED_MAX = 13
/** The digits up to which it takes the rows of no usual table. */
const RARELY_TWICE_MAX = 18

/** Whatever the session's setting says: Spark 3.3 does not ask it here. */
const AVERAGE_RULES = { allowsPrecisionLoss: true }

/** The sum by the count, a quotient of decimals that is rounded as such and once more to the average's own type. */
export function decimalAverage(
  value: Bound & { readonly type: DecimalType },
  tail: CallTail,
): { readonly sql: Sql; readonly type: DecimalType } {
  const { precision, scale } = value.type
  const type: DecimalType = { kind: 'decimal', precision: Math.min(precision + 4, 38), scale: Math.min(scale + 4, 38) }
  const total = decimalSum(value, tail)
  const rows = aggregateSql('count', [value.sql], tail)
  const bound = (sql: Sql, of: DecimalType): Bound => ({ ...value, sql, type: of, uses: [] })
  const count = bound(template`CAST(${rows} AS DECIMAL(20,0))`, { kind: 'decimal', precision: 20, scale: 0 })
  const twice = (): Sql => {
    const made = decimalArithmetic('/', bound(total.sql, total.type), count, AVERAGE_RULES)
    return castSql(made.sql, made.type, type)
  }
  if (precision > RARELY_TWICE_MAX) return { sql: twice(), type }
  const counted = { units: template`CAST(${rows} AS HUGEINT)`, precision: 20, scale: 0 }
  const once = divided({ units: unitsOfValue(total.sql, total.type), ...total.type }, counted, type)
  if (precision <= ONCE_ROUNDED_MAX) return { sql: once, type }
  return { sql: template`(CASE WHEN ${rows} < ${10n ** BigInt(24 - precision)} THEN ${once} ELSE ${twice()} END)`, type }
}

/**
 * The engine stops where the sum leaves 128 bits on the way. So the values that are large enough for that are added up in two halves, of which there is none in
 * most columns: to take a value apart takes the engine a hundred times as long as to add it.
 */
function longSum(value: Bound & { readonly type: DecimalType }, type: DecimalType, tail: CallTail): Sql {
  const digits = `1${'0'.repeat(SUMMED_DIGITS_MAX)}`.padStart(type.scale + 1, '0')
  const limit = `CAST('${digits.slice(0, digits.length - type.scale)}.${digits.slice(digits.length - type.scale)}' AS ${engineType(value.type)})`
  const isSmall = template`${value} BETWEEN -${limit} AND ${limit}`
  const small = aggregateSql('sum', [template`CASE WHEN ${isSmall} THEN ${value} END`], tail)
  const [high, low] = tail.isDistinct ? distinctHalves(value, isSmall, tail) : halves(value, isSmall, tail)
  const whole = template`sp_joined_halves(${unitsOfValue(small, type)}, ${high}, ${low})`
  const sql = overRows(
    template`(CASE WHEN ${high} IS NULL THEN TRY_CAST(${small} AS ${engineType(type)}) ELSE ${fromUnits(whole, type)} END)`,
  )
  const isPlain = tail.filters.length === 0 && tail.over === undefined
  return isPlain ? withAggregateCall(sql, { name: 'sum', isDistinct: tail.isDistinct, value: value.sql, fits: type }) : sql
}

function halves(value: Bound & { readonly type: DecimalType }, isSmall: Sql, tail: CallTail): readonly [Sql, Sql] {
  const units = unitsOfValue(value.sql, value.type)
  const half = (name: string): Sql => aggregateSql('sum', [template`CASE WHEN ${isSmall} THEN NULL ELSE ${name}(${units}) END`], tail)
  return [half('sp_high_half'), half('sp_low_half')]
}

/** Two values may have one half in common. */
function distinctHalves(value: Bound & { readonly type: DecimalType }, isSmall: Sql, tail: CallTail): readonly [Sql, Sql] {
  const large = aggregateSql('list', [value.sql], tail, [template`NOT ${isSmall}`])
  const half = (name: string): Sql =>
    template`list_sum(list_transform(${large}, ${lambda(['e'], template`${name}(${unitsOfValue(ELEMENT, value.type)})`)}))`
  return [half('sp_high_half'), half('sp_low_half')]
}
