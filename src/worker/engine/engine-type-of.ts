import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  DuckDBStructType,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  MAP,
  SMALLINT,
  TIMESTAMP,
  TINYINT,
  VARCHAR,
} from '@duckdb/node-api'
import { type SparkType, sparkTypeName } from '../../base/spark-type.ts'
import { typeOfValue, type ValueKind } from './stream-column.ts'

/** The engine's type of a stream column's values. */
export const engineTypeOf = (value: ValueKind): DuckDBType => ofSparkType(typeOfValue(value))

function ofSparkType(type: SparkType): DuckDBType {
  switch (type.kind) {
    case 'boolean':
      return BOOLEAN
    case 'tinyint':
      return TINYINT
    case 'smallint':
      return SMALLINT
    case 'int':
      return INTEGER
    case 'bigint':
      return BIGINT
    case 'float':
      return FLOAT
    case 'double':
      return DOUBLE
    case 'date':
      return DATE
    case 'timestamp':
      return TIMESTAMP
    case 'decimal':
      return DECIMAL(type.precision, type.scale)
    case 'string':
      return VARCHAR
    case 'binary':
      return BLOB
    case 'array':
      return LIST(ofSparkType(type.element))
    case 'map':
      return MAP(ofSparkType(type.key), ofSparkType(type.value))
    case 'struct':
      // Not STRUCT of a record, which would sort names that are numbers.
      return new DuckDBStructType(
        type.fields.map(({ name }) => name),
        type.fields.map((field) => ofSparkType(field.type)),
      )
    default:
      throw new Error(`no column of a stream is of the type ${sparkTypeName(type)}`)
  }
}
