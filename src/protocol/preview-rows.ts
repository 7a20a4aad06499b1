/** Rows that a finished job keeps for its preview; the vendor's own limit. */
export const PREVIEW_ROWS_MAX = 1000
