import { once } from './once.ts'

/** XXH64, over unsigned numbers of 64 bits. */
const PRIMES = [
  '11400714785074694791',
  '14029467366897019727',
  '1609587929392839161',
  '9650029242287828579',
  '2870177450012600261',
] as const
const [P1, P2, P3, P4, P5] = PRIMES

const times = (a: string, b: string): string => `sp_low_long(CAST(${a} AS UHUGEINT) * CAST('${b}' AS UHUGEINT))`
const plus = (a: string, b: string): string => `sp_low_long(CAST(${a} AS UHUGEINT) + CAST('${b}' AS UHUGEINT))`
/** The engine does not shift out what is above. */
const rotated = (x: string, bits: number): string =>
  once(x, 'v', `(v >> ${64 - bits}) | ((v & CAST(${2n ** BigInt(64 - bits) - 1n} AS UBIGINT)) << ${bits})`)

export const XXHASH_MACROS: readonly string[] = [
  // A mask, for a remainder of 128 bits takes a hundred times as long.
  "CREATE OR REPLACE MACRO sp_low_long(x) AS CAST(x & CAST('18446744073709551615' AS UHUGEINT) AS UBIGINT)",
  `CREATE OR REPLACE MACRO sp_xx_round(v, k) AS ${times(rotated(`sp_low_long(CAST(v AS UHUGEINT) + ${times('k', P2)})`, 31), P1)}`,
  `CREATE OR REPLACE MACRO sp_xx_word(h, k) AS ${plus(times(rotated('xor(h, sp_xx_round(0, k))', 27), P1), P4)}`,
  `CREATE OR REPLACE MACRO sp_xx_half(h, k) AS ${plus(times(rotated(`xor(h, ${times('k', P1)})`, 23), P2), P3)}`,
  `CREATE OR REPLACE MACRO sp_xx_end(h) AS ${once(times(once(times(once('h', 'a', 'xor(a, a >> 33)'), P2), 'b', 'xor(b, b >> 29)'), P3), 'c', 'xor(c, c >> 32)')}`,
  `CREATE OR REPLACE MACRO sp_xx_int(x, seed) AS sp_xx_end(sp_xx_half(${plus('seed', String(BigInt(P5) + 4n))}, sp_word(x)))`,
  `CREATE OR REPLACE MACRO sp_long_bits(x) AS CAST(CAST(CAST(x AS BIGINT) AS HUGEINT) & 18446744073709551615 AS UBIGINT)`,
  `CREATE OR REPLACE MACRO sp_xx_long(x, seed) AS sp_xx_end(sp_xx_word(${plus('seed', String(BigInt(P5) + 8n))}, sp_long_bits(x)))`,
  'CREATE OR REPLACE MACRO sp_xx_bytes(b, seed) AS fn_xx_bytes(b, seed)',
  // A register of HyperLogLog++ and what it is to hold, in one number: how often 0 comes first behind the bits that choose the register, and once more.
  'CREATE OR REPLACE MACRO sp_bits_used(x) AS CASE WHEN x = 0 THEN 0 WHEN x >= 4294967296 THEN 33 + CAST(floor(log2(x >> 32)) AS INTEGER) ELSE 1 + CAST(floor(log2(x)) AS INTEGER) END',
  'CREATE OR REPLACE MACRO sp_register(h, p) AS CAST((h >> (64 - p)) * 64 + (65 - p - sp_bits_used(h & ((CAST(1 AS UBIGINT) << (64 - p)) - 1))) + CAST(p AS BIGINT) * 274877906944 AS DOUBLE)',
  'CREATE OR REPLACE MACRO sp_distinct_estimate(r) AS coalesce(CAST(fn_distinct_estimate(r, len(r), len(r)) AS BIGINT), CAST(0 AS BIGINT))',
  'CREATE OR REPLACE MACRO sp_signed_long(h) AS sp_wrap_bigint(h)',
]
