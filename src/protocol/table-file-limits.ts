/** What one statement may write, and what a table may have, so that a message stays within what the channel takes. */
export const TABLE_FILE_LIMITS = {
  files: 10_000,
  nameCharacters: 512,
  boundCharacters: 64,
  columnsWithStatistics: 32,
  columnsAsked: 16,
} as const
