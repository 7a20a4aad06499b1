import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import type { Bound } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger, isNumeric } from '../../types/coercion.ts'
import { castBound } from './cast.ts'

const isFloating = (type: SparkType): boolean => type.kind === 'float' || type.kind === 'double'

/** The cast of ANSI SQL, with NULL where that would stop the job: no bits are cut off, and no fraction of a text. */
export function tryCastBound(bound: Bound, type: SparkType): Bound {
  const from = bound.type
  const isForbidden =
    (from.kind === 'boolean' && type.kind === 'timestamp') ||
    (from.kind === 'timestamp' && type.kind === 'boolean') ||
    (from.kind === 'date' && (isNumeric(type) || type.kind === 'boolean')) ||
    (isNumeric(from) && type.kind === 'binary')
  if (isForbidden) throw semanticError(`Cannot cast ${sparkTypeName(from)} to ${sparkTypeName(type)}`)
  const plain = castBound(bound, type)
  if (!isInteger(type) || from.kind === type.kind) return plain
  const engine = engineType(type)
  const sql =
    from.kind === 'string'
      ? template`TRY_CAST(sp_whole_text(${bound}) AS ${engine})`
      : from.kind === 'timestamp'
        ? template`TRY_CAST(${castBound(bound, { kind: 'bigint' })} AS ${engine})`
        : isFloating(from) && type.kind === 'bigint'
          ? template`sp_try_double_bigint(CAST(${bound} AS DOUBLE))`
          : isNumeric(from)
            ? template`TRY_CAST(${isInteger(from) ? bound.sql : template`trunc(${bound})`} AS ${engine})`
            : plain.sql
  const { constant: _constant, ...rest } = plain
  return { ...rest, sql }
}
