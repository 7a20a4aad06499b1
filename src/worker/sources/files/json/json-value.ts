import type { SparkType } from '../../../../base/spark-type.ts'
import type { ColumnValue } from '../../../engine/value-writers.ts'

export type JsonValue = ColumnValue

export interface JsonField {
  readonly name: string
  readonly type: SparkType
}
