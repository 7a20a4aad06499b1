/** What a user may do with a table of which only single columns are granted: told to the worker that runs the user's job, and kept nowhere. */
export interface ColumnRights {
  /** Names in lower case. */
  readonly readable: readonly string[]
  /** Whether the others may be named and described. */
  readonly isDescribed: boolean
  /** What would help, in words: the request that grants SELECT on the whole table. */
  readonly grant?: string
}
