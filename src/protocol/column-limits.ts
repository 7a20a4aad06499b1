/** The most that a column has: Spark names a column by the text of its expression, and writes a type with all of its fields. */
export const COLUMN_LIMITS = {
  columns: 10_000,
  nameCharacters: 32_768,
  typeCharacters: 131_072,
  commentCharacters: 4_096,
} as const
