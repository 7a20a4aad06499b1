import type { Bound } from '../bound/bound.ts'
import { semanticError } from '../syntax-error.ts'
import { isInterval } from '../types/coercion.ts'

/** Functions that Spark 3.3.1 writes in other words, fills in, or takes for no constants, at the place where it computes the rows of VALUES. */
const LATER = new Set(
  [
    'aes_decrypt aes_encrypt array_size array_sort arrays_zip assert_true btrim current_catalog current_database current_timezone current_user',
    'date_part decode elt extract ifnull input_file_block_length input_file_block_start input_file_name left map_concat map_contains_key nullif nvl nvl2',
    'parse_url right spark_partition_id split_part to_binary to_date to_timestamp',
    'try_add try_divide try_element_at try_multiply try_subtract try_to_binary',
  ]
    .join(' ')
    .split(' '),
)

/** Of binary values, Spark 3.3.1 writes these in other words, too. */
const LATER_OF_BYTES = new Set(['lpad', 'rpad', 'contains', 'startswith', 'endswith'])

/** Refuses a call in a row of VALUES that only its values' types tell. */
export function refuseOfBytes(name: string, values: readonly Bound[], clause: string): void {
  if (clause !== 'VALUES' || !LATER_OF_BYTES.has(name)) return
  const isOfBytes = name.endsWith('pad')
    ? values.every(({ type }, index) => index === 1 || type.kind === 'binary')
    : values.every(({ type }) => type.kind === 'binary')
  if (isOfBytes) throw laterThanValues(`${name} of binary values`)
}

/** Refuses a date or a timestamp less an interval in a row of VALUES. But for a date less whole days, which Spark counts. */
export function refuseLess(operator: string, left: Bound, right: Bound, clause: string): void {
  if (clause !== 'VALUES' || operator !== '-' || !isInterval(right.type) || isInterval(left.type)) return
  const isDays = right.type.kind === 'interval' && right.type.from === 'day' && right.type.to === 'day'
  if (left.type.kind !== 'date' || !isDays) throw laterThanValues(`a ${left.type.kind} less an interval`)
}

export const laterThanValues = (what: string): Error =>
  semanticError(`VALUES does not take ${what}, as in Spark 3.3`, 'SELECT it, with UNION ALL for several rows.')

/** What of a row of VALUES Spark 3.3.1 does not compute there: a function's name, or a word for what it is. The tree is plain data. */
export function notInValues(node: unknown): string | undefined {
  if (Array.isArray(node)) return firstIn(node)
  if (typeof node !== 'object' || node === null) return undefined
  if ('kind' in node) {
    if (node.kind === 'lambda') return 'a lambda function'
    if (node.kind === 'like' && 'operator' in node && node.operator === 'ILIKE') return 'ILIKE'
    if (node.kind === 'column' && 'parts' in node && isCurrentUser(node.parts)) return 'current_user'
    if (node.kind === 'call' && 'name' in node && typeof node.name === 'string' && LATER.has(node.name)) return node.name
  }
  return firstIn(Object.values(node))
}

const isCurrentUser = (parts: unknown): boolean =>
  Array.isArray(parts) && parts.length === 1 && String(parts[0]).toLowerCase() === 'current_user'

function firstIn(nodes: readonly unknown[]): string | undefined {
  for (const node of nodes) {
    const found = notInValues(node)
    if (found !== undefined) return found
  }
  return undefined
}
