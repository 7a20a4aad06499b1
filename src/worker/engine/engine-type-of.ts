import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DATE,
  DECIMAL,
  DOUBLE,
  type DuckDBType,
  FLOAT,
  INTEGER,
  LIST,
  SMALLINT,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api'
import type { ValueKind } from './stream-column.ts'

/** The engine's type of a stream column's values. */
export function engineTypeOf(value: ValueKind): DuckDBType {
  switch (value.kind) {
    case 'boolean':
      return BOOLEAN
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
      return DECIMAL(value.precision, value.scale)
    case 'string':
      return VARCHAR
    case 'binary':
      return BLOB
    case 'array':
      return LIST(engineTypeOf(value.element))
  }
}
