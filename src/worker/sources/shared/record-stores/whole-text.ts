/** None of the types has room for more. */
const DIGITS_MAX = 40

/** The digits of a number that is a whole one, however it is written: 5.0, 5e2, 0E-7; any other text as it is. No digit is looked over, as a double would. */
export function wholeText(text: string): string {
  const [, sign = '', before = '', behind = '', exponent = '0'] = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? []
  const digits = `${before}${behind}`
  if (/^0+$/.test(digits)) return '0'
  const point = before.length + Number(exponent)
  const isWhole = point > 0 && point <= DIGITS_MAX && /^0*$/.test(digits.slice(point))
  return isWhole ? `${sign}${digits.padEnd(point, '0').slice(0, point)}` : text
}
