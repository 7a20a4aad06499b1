/** What one statement may write, and what a table may have, so that a message stays within what the channel takes. */
export const TABLE_FILE_LIMITS = {
  files: 10_000,
  /** At a location, where files of partitions that were dropped are replaced, too, and those of a table that has more than may be read. */
  replacedFiles: 100_000,
  /** Of all that one statement writes and replaces at a location. */
  pathsCharacters: 16 << 20,
  nameCharacters: 512,
  boundCharacters: 64,
  columnsWithStatistics: 32,
  columnsAsked: 16,
} as const
