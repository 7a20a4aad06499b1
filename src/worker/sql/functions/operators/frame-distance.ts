import { lookup } from '../../../../base/lookup.ts'
import { isMonths, type SparkType, sameSparkType } from '../../../../base/spark-type.ts'
import { type Bound, DOUBLE } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported } from '../../syntax-error.ts'
import { isInteger, isNumeric } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import { engineInterval } from './interval.ts'

interface FrameWay {
  /** As the engine takes it; isBack: the distance is negative, and its opposite is asked for. */
  readonly distance: (isBack: boolean) => Bound
  /** Spark casts the distance to the type of what the rows are sorted by. */
  readonly isCast: boolean
  /** From a date or a timestamp. */
  readonly isMoment: boolean
}

export const minus = (distance: Bound): Sql => template`(-${distance})`

/** Of the type of another. */
export const noDistance = (other: Bound): Bound => ({ ...other, sql: template`(${other} - ${other})` })

/** How a RANGE frame goes that far from a value of that type; undefined where there is no way. size: the distance as a number. */
export function frameWay(sorted: SparkType, written: Bound, size: number): FrameWay | undefined {
  const turned = (bound: Bound, isBack: boolean): Bound => (isBack ? { ...bound, sql: minus(bound) } : bound)
  if (sorted.kind === 'date' && written.type.kind === 'int') {
    // Whole numbers count days.
    return {
      distance: (isBack) => ({ ...written, sql: template`INTERVAL (${turned(written, isBack)}) DAY` }),
      isCast: false,
      isMoment: true,
    }
  }
  const { type } = written
  if (type.kind === 'interval' && ((sorted.kind === 'date' && isMonths(type)) || sorted.kind === 'timestamp')) {
    const distance = (isBack: boolean): Bound => ({ ...written, sql: engineInterval({ ...turned(written, isBack), type }) })
    return { distance, isCast: false, isMoment: true }
  }
  if (type.kind === 'interval' && sorted.kind === 'interval' && isMonths(type) === isMonths(sorted))
    return { distance: (isBack) => turned(castBound(written, sorted), isBack), isCast: !sameSparkType(type, sorted), isMoment: false }
  // Texts stand for numbers where there is something to cast.
  const number = type.kind === 'string' ? castBound(written, DOUBLE) : written
  if (!isNumeric(sorted) || !isNumeric(number.type)) return undefined
  if (isInteger(sorted) && !fits(size, sorted))
    throw notSupported(`A window frame of ${written.name} over values of ${sorted.kind}`, 'Write a number that fits into their type.')
  return { distance: (isBack) => turned(castBound(number, sorted), isBack), isCast: !sameSparkType(number.type, sorted), isMoment: false }
}

const BITS: Readonly<Record<string, number>> = lookup({ tinyint: 8, smallint: 16, int: 32, bigint: 64 })

const fits = (size: number, type: SparkType): boolean => Math.abs(size) < 2 ** ((BITS[type.kind] ?? 64) - 1)

/**
 * What rows are sorted by, which stops the job where a decimal so far away would have more digits than its type, as Spark does.
 * isBack: the distance is taken away.
 */
export function withRoom(sorted: Bound, isBack: boolean, distance: Bound): Bound {
  const { type } = sorted
  if (type.kind !== 'decimal') return sorted
  const wide = `DECIMAL(38, ${type.scale})`
  const away = template`CAST(${sorted} AS ${wide}) ${isBack ? '-' : '+'} CAST(${distance} AS ${wide})`
  const limit = `CAST('${'9'.repeat(type.precision - type.scale)}.${'9'.repeat(type.scale)}' AS ${wide})`
  const message = quoteString('A decimal at the edge of a window frame has too many digits for its type')
  return { ...sorted, sql: template`(CASE WHEN abs(${away}) > ${limit} THEN error(${message}) ELSE ${sorted} END)` }
}
