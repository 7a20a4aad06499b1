/** What is written into a column, or given out by a function of a user. */
import { lookup } from '../../../../base/lookup.ts'
import { type SparkType, sameSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import type { StorePolicy } from '../../store-policy.ts'
import { semanticError } from '../../syntax-error.ts'
import { isAtomic, isInteger, isNested, isNumeric } from '../../types/coercion.ts'
import { castSql } from './cast.ts'
import { castNested } from './cast-nested.ts'

const LOSSLESS: Readonly<Record<string, readonly string[]>> = lookup({
  string: ['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal', 'date', 'timestamp', 'string', 'binary'],
  date: ['date', 'timestamp'],
  timestamp: ['date', 'timestamp'],
  boolean: ['boolean'],
  binary: ['binary'],
})

/**
 * The cast of a value that is written into a column (spark.sql.storeAssignmentPolicy=ANSI): no text into numbers, and a number too big for
 * its column stops the job; NaN and infinity become a decimal that is NULL. Throws sql-semantics for a value that may not go into the column.
 */
export function storeSql(bound: Bound, to: SparkType, column: string, policy: StorePolicy = 'ANSI'): Sql {
  if (policy === 'LEGACY') return castSql(bound.sql, bound.type, to)
  const sql = policy === 'STRICT' && !isUpcast(bound.type, to) ? undefined : storedSql(bound, to)
  if (sql !== undefined) return sql
  throw semanticError(
    `A ${sparkTypeName(bound.type)} cannot be written into the column ${column} of type ${sparkTypeName(to)}`,
    `Write CAST(… AS ${sparkTypeName(to)}) where the conversion is meant.`,
  )
}

/** As storeSql; undefined for a value that may not go there. */
export const storedSql = ({ sql, type }: Bound, to: SparkType): Sql | undefined =>
  fitsColumn(type, to) ? storedValue(sql, type, to) : undefined

/** What is inside of arrays, maps and structs goes by the same rules. */
function fitsColumn(from: SparkType, to: SparkType): boolean {
  if (sameSparkType(from, to) || from.kind === 'void' || (isNumeric(from) && isNumeric(to))) return true
  if (from.kind === 'array' && to.kind === 'array') return fitsColumn(from.element, to.element)
  if (from.kind === 'map' && to.kind === 'map') return fitsColumn(from.key, to.key) && fitsColumn(from.value, to.value)
  if (from.kind === 'struct' && to.kind === 'struct')
    return (
      from.fields.length === to.fields.length &&
      from.fields.every(({ type }, index) => to.fields.slice(index, index + 1).every((field) => fitsColumn(type, field.type)))
    )
  if (from.kind === 'interval' && to.kind === 'string') return true
  return isAtomic(from) && isAtomic(to) && LOSSLESS[to.kind]?.includes(from.kind) === true
}

const WIDER: readonly string[] = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double']
const WHOLE_DIGITS: Readonly<Record<string, number>> = lookup({ tinyint: 3, smallint: 5, int: 10, bigint: 20 })

/** Digits before and behind the point of an exact number, as Spark counts them. */
function digitsOf(type: SparkType): { readonly before: number; readonly behind: number } | undefined {
  if (type.kind === 'decimal') return { before: type.precision - type.scale, behind: type.scale }
  const before = WHOLE_DIGITS[type.kind]
  return before === undefined ? undefined : { before, behind: 0 }
}

/** Spark's Cast.canUpCast of what a column takes. */
function isUpcast(from: SparkType, to: SparkType): boolean {
  if (from.kind === 'void') return false
  if (sameSparkType(from, to)) return true
  if (from.kind === 'array' && to.kind === 'array') return isUpcast(from.element, to.element)
  if (from.kind === 'map' && to.kind === 'map') return isUpcast(from.key, to.key) && isUpcast(from.value, to.value)
  if (from.kind === 'struct' && to.kind === 'struct')
    return (
      from.fields.length === to.fields.length &&
      from.fields.every(({ type }, index) => to.fields.slice(index, index + 1).every((field) => isUpcast(type, field.type)))
    )
  if (to.kind === 'string') return isAtomic(from)
  if (from.kind === 'date') return to.kind === 'timestamp'
  const [place, wanted] = [WIDER.indexOf(from.kind), WIDER.indexOf(to.kind)]
  if (place >= 0 && wanted >= 0) return place < wanted
  const [digits, room] = [digitsOf(from), digitsOf(to)]
  return digits !== undefined && room !== undefined && digits.before <= room.before && digits.behind <= room.behind
}

function storedValue(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (sameSparkType(from, to)) return sql
  const type = engineType(to)
  if (from.kind === 'void') return template`CAST(${sql} AS ${type})`
  if (isNumeric(from) && isNumeric(to)) {
    if ((from.kind === 'float' || from.kind === 'double') && to.kind === 'decimal')
      return template`CAST((CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS VARCHAR) END) AS ${type})`
    // Too great a double is infinite as a float, not without room: Java's own conversion knows no overflow.
    if (to.kind === 'float') return castSql(sql, from, to)
    return isInteger(to) && !isInteger(from) ? template`CAST(trunc(${sql}) AS ${type})` : template`CAST(${sql} AS ${type})`
  }
  return isNested(from) ? castNested(sql, from, to, storedValue) : castSql(sql, from, to)
}
