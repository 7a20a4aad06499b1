import { CausewayError } from '../../../../base/errors.ts'
import { parseSparkType, type SparkType } from '../../../../base/spark-type.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import type { StreamColumn, ValueKind } from '../../../engine/stream-column.ts'

/** @throws CausewayError not-supported for a type that no remote column has. */
export function streamColumn(column: Column): StreamColumn {
  return { name: column.name, value: valueKind(column, parseSparkType(column.type)) }
}

function valueKind(column: Column, type: SparkType): ValueKind {
  switch (type.kind) {
    case 'array':
      return { kind: 'array', element: valueKind(column, type.element) }
    case 'map':
    case 'struct':
      return { kind: 'nested', type }
    case 'decimal':
      return type
    case 'boolean':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'float':
    case 'double':
    case 'string':
    case 'binary':
    case 'date':
    case 'timestamp':
      return { kind: type.kind }
    default:
      throw noSuchType(column)
  }
}

const noSuchType = (column: Column) =>
  new CausewayError('not-supported', `Column "${column.name}" has the type ${column.type}, which no column of a JDBC table has`)
