import type { BitWriter } from './bit-writer.ts'
import { BLOCK, GROUP_SYMBOLS, RUN_A, RUN_B } from './bzip2-format.ts'
import { codeLengths, codesOf } from './code-lengths.ts'
import { sortedRotations } from './rotations.ts'

/** Readers may take 20; more than 17 the first writer never made. */
const CODE_BITS_MAX = 17
const ROUNDS = 4
const TABLES_MIN = 2

/** A block: bytes whose runs are shortened, of which there is at least one. */
export function writeBlock(bytes: Uint8Array, checksum: number, bits: BitWriter): void {
  const order = sortedRotations(bytes)
  bits.writeLong(BLOCK, 48)
  bits.writeLong(checksum, 32)
  bits.write(0, 1)
  bits.write(order.indexOf(0), 24)
  const used = writeUsed(bytes, bits)
  const symbols = symbolsOf(bytes, order, used)
  const alphabet = used.length + 2
  const { selectors, tables } = chooseTables(symbols, alphabet)
  bits.write(tables.length, 3)
  bits.write(selectors.length, 15)
  writeSelectors(selectors, tables.length, bits)
  for (const lengths of tables) writeLengths(lengths, bits)
  const codes = tables.map(codesOf)
  for (let at = 0; at < symbols.length; at += 1) {
    const table = selectors[Math.floor(at / GROUP_SYMBOLS)] ?? 0
    const symbol = symbols[at] ?? 0
    bits.write(codes[table]?.[symbol] ?? 0, tables[table]?.[symbol] ?? 0)
  }
}

/** Which bytes there are, in groups of 16. */
function writeUsed(bytes: Uint8Array, bits: BitWriter): readonly number[] {
  const isUsed = new Uint8Array(256)
  for (const byte of bytes) isUsed[byte] = 1
  const members = Array.from({ length: 16 }, (_, group) =>
    isUsed.subarray(group * 16, group * 16 + 16).reduce((mask, one, index) => mask | (one << (15 - index)), 0),
  )
  bits.write(
    members.reduce((mask, one, index) => mask | (one === 0 ? 0 : 1 << (15 - index)), 0),
    16,
  )
  for (const one of members) if (one !== 0) bits.write(one, 16)
  return [...isUsed.keys()].filter((byte) => isUsed[byte] === 1)
}

/** Of the byte before each rotation the place among those that came last; and how often the first of them comes again. */
function symbolsOf(bytes: Uint8Array, order: Int32Array, used: readonly number[]): Uint16Array {
  const symbols = new Uint16Array(bytes.length + 1)
  const recent = Uint8Array.from(used)
  let filled = 0
  let run = 0
  for (let at = 0; at <= order.length; at += 1) {
    const start = order[at] ?? 0
    const byte = at < order.length ? bytes[start === 0 ? bytes.length - 1 : start - 1] : undefined
    if (byte !== undefined && recent[0] === byte) {
      run += 1
      continue
    }
    for (; run > 0; run = (run - 1) >> 1) {
      symbols[filled] = (run & 1) === 1 ? RUN_A : RUN_B
      filled += 1
    }
    // Behind the last one only its run is left.
    if (byte === undefined) break
    let place = 1
    while (recent[place] !== byte) place += 1
    recent.copyWithin(1, 0, place)
    recent[0] = byte
    symbols[filled] = place + 1
    filled += 1
  }
  symbols[filled] = used.length + 1
  return symbols.subarray(0, filled + 1)
}

interface Tables {
  /** Of each group of symbols the table. */
  readonly selectors: Uint8Array
  readonly tables: readonly Uint8Array[]
}

/** Tables of code lengths, each made for the groups for which it is the shortest of all. */
function chooseTables(symbols: Uint16Array, alphabet: number): Tables {
  const groups = Math.ceil(symbols.length / GROUP_SYMBOLS)
  const selectors = new Uint8Array(groups)
  let tables = firstTables(symbols, alphabet)
  for (let round = 0; round < ROUNDS; round += 1) {
    const counts = tables.map(() => new Int32Array(alphabet))
    for (let group = 0; group < groups; group += 1) {
      const members = symbols.subarray(group * GROUP_SYMBOLS, (group + 1) * GROUP_SYMBOLS)
      const table = shortestTable(members, tables)
      selectors[group] = table
      const counted = counts[table]
      if (counted !== undefined) for (const symbol of members) counted[symbol] = (counted[symbol] ?? 0) + 1
    }
    tables = counts.map((count) => codeLengths(count, CODE_BITS_MAX))
  }
  return { selectors, tables }
}

function shortestTable(members: Uint16Array, tables: readonly Uint8Array[]): number {
  let best = 0
  let fewest = Number.POSITIVE_INFINITY
  for (let table = 0; table < tables.length; table += 1) {
    const lengths = tables[table]
    if (lengths === undefined) continue
    let bits = 0
    for (let at = 0; at < members.length; at += 1) bits += lengths[members[at] ?? 0] ?? 0
    if (bits >= fewest) continue
    best = table
    fewest = bits
  }
  return best
}

/** To begin with, each is short for a part of the alphabet in which equally many symbols are. */
function firstTables(symbols: Uint16Array, alphabet: number): readonly Uint8Array[] {
  const count = symbols.length < 200 ? TABLES_MIN : symbols.length < 600 ? 3 : symbols.length < 1200 ? 4 : symbols.length < 2400 ? 5 : 6
  const counts = new Int32Array(alphabet)
  for (const symbol of symbols) counts[symbol] = (counts[symbol] ?? 0) + 1
  let from = 0
  let left = symbols.length
  return Array.from({ length: count }, (_, table) => {
    const wanted = left / (count - table)
    let to = from
    for (let sum = 0; to < alphabet && sum < wanted; to += 1) sum += counts[to] ?? 0
    for (let symbol = from; symbol < to; symbol += 1) left -= counts[symbol] ?? 0
    const lengths = new Uint8Array(alphabet).fill(15).fill(0, from, to)
    from = to
    return lengths
  })
}

/** Each as its place among those that came last, in ones and a zero. */
function writeSelectors(selectors: Uint8Array, count: number, bits: BitWriter): void {
  const recent = Array.from({ length: count }, (_, table) => table)
  for (const table of selectors) {
    const place = recent.indexOf(table)
    recent.splice(place, 1)
    recent.unshift(table)
    for (let left = place; left > 0; left -= 1) bits.write(1, 1)
    bits.write(0, 1)
  }
}

/** Each as the steps from the one before. */
function writeLengths(lengths: Uint8Array, bits: BitWriter): void {
  let length = lengths[0] ?? 0
  bits.write(length, 5)
  for (const wanted of lengths) {
    for (; length < wanted; length += 1) bits.write(2, 2)
    for (; length > wanted; length -= 1) bits.write(3, 2)
    bits.write(0, 1)
  }
}
