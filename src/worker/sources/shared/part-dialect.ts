import type { SparkType } from '../../../base/spark-type.ts'
import { type Certainty, type Comparable, EXACT, uncertain } from './dialect.ts'

/** Why a part is computed here. */
export class NotCertain extends Error {}

/** Whether a database surely computes with values of one type as Spark does. 'at-least' is of no use here: what is computed is not looked at again. */
export interface PartRules {
  /** What is no NULL there is none here, and the other way round. */
  readonly count: Certainty
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

const NO_NUMBER = uncertain('it is no number')

/** Values that are the same, and in the same order, on both sides. */
export const samePartRules = (operand: PartRules['operand'] = (read) => read): PartRules => ({
  count: EXACT,
  group: EXACT,
  extremes: EXACT,
  sum: NO_NUMBER,
  order: EXACT,
  join: EXACT,
  operand,
})

export const noPartRules = (because: Certainty, count: Certainty = EXACT): PartRules => ({
  count,
  group: because,
  extremes: because,
  sum: because,
  order: because,
  join: because,
  operand: (read) => read,
})

/** A number of which every digit counts. */
export type PartNumber =
  | { readonly kind: 'column'; readonly sql: string; readonly type: SparkType }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*'; readonly left: PartNumber; readonly right: PartNumber }

/** How a database writes aggregates, and which it computes as Spark does. */
export interface PartDialect<T extends string> {
  readonly rules: Readonly<Record<T, PartRules>>
  /** A number that is added up. @throws NotCertain where a digit might be lost, or have no room. */
  addend(number: PartNumber): string
  /** Of each value once; absent: EXACT. */
  readonly sumOfDistinct?: Certainty
  /** NULL where its digits before the point are more than so many. */
  longSum(sum: string, digits: number): string
  /** A key of ORDER BY. */
  sorted(operand: string, order: { readonly isDescending: boolean; readonly nullsFirst: boolean }): string
  /** Columns of two tables that are equal, as they are compared and as they are read. */
  equal(operands: readonly [string, string], reads: readonly [string, string]): string
  readonly fullJoin: Certainty
  /** How counts and sums are compared. */
  readonly ofNumbers: Comparable<T>
  /** What is selected where no output is wanted. */
  readonly nothing: string
}

/** @param column how a column is written, of what is read */
export function printNumber(number: PartNumber, column: (sql: string, type: SparkType) => string): string {
  switch (number.kind) {
    case 'constant':
      return number.text.startsWith('-') ? `(${number.text})` : number.text
    case 'column':
      return column(number.sql, number.type)
    case 'arithmetic':
      return `(${printNumber(number.left, column)} ${number.operator} ${printNumber(number.right, column)})`
  }
}
