import { SparkRandom } from '../../../base/spark-random.ts'
import type { Compute } from './compute.ts'

/** What was drawn last stays: the rows of a statement ask for one number after the other. */
const SEEDS_MAX = 16
const drawn = new Map<string, SparkRandom>()

/** 'uniform' or 'gaussian', the seed, and the place of the row from 0. */
export const randomAt: Compute = (kind, seed, place) => {
  const key = `${String(kind)} ${String(seed)}`
  const known = drawn.get(key)
  const numbers = known ?? new SparkRandom(BigInt(String(seed)), kind === 'gaussian' ? 'normal' : 'uniform')
  if (known === undefined) {
    const [oldest] = drawn.keys()
    if (drawn.size >= SEEDS_MAX && oldest !== undefined) drawn.delete(oldest)
    drawn.set(key, numbers)
  }
  return String(numbers.at(Number(place)))
}
