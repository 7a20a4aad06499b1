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
  `CREATE OR REPLACE MACRO sp_xx_byte(h, k) AS ${times(rotated(`xor(h, ${times('k', P5)})`, 11), P1)}`,
  `CREATE OR REPLACE MACRO sp_xx_merge(h, v) AS ${plus(times('xor(h, sp_xx_round(0, v))', P1), P4)}`,
  `CREATE OR REPLACE MACRO sp_xx_end(h) AS ${once(times(once(times(once('h', 'a', 'xor(a, a >> 33)'), P2), 'b', 'xor(b, b >> 29)'), P3), 'c', 'xor(c, c >> 32)')}`,
  `CREATE OR REPLACE MACRO sp_xx_int(x, seed) AS sp_xx_end(sp_xx_half(${plus('seed', String(BigInt(P5) + 4n))}, sp_word(x)))`,
  `CREATE OR REPLACE MACRO sp_long_bits(x) AS CAST(CAST(CAST(x AS BIGINT) AS HUGEINT) & 18446744073709551615 AS UBIGINT)`,
  `CREATE OR REPLACE MACRO sp_xx_long(x, seed) AS sp_xx_end(sp_xx_word(${plus('seed', String(BigInt(P5) + 8n))}, sp_long_bits(x)))`,
  // Eight bytes, the lowest first.
  `CREATE OR REPLACE MACRO sp_xx_words(h) AS list_transform(regexp_extract_all(h, '.{16}'), lambda w: CAST('0x' || w[15:16] || w[13:14] || w[11:12] || w[9:10] || w[7:8] || w[5:6] || w[3:4] || w[1:2] AS UBIGINT))`,
  `CREATE OR REPLACE MACRO sp_xx_lanes(seed) AS [${plus('seed', String((BigInt(P1) + BigInt(P2)) % 2n ** 64n))}, ${plus('seed', P2)}, seed, ${plus('seed', String(2n ** 64n - BigInt(P1)))}]`,
  `CREATE OR REPLACE MACRO sp_xx_stripes(w, seed) AS list_reduce(list_prepend(sp_xx_lanes(seed), list_transform(range(0, len(w), 4), lambda i: w[i + 1 : i + 4])), lambda v, k: [sp_xx_round(v[1], k[1]), sp_xx_round(v[2], k[2]), sp_xx_round(v[3], k[3]), sp_xx_round(v[4], k[4])])`,
  `CREATE OR REPLACE MACRO sp_xx_lanes_hash(v) AS sp_xx_merge(sp_xx_merge(sp_xx_merge(sp_xx_merge(sp_low_long(CAST(${rotated('v[1]', 1)} AS UHUGEINT) + ${rotated('v[2]', 7)} + ${rotated('v[3]', 12)} + ${rotated('v[4]', 18)}), v[1]), v[2]), v[3]), v[4])`,
  `CREATE OR REPLACE MACRO sp_xx_start(w, seed) AS CASE WHEN len(w) >= 4 THEN ${once('sp_xx_stripes(w[1 : len(w) // 4 * 4], seed)', 'v', 'sp_xx_lanes_hash(v)')} ELSE ${plus('seed', P5)} END`,
  // What is left of eight bytes: four at once, the others one by one.
  `CREATE OR REPLACE MACRO sp_xx_half_of(h, r) AS CASE WHEN length(r) >= 8 THEN sp_xx_half(h, CAST('0x' || r[7:8] || r[5:6] || r[3:4] || r[1:2] AS UBIGINT)) ELSE h END`,
  `CREATE OR REPLACE MACRO sp_xx_rest(h, r) AS list_reduce(list_prepend(${once('h', 'u', 'sp_xx_half_of(u, r)')}, list_transform(regexp_extract_all(r[length(r) // 8 * 8 + 1 :], '..'), lambda b: CAST('0x' || b AS UBIGINT))), lambda p, k: sp_xx_byte(p, k))`,
  'CREATE OR REPLACE MACRO sp_xx_whole(w, n, seed) AS list_reduce(list_prepend(sp_low_long(CAST(sp_xx_start(w, seed) AS UHUGEINT) + CAST(n AS UHUGEINT)), w[len(w) // 4 * 4 + 1 :]), lambda p, k: sp_xx_word(p, k))',
  `CREATE OR REPLACE MACRO sp_xx_hex(h, seed) AS sp_xx_end(sp_xx_rest(${once('sp_xx_words(h)', 'w', 'sp_xx_whole(w, length(h) // 2, seed)')}, right(h, length(h) % 16)))`,
  `CREATE OR REPLACE MACRO sp_xx_bytes(b, seed) AS ${once('struct_pack(x := hex(b), s := seed)', 'p', 'sp_xx_hex(p.x, p.s)')}`,
  'CREATE OR REPLACE MACRO sp_signed_long(h) AS sp_wrap_bigint(h)',
]
