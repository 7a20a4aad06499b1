import { lookup } from '../../../base/lookup.ts'
import { type Range, withRange } from '../bound/known-range.ts'
import type { Sql } from '../bound/sql.ts'

const upTo = (high: bigint): Range => ({ low: 0n, high })

/** No text and no array is longer, and no table has more rows. */
const LENGTH = upTo(1n << 30n)
const ROWS = upTo(1n << 53n)

const RANGES: Readonly<Record<string, Range>> = lookup({
  length: LENGTH,
  char_length: LENGTH,
  character_length: LENGTH,
  size: { low: -1n, high: (1n << 30n) - 1n },
  cardinality: { low: -1n, high: (1n << 30n) - 1n },
  year: { low: -300_000n, high: 300_000n },
  quarter: upTo(4n),
  month: upTo(12n),
  weekofyear: upTo(53n),
  day: upTo(31n),
  dayofmonth: upTo(31n),
  dayofweek: upTo(7n),
  weekday: upTo(7n),
  dayofyear: upTo(366n),
  hour: upTo(24n),
  minute: upTo(60n),
  second: upTo(60n),
  count: ROWS,
  count_if: ROWS,
  regr_count: ROWS,
  row_number: upTo((1n << 31n) - 2n),
  rank: upTo((1n << 31n) - 2n),
  dense_rank: upTo((1n << 31n) - 2n),
})

/** The result of a function with what is known of it, so that sums of it need no guard. */
export const ofFunction = (name: string, sql: Sql): Sql => withRange(sql, RANGES[name])
