/** As many characters have room beside a bar. */
const LENGTH_MAX = 16
/** What a double has for sure. */
const DIGITS_MAX = 15

/** A value as it stands beside its bar: with all its digits, or with ≈ before it. */
export function barValueText(value: number): string {
  const text = value.toLocaleString('en-US', { maximumSignificantDigits: DIGITS_MAX })
  if (text.length <= LENGTH_MAX && Number(text.replaceAll(',', '')) === value) return text
  const isFar = Math.abs(value) < 1e-6 || Math.abs(value) >= 1e15
  return `≈ ${value.toLocaleString('en-US', { maximumSignificantDigits: 6, notation: isFar ? 'scientific' : 'compact' })}`
}
