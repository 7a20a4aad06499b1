const LOAD = 0.75
const CAPACITY_MAX = 2 ** 30

/**
 * Keys, each once, in the order in which Java's HashMap of Avro's texts gives them, which is the order of a map's entries in Spark.
 * `room`: how many entries the map was made for.
 */
export function inHashOrder(keys: readonly string[], room: number): readonly string[] {
  if (keys.length <= 1) return keys
  let capacity = 1
  while (capacity < room && capacity < CAPACITY_MAX) capacity *= 2
  while (keys.length > capacity * LOAD && capacity < CAPACITY_MAX) capacity *= 2
  const placed = keys.map((key) => ({ key, place: spread(hashOf(key)) & (capacity - 1) }))
  return placed.toSorted((a, b) => a.place - b.place).map(({ key }) => key)
}

function hashOf(key: string): number {
  let hash = 0
  for (const byte of Buffer.from(key, 'utf8')) hash = (Math.imul(hash, 31) + ((byte << 24) >> 24)) | 0
  return hash
}

const spread = (hash: number): number => hash ^ (hash >>> 16)
