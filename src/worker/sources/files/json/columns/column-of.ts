import type { SparkType } from '../../../../../base/spark-type.ts'
import { valueWriter } from '../../../../engine/value-writers.ts'
import { type ConverterOptions, converterOf } from '../converters.ts'
import type { JsonDialect } from '../json-dialect.ts'
import type { JsonTokens } from '../json-tokens.ts'
import { BigintColumn, BooleanColumn, DateColumn, DoubleColumn, IntegerColumn, TimestampColumn } from './fixed-columns.ts'
import type { JsonColumn } from './json-column.ts'
import { ListColumn, StructColumn } from './nested-columns.ts'
import { OtherColumn } from './other-column.ts'
import { TextColumn } from './text-column.ts'

interface ColumnOptions extends ConverterOptions {
  readonly dialect: JsonDialect
  /** Timestamps are read as Spark's cast reads them. */
  readonly hasPlainTimestamps: boolean
  /** So are dates. */
  readonly hasPlainDates: boolean
  /** Of their own: the values of a line are read by them while others read the line. */
  readonly tokens: JsonTokens
}

export function columnOf(type: SparkType, options: ColumnOptions): JsonColumn {
  switch (type.kind) {
    case 'boolean':
      return new BooleanColumn()
    case 'int':
      return new IntegerColumn()
    case 'bigint':
      return new BigintColumn()
    case 'double':
      return new DoubleColumn()
    case 'string':
      return new TextColumn(options.dialect)
    case 'timestamp':
      return options.hasPlainTimestamps ? new TimestampColumn() : other(type, options)
    case 'date':
      return options.hasPlainDates ? new DateColumn() : other(type, options)
    case 'array':
      return new ListColumn(columnOf(type.element, options))
    case 'struct':
      return new StructColumn(
        type.fields.map(({ name }) => name),
        type.fields.map((field) => columnOf(field.type, options)),
      )
    default:
      return other(type, options)
  }
}

const other = (type: SparkType, options: ColumnOptions): JsonColumn =>
  new OtherColumn(converterOf(type, options), valueWriter(type), options.tokens)
