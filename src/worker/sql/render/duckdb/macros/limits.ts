/** What one text or array may have: more is not begun, for a call of the engine that has begun to make it cannot be broken off. */
const VALUE_BYTES_MAX = 536_870_912

/** A count that a value of so many bytes follows from, or an error before any work. */
export const LIMIT_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_within(f, b, n) AS CASE WHEN b > ${VALUE_BYTES_MAX} THEN error(f || ': a value would be ' || b || ' bytes, at most ${VALUE_BYTES_MAX}') ELSE n END`,
]
