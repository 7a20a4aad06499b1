import type { Certainty } from './dialect.ts'

/** Whether a database surely computes with values of one type as Spark does. 'at-least' is of no use here: what is computed is not looked at again. */
export interface PartRules {
  /** Rows with equal values are one group, and the value of the group is that of any of them. */
  readonly group: Certainty
  /** min and max */
  readonly extremes: Certainty
  /** Of values with all their digits, and without an end. */
  readonly sum: Certainty
  /** ORDER BY, where NULLs are put to an end by words. */
  readonly order: Certainty
  /** Values of two such columns that are equal there are the same here, and the other way round. */
  readonly join: Certainty
  /** What is grouped, compared and sorted, of what is read. */
  readonly operand: (read: string) => string
}

/** How a database writes aggregates, and which it computes as Spark does. */
export interface PartDialect<T extends string> {
  readonly rules: Readonly<Record<T, PartRules>>
  /** NULL where its digits before the point are more than so many. */
  longSum(sum: string, digits: number): string
}
