import type { ColumnValue, MapValue } from '../../../engine/value-writers.ts'

/** Of keys that are there. Texts and bytes as the unsigned bytes that they are; of doubles -0.0 before 0.0, and NaN last. */
function compareKeys(one: ColumnValue, other: ColumnValue): number {
  if (one instanceof Uint8Array && other instanceof Uint8Array) return Buffer.compare(one, other)
  if (Array.isArray(one) && Array.isArray(other)) return compareParts(one, other)
  // Within a struct or an array NULL is the last.
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1
  if (one < other) return -1
  if (one > other) return 1
  if (typeof one !== 'number' || typeof other !== 'number') return 0
  if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other))
  return Number(Object.is(other, -0)) - Number(Object.is(one, -0))
}

function compareParts(one: readonly ColumnValue[], other: readonly ColumnValue[]): number {
  for (let index = 0; index < one.length && index < other.length; index += 1) {
    const order = compareKeys(one[index] ?? null, other[index] ?? null)
    if (order !== 0) return order
  }
  return one.length - other.length
}

/**
 * The entries of a map of an ORC file as Spark 3.3.1 has them, which reads them into a tree: in the order of their keys, and of a key that is there twice the last.
 * (What Spark wrote is in this order already.)
 */
export function sortedMap(keys: readonly ColumnValue[], values: readonly ColumnValue[]): MapValue {
  const isSorted = keys.every((key, index) => index === 0 || compareKeys(keys[index - 1] ?? null, key) < 0)
  if (isSorted) return { keys, values }
  const inOrder = [...keys.keys()].toSorted((one, other) => compareKeys(keys[one] ?? null, keys[other] ?? null))
  const kept = inOrder.filter((at, index) => {
    const next = inOrder[index + 1]
    return next === undefined || compareKeys(keys[at] ?? null, keys[next] ?? null) !== 0
  })
  return { keys: kept.map((at) => keys[at] ?? null), values: kept.map((at) => values[at] ?? null) }
}
