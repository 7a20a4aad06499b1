import { expect, it } from 'vitest'
import { otherAnswers } from './user-settings.ts'

const told = (settings: Readonly<Record<string, string>>) => otherAnswers({ rows: Object.entries(settings) })

it.each([
  [{ read_overflow_mode: 'throw', max_rows_to_read: '5' }, [], []],
  [{ timeout_overflow_mode: 'break', max_execution_time: '10' }, ['timeout_overflow_mode'], []],
  [{ timeout_overflow_mode_leaf: 'break', max_execution_time_leaf: '1.5' }, ['timeout_overflow_mode_leaf'], []],
  [{ read_overflow_mode_leaf: 'break', max_bytes_to_read_leaf: '9' }, ['read_overflow_mode_leaf'], []],
  // What has no limit is not cut.
  [{ timeout_overflow_mode: 'break', max_execution_time: '0' }, [], []],
  [{ set_overflow_mode: 'break', max_rows_in_set: '3' }, [], ['set_overflow_mode']],
  [{ group_by_overflow_mode: 'any', max_rows_to_group_by: '3' }, [], ['group_by_overflow_mode']],
  [{ later_overflow_mode: 'break' }, [], ['later_overflow_mode']],
  [{ limit: '10', offset: '0' }, ['limit'], []],
  [{ skip_unavailable_shards: '1' }, ['skip_unavailable_shards'], []],
  [{ skip_unavailable_shards: '0' }, [], []],
  [{ count_distinct_implementation: 'uniq' }, [], ['count_distinct_implementation']],
  [{ empty_result_for_aggregation_by_empty_set: '1' }, [], ['empty_result_for_aggregation_by_empty_set']],
  [{ transform_null_in: '1' }, [], ['transform_null_in']],
  [{ decimal_check_overflow: '0' }, [], ['decimal_check_overflow']],
  [{ distributed_group_by_no_merge: '2' }, [], ['distributed_group_by_no_merge']],
  [{ additional_result_filter: 'x != 1' }, [], ['additional_result_filter']],
  // As they are.
  [{ transform_null_in: '0', decimal_check_overflow: '1', filter: '', aggregate_functions_null_for_empty: '0' }, [], []],
] as const)('%j', (settings, cutsRows, changesResults) => expect(told(settings)).toEqual({ kind: 'told', cutsRows, changesResults }))
