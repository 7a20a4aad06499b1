/**
 * Sums, differences and products of integers: with spark.sql.ansi.enabled=false one that is too big keeps its low bits, where the engine would stop.
 * They are guarded only where types and ranges leave room for it; a chain of them is guarded once, for the low bits of the whole are those of its parts'.
 */
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BIGINT, type Bound } from '../../bound/bound.ts'
import { isWithin, knownRange, type Range, rangeOf, typeRange, withRange } from '../../bound/known-range.ts'
import type { Sql } from '../../bound/sql.ts'
import { commuting, joined, template } from '../../bound/template.ts'
import { engineType } from '../../dialect/engine-type.ts'
import { castBound } from './cast.ts'
import type { Made } from './made.ts'
import { lengthOf } from './text-length.ts'

export type RingOperator = '+' | '-' | '*'

/** What a chain is made of. `sql` is the value in its type; the operands of a node are taken before they are cut to their low bits. */
type Ring =
  | { readonly kind: 'leaf'; readonly sql: Sql; readonly range: Range }
  | { readonly kind: 'node'; readonly sql: Sql; readonly operator: RingOperator; readonly left: Ring; readonly right: Ring }

const rings = new WeakMap<Sql, { readonly ring: Ring; readonly type: string }>()

/** A longer chain is cut in two. */
const LEAVES_MAX = 6

const LONG = typeRange(BIGINT)
const HUGE: Range = { low: -(1n << 126n), high: 1n << 126n }

export function integerArithmetic(operator: RingOperator, a: Bound, b: Bound, type: SparkType): Made {
  const [left, right] = [operandOf(a, type), operandOf(b, type)]
  const plain = signed(operator, left.sql, right.sql, type)
  const ring: Ring = { kind: 'node', sql: plain, operator, left, right }
  if (isWithin(reachOf(ring), typeRange(type))) return made(plain, ring, type)
  const kept = leavesOf(ring).length <= LEAVES_MAX && isWithin(reachOf(ring), type.kind === 'bigint' ? HUGE : LONG)
  return guarded(kept ? ring : { ...ring, left: cut(left, type), right: cut(right, type) }, type)
}

function made(sql: Sql, ring: Ring, type: SparkType): Made {
  rings.set(sql, { ring: { ...ring, sql }, type: type.kind })
  const reach = resultOf(ring)
  return { sql: isWithin(reach, typeRange(type)) ? withRange(sql, reach) : sql, type }
}

function operandOf(bound: Bound, type: SparkType): Ring {
  const known = rings.get(bound.sql)
  // A grouping expression reads no columns of its own, and may not be taken apart.
  if (known !== undefined && known.type === type.kind && bound.uses.length > 0) return known.ring
  return { kind: 'leaf', sql: castBound(bound, type).sql, range: rangeOf(bound) }
}

const cut = (ring: Ring, type: SparkType): Ring =>
  ring.kind === 'leaf' ? ring : { kind: 'leaf', sql: ring.sql, range: knownRange(ring.sql) ?? typeRange(type) }

/** Says that the second tree is the first in another form. */
export function keepChain(before: Sql, after: Sql): void {
  const known = rings.get(before)
  if (known !== undefined) rings.set(after, { ...known, ring: { ...known.ring, sql: after } })
}

function leavesOf(ring: Ring): readonly Sql[] {
  return ring.kind === 'leaf' ? [ring.sql] : [...leavesOf(ring.left), ...leavesOf(ring.right)]
}

function combined(operator: RingOperator, a: Range, b: Range): Range {
  if (operator === '+') return { low: a.low + b.low, high: a.high + b.high }
  if (operator === '-') return { low: a.low - b.high, high: a.high - b.low }
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high]
  return corners.reduce<Range>(({ low, high }, x) => ({ low: x < low ? x : low, high: x > high ? x : high }), {
    low: corners[0] ?? 0n,
    high: corners[0] ?? 0n,
  })
}

const clipped = (range: Range, limit: bigint): Range => ({
  low: range.low < -limit ? -limit : range.low > limit ? limit : range.low,
  high: range.high > limit ? limit : range.high < -limit ? -limit : range.high,
})

/** The range of the whole, and the range that holds every step on the way to it; leaves are within the limit. */
function measured(ring: Ring, limit?: bigint): { readonly result: Range; readonly reach: Range } {
  if (ring.kind === 'leaf') {
    const range = limit === undefined ? ring.range : clipped(ring.range, limit)
    return { result: range, reach: range }
  }
  const [a, b] = [measured(ring.left, limit), measured(ring.right, limit)]
  const result = combined(ring.operator, a.result, b.result)
  const all = [a.reach, b.reach, result]
  const low = all.reduce((least, range) => (range.low < least ? range.low : least), result.low)
  const high = all.reduce((most, range) => (range.high > most ? range.high : most), result.high)
  return { result, reach: { low, high } }
}

const resultOf = (ring: Ring): Range => measured(ring).result
const reachOf = (ring: Ring): Range => measured(ring).reach

function signed(operator: RingOperator, left: Sql, right: Sql, type: SparkType): Sql {
  const sql = template`(${left} ${operator} ${right})`
  return operator === '-' ? sql : commuting(`${operator} ${sparkTypeName(type)}`, sql)
}

/** The chain in the engine's type of that name, or in the leaves' own. */
function printed(ring: Ring, type: SparkType, wider: string | undefined): Sql {
  if (ring.kind === 'leaf') return wider === undefined ? ring.sql : template`CAST(${ring.sql} AS ${wider})`
  return signed(ring.operator, printed(ring.left, type, wider), printed(ring.right, type, wider), type)
}

function guarded(ring: Ring, type: SparkType): Made {
  if (type.kind === 'bigint') return made(guardedLong(ring, type), ring, type)
  const wide = printed(ring, type, 'BIGINT')
  // The cast alone is quick and is NULL for what is too big; what is long is not computed twice.
  const sql = leavesOf(ring).every(isShort)
    ? template`coalesce(TRY_CAST(${wide} AS ${engineType(type)}), sp_wrap_${type.kind}(${wide}))`
    : template`sp_wrap_${type.kind}(${wide})`
  return made(sql, ring, type)
}

/** The engine is slow with 128 bits: where each operand is small enough for the whole to fit, 64 do. */
function guardedLong(ring: Ring, type: SparkType): Sql {
  const wrapped = template`sp_wrap_bigint(${printed(ring, type, 'HUGEINT')})`
  const leaves = [...new Set(leavesOf(ring))]
  const limit = LIMITS.find((bound) => isWithin(measured(ring, bound).reach, LONG))
  if (limit === undefined || !leaves.every(isShort)) return wrapped
  const tests = leaves
    .filter((leaf) => !isWithin(rangeOfLeaf(ring, leaf), { low: -limit, high: limit }))
    .map((leaf) => template`${leaf} BETWEEN -${limit} AND ${limit}`)
  const fits = commuting('AND', template`(${joined(tests, ' AND ')})`)
  return template`(CASE WHEN ${fits} THEN ${printed(ring, type, undefined)} ELSE ${wrapped} END)`
}

const LIMITS: readonly bigint[] = [62n, 61n, 60n, 45n, 31n, 30n, 20n, 15n].map((bits) => (1n << bits) - 1n)

function rangeOfLeaf(ring: Ring, leaf: Sql): Range {
  if (ring.kind === 'leaf') return ring.range
  return leavesOf(ring.left).includes(leaf) ? rangeOfLeaf(ring.left, leaf) : rangeOfLeaf(ring.right, leaf)
}

const SHORT_LENGTH_MAX = 60

/** A column or a constant, or a cast of one. */
const isShort = (sql: Sql): boolean => lengthOf(sql) <= SHORT_LENGTH_MAX

/** NULL where the value does not fit into the type. */
export function tryIntegerArithmetic(operator: RingOperator, a: Bound, b: Bound, type: SparkType): Made {
  const [left, right] = [a, b].map((bound) => ({ kind: 'leaf', sql: castBound(bound, type).sql, range: rangeOf(bound) }) as const)
  if (left === undefined || right === undefined) return integerArithmetic(operator, a, b, type)
  const wide = printed({ kind: 'node', sql: left.sql, operator, left, right }, type, type.kind === 'bigint' ? 'HUGEINT' : 'BIGINT')
  return { sql: template`TRY_CAST(${wide} AS ${engineType(type)})`, type }
}

/** -x and abs(x): only of the least value there is none. */
export function flippedInteger(value: Bound, kind: 'negative' | 'absolute'): Sql {
  const range = rangeOf(value)
  const size = range.low < -range.high ? -range.low : range.high
  const flipped = kind === 'negative' ? { low: -range.high, high: -range.low } : { low: 0n, high: size }
  const plain = kind === 'negative' ? template`(-${value})` : template`abs(${value})`
  const { low } = typeRange(value.type)
  if (range.low > low) return withRange(plain, flipped)
  return template`(CASE WHEN ${value} = ${leastOf(value.type)} THEN ${value} ELSE ${plain} END)`
}

/** The engine reads the least value of a type as the negative of one that is too big. */
const leastOf = (type: SparkType): string => `CAST('${typeRange(type).low}' AS ${engineType(type)})`

/** a / b without its fraction, both bigint: the least value divided by -1 is itself. */
export function wholeQuotient(a: Bound, b: Bound, x: Sql, y: Sql): Sql {
  const [dividend, divisor] = [rangeOf(a), rangeOf(b)]
  const isNegation = divisor.low <= -1n && divisor.high >= -1n
  const plain = template`(${x} // ${divisor.low > 0n || divisor.high < 0n ? y : template`nullif(${y}, 0)`})`
  if (dividend.low > LONG.low || !isNegation) return plain
  const least = `CAST('${LONG.low}' AS BIGINT)`
  return template`(CASE WHEN ${x} = ${least} AND ${y} = -1 THEN ${x} ELSE ${plain} END)`
}

/** The divisor of a remainder: NULL for 0, and 1 for -1, which leaves the same and does not overflow. */
export function remainderDivisor(a: Bound, b: Bound, y: Sql): Sql {
  const [dividend, divisor] = [rangeOf(a), rangeOf(b)]
  const isNegation = dividend.low === typeRange(a.type).low && divisor.low <= -1n && divisor.high >= -1n
  if (isNegation) return template`(CASE ${y} WHEN 0 THEN NULL WHEN -1 THEN 1 ELSE ${y} END)`
  return divisor.low > 0n || divisor.high < 0n ? y : template`nullif(${y}, 0)`
}
