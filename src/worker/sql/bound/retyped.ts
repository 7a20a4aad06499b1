import type { SparkType } from '../../../base/spark-type.ts'

/** What a value may lose that Spark casts before it has its own type: digits behind the point, or only the room for one before it. */
export type Retyped = 'digits' | 'room'

/** A type, and the one that Spark takes it for before it casts anything in the statement. */
export interface EarlyType {
  readonly of: SparkType
  readonly is: SparkType
}
