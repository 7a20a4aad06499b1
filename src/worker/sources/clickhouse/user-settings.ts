import { lookup } from '../../../base/lookup.ts'

/** What of the settings of a user makes other answers. */
export type UserSettings =
  | { readonly kind: 'not told' }
  | {
      readonly kind: 'told'
      /** Whatever is read, rows may be missing. */
      readonly cutsRows: readonly string[]
      /** What is grouped, sorted or counted there may be another answer. */
      readonly changesResults: readonly string[]
    }

/** How the server ends what goes beyond limits of its own: in any other way than to fail, it answers with a part. */
const OVERFLOWS = lookup<{ readonly limits: readonly string[]; readonly ofRows?: true }>({
  read_overflow_mode: { limits: ['max_rows_to_read', 'max_bytes_to_read'], ofRows: true },
  read_overflow_mode_leaf: { limits: ['max_rows_to_read_leaf', 'max_bytes_to_read_leaf'], ofRows: true },
  timeout_overflow_mode: { limits: ['max_execution_time'], ofRows: true },
  timeout_overflow_mode_leaf: { limits: ['max_execution_time_leaf'], ofRows: true },
  result_overflow_mode: { limits: ['max_result_rows', 'max_result_bytes'], ofRows: true },
  transfer_overflow_mode: { limits: ['max_rows_to_transfer', 'max_bytes_to_transfer'] },
  group_by_overflow_mode: { limits: ['max_rows_to_group_by'] },
  sort_overflow_mode: { limits: ['max_rows_to_sort', 'max_bytes_to_sort'] },
  distinct_overflow_mode: { limits: ['max_rows_in_distinct', 'max_bytes_in_distinct'] },
  set_overflow_mode: { limits: ['max_rows_in_set', 'max_bytes_in_set'] },
  join_overflow_mode: { limits: ['max_rows_in_join', 'max_bytes_in_join'] },
})

/** Values with which nothing changes. */
const OTHERS = lookup<{ readonly value: string; readonly ofRows?: true }>({
  limit: { value: '0', ofRows: true },
  offset: { value: '0', ofRows: true },
  // Of a table that is spread over several servers, what is on those that do not answer is left out.
  skip_unavailable_shards: { value: '0', ofRows: true },
  count_distinct_implementation: { value: 'uniqExact' },
  empty_result_for_aggregation_by_empty_set: { value: '0' },
  empty_result_for_aggregation_by_constant_keys_on_empty_set: { value: '1' },
  aggregate_functions_null_for_empty: { value: '0' },
  transform_null_in: { value: '0' },
  decimal_check_overflow: { value: '1' },
  // Each shard's groups are groups of their own with it.
  distributed_group_by_no_merge: { value: '0' },
  optimize_trivial_approximate_count_query: { value: '0' },
  // Of what is answered, which are not the rows of a table where groups are.
  additional_result_filter: { value: '' },
  filter: { value: '' },
})

const names = [...Object.keys(OTHERS), ...Object.values(OVERFLOWS).flatMap(({ limits }) => limits)]

/** Each server has some of them. */
export const SETTINGS_ASKED = `SELECT name, value FROM system.settings WHERE name LIKE '%overflow\\_mode%' OR name IN (${names
  .map((name) => `'${name}'`)
  .join(', ')})`

export function otherAnswers({ rows }: { readonly rows: readonly (readonly unknown[])[] }): UserSettings {
  const values = new Map(rows.flatMap(([name, value]) => (typeof name === 'string' && typeof value === 'string' ? [[name, value]] : [])))
  const isUnlimited = (limit: string): boolean => Number(values.get(limit) ?? 0) === 0
  const found: { readonly name: string; readonly ofRows: boolean }[] = []
  for (const [name, value] of values) {
    const other = OTHERS[name]
    if (other !== undefined && other.value !== value) found.push({ name, ofRows: other.ofRows ?? false })
    if (!/overflow_mode/.test(name) || value === 'throw') continue
    const overflow = OVERFLOWS[name]
    // What a later server limits, nobody knows here.
    if (overflow === undefined || !overflow.limits.every(isUnlimited)) found.push({ name, ofRows: overflow?.ofRows ?? false })
  }
  return {
    kind: 'told',
    cutsRows: found.filter(({ ofRows }) => ofRows).map(({ name }) => name),
    changesResults: found.filter(({ ofRows }) => !ofRows).map(({ name }) => name),
  }
}
