import { someType } from '../../../../base/some-type.ts'
import { type SparkType, sameSparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, compose, VOID } from '../../bound/bound.ts'
import { earlyOf, withEarly } from '../../bound/early.ts'
import { commuting, joined, template, text } from '../../bound/template.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import type { ComparisonOperator } from '../../tree/query.ts'
import { commonType, comparisonType, isNested, isNumeric, typeByPlaces } from '../../types/coercion.ts'
import { hasOrder } from '../../types/has-order.ts'
import { holdsMap } from '../../types/holds-map.ts'
import { nestedComparisonType } from '../../types/nested-comparison.ts'
import { castBound } from './cast.ts'
import { padded, refuseOtherLengths } from './char.ts'
import { operatorMismatch } from './mismatch.ts'
import { sortKey } from './sort-key.ts'
import { wholeComparison } from './whole-comparison.ts'

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
  const isOfOrder = operator !== '=' && operator !== '<>' && operator !== '<=>'
  const isOfNested = isNested(left.type) || isNested(right.type)
  const boolean = isOfOrder ? undefined : booleanEquality(operator, left, right)
  if (boolean !== undefined) return boolean
  if (isOfOrder && meetsBoolean(left.type, right.type)) throw operatorMismatch(operator, left, right)
  const type = isOfNested ? nestedComparisonType(left.type, right.type) : comparisonType(left.type, right.type)
  if (type === undefined || !hasOrder(type)) throw operatorMismatch(operator, left, right)
  refuseUntyped(operator, type, [left, right])
  const [x, y] = isNested(type) ? refuseOtherLengths(left, right) : padded([left, right])
  const cast = [castBound(x ?? left, type).sql, castBound(y ?? right, type).sql]
  const [a, b] = isOfOrder && isNested(type) ? cast.map((sql) => sortKey(sql, type)) : cast
  const engine = operator === '<=>' ? 'IS NOT DISTINCT FROM' : operator
  const whole = wholeComparison(operator, left, right)
  if (whole?.value !== undefined)
    return compose([left, right], { sql: text(whole.value ? 'TRUE' : 'FALSE'), type: BOOLEAN, name: whole.name })
  const printed = whole?.name ?? `(${left.name} ${PRINTED[operator]} ${right.name})`
  const compared = template`(${a} ${engine} ${b})`
  const sql = operator === '=' || operator === '<=>' || operator === '<>' ? commuting(operator, compared) : compared
  const bound = compose([left, right], { sql, type: BOOLEAN, name: operator === '<>' ? `(NOT ${printed})` : printed })
  const [early, other] = [earlyOf(left), earlyOf(right)]
  return early !== undefined && other !== undefined && sameSparkType(early, other) ? withEarly(bound, BOOLEAN) : bound
}

/** Spark has no order of arrays of NULLs without a type; and by its plan of a join such NULLs are one by <=>, or are not. */
function refuseUntyped(operator: ComparisonOperator, type: SparkType, operands: readonly Bound[]): void {
  const hint = 'Give the NULL a type: CAST(NULL AS string).'
  if (someType(type, (held) => held.kind === 'array' && held.element.kind === 'void'))
    throw semanticError(`The operator ${operator} does not compare arrays of NULLs without a type`, hint)
  if (operator === '<=>' && type.kind === 'void' && operands.every(({ constant }) => constant === undefined))
    throw notSupported('A comparison of NULLs without a type by <=>', hint)
}

const meetsBoolean = (a: SparkType, b: SparkType): boolean =>
  (a.kind === 'boolean' && isNumeric(b)) || (b.kind === 'boolean' && isNumeric(a))

/** A boolean against a literal 1 or 0 is the boolean, or not it (BooleanEquality). */
function booleanEquality(operator: ComparisonOperator, left: Bound, right: Bound): Bound | undefined {
  if (!meetsBoolean(left.type, right.type)) return undefined
  const [boolean, number] = left.type.kind === 'boolean' ? [left, right] : [right, left]
  const value = number.constant?.kind === 'number' ? Number(number.constant.text) : undefined
  if (value !== 0 && value !== 1) return undefined
  const own = value === 1 ? { sql: boolean.sql, name: boolean.name } : { sql: template`(NOT ${boolean})`, name: `(NOT ${boolean.name})` }
  const equal =
    operator === '<=>'
      ? { sql: template`(${boolean} IS NOT NULL AND ${own})`, name: `((${boolean.name} IS NOT NULL) AND ${own.name})` }
      : own
  const made = operator === '<>' ? { sql: template`(NOT ${equal})`, name: `(NOT ${equal.name})` } : equal
  return compose([boolean, number], { ...made, type: BOOLEAN })
}

export function bindIn(operand: Bound, items: readonly Bound[], isNegated: boolean): Bound {
  const types = [operand, ...items].map((bound) => bound.type)
  const common = types.reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID)
  const type = common ?? types.reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : typeByPlaces(a, b)), operand.type)
  if (type === undefined || !hasOrder(type))
    throw semanticError(
      `The values of IN have types that do not meet, or that are not compared: ${items.map((item) => sparkTypeName(item.type)).join(', ')}`,
    )
  const [value, ...others] = padded([operand, ...items])
  const list = joined(
    others.map((item) => castBound(item, type)),
    ', ',
  )
  const name = `(${operand.name} IN (${items.map((item) => item.name).join(', ')}))`
  const sql = template`(${castBound(value ?? operand, type).sql} ${isNegated ? 'NOT ' : ''}IN (${list}))`
  return compose([operand, ...items], { sql, type: BOOLEAN, name: isNegated ? `(NOT ${name})` : name })
}

/** Throws sql-semantics for a type without an order. */
export function comparable(type: SparkType, what: string): void {
  if (holdsMap(type)) throw semanticError(`${what} cannot compare maps`)
  if (!hasOrder(type)) throw semanticError(`${what} cannot compare intervals that have months, days and times`)
}
