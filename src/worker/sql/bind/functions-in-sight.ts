import type { SparkType } from '../../../base/spark-type.ts'
import type { ReadingRules } from '../reading-rules.ts'
import type { Expression } from '../tree.ts'

/** A function of the user, read. */
export interface WrittenFunction {
  /** Lower case, as the names of its parameters. */
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly type: SparkType; readonly value: Expression | undefined }[]
  readonly returns: SparkType
  readonly body: Expression
  readonly rules: ReadingRules
}

/** Those that a statement may call. */
export interface FunctionsInSight {
  readonly names: readonly string[]
  readonly find: (name: string) => WrittenFunction | undefined
}
