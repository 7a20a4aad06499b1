/** Names of tables by which a job is found. */
export const FOUND_TABLES_MAX = 100

/** Tables that one statement may name. */
export const NAMED_TABLES_MAX = 10_000
