/** The decimal digits beyond ASCII that are one char of Java's, each script's from zero to nine. */
export const OTHER_DIGITS = Array.from({ length: 0xff00 }, (_, index) => String.fromCharCode(0x80 + index)).filter((c) => /\p{Nd}/u.test(c))

const BEYOND_ASCII = /[^\0-\x7f]/
let values: ReadonlyMap<string, string> | undefined

/** Digits of every script as those of ASCII: Java's whole numbers and decimals take them alike. */
export function asciiDigits(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text
  const known = values ?? new Map(OTHER_DIGITS.map((digit, index) => [digit, String(index % 10)]))
  values = known
  return text.replace(/\p{Nd}/gu, (digit) => known.get(digit) ?? digit)
}
