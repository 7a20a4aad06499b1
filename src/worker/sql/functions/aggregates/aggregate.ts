import { type IntervalType, isMonths, type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { withAggregateCall } from '../../bound/aggregate-call.ts'
import { BIGINT, BOOLEAN, type Bound, DOUBLE, INT } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { fragment, joined, overRows, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { isInteger, isNested } from '../../types/coercion.ts'
import { type AggregateFunction, aggregateSql, type CallTail, type Emitted, type SqlFunction } from '../function-record.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { comparable } from '../operators/comparison.ts'
import { DAY_TO_SECOND, YEAR_TO_MONTH } from '../operators/interval.ts'
import { sortKey } from '../operators/sort-key.ts'
import { asBoolean } from '../operators/unify.ts'
import { decimalAverage, decimalSum } from './decimal-sum.ts'

export function aggregate(
  names: string,
  argumentsMin: number,
  argumentsMax: number,
  emit: (values: readonly Bound[], tail: CallTail, name: string) => Emitted,
  allowsDistinct = true,
): AggregateFunction {
  return {
    kind: 'aggregate',
    names: names.split(' '),
    argumentsMin,
    argumentsMax,
    allowsDistinct,
    emit: (values, tail, call) => emit(values, tail, call.name),
  }
}

export function firstOf(values: readonly Bound[]): Bound {
  const [value] = values
  if (value === undefined) throw semanticError('An argument is missing')
  return value
}

/** A timestamp counts its seconds. */
const AS_DOUBLE: ReadonlySet<string> = new Set(['string', 'void', 'timestamp'])

function number(value: Bound, name: string): Bound {
  if (value.type.kind === 'timestamp' && (name === 'try_sum' || name === 'try_avg'))
    throw semanticError(`${name} takes numbers and intervals; ${value.name} is timestamp`)
  if (AS_DOUBLE.has(value.type.kind)) return castBound(value, DOUBLE)
  if (isInteger(value.type) || value.type.kind === 'float' || value.type.kind === 'double' || value.type.kind === 'decimal') return value
  throw semanticError(`${name} takes numbers; ${value.name} is ${sparkTypeName(value.type)}`)
}

/** The engine's sum of 64 bits has 128; one that does not fit back stops the job, or is NULL for try_sum. */
const intervalSum = (value: Bound, tail: CallTail, cast: 'CAST' | 'TRY_CAST'): Sql =>
  template`${cast}(${aggregateSql('sum', [value.sql], tail)} AS ${engineType(value.type)})`

function intervalAverage(value: Bound & { readonly type: IntervalType }, tail: CallTail, cast: 'CAST' | 'TRY_CAST'): Emitted {
  const { sql, type } = value
  const total = template`CAST(${intervalSum(value, tail, cast)} AS HUGEINT)`
  const count = template`CAST(${aggregateSql('count', [sql], tail)} AS HUGEINT)`
  return {
    sql: template`CAST(sp_round_divide(${total}, ${count}) AS ${engineType(type)})`,
    type: isMonths(type) ? YEAR_TO_MONTH : DAY_TO_SECOND,
  }
}

function sum(values: readonly Bound[], tail: CallTail, name: string): Emitted {
  const [only] = values
  if (only?.type.kind === 'interval') return { sql: intervalSum(only, tail, 'CAST'), type: only.type }
  const value = number(firstOf(values), name)
  if (value.type.kind === 'decimal') return decimalSum({ ...value, type: value.type }, tail)
  if (isInteger(value.type)) return { sql: template`sp_wrap_bigint(${aggregateSql('sum', [value.sql], tail)})`, type: BIGINT }
  return { sql: aggregateSql('sum', [castSql(value.sql, value.type, DOUBLE)], tail), type: DOUBLE }
}

export function average(values: readonly Bound[], tail: CallTail, name: string): Emitted {
  const [only] = values
  if (only?.type.kind === 'interval') return intervalAverage({ ...only, type: only.type }, tail, name === 'try_avg' ? 'TRY_CAST' : 'CAST')
  const value = number(firstOf(values), name)
  if (value.type.kind !== 'decimal') {
    const sql = aggregateSql('avg', [castSql(value.sql, value.type, DOUBLE)], tail)
    const isPlain = isInteger(value.type) && tail.filters.length === 0 && tail.over === undefined
    return { sql: isPlain ? withAggregateCall(sql, { name: 'avg', isDistinct: tail.isDistinct, value: value.sql }) : sql, type: DOUBLE }
  }
  return decimalAverage({ ...value, type: value.type }, tail)
}

function count(values: readonly Bound[], tail: CallTail): Emitted {
  const sqls = values.map((value) => value.sql)
  // A setting lets count() through.
  if (values.length === 0) return { sql: aggregateSql('count', [NULL_SQL], tail), type: BIGINT }
  if (values.length === 1) {
    const [value] = values
    if (value?.constant?.kind === 'number' && !tail.isDistinct) return { sql: aggregateSql('count', ['*'], tail), type: BIGINT }
    return { sql: aggregateSql('count', sqls, tail), type: BIGINT }
  }
  const present = sqls.map((sql) => template`${sql} IS NOT NULL`)
  return { sql: aggregateSql('count', tail.isDistinct ? [template`(${joined(sqls, ', ')})`] : ['*'], tail, present), type: BIGINT }
}

const same =
  (engine: 'max' | 'min') =>
  (values: readonly Bound[], tail: CallTail): Emitted => {
    const value = firstOf(values)
    comparable(value.type, engine)
    const plain = { ...tail, isDistinct: false }
    const sql = isNested(value.type)
      ? aggregateSql(`arg_${engine}`, [value.sql, sortKey(value.sql, value.type)], plain)
      : aggregateSql(engine, [value.sql], plain)
    return { sql, type: value.type }
  }

/** first, last and any_value: of all rows, or of those that are not NULL. */
const edge =
  (engine: 'first' | 'last') =>
  (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
    const value = firstOf(values)
    const flag = values[1]
    if (flag !== undefined && flag.constant?.kind !== 'boolean') throw semanticError(`The second argument of ${name} is true or false`)
    const ignores = tail.ignoresNulls || (flag?.constant?.kind === 'boolean' && flag.constant.value)
    // Spark's parser makes first and last of these.
    const called = tail.ignoresNulls ? engine : name
    const printed = `${called}(${tail.isDistinct ? 'DISTINCT ' : ''}${value.name})`
    if (tail.over !== undefined)
      return {
        sql: overRows(template`${engine}_value(${value}${ignores ? ' IGNORE NULLS' : ''})${tail.over}`),
        type: value.type,
        name: printed,
      }
    return {
      sql: aggregateSql(engine, [value.sql], tail, ignores ? [template`${value.sql} IS NOT NULL`] : []),
      type: value.type,
      name: printed,
    }
  }

/** NULLs are left out; no row gives an empty array. */
const collect =
  (isSet: boolean) =>
  (values: readonly Bound[], tail: CallTail): Emitted => {
    const value = firstOf(values)
    const name = `${isSet ? 'collect_set' : 'collect_list'}(${tail.isDistinct ? 'DISTINCT ' : ''}${value.name})`
    if (isSet && value.type.kind === 'map') throw semanticError('collect_set takes no maps')
    const type: SparkType = { kind: 'array', element: value.type }
    const list = (isDistinct: boolean, conditions: readonly Sql[]): Sql => {
      const all = aggregateSql('list', [value.sql], { ...tail, isDistinct }, [template`${value.sql} IS NOT NULL`, ...conditions])
      return template`coalesce(${all}, CAST([] AS ${engineType(type)}))`
    }
    // In Spark's set no NaN is another one.
    const keepsEachNaN = isSet && (value.type.kind === 'double' || value.type.kind === 'float')
    const sql = keepsEachNaN
      ? template`list_concat(${list(true, [template`NOT isnan(${value.sql})`])}, ${list(false, [template`isnan(${value.sql})`])})`
      : list(isSet || tail.isDistinct, [])
    return { sql, type, name }
  }

/** Of rows that tie the last one counts, as in Spark: the last one read, or in the order of the window. The engine's own takes the first. */
const byOther =
  (engine: 'max' | 'min') =>
  (values: readonly Bound[], tail: CallTail): Emitted => {
    const [value, order] = values
    if (value === undefined || order === undefined) throw semanticError(`${engine}_by takes a value and what orders it`)
    comparable(order.type, `${engine}_by`)
    const key = sortKey(order.sql, order.type)
    const place = engine === 'max' ? 'fn_place()' : '-fn_place()'
    const inOrder = engine === 'max' ? tail.place?.later : tail.place?.earlier
    const by = template`struct_pack(k := ${key}, ${inOrder === undefined ? '' : fragment`o := ${inOrder}, `}n := ${place})`
    return { sql: aggregateSql(`arg_${engine}_null`, [value.sql, by], tail, [template`${order.sql} IS NOT NULL`]), type: value.type }
  }

/** A text is no condition here. */
function strictBoolean(value: Bound, name: string): Sql {
  if (value.type.kind === 'string') throw semanticError(`${name} takes a condition; ${value.name} is string`)
  return asBoolean(value, name).sql
}

const ofBoolean =
  (engine: string) =>
  (values: readonly Bound[], tail: CallTail): Emitted => ({
    sql: aggregateSql(engine, [strictBoolean(firstOf(values), engine)], { ...tail, isDistinct: false }),
    type: BOOLEAN,
  })

const ofBits =
  (engine: string) =>
  (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
    const given = firstOf(values)
    const value = given.type.kind === 'void' ? castBound(given, INT) : given
    if (!isInteger(value.type)) throw semanticError(`${name} takes integers; ${value.name} is ${sparkTypeName(value.type)}`)
    return { sql: aggregateSql(engine, [value.sql], tail), type: value.type }
  }

/** The binder knows the grouping columns, and makes both. */
const groupingOf = (_values: readonly Bound[], _tail: CallTail, name: string): Emitted => {
  throw semanticError(`${name} is no aggregate of rows`)
}

/** As sum, and NULL where an integer overflows. */
const trySum = (values: readonly Bound[], tail: CallTail, name: string): Emitted => {
  const [only] = values
  if (only?.type.kind === 'interval') return { sql: intervalSum(only, tail, 'TRY_CAST'), type: only.type }
  const value = number(firstOf(values), name)
  if (!isInteger(value.type)) return sum(values, tail, name)
  return { sql: template`TRY_CAST(${aggregateSql('sum', [value.sql], tail)} AS BIGINT)`, type: BIGINT }
}

export const AGGREGATE_FUNCTIONS: readonly SqlFunction[] = [
  aggregate('count', 1, 100, count),
  aggregate(
    'count_if',
    1,
    1,
    (values, tail) => {
      const test = strictBoolean(firstOf(values), 'count_if')
      return { sql: aggregateSql('count', ['*'], tail, [test]), type: BIGINT }
    },
    false,
  ),
  aggregate('sum', 1, 1, sum),
  aggregate('try_sum', 1, 1, trySum),
  aggregate('avg mean try_avg', 1, 1, average),
  aggregate('max', 1, 1, same('max')),
  aggregate('min', 1, 1, same('min')),
  aggregate('first first_value any_value', 1, 2, edge('first')),
  aggregate('last last_value', 1, 2, edge('last')),
  aggregate('collect_list array_agg', 1, 1, collect(false)),
  aggregate('collect_set', 1, 1, collect(true)),
  aggregate('max_by', 2, 2, byOther('max'), false),
  aggregate('min_by', 2, 2, byOther('min'), false),
  aggregate('bool_and every', 1, 1, ofBoolean('bool_and')),
  aggregate('bool_or any some', 1, 1, ofBoolean('bool_or')),
  aggregate('bit_and', 1, 1, ofBits('bit_and')),
  aggregate('bit_or', 1, 1, ofBits('bit_or')),
  aggregate('bit_xor', 1, 1, ofBits('bit_xor')),
  aggregate('grouping', 1, 1, groupingOf, false),
  aggregate('grouping_id', 0, 32, groupingOf, false),
]
