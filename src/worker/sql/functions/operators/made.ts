import type { SparkType } from '../../../../base/spark-type.ts'
import type { Retyped } from '../../bound/retyped.ts'
import type { Sql } from '../../bound/sql.ts'

/** What an operator makes of its operands. */
export interface Made {
  readonly sql: Sql
  readonly type: SparkType
  /** Where that is not said by what it is made of: see Bound. */
  readonly retyped?: Retyped | 'not'
}
