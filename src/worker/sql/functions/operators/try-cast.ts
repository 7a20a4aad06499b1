import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, recast } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { isInteger, isNested, isNumeric } from '../../types/coercion.ts'
import { castBound, castSql } from './cast.ts'
import { castNested, impossible } from './cast-nested.ts'
import { intervalOfText } from './text-interval.ts'

const isFloating = (type: SparkType): boolean => type.kind === 'float' || type.kind === 'double'

const isForbidden = (from: SparkType, to: SparkType): boolean =>
  (from.kind === 'boolean' && to.kind === 'timestamp') ||
  (from.kind === 'timestamp' && to.kind === 'boolean') ||
  (from.kind === 'date' && (isNumeric(to) || to.kind === 'boolean')) ||
  (isNumeric(from) && (to.kind === 'binary' || to.kind === 'interval')) ||
  (from.kind === 'interval' && isNumeric(to))

/** The cast of ANSI SQL, with NULL where that would stop the job: no bits are cut off, and no fraction of a text. */
export function tryCastBound(bound: Bound, type: SparkType): Bound {
  if (isForbidden(bound.type, type)) throw impossible(bound.type, type)
  if (bound.type.kind === 'string' && type.kind === 'interval') return recast(bound, intervalOfText(bound.sql, type, true), type)
  const plain = castBound(bound, type)
  if (isFloating(bound.type) && type.kind === 'timestamp') return { ...plain, sql: trySql(bound.sql, bound.type, type) }
  if (bound.type.kind === type.kind ? !isNested(type) : !isInteger(type)) return plain
  const { constant: _constant, ...rest } = plain
  return { ...rest, sql: trySql(bound.sql, bound.type, type) }
}

function trySql(sql: Sql, from: SparkType, to: SparkType): Sql {
  if (isForbidden(from, to)) throw impossible(from, to)
  if (isNested(from)) return castNested(sql, from, to, trySql)
  if (isFloating(from) && to.kind === 'timestamp') return template`sp_try_double_moment(CAST(${sql} AS DOUBLE))`
  if (from.kind === 'string' && to.kind === 'interval') return intervalOfText(sql, to, true)
  if (!isInteger(to) || from.kind === to.kind) return castSql(sql, from, to)
  const engine = engineType(to)
  if (from.kind === 'string') return template`TRY_CAST(sp_whole_text(${sql}) AS ${engine})`
  if (from.kind === 'timestamp') return template`TRY_CAST(${castSql(sql, from, { kind: 'bigint' })} AS ${engine})`
  if (isFloating(from) && to.kind === 'bigint') return template`sp_try_double_bigint(CAST(${sql} AS DOUBLE))`
  if (isNumeric(from)) return template`TRY_CAST(${isInteger(from) ? sql : template`trunc(${sql})`} AS ${engine})`
  return castSql(sql, from, to)
}
