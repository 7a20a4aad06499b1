import type { Literal } from '../../engine/predicate.ts'

/** How surely a database decides a condition as the engine does. */
export type Certainty =
  /** It lets through the rows that the engine would, and no others. */
  | { readonly kind: 'exact' }
  /** It lets through at least those: the engine looks again. */
  | { readonly kind: 'at-least'; readonly because: string }
  /** It may leave some of them out: it is not asked. */
  | { readonly kind: 'uncertain'; readonly because: string }

export const EXACT: Certainty = { kind: 'exact' }
export const atLeast = (because: string): Certainty => ({ kind: 'at-least', because })
export const uncertain = (because: string): Certainty => ({ kind: 'uncertain', because })

/** What a database may be asked about the columns of one type. */
export interface TypeRules {
  /** The literal in the database's SQL, for this type; undefined: it has none. Numbers, dates and timestamps are of the form that Literal says. */
  literal(literal: Literal): string | undefined
  /** The same within IN (…), where it has another form there; absent: it has none. */
  readonly member?: (literal: Literal) => string | undefined
  /** The operand where the database finds more by it than the engine does: what is found by it, by =, IN or a prefix, has to be found by this, too, and what is compared is this. */
  readonly exactly?: (operand: string) => string
  /** Lets a condition through where it is unknown, for what `exactly` makes of a value may be NULL though that is none; absent: it is not. Not asked of = and IN, which no such value fulfils. */
  readonly unlessFalse?: (condition: string) => string
  /** Whether the operand finds the literal as surely as that does; absent: it does. Where not, that alone is asked. */
  readonly isFound?: (literal: Literal) => boolean
  /** = and IN */
  readonly equality: Certainty
  /** <> */
  readonly difference: Certainty
  /** <, <=, >, >= and BETWEEN */
  readonly order: Certainty
  /** Texts that begin with a text. */
  readonly prefix: Certainty
  /** The column itself as a condition. */
  readonly truth: Certainty
  /** IS NULL and IS NOT NULL */
  readonly nullness: Certainty
}

/** How a database writes conditions and which of them it decides as the engine does. `T` are the types that its rules tell apart. */
export interface Dialect<T extends string> {
  quoteName(name: string): string
  /** Whether an expression begins with a text; undefined: the text cannot be written. */
  startsWith(operand: string, prefix: string): string | undefined
  /** Whether a column of booleans is true, or false. */
  isTruth(operand: string, value: boolean): string
  /** An expression, rounded to so many digits behind the point. */
  rounded(operand: string, scale: number): string
  /** Longer statements are not taken there: conditions without which one is shorter are looked at here. Absent: no statement is so long. */
  readonly statementBytesMax?: number
  readonly rules: Readonly<Record<T, TypeRules>>
}

/** What a column is to conditions. */
export interface Comparable<T extends string> {
  readonly type: T
  /** Values are rounded to this scale when they are read, so they are compared rounded. */
  readonly roundedTo?: number
}

export interface AskableColumn<T extends string> {
  readonly name: string
  /** What is read of it, in the database's SQL; absent: the column itself. */
  readonly read?: string
  readonly comparable: Comparable<T>
}
