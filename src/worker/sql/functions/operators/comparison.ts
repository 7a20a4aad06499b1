import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BOOLEAN, type Bound, compose, VOID } from '../../bound/bound.ts'
import { commuting, joined, template } from '../../bound/template.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import type { ComparisonOperator } from '../../tree.ts'
import { commonType, comparisonType, isNested, namedLike } from '../../types/coercion.ts'
import { castBound } from './cast.ts'
import { padded, refuseOtherLengths } from './char.ts'
import { operatorMismatch } from './mismatch.ts'

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
  const type = comparisonType(left.type, namedLike(right.type, left.type))
  if (type === undefined || type.kind === 'map' || type.kind === 'calendar-interval') throw operatorMismatch(operator, left, right)
  if (isNested(type) && operator !== '=' && operator !== '<>' && operator !== '<=>')
    throw notSupported(`${operator} of ${sparkTypeName(type)}`, 'Compare their elements or fields.')
  const [x, y] = isNested(type) ? refuseOtherLengths(left, right) : padded([left, right])
  const [a, b] = [castBound(x ?? left, type).sql, castBound(y ?? right, type).sql]
  const engine = operator === '<=>' ? 'IS NOT DISTINCT FROM' : operator
  const printed = `(${left.name} ${PRINTED[operator]} ${right.name})`
  const compared = template`(${a} ${engine} ${b})`
  const sql = operator === '=' || operator === '<=>' || operator === '<>' ? commuting(operator, compared) : compared
  return compose([left, right], { sql, type: BOOLEAN, name: operator === '<>' ? `(NOT ${printed})` : printed })
}

export function bindIn(operand: Bound, items: readonly Bound[], isNegated: boolean): Bound {
  const type = [operand, ...items]
    .map((bound) => namedLike(bound.type, operand.type))
    .reduce<SparkType | undefined>((a, b) => (a === undefined ? undefined : commonType(a, b)), VOID)
  if (type === undefined)
    throw semanticError(`The values of IN have types that do not meet: ${items.map((item) => sparkTypeName(item.type)).join(', ')}`)
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
  if (type.kind === 'map') throw semanticError(`${what} cannot order maps`)
  if (type.kind === 'calendar-interval') throw semanticError(`${what} cannot order intervals that have months, days and times`)
  // The engine puts a NULL inside an array or a struct last, Spark first.
  if (isNested(type)) throw notSupported(`${what} of ${sparkTypeName(type)}`, 'Order by its elements or fields.')
}
