import { highWord, withHighWord } from './double-words.ts'

const SCALE_BITS = 600 << 20
const [UP, DOWN, NORMAL] = [2 ** 600, 2 ** -600, 2 ** -1022]

/** The square root of x * x + y * y by the steps of Java's StrictMath.hypot (fdlibm's e_hypot.c). */
export function javaHypot(x: number, y: number): number {
  if (Math.abs(x) === Number.POSITIVE_INFINITY || Math.abs(y) === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
  let a = Math.max(Math.abs(x), Math.abs(y))
  let b = Math.min(Math.abs(x), Math.abs(y))
  if (Number.isNaN(a)) return a
  let [aHigh, bHigh] = [highWord(a), highWord(b)]
  if (aHigh - bHigh > 60 << 20) return a + b
  let back = 1
  if (aHigh > 0x5f300000) {
    aHigh -= SCALE_BITS
    bHigh -= SCALE_BITS
    a *= DOWN
    b *= DOWN
    back = UP
  }
  if (bHigh < 0x20b00000) {
    if (b === 0) return a
    if (b < NORMAL) {
      a /= NORMAL
      b /= NORMAL
      back = NORMAL
    } else {
      aHigh += SCALE_BITS
      bHigh += SCALE_BITS
      a *= UP
      b *= UP
      back = DOWN
    }
  }
  return back * rootOf(a, b, aHigh, bHigh)
}

function rootOf(a: number, b: number, aHigh: number, bHigh: number): number {
  const w = a - b
  if (w > b) {
    const head = withHighWord(0, aHigh)
    const tail = a - head
    return Math.sqrt(head * head - (b * -b - tail * (a + head)))
  }
  const doubled = a + a
  const bHead = withHighWord(0, bHigh)
  const head = withHighWord(0, aHigh + (1 << 20))
  return Math.sqrt(head * bHead - (w * -w - (head * (b - bHead) + (doubled - head) * b)))
}
