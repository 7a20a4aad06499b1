import { compose, INT } from '../../bound/bound.ts'
import { parameter } from '../../bound/sql.ts'
import { lambda, template } from '../../bound/template.ts'
import { semanticError } from '../../syntax-error.ts'
import type { HigherOrderFunction } from '../function-record.ts'

const LIST = parameter('l')
const PLACE = parameter('p')
const TABLE = parameter('m')

/**
 * array_sort with a comparator. Each element's place is the number of those before it. Of two elements only the later one is compared with the earlier one, as
 * Java's sort does, so that a comparison may also say of equal ones that each is before the other: for one that goes round in no circle this is what it makes.
 */
export const sortedByComparator: HigherOrderFunction['emit'] = ([first, second], binder, call) => {
  if (first === undefined || second === undefined) throw semanticError(`${call.name} takes an array and a lambda function`)
  const list = binder.bind(first)
  if (list.type.kind !== 'array') throw semanticError(`${call.name} takes an array; ${list.name} is ${list.type.kind}`)
  const { element } = list.type
  const { parameters, body, text } = binder.bindLambda(second, [element, element])
  const [later, earlier] = parameters
  if (later === undefined || earlier === undefined) throw semanticError(`The comparator of ${call.name} takes two parameters`)
  if (body.type.kind !== INT.kind) throw semanticError(`The comparator of ${call.name} is an int; ${body.name} is ${body.type.kind}`)
  const compared = template`coalesce(${body}, error('array_sort: a comparison is NULL'))`
  const behind = template`list_transform(list_slice(${LIST}, 1, i - 1), ${lambda([earlier], template`${compared} >= 0`)})`
  const table = template`list_transform(${LIST}, ${lambda([later, 'i'], behind)})`
  const before = template`len(list_filter(${TABLE}[i], ${lambda(['b'], parameter('b'))}))`
  const passed = template`len(list_filter(range(i + 1, len(${LIST}) + 1), ${lambda(['j'], template`NOT ${TABLE}[j][i]`)}))`
  const places = template`list_transform(range(1, len(${LIST}) + 1), ${lambda(['i'], template`1 + ${before} + ${passed}`)})`
  const placesOf = template`list_extract(list_transform([${table}], ${lambda(['m'], places)}), 1)`
  const placed = template`list_transform(list_sort(list_zip(${placesOf}, range(1, len(${LIST}) + 1))), ${lambda(['p'], template`list_extract(${LIST}, ${PLACE}[2])`)})`
  const sorted = template`list_extract(list_transform([${list.sql}], ${lambda(['l'], template`CASE WHEN ${LIST} IS NOT NULL THEN ${placed} END`)}), 1)`
  return compose([list, body], { sql: sorted, type: list.type, name: `${call.name}(${list.name}, ${text})` })
}
