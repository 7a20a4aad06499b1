/** Functions that compare the elements of arrays: what is in one, in both, and at which place. */
import { type SparkType, sameSparkType } from '../../../../base/spark-type.ts'
import { BOOLEAN } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { semanticError } from '../../syntax-error.ts'
import { elementType, valueType } from '../../types/argument-types.ts'
import { commonType, decimalOf, tightestType } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import type { SqlFunction } from '../function-record.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { comparable } from '../operators/comparison.ts'
import { arrayOf, arrayOrNull } from './collection-arguments.ts'

const isFloating = ({ kind }: SparkType): boolean => kind === 'double' || kind === 'float'

/** Two arrays of one element type. Of floating numbers by their bits, as Spark does there: the zeros are two. */
const pair = (names: string, macro: string, isTest = false): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const [a, b] = [arrayOf(values[0], call.name), arrayOf(values[1], call.name)]
    const element = elementType(a.element, b.element)
    if (element === undefined) throw semanticError(`${call.name} takes two arrays of one type`)
    comparable(element, call.name)
    const type: SparkType = { kind: 'array', element }
    const [x, y] = values.map((value) => castBound(value, type).sql)
    if (!isFloating(element)) return { sql: template`${macro}(${x}, ${y})`, type: isTest ? BOOLEAN : type }
    const made = template`${macro}(sp_bits_of_all(${x}), sp_bits_of_all(${y}))`
    return isTest ? { sql: made, type: BOOLEAN } : { sql: ofBits(made, type), type }
  })

const ofBits = (bits: Sql, type: SparkType): Sql => template`CAST(sp_all_of_bits(${bits}) AS ${engineType(type)})`

/** As the tightest type; but a decimal has to hold the other type whole, and there is none for two decimals. */
function exactType(element: SparkType, value: SparkType): SparkType | undefined {
  const isDecimal = [element, value].some(({ kind }) => kind === 'decimal')
  if (!isDecimal || [element, value].some(({ kind }) => kind === 'void') || sameSparkType(element, value))
    return tightestType(element, value)
  const [wide, other] = element.kind === 'decimal' ? [element, value] : [value, element]
  const narrow = other.kind === 'decimal' ? undefined : decimalOf(other)
  if (wide.kind !== 'decimal' || narrow === undefined) return undefined
  return wide.precision - wide.scale >= narrow.precision ? wide : undefined
}

/** An array and a value that is compared with its elements. */
const withElement = (
  names: string,
  body: (list: Sql, value: Sql) => Sql,
  result: (type: SparkType) => SparkType,
  meet: (element: SparkType, value: SparkType) => SparkType | undefined = valueType,
): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const list = arrayOf(values[0], call.name)
    const value = values[1]
    const element = value === undefined ? undefined : meet(list.element, value.type)
    if (value === undefined || element === undefined)
      throw semanticError(`The value of ${call.name} must be of the type of the array's elements`)
    if (meet !== commonType) comparable(element, call.name)
    if (call.name === 'array_contains' && value.type.kind === 'void')
      throw semanticError('array_contains looks for no NULL', 'Write exists(a, e -> e IS NULL).')
    const type: SparkType = { kind: 'array', element }
    return {
      sql: body(castSql(list.sql, { kind: 'array', element: list.element }, type), castBound(value, element).sql),
      type: result(type),
    }
  })

export const SET_FUNCTIONS: readonly SqlFunction[] = [
  withElement(
    'array_contains',
    (list, value) => template`sp_array_contains(${list}, ${value})`,
    () => BOOLEAN,
  ),
  withElement(
    'array_position',
    (list, value) =>
      template`(CASE WHEN ${list} IS NULL OR ${value} IS NULL THEN NULL ELSE CAST(coalesce(list_position(${list}, ${value}), 0) AS BIGINT) END)`,
    () => ({ kind: 'bigint' }),
    exactType,
  ),
  withElement(
    'array_remove',
    (list, value) => template`(CASE WHEN ${value} IS NOT NULL THEN list_filter(${list}, lambda e: e IS DISTINCT FROM ${value}) END)`,
    (type) => type,
    exactType,
  ),
  withElement(
    'array_append',
    (list, value) => template`(CASE WHEN ${list} IS NOT NULL THEN list_append(${list}, ${value}) END)`,
    (type) => type,
    commonType,
  ),
  withElement(
    'array_prepend',
    (list, value) => template`(CASE WHEN ${list} IS NOT NULL THEN list_prepend(${value}, ${list}) END)`,
    (type) => type,
    commonType,
  ),
  custom('array_distinct', 1, 1, ([value], call) => {
    const { sql, element } = arrayOrNull(value, call.name)
    comparable(element, call.name)
    const type: SparkType = { kind: 'array', element }
    if (!isFloating(element)) return { sql: template`sp_array_distinct(${sql})`, type }
    return { sql: ofBits(template`sp_array_distinct(sp_bits_of_all(${sql}))`, type), type }
  }),
  pair('array_union', 'sp_array_union'),
  pair('array_intersect', 'sp_array_intersect'),
  pair('array_except', 'sp_array_except'),
  pair('arrays_overlap', 'sp_arrays_overlap', true),
]
