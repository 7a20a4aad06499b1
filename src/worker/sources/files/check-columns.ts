import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { FileFormat } from './file-format.ts'

/** The engine writes a JSON number with a fraction through a double, which keeps so many digits. */
const JSON_DIGITS_MAX = 15

/** @throws CausewayError for a column whose values files of the format would not keep exactly when they are written, or not at all. */
export function checkColumns(columns: readonly Column[], format: FileFormat, use: 'read' | 'write'): void {
  for (const column of columns) {
    const type = parseSparkType(column.type)
    if (use === 'write' && format.kind === 'json' && hasLongFraction(type)) {
      throw new CausewayError(
        'not-supported',
        `Column "${column.name}" of a JSON table: ${column.type} has more digits than its files keep`,
        {
          hint: `Use at most ${JSON_DIGITS_MAX} digits, or USING parquet`,
        },
      )
    }
    if (format.kind === 'csv' && (type.kind === 'array' || type.kind === 'map' || type.kind === 'struct')) {
      throw new CausewayError('not-supported', `Column "${column.name}" of a CSV table: CSV has no ${type.kind}`, {
        hint: 'Use USING json or USING parquet',
      })
    }
  }
}

function hasLongFraction(type: SparkType): boolean {
  switch (type.kind) {
    case 'decimal':
      return type.precision > JSON_DIGITS_MAX
    case 'array':
      return hasLongFraction(type.element)
    case 'map':
      return hasLongFraction(type.key) || hasLongFraction(type.value)
    case 'struct':
      return type.fields.some((field) => hasLongFraction(field.type))
    default:
      return false
  }
}
