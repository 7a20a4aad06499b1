import { AGGREGATE_FUNCTIONS } from './aggregates/aggregate.ts'
import { PERCENTILE_FUNCTIONS } from './aggregates/percentiles.ts'
import { SKETCH_FUNCTIONS } from './aggregates/sketches.ts'
import { STATISTICS_FUNCTIONS } from './aggregates/statistics.ts'
import { ARRAY_ORDER_FUNCTIONS } from './collections/array-order.ts'
import { COLLECTION_FUNCTIONS } from './collections/collection.ts'
import { GENERATOR_FUNCTIONS } from './collections/generator.ts'
import { HIGHER_ORDER_FUNCTIONS } from './collections/higher-order.ts'
import { MAP_FUNCTIONS } from './collections/map.ts'
import { SET_FUNCTIONS } from './collections/set-operations.ts'
import { CONDITIONAL_FUNCTIONS } from './conditional.ts'
import { DATE_FUNCTIONS } from './dates/date.ts'
import { INTERVAL_FUNCTIONS } from './dates/intervals.ts'
import { TIME_WINDOW_FUNCTIONS } from './dates/time-window.ts'
import type { SqlFunction } from './function-record.ts'
import { BIT_FUNCTIONS } from './numbers/bits.ts'
import { MATH_FUNCTIONS } from './numbers/math.ts'
import { NUMBER_TEXT_FUNCTIONS } from './numbers/number-texts.ts'
import { RANDOM_FUNCTIONS } from './numbers/random.ts'
import { SESSION_FUNCTIONS } from './session.ts'
import { CSV_FUNCTIONS } from './structured-text/csv.ts'
import { JSON_FUNCTIONS } from './structured-text/json.ts'
import { XPATH_FUNCTIONS } from './structured-text/xpath.ts'
import { AES_FUNCTIONS } from './texts/aes.ts'
import { BINARY_FUNCTIONS } from './texts/binary.ts'
import { FORMAT_FUNCTIONS } from './texts/format-string.ts'
import { HASH_FUNCTIONS } from './texts/hash.ts'
import { REGEXP_FUNCTIONS } from './texts/regexp.ts'
import { STRING_FUNCTIONS } from './texts/string.ts'
import { WINDOW_FUNCTIONS } from './window.ts'

const FAMILIES: readonly (readonly SqlFunction[])[] = [
  CONDITIONAL_FUNCTIONS,
  STRING_FUNCTIONS,
  REGEXP_FUNCTIONS,
  BINARY_FUNCTIONS,
  FORMAT_FUNCTIONS,
  HASH_FUNCTIONS,
  AES_FUNCTIONS,
  MATH_FUNCTIONS,
  BIT_FUNCTIONS,
  RANDOM_FUNCTIONS,
  NUMBER_TEXT_FUNCTIONS,
  DATE_FUNCTIONS,
  INTERVAL_FUNCTIONS,
  COLLECTION_FUNCTIONS,
  SET_FUNCTIONS,
  MAP_FUNCTIONS,
  ARRAY_ORDER_FUNCTIONS,
  HIGHER_ORDER_FUNCTIONS,
  AGGREGATE_FUNCTIONS,
  STATISTICS_FUNCTIONS,
  PERCENTILE_FUNCTIONS,
  SKETCH_FUNCTIONS,
  JSON_FUNCTIONS,
  CSV_FUNCTIONS,
  XPATH_FUNCTIONS,
  WINDOW_FUNCTIONS,
  TIME_WINDOW_FUNCTIONS,
  GENERATOR_FUNCTIONS,
  SESSION_FUNCTIONS,
]

/** Every function that Spark SQL statements may call, by lower-case name. What is not here is refused. */
export const FUNCTIONS: ReadonlyMap<string, SqlFunction> = new Map(
  FAMILIES.flatMap((family) => family.flatMap((record) => record.names.map((name): [string, SqlFunction] => [name, record]))),
)
