/** Tables that one statement may name. */
export const NAMED_TABLES_MAX = 10_000
