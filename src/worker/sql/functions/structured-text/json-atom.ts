import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { STRING } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { notSupported } from '../../syntax-error.ts'
import { parseFieldSql } from '../dates/parsing.ts'
import { castSql } from '../operators/cast.ts'
import { intervalOfText } from '../operators/text-interval.ts'
import type { TextOptions } from './text-options.ts'

/** A JSON value as one of a type without parts, NULL where it does not fit: a number is no text, a text no number. */
export function atomSql(json: Sql, type: SparkType, options: TextOptions): Sql {
  const kind = template`json_type(${json})`
  const text = template`json_extract_string(${json}, '$')`
  const isWhole = template`(${kind} IN ('UBIGINT', 'BIGINT') OR (${kind} = 'DOUBLE' AND regexp_full_match(${text}, '-?\\d+')))`
  const when = (condition: Sql, value: Sql): Sql => template`(CASE WHEN ${condition} THEN ${value} END)`
  const isText = template`(${kind} = 'VARCHAR')`
  switch (type.kind) {
    case 'string':
      return template`sp_json_text(${json})`
    case 'boolean':
      return when(template`(${kind} = 'BOOLEAN')`, template`(${text} = 'true')`)
    case 'tinyint':
      // Jackson takes an unsigned byte, too.
      return when(
        isWhole,
        template`(CASE WHEN TRY_CAST(${text} AS BIGINT) BETWEEN -128 AND 255 THEN sp_wrap_tinyint(CAST(${text} AS BIGINT)) END)`,
      )
    case 'smallint':
    case 'int':
    case 'bigint':
      return when(isWhole, template`TRY_CAST(${text} AS ${engineType(type)})`)
    case 'float':
    case 'double': {
      const number = template`coalesce(TRY_CAST(${text} AS DOUBLE), CASE WHEN starts_with(${text}, '-') THEN CAST('-Infinity' AS DOUBLE) ELSE CAST('Infinity' AS DOUBLE) END)`
      const typed = (sql: Sql): Sql => castSql(sql, { kind: 'double' }, type)
      // A word that stood there without quotes has a mark before it.
      const bare = template`ltrim(${text}, chr(2))`
      const word = castSql(bare, STRING, type)
      const words =
        options.allowances?.allowNonNumericNumbers === false
          ? ''
          : template`WHEN ${isText} AND ${bare} IN ('NaN', '+INF', '-INF', 'Infinity', '+Infinity', '-Infinity') THEN ${word}`
      return template`(CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') THEN ${typed(number)} WHEN starts_with(${text}, chr(3)) THEN ${typed(template`TRY_CAST(${text}[2:] AS DOUBLE)`)} ${words} END)`
    }
    case 'decimal': {
      // One with more digits than a double has stands behind a mark.
      const number = castSql(template`ltrim(${text}, chr(3))`, STRING, type)
      const written = castSql(template`replace(${text}, ',', '')`, STRING, type)
      return template`(CASE WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE') OR starts_with(${text}, chr(3)) THEN ${number} WHEN ${isText} AND NOT regexp_matches(${text}, '^\\s|\\s$') THEN ${written} END)`
    }
    case 'date': {
      if (options.dateFormat === undefined) return when(isText, template`sp_json_date(${text})`)
      return when(isText, parseFieldSql(options.dateFormat, unlessEmpty(text), template`sp_json_date_otherwise(${text})`, 'date'))
    }
    case 'timestamp': {
      const written =
        options.timestampFormat === undefined
          ? template`sp_json_timestamp(${text})`
          : parseFieldSql(options.timestampFormat, unlessEmpty(text), template`sp_json_timestamp_otherwise(${text})`, 'timestamp')
      const seconds = template`TRY(make_timestamp(TRY_CAST(${text} AS BIGINT) * 1000000))`
      return template`(CASE WHEN ${isText} THEN ${written} WHEN ${isWhole} THEN ${seconds} END)`
    }
    case 'binary':
      return when(isText, template`TRY(from_base64(${text}))`)
    case 'interval':
      return when(isText, intervalOfText(text, type, true))
    case 'calendar-interval':
      return when(isText, castSql(text, STRING, type))
    default:
      throw notSupported(`from_json of ${sparkTypeName(type)}`)
  }
}

/** An empty text is no date and no timestamp, though a pattern may read it. */
const unlessEmpty = (text: Sql): Sql => template`nullif(${text}, '')`
