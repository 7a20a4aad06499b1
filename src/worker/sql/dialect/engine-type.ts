import { isMonths, type SparkType } from '../../../base/spark-type.ts'
import { quoteIdentifier } from './quote.ts'

/** The DuckDB type that holds a Spark type's values. A timestamp is one of UTC, without a zone; an interval is its months or its microseconds. */
export function engineType(type: SparkType): string {
  switch (type.kind) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`
    case 'array':
      return `${engineType(type.element)}[]`
    case 'map':
      return `MAP(${engineType(type.key)}, ${engineType(type.value)})`
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quoteIdentifier(f.name)} ${engineType(f.type)}`).join(', ')})`
    case 'interval':
      return isMonths(type) ? 'INTEGER' : 'BIGINT'
    case 'calendar-interval':
      return 'STRUCT(months INTEGER, days INTEGER, microseconds BIGINT)'
    case 'boolean':
      return 'BOOLEAN'
    case 'tinyint':
      return 'TINYINT'
    case 'smallint':
      return 'SMALLINT'
    case 'int':
    case 'void':
      return 'INTEGER'
    case 'bigint':
      return 'BIGINT'
    case 'float':
      return 'FLOAT'
    case 'double':
      return 'DOUBLE'
    case 'string':
      return 'VARCHAR'
    case 'binary':
      return 'BLOB'
    case 'date':
      return 'DATE'
    case 'timestamp':
      return 'TIMESTAMP'
  }
}
