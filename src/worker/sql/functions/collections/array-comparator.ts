import { compose, INT } from '../../bound/bound.ts'
import { parameter } from '../../bound/sql.ts'
import { lambda, template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import type { HigherOrderFunction } from '../function-record.ts'

const LIST = parameter('l')
const PLACE = parameter('p')

/**
 * array_sort with a comparator. Each element's place is the number of those before it, and an element that is as great as another keeps its place behind it:
 * for a comparison that contradicts itself nowhere this is what Java's sort makes.
 */
export const sortedByComparator: HigherOrderFunction['emit'] = ([first, second], binder, call) => {
  if (first === undefined || second === undefined) throw semanticError(`${call.name} takes an array and a lambda function`)
  const list = binder.bind(first)
  if (list.type.kind !== 'array') throw semanticError(`${call.name} takes an array; ${list.name} is ${list.type.kind}`)
  const { element } = list.type
  const { parameters, body, text } = binder.bindLambda(second, [element, element])
  const [other, own] = parameters
  if (other === undefined || own === undefined) throw semanticError(`The comparator of ${call.name} takes two parameters`)
  if (body.type.kind !== INT.kind) throw semanticError(`The comparator of ${call.name} is an int; ${body.name} is ${body.type.kind}`)
  const compared = template`coalesce(${body}, error('array_sort: a comparison is NULL'))`
  const before = lambda([other, 'j'], template`${compared} < CASE WHEN j < i THEN 1 ELSE 0 END`)
  const places = template`list_transform(${LIST}, ${lambda([own, 'i'], template`1 + len(list_filter(${LIST}, ${before}))`)})`
  const placed = template`list_transform(list_sort(list_zip(${places}, range(1, len(${LIST}) + 1))), ${lambda(['p'], template`list_extract(${LIST}, ${PLACE}[2])`)})`
  const sorted = template`list_extract(list_transform([${list.sql}], ${lambda(['l'], template`CASE WHEN ${LIST} IS NOT NULL THEN ${placed} END`)}), 1)`
  return compose([list, body], { sql: sorted, type: list.type, name: `${call.name}(${list.name}, ${text})` })
}
