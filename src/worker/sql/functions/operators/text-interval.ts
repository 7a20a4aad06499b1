import type { IntervalType } from '../../../../base/spark-type.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, joined, step, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { quoteString } from '../../dialect/quote.ts'
import { intervalShape } from '../../parse/interval-spans.ts'

/** A text of a row as an interval: 1 02:03, or INTERVAL '1 02:03' DAY TO MINUTE. One that is none stops the job, as in Spark, or is NULL for TRY_CAST. */
export function intervalOfText(sql: Sql, type: IntervalType, isTry = false): Sql {
  const fields = (type.from === type.to ? type.from : `${type.from} to ${type.to}`).toUpperCase()
  const { pattern, parts } = intervalShape(type.from, type.to)
  const shape = quoteString(pattern)
  const quoted = quoteString(`(?i)^INTERVAL\\s+([+-]?)'(.*)'\\s+${fields.replaceAll(' ', '\\s+')}$`)
  const written = step(template`sp_trim_space(${sql})`)
  const inner = step(template`sp_quoted_interval(${written}, ${quoted})`)
  const terms = parts.map(
    ({ max, size }, index) =>
      template`${isTry ? 'sp_try_interval_part' : 'sp_interval_part'}(regexp_extract(${inner}, ${shape}, ${index + 2}), ${max}) * ${size}`,
  )
  const fraction = type.to === 'second' ? [template`sp_interval_fraction(regexp_extract(${inner}, ${shape}, ${parts.length + 2}))`] : []
  const size = joined([...terms, ...fraction], ' + ')
  const isNegative = template`(regexp_extract(${inner}, ${shape}, 1) = '-') <> (regexp_extract(${written}, ${quoted}, 1) = '-')`
  const refused = isTry ? '' : fragment` WHEN ${inner} IS NOT NULL THEN error(${quoteString(`A text is not an interval ${fields}`)})`
  return template`(CASE WHEN regexp_matches(${inner}, ${shape}) THEN ${isTry ? 'TRY_CAST' : 'CAST'}((${size}) * CASE WHEN ${isNegative} THEN -1 ELSE 1 END AS ${engineType(type)})${refused} END)`
}
