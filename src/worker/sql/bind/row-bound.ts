/**
 * What holds a query that may read the columns of the query around it. Where such a column may stand is Spark's: it moves the conditions that read one out of
 * the inner query, and refuses what that would change.
 */
export type Correlation = 'value' | 'condition' | 'lateral'

/** How many rows a query has at most: as many as it has groups, where it is the grouping itself. */
export type RowBound =
  | { readonly kind: 'one' | 'many' }
  /** `fault`: why it cannot be a correlated value. */
  | { readonly kind: 'groups'; readonly fault: string | undefined }

export const ONE_ROW: RowBound = { kind: 'one' }
export const MANY_ROWS: RowBound = { kind: 'many' }
