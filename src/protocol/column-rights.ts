/** What a user may do with a table of which only single columns are granted: told to the worker that runs the user's job, and kept nowhere. */
export interface ColumnRights {
  /** Names in lower case. */
  readonly readable: readonly string[]
  /** Whether the others may be named and described. */
  readonly isDescribed: boolean
  /** They are asked for of an earlier version, in which columns may have had other names: what is granted is granted by the present ones. */
  readonly isEarlier?: true
  /** What would help, in words: the request that grants SELECT on the whole table. */
  readonly grant?: string
}
