import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { IndexFields } from './index-fields.ts'

/** Formats of moments whose texts and numbers are read here as the server reads them. */
const KNOWN =
  /^(?:epoch_millis|iso8601|(?:strict_)?(?:date_optional_time(?:_nanos)?|date|date_time|date_time_no_millis|date_hour_minute_second(?:_millis|_fraction)?|year_month_day|year_month)|yyyy([-/])MM\1dd(?:[T' ]+HH:mm(?::ss(?:[.,]S{1,9})?)?)?(?: ?(?:Z|X{1,3}|Z{1,5}|'Z'|zz?z?))?)$/

/** @throws CausewayError for a column of moments whose field has them in a form of its own, which might be read as others than are meant */
export function checkDates(columns: readonly Column[], indexes: readonly number[], fields: IndexFields): void {
  for (const index of indexes) {
    const column = columns[index]
    if (column !== undefined) checkWithin([column.name], parseSparkType(column.type), fields)
  }
}

function checkWithin(path: readonly string[], type: SparkType, fields: IndexFields): void {
  switch (type.kind) {
    case 'array':
      checkWithin(path, type.element, fields)
      return
    case 'struct':
      for (const field of type.fields) checkWithin([...path, field.name], field.type, fields)
      return
    case 'date':
    case 'timestamp': {
      const other = fields
        .dateFormats(path)
        .flatMap((format) => format.split('||'))
        .find((format) => !KNOWN.test(format.trim()))
      if (other === undefined) return
      throw new CausewayError(
        'not-supported',
        `The field "${path.join('.')}" has its moments in the form ${other}, which is not read as such`,
        {
          hint: 'Make the column a STRING, or a BIGINT of a number, and convert it in the query.',
        },
      )
    }
    default:
      return
  }
}
