import { nextTurn } from '../../../base/next-turn.ts'
import { foldedText } from './folded-text.ts'

/** How many bits a text has, and how many texts stand side by side: longer ones have more bits, so that not most of them are set. Both are powers of two, the texts a multiple of 32. */
interface Width {
  readonly charactersMax: number
  readonly bits: number
  readonly texts: number
}
const NARROW: Width = { charactersMax: 160, bits: 1_024, texts: 1_024 }
const WIDTHS: readonly Width[] = [
  NARROW,
  { charactersMax: 1_280, bits: 8_192, texts: 256 },
  { charactersMax: Number.POSITIVE_INFINITY, bits: 65_536, texts: 32 },
]
/** Of the wider ones together: beyond, a long text has the narrowest, by which it is left out less often. */
const WIDE_BYTES_MAX = 64 * 1024 * 1024
/** Of 144 bytes each where they have up to 160 characters. */
export const TEXTS_MAX = 1_000_000
const RUN = 3
/** That are looked through before others have their turn. */
const BLOCKS_AT_A_TIME = 64

/** Texts side by side: a row for each bit, in which each text has its place. */
interface Block {
  readonly width: Width
  readonly rows: Uint32Array
  readonly keys: Float64Array
  /** Whose each is. */
  readonly owners: Uint32Array
  count: number
}

const bytesOf = ({ bits, texts }: Width): number => (bits * texts) / 8

/**
 * Which of many texts may hold a part, letters of either case alike, without reading them: of each text a bit is kept for each of its runs of three characters. Says too many now and then,
 * never too few, and nothing of a part of one or two characters, which may be in any of them.
 */
export class TextSignatures {
  #blocks: readonly Block[] = []
  /** The one of each width that has room. */
  readonly #open = new Map<Width, Block>()
  readonly #textsMax: number

  constructor(textsMax = TEXTS_MAX) {
    this.#textsMax = textsMax
  }

  /** No more can be added, until some are dropped. */
  isFull(): boolean {
    return this.count >= this.#textsMax
  }

  /**
   * @param key a whole number, larger than that of each text before
   * @param owner whose text it is, a whole number below 2^32
   */
  add(key: number, owner: number, text: string): void {
    const folded = foldedText(text)
    const { rows, width, keys, owners, count } = this.#blockFor(folded.length)
    const words = width.texts >>> 5
    const bit = 1 << (count & 31)
    for (const row of rowsOf(folded, width.bits)) {
      const place = row * words + (count >>> 5)
      rows[place] = (rows[place] ?? 0) | bit
    }
    keys[count] = key
    owners[count] = owner
  }

  /** How many are kept, those that are forgotten and stand beside others among them. */
  get count(): number {
    return this.#blocks.reduce((sum, { count }) => sum + count, 0)
  }

  /**
   * Keys of an owner's texts, the smallest first; undefined: they are more than `most`, or any may hold the part. How many others have tells nothing. Of what is added meanwhile some may be
   * among them. Throws the reason of the signal when it aborts.
   */
  async candidates(part: string, owner: number, most: number, signal?: AbortSignal): Promise<readonly number[] | undefined> {
    const folded = foldedText(part)
    if (folded.length < RUN) return undefined
    const rows = new Map(WIDTHS.map((width) => [width, rowsOf(folded, width.bits)]))
    const found: number[] = []
    for (const [at, block] of this.#blocks.entries()) {
      if (at % BLOCKS_AT_A_TIME === BLOCKS_AT_A_TIME - 1) await nextTurn()
      signal?.throwIfAborted()
      found.push(...keysIn(block, owner, rows.get(block.width) ?? []))
      if (found.length > most) return undefined
    }
    return found.sort((one, other) => one - other)
  }

  /** Forgets those whose keys are smaller, but for some that stand beside others. */
  dropBefore(key: number): void {
    this.#blocks = this.#blocks.filter(({ keys, count }) => (keys[count - 1] ?? key) >= key)
    for (const [width, block] of this.#open) if (!this.#blocks.includes(block)) this.#open.delete(width)
  }

  /** With a place more. */
  #blockFor(characters: number): Block & { readonly count: number } {
    const width = this.#widthFor(characters)
    const block = this.#open.get(width) ?? this.#newBlock(width)
    const { count } = block
    block.count += 1
    if (block.count === width.texts) this.#open.delete(width)
    return { ...block, count }
  }

  #widthFor(characters: number): Width {
    const wanted = WIDTHS.find(({ charactersMax }) => characters <= charactersMax) ?? NARROW
    if (wanted === NARROW || this.#open.has(wanted)) return wanted
    const wide = this.#blocks.reduce((sum, { width }) => (width === NARROW ? sum : sum + bytesOf(width)), bytesOf(wanted))
    return wide > WIDE_BYTES_MAX ? NARROW : wanted
  }

  #newBlock(width: Width): Block {
    const block = {
      width,
      rows: new Uint32Array(bytesOf(width) / 4),
      keys: new Float64Array(width.texts),
      owners: new Uint32Array(width.texts),
      count: 0,
    }
    this.#open.set(width, block)
    this.#blocks = [...this.#blocks, block]
    return block
  }
}

function keysIn({ rows, width, keys, owners, count }: Block, owner: number, wanted: Iterable<number>): readonly number[] {
  const words = width.texts >>> 5
  const left = new Uint32Array(words).fill(0xff_ff_ff_ff)
  for (const row of wanted) {
    let isAny = 0
    for (let word = 0; word < words; word += 1) {
      const both = (left[word] ?? 0) & (rows[row * words + word] ?? 0)
      left[word] = both
      isAny |= both
    }
    if (isAny === 0) return []
  }
  const found: number[] = []
  for (let place = 0; place < count; place += 1) {
    if ((left[place >>> 5] ?? 0) === 0) place |= 31
    else if ((((left[place >>> 5] ?? 0) >>> (place & 31)) & 1) === 1 && owners[place] === owner) found.push(keys[place] ?? 0)
  }
  return found
}

/** Of each run of three characters, by its hash. */
function rowsOf(folded: string, bits: number): Uint32Array {
  const rows = new Uint32Array(Math.max(0, folded.length - RUN + 1))
  for (let at = 0; at < rows.length; at += 1) {
    let hash = Math.imul(folded.charCodeAt(at), 0x9e_37_79_b1)
    hash = Math.imul(hash ^ folded.charCodeAt(at + 1), 0x85_eb_ca_6b)
    hash = Math.imul((hash ^ (hash >>> 13)) + folded.charCodeAt(at + 2), 0xc2_b2_ae_35)
    rows[at] = (hash ^ (hash >>> 16)) & (bits - 1)
  }
  return rows
}
