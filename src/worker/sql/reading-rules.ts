/**
 * What settings change in how a query's text is read and what its names mean. Each query carries those that it was read by, so that the query of a view keeps
 * those of the time when the view was made.
 */
export interface ReadingRules {
  /** GROUP BY 1 is the first column of the select list, and no constant. */
  readonly groupByOrdinal: boolean
  /** GROUP BY takes names of the select list. */
  readonly groupByAliases: boolean
  /** ORDER BY 1 is the first column of the select list, and no constant. */
  readonly orderByOrdinal: boolean
  /** HAVING without GROUP BY is a condition on rows, and not on all of them as one group. */
  readonly havingWithoutGroupByAsWhere: boolean
  /** INTERSECT, UNION and EXCEPT bind equally, from left to right. */
  readonly equalSetOperators: boolean
  /** count() is let through: it counts nothing. */
  readonly countOfNothing: boolean
  /** count(t.*) counts the rows in which no column of t is NULL. */
  readonly countOfTableStar: boolean
  /** A name in backticks is a pattern in the select list, and stands for all columns that it matches. */
  readonly quotedPatterns: boolean
  /** Where decimals have no room for all digits, those behind the point give way. */
  readonly allowsPrecisionLoss: boolean
  /** concat and elt of binaries are texts. */
  readonly concatOfBinaryIsText: boolean
  readonly eltOfBinaryIsText: boolean
  /** A common table may have the name of one around it. */
  readonly hidesCommonTables: boolean
}

export const DEFAULT_RULES: ReadingRules = {
  groupByOrdinal: true,
  groupByAliases: true,
  orderByOrdinal: true,
  havingWithoutGroupByAsWhere: false,
  equalSetOperators: false,
  countOfNothing: false,
  countOfTableStar: false,
  quotedPatterns: false,
  allowsPrecisionLoss: true,
  concatOfBinaryIsText: false,
  eltOfBinaryIsText: false,
  hidesCommonTables: false,
}
