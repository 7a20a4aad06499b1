/** A record (a row of CSV, a value of JSON, a line, a file that is one) is kept in memory until it is complete: this is all that it may have. */
export const RECORD_BYTES_MAX = 512 << 20
