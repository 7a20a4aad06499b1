/** Functions that Spark 3.3.1 writes in other words, or fills in, only behind the place where it computes the rows of VALUES. */
const LATER = new Set(
  [
    'aes_decrypt aes_encrypt array_size array_sort assert_true btrim current_catalog current_database current_timezone current_user',
    'date_part decode extract ifnull input_file_block_length input_file_block_start input_file_name left map_contains_key nullif nvl nvl2',
    'parse_url right spark_partition_id split_part to_binary to_date to_timestamp',
    'try_add try_divide try_element_at try_multiply try_subtract try_to_binary',
  ]
    .join(' ')
    .split(' '),
)

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
