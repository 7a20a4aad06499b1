/** XXH64. JavaScript has no numbers of 64 bits but those that cost a hundred times as much: each is two of 32 here, the result is left in `high` and `low`. */

/** Of the last hash, as signed words. */
export const result = { high: 0, low: 0 }

const P1_HIGH = 0x9e3779b1
const P1_LOW = 0x85ebca87
const P2_HIGH = 0xc2b2ae3d
const P2_LOW = 0x27d4eb4f
const P3_HIGH = 0x165667b1
const P3_LOW = 0x9e3779f9
const P4_HIGH = 0x85ebca77
const P4_LOW = 0xc2b2ae63
const P5_HIGH = 0x27d4eb2f
const P5_LOW = 0x165667c5

let high = 0
let low = 0

function add(addHigh: number, addLow: number): void {
  const sum = (low >>> 0) + (addLow >>> 0)
  high = (high + addHigh + (sum > 0xffffffff ? 1 : 0)) | 0
  low = sum | 0
}

function multiply(byHigh: number, byLow: number): void {
  const a0 = low & 0xffff
  const a1 = low >>> 16
  const b0 = byLow & 0xffff
  const b1 = byLow >>> 16
  const p00 = a0 * b0
  const p01 = a0 * b1
  const p10 = a1 * b0
  const middle = (p00 >>> 16) + (p01 & 0xffff) + (p10 & 0xffff)
  const carried = a1 * b1 + (p01 >>> 16) + (p10 >>> 16) + (middle >>> 16)
  high = (carried + Math.imul(low, byHigh) + Math.imul(high, byLow)) | 0
  low = (p00 & 0xffff) | (middle << 16)
}

/** To the left, by less than 32. */
function turn(by: number): void {
  const first = high
  high = (high << by) | (low >>> (32 - by))
  low = (low << by) | (first >>> (32 - by))
}

function round(wordHigh: number, wordLow: number): void {
  const accHigh = high
  const accLow = low
  high = wordHigh
  low = wordLow
  multiply(P2_HIGH, P2_LOW)
  add(accHigh, accLow)
  turn(31)
  multiply(P1_HIGH, P1_LOW)
}

/** Mixes the rounds of one word into the hash. */
function mixRound(wordHigh: number, wordLow: number): void {
  const hashHigh = high
  const hashLow = low
  high = 0
  low = 0
  round(wordHigh, wordLow)
  high ^= hashHigh
  low ^= hashLow
}

const lanes = new Int32Array(8)

function stripes(words: DataView, start: number, length: number, seedHigh: number, seedLow: number): void {
  const starts = [
    [P1_HIGH, P1_LOW, P2_HIGH, P2_LOW],
    [0, 0, P2_HIGH, P2_LOW],
    [0, 0, 0, 0],
    [~P1_HIGH, -P1_LOW, 0, 0],
  ] as const
  for (const [lane, [aHigh, aLow, bHigh, bLow]] of starts.entries()) {
    high = seedHigh
    low = seedLow
    add(aHigh, aLow)
    add(bHigh, bLow)
    lanes[lane * 2] = high
    lanes[lane * 2 + 1] = low
  }
  for (let at = start; at < start + length; at += 8) {
    const lane = ((at - start) >> 2) & 6
    high = lanes[lane] ?? 0
    low = lanes[lane + 1] ?? 0
    round(words.getInt32(at + 4, true), words.getInt32(at, true))
    lanes[lane] = high
    lanes[lane + 1] = low
  }
  let sumHigh = 0
  let sumLow = 0
  for (const [lane, by] of [1, 7, 12, 18].entries()) {
    high = lanes[lane * 2] ?? 0
    low = lanes[lane * 2 + 1] ?? 0
    turn(by)
    add(sumHigh, sumLow)
    sumHigh = high
    sumLow = low
  }
  for (let lane = 0; lane < 4; lane += 1) {
    mixRound(lanes[lane * 2] ?? 0, lanes[lane * 2 + 1] ?? 0)
    multiply(P1_HIGH, P1_LOW)
    add(P4_HIGH, P4_LOW)
  }
}

/** Of so many bytes from `start` on; the hash is in `result`. */
export function xxHash(words: DataView, start: number, length: number, seedHigh: number, seedLow: number): void {
  const striped = length - (length % 32)
  if (striped > 0) stripes(words, start, striped, seedHigh, seedLow)
  else {
    high = seedHigh
    low = seedLow
    add(P5_HIGH, P5_LOW)
  }
  add(0, length)
  let at = start + striped
  const end = start + length
  for (; at + 8 <= end; at += 8) {
    mixRound(words.getInt32(at + 4, true), words.getInt32(at, true))
    turn(27)
    multiply(P1_HIGH, P1_LOW)
    add(P4_HIGH, P4_LOW)
  }
  if (at + 4 <= end) {
    mixProduct(words.getUint32(at, true), P1_HIGH, P1_LOW)
    turn(23)
    multiply(P2_HIGH, P2_LOW)
    add(P3_HIGH, P3_LOW)
    at += 4
  }
  for (; at < end; at += 1) {
    mixProduct(words.getUint8(at), P5_HIGH, P5_LOW)
    turn(11)
    multiply(P1_HIGH, P1_LOW)
  }
  finish()
}

function mixProduct(word: number, byHigh: number, byLow: number): void {
  const hashHigh = high
  const hashLow = low
  high = 0
  low = word | 0
  multiply(byHigh, byLow)
  high ^= hashHigh
  low ^= hashLow
}

function finish(): void {
  low ^= high >>> 1
  multiply(P2_HIGH, P2_LOW)
  const shifted = high >>> 29
  low ^= (high << 3) | (low >>> 29)
  high ^= shifted
  multiply(P3_HIGH, P3_LOW)
  low ^= high
  result.high = high
  result.low = low
}
