import { once } from './once.ts'

/** SHA-224, SHA-384 and SHA-512, which the engine has not: word by word, with a list of eight as the state. */

/** The first bits behind the point of a root of the first primes. */
function rootDigits(count: number, root: 2 | 3): readonly bigint[] {
  const primes: number[] = []
  for (let number = 2; primes.length < count; number += 1) if (primes.every((prime) => number % prime !== 0)) primes.push(number)
  return primes.map((prime) => wholeRoot(BigInt(prime) << BigInt(64 * root), BigInt(root)) % 2n ** 64n)
}

/** The whole part of a root. */
function wholeRoot(value: bigint, root: bigint): bigint {
  let [low, high] = [0n, 2n ** 80n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle ** root <= value) low = middle
    else high = middle
  }
  return low
}

interface Sha {
  readonly name: string
  readonly bits: 32 | 64
  readonly start: readonly bigint[]
  readonly digits: number
}

const SQUARE_ROOTS = rootDigits(16, 2)
const CUBE_ROOTS = rootDigits(80, 3)

const KINDS: readonly Sha[] = [
  { name: '224', bits: 32, start: SQUARE_ROOTS.slice(8).map((word) => word % 2n ** 32n), digits: 56 },
  { name: '384', bits: 64, start: SQUARE_ROOTS.slice(8), digits: 96 },
  { name: '512', bits: 64, start: SQUARE_ROOTS.slice(0, 8), digits: 128 },
]

const WIDTHS = [
  {
    bits: 32,
    rounds: 64,
    small: [
      [7, 18, 3],
      [17, 19, 10],
    ],
    large: [
      [2, 13, 22],
      [6, 11, 25],
    ],
  },
  {
    bits: 64,
    rounds: 80,
    small: [
      [1, 8, 7],
      [19, 61, 6],
    ],
    large: [
      [28, 34, 39],
      [14, 18, 41],
    ],
  },
] as const

const list = (words: readonly bigint[]): string => `[${words.join(', ')}]::UBIGINT[]`

function macrosOf({ bits, rounds, small, large }: (typeof WIDTHS)[number]): readonly string[] {
  const rotated = (by: number): string => `((x >> ${by}) | ((x & CAST(${2n ** BigInt(by) - 1n} AS UBIGINT)) << ${bits - by}))`
  const sum = (...terms: readonly string[]): string =>
    `CAST((${terms.map((term, index) => (index === 0 && bits === 64 ? `CAST(${term} AS HUGEINT)` : term)).join(' + ')}) & CAST(${2n ** BigInt(bits) - 1n} AS ${bits === 64 ? 'HUGEINT' : 'UBIGINT'}) AS UBIGINT)`
  const xor = (a: string, b: string, c: string): string => `xor(xor(${a}, ${b}), ${c})`
  const smallOf = ([a, b, c]: readonly [number, number, number]): string => xor(rotated(a), rotated(b), `x >> ${c}`)
  const largeOf = ([a, b, c]: readonly [number, number, number]): string => xor(rotated(a), rotated(b), rotated(c))
  const name = `sp_sha_${bits}`
  const constants = CUBE_ROOTS.slice(0, rounds).map((word) => (bits === 32 ? word >> 32n : word))
  return [
    ...[smallOf(small[0]), smallOf(small[1]), largeOf(large[0]), largeOf(large[1])].map(
      (body, index) => `CREATE OR REPLACE MACRO ${name}_mix${index}(x) AS ${body}`,
    ),
    `CREATE OR REPLACE MACRO ${name}_schedule(b) AS list_reduce(list_prepend(b, list_transform(range(${rounds - 16}), lambda i: [CAST(i AS UBIGINT)])), lambda w, i: list_append(w, ${sum(`${name}_mix1(w[-2])`, 'w[-7]', `${name}_mix0(w[-15])`, 'w[-16]')}))`,
    `CREATE OR REPLACE MACRO ${name}_round(s, k) AS ${once(
      `[${sum('s[8]', `${name}_mix3(s[5])`, `xor(s[5] & s[6], s[7] & xor(s[5], CAST(${2n ** BigInt(bits) - 1n} AS UBIGINT)))`, 'k')}, ${sum(`${name}_mix2(s[1])`, xor('s[1] & s[2]', 's[1] & s[3]', 's[2] & s[3]'))}]`,
      't',
      `[${sum('t[1]', 't[2]')}, s[1], s[2], s[3], ${sum('s[4]', 't[1]')}, s[5], s[6], s[7]]`,
    )}`,
    `CREATE OR REPLACE MACRO ${name}_rounds(s, b) AS list_reduce(list_prepend(s, list_transform(${name}_schedule(b), lambda w, i: [${sum('w', `(${list(constants)})[i]`)}])), lambda s, k: ${name}_round(s, k[1]))`,
    `CREATE OR REPLACE MACRO ${name}_block(s, b) AS list_transform(list_zip(s, ${name}_rounds(s, b)), lambda z: ${sum('z[1]', 'z[2]')})`,
    // The text, a bit, zeros, and how many bits the text has.
    `CREATE OR REPLACE MACRO ${name}_padded(h) AS h || '80' || repeat('00', CAST((${(bits * 7) / 4 - 1} - length(h) // 2 % ${bits * 2} + ${bits * 2}) % ${bits * 2} AS INTEGER)) || lpad(to_hex(length(h) * 4), ${bits / 2}, '0')`,
    `CREATE OR REPLACE MACRO ${name}_blocks(h) AS list_transform(regexp_extract_all(${name}_padded(h), '.{${bits * 4}}'), lambda b: list_transform(regexp_extract_all(b, '.{${bits / 4}}'), lambda w: CAST('0x' || w AS UBIGINT)))`,
  ]
}

const macroOf = ({ name, bits, start, digits }: Sha): string =>
  `CREATE OR REPLACE MACRO sp_sha${name}(b) AS CASE WHEN b IS NOT NULL THEN left(array_to_string(list_transform(list_reduce(list_prepend(${list(start)}, sp_sha_${bits}_blocks(hex(b))), lambda s, b: sp_sha_${bits}_block(s, b)), lambda w: lower(lpad(to_hex(w), ${bits / 4}, '0'))), ''), ${digits}) END`

export const SHA_MACROS: readonly string[] = [...WIDTHS.flatMap(macrosOf), ...KINDS.map(macroOf)]
