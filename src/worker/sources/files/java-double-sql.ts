import type { SparkType } from '../../../base/spark-type.ts'
import { castText } from '../../sql/cast-text.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'

const BLANKS = String.raw`[\x00-\x20]*`

/** A float or a double as Java's parser takes it: the words that a cast takes in all capitals have one spelling there, and a sign before each. */
export function javaDoubleSql(text: string, type: SparkType): string {
  const isWord = `regexp_full_match(lower(${text}), '${BLANKS}[-+]?(inf(inity)?|nan)${BLANKS}')`
  const isNan = `regexp_full_match(${text}, '${BLANKS}[-+]?NaN${BLANKS}')`
  const isInfinity = `regexp_full_match(${text}, '${BLANKS}[-+]?Infinity${BLANKS}')`
  const read = castText(text, { kind: 'string' }, type)
  return `CASE WHEN NOT ${isWord} OR ${isInfinity} THEN ${read} WHEN ${isNan} THEN CAST('NaN' AS ${engineType(type)}) END`
}
