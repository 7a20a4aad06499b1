import { isMonths, type SparkType } from '../../../../base/spark-type.ts'
import { parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { notSupported } from '../../syntax-error.ts'
import { hasInterval } from '../../types/has-interval.ts'

const ELEMENT = parameter('e')

/** A value as a result shows it: intervals, also inside arrays, maps and structs, are the texts that Spark shows for them. */
export function resultValue(sql: Sql, type: SparkType): Sql {
  if (!hasInterval(type)) return sql
  switch (type.kind) {
    case 'interval':
      return isMonths(type) ? template`sp_year_month_text(${sql})` : template`sp_day_time_text(${sql})`
    case 'calendar-interval':
      return template`sp_calendar_text(${sql})`
    case 'array':
      return template`list_transform(${sql}, ${lambda(['e'], resultValue(ELEMENT, type.element))})`
    case 'struct': {
      const fields = type.fields.map(
        ({ name, type: field }) =>
          fragment`${quoteIdentifier(name)} := ${resultValue(template`struct_extract(${sql}, ${quoteString(name)})`, field)}`,
      )
      return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${joined(fields, ', ')}) END`
    }
    case 'map': {
      const part = (engine: string, of: SparkType): Sql =>
        template`list_transform(${engine}(${sql}), ${lambda(['e'], resultValue(ELEMENT, of))})`
      return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE map(${part('map_keys', type.key)}, ${part('map_values', type.value)}) END`
    }
    default:
      throw notSupported(`A ${type.kind} of intervals in a result`)
  }
}
