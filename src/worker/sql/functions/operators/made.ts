import type { SparkType } from '../../../../base/spark-type.ts'
import type { Sql } from '../../bound/sql.ts'

/** What an operator makes of its operands. */
export interface Made {
  readonly sql: Sql
  readonly type: SparkType
}
