import { CausewayError } from '../../../base/errors.ts'
import type { Predicate } from '../../engine/predicate.ts'
import { command } from './command.ts'
import type { WrittenTable } from './read-source.ts'
import type { Reply } from './reply-reader.ts'

const SCAN_COUNT = 100

interface ScannedKeys extends Pick<WrittenTable, 'pattern'> {
  readonly options: Pick<WrittenTable['options'], 'scan.count'>
}

/** SCAN tells a key several times when Redis rearranges its keys meanwhile. */
export class KeyScan {
  readonly #pattern: string
  readonly #count: string
  readonly #seen = new Set<string>()
  #cursor = '0'
  #hasBegun = false
  #share = 0
  #countsOtherwise = false

  constructor({ pattern, options }: ScannedKeys) {
    this.#pattern = pattern
    this.#count = String(options['scan.count'] ?? SCAN_COUNT)
  }

  /** Which part of all keys has been looked at, whether they fit or not. */
  get share(): number {
    return this.isDone ? 1 : this.#share
  }

  get isDone(): boolean {
    return this.#hasBegun && this.#cursor === '0'
  }

  get command(): Buffer {
    return command('SCAN', this.#cursor, 'MATCH', this.#pattern, 'COUNT', this.#count)
  }

  /** The keys that were not told before. */
  take(reply: Reply | undefined): readonly Buffer[] {
    const [cursor, keys]: readonly (Reply | undefined)[] = Array.isArray(reply) ? reply : []
    if (!Buffer.isBuffer(cursor) || !Array.isArray(keys)) throw new CausewayError('remote-failure', 'What answers there is no Redis')
    this.#hasBegun = true
    this.#cursor = cursor.toString('latin1')
    const share = shareOf(this.#cursor)
    // Who counts in another order goes back sooner or later.
    this.#countsOtherwise ||= share === undefined || share <= this.#share
    if (!this.#countsOtherwise && share !== undefined) this.#share = share
    const found: Buffer[] = []
    for (const key of keys) {
      if (!Buffer.isBuffer(key)) continue
      const text = key.toString('latin1')
      if (this.#seen.has(text)) continue
      this.#seen.add(text)
      found.push(key)
    }
    return found
  }
}

/** Redis counts through its table of keys by the highest bit first, whatever the number of bits is: read the other way round, a cursor is a fraction. */
function shareOf(cursor: string): number | undefined {
  if (!/^\d{1,20}$/.test(cursor)) return undefined
  let share = 0
  let [bits, weight] = [BigInt(cursor), 0.5]
  for (; bits > 0n; bits >>= 1n, weight /= 2) if ((bits & 1n) === 1n) share += weight
  return share
}

/** The keys that a condition leaves of a table whose rows are found by a prefix; undefined: all of them are looked for. */
export function wantedKeys(
  predicate: Predicate,
  keyColumn: number,
  { pattern, prefixLength }: WrittenTable,
): readonly string[] | undefined {
  const prefix = pattern.slice(0, prefixLength)
  // A prefix that is a pattern itself stands for several.
  if (keyColumn < 0 || prefixLength === 0 || /[?[\]^\\]/.test(prefix)) return undefined
  const values = valuesOf(predicate, keyColumn)
  return values === undefined ? undefined : [...new Set(values)].map((value) => `${prefix}${value}`)
}

function valuesOf(predicate: Predicate, column: number): readonly string[] | undefined {
  switch (predicate.kind) {
    case 'comparison':
      return predicate.column === column && predicate.operator === '=' && predicate.literal.kind === 'text'
        ? [predicate.literal.value]
        : undefined
    case 'in': {
      if (predicate.column !== column) return undefined
      const texts = predicate.literals.flatMap((literal) => (literal.kind === 'text' ? [literal.value] : []))
      return texts.length === predicate.literals.length ? texts : undefined
    }
    case 'and':
      return predicate.children.map((child) => valuesOf(child, column)).find((values) => values !== undefined)
    default:
      return undefined
  }
}
