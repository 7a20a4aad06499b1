import { AGGREGATE_MACROS } from './macros/aggregates.ts'
import { BINARY_MACROS } from './macros/binary.ts'
import { CALENDAR_MACROS } from './macros/calendars.ts'
import { CAST_MACROS } from './macros/casts.ts'
import { CHAR_MACROS } from './macros/char.ts'
import { COLLECTION_MACROS } from './macros/collections.ts'
import { CSV_MACROS } from './macros/csv.ts'
import { DATE_TEXT_MACROS } from './macros/date-texts.ts'
import { DATE_MACROS } from './macros/dates.ts'
import { DECIMAL_MACROS } from './macros/decimals.ts'
import { HASH_MACROS } from './macros/hash.ts'
import { INTERVAL_MACROS } from './macros/intervals.ts'
import { JSON_MACROS } from './macros/json.ts'
import { LIMIT_MACROS } from './macros/limits.ts'
import { MATH_MACROS } from './macros/maths.ts'
import { NUMBER_TEXT_MACROS } from './macros/number-texts.ts'
import { REGEXP_MACROS } from './macros/regexps.ts'
import { SKETCH_MACROS } from './macros/sketches.ts'
import { STRING_MACROS } from './macros/strings.ts'
import { XXHASH_MACROS } from './macros/xxhash.ts'

/**
 * A field of a parameter, as macros write it (`e.v`), is taken for a column of the groups where a lambda function stands in HAVING; as a call it is not.
 */
function fieldsByFunction(macro: string): string {
  return macro.replace(/(?<![\w.'"])([a-z])\.([a-z]\w*)/g, "struct_extract($1, '$2')")
}

/** What Spark computes otherwise than the engine, as macros. Each calls only macros before it; a worker makes one when a statement first calls it (worker/engine/macros.ts). */
export const ENGINE_MACROS: readonly string[] = [
  ...LIMIT_MACROS,
  ...CAST_MACROS,
  ...DATE_TEXT_MACROS,
  ...DECIMAL_MACROS,
  ...MATH_MACROS,
  ...NUMBER_TEXT_MACROS,
  ...STRING_MACROS,
  ...REGEXP_MACROS,
  ...CHAR_MACROS,
  ...BINARY_MACROS,
  ...HASH_MACROS,
  ...XXHASH_MACROS,
  ...DATE_MACROS,
  ...CALENDAR_MACROS,
  ...INTERVAL_MACROS,
  ...COLLECTION_MACROS,
  ...AGGREGATE_MACROS,
  ...SKETCH_MACROS,
  ...JSON_MACROS,
  ...CSV_MACROS,
].map(fieldsByFunction)
