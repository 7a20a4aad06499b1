import type { SparkType } from '../../base/spark-type.ts'
import { text } from './bound/template.ts'
import { formatDateSql, formatSql } from './functions/dates/pattern.ts'
import { castSql } from './functions/operators/cast.ts'
import { csvMomentSql } from './functions/structured-text/csv-moment.ts'
import { printAlone } from './render/duckdb/query.ts'

/** Engine text of the cast of a value that is given as engine text, as the readers and writers of files have it. */
export const castText = (value: string, from: SparkType, to: SparkType): string => printAlone(castSql(text(value), from, to))

/** Engine text of a date or a timestamp of a CSV file, by a pattern. */
export const csvMomentText = (pattern: string, value: string, kind: 'date' | 'timestamp'): string =>
  printAlone(csvMomentSql(pattern, text(value), kind))

/** Engine text of the text of a date or a timestamp, by a pattern. */
export const momentTextBy = (pattern: string, value: string, kind: 'date' | 'timestamp'): string =>
  printAlone((kind === 'date' ? formatDateSql : formatSql)(pattern, text(value)))
