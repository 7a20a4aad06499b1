import type { SparkType } from '../../../base/spark-type.ts'
import type { ReadingRules } from '../reading-rules.ts'
import type { Expression } from '../tree/query.ts'

/** A function of the user, read. */
export interface WrittenFunction {
  /** Lower case, as the names of its parameters; of a function of the catalog with its database. */
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: SparkType; readonly value: Expression | undefined }[]
  readonly returns: SparkType
  readonly body: Expression
  readonly rules: ReadingRules
}

/** Those that a statement may call. */
export interface FunctionsInSight {
  /** `database`: undefined for one of the session. */
  readonly find: (name: string, database: string | undefined) => WrittenFunction | undefined
}
