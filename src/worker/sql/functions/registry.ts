import { AES_FUNCTIONS } from './aes.ts'
import { AGGREGATE_FUNCTIONS } from './aggregate.ts'
import { ARRAY_ORDER_FUNCTIONS } from './array-order.ts'
import { BINARY_FUNCTIONS } from './binary.ts'
import { BIT_FUNCTIONS } from './bits.ts'
import { COLLECTION_FUNCTIONS } from './collection.ts'
import { CONDITIONAL_FUNCTIONS } from './conditional.ts'
import { CSV_FUNCTIONS } from './csv.ts'
import { DATE_FUNCTIONS } from './date.ts'
import { FORMAT_FUNCTIONS } from './format-string.ts'
import type { SqlFunction } from './function-record.ts'
import { GENERATOR_FUNCTIONS } from './generator.ts'
import { HASH_FUNCTIONS } from './hash.ts'
import { HIGHER_ORDER_FUNCTIONS } from './higher-order.ts'
import { INTERVAL_FUNCTIONS } from './interval-functions.ts'
import { JSON_FUNCTIONS } from './json.ts'
import { MAP_FUNCTIONS } from './map.ts'
import { MATH_FUNCTIONS } from './math.ts'
import { NUMBER_TEXT_FUNCTIONS } from './number-texts.ts'
import { PERCENTILE_FUNCTIONS } from './percentiles.ts'
import { RANDOM_FUNCTIONS } from './random.ts'
import { REGEXP_FUNCTIONS } from './regexp.ts'
import { SESSION_FUNCTIONS } from './session.ts'
import { SET_FUNCTIONS } from './set-operations.ts'
import { SKETCH_FUNCTIONS } from './sketches.ts'
import { STATISTICS_FUNCTIONS } from './statistics.ts'
import { STRING_FUNCTIONS } from './string.ts'
import { TIME_WINDOW_FUNCTIONS } from './time-window.ts'
import { WINDOW_FUNCTIONS } from './window.ts'
import { XPATH_FUNCTIONS } from './xpath.ts'

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
