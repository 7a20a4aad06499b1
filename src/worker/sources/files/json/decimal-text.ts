import { asciiDigits } from '../../../../base/ascii-digits.ts'

/** A number as it is written: its digits are a text, for to make a number of millions of them takes minutes. */
interface WrittenDecimal {
  readonly isNegative: boolean
  /** Without zeros before them; '' is zero. */
  readonly digits: string
  readonly scale: number
}

/** As Java's BigDecimal reads it; undefined: it is no number. By hand, for a regular expression keeps a way back for each of millions of digits, and has no room for them. */
export function decimalOfText(written: string): WrittenDecimal | undefined {
  const text = asciiDigits(written)
  const start = text.startsWith('+') || text.startsWith('-') ? 1 : 0
  const wholeEnd = endOfRun(text, start, '0', '9')
  const point = text[wholeEnd] === '.' ? 1 : 0
  const end = point === 1 ? endOfRun(text, wholeEnd + 1, '0', '9') : wholeEnd
  const fraction = text.slice(wholeEnd + point, end)
  if (wholeEnd === start && fraction === '') return undefined
  const exponent = end === text.length ? '0' : /^[eE]([+-]?\d{1,10})$/.exec(text.slice(end))?.[1]
  if (exponent === undefined) return undefined
  const digits = `${text.slice(start, wholeEnd)}${fraction}`
  return {
    isNegative: text.startsWith('-'),
    digits: digits.slice(endOfRun(digits, 0, '0', '0')),
    scale: fraction.length - Number(exponent),
  }
}

/** Where the characters from `first` to `last` end that begin at `from`. */
function endOfRun(text: string, from: number, first: string, last: string): number {
  const [low, high] = [first.charCodeAt(0), last.charCodeAt(0)]
  let at = from
  while (at < text.length && text.charCodeAt(at) >= low && text.charCodeAt(at) <= high) at += 1
  return at
}

export const precisionOf = ({ digits }: Pick<WrittenDecimal, 'digits'>): number => Math.max(1, digits.length)

/** The digits of the number with `scale` of them behind the point, rounded half up; undefined: there are more than `precision`. */
export function digitsFor(value: WrittenDecimal, precision: number, scale: number): bigint | undefined {
  const { digits } = value
  if (digits === '') return 0n
  /** So many of its digits are before the cut. */
  const kept = digits.length - value.scale + scale
  if (kept > precision) return undefined
  if (kept < 0) return 0n
  const cut = BigInt(digits.slice(0, kept).padEnd(kept, '0') || '0')
  const rounded = (digits[kept] ?? '0') >= '5' ? cut + 1n : cut
  if (String(rounded).length > precision) return undefined
  return value.isNegative ? -rounded : rounded
}
