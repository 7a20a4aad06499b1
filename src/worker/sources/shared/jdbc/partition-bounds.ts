/** Whether one bound of a split is larger than the other, both as the options have them; false for a number and a time, which the column's type will tell apart. */
export function isAbove(one: string, other: string): boolean {
  const [numbers, times] = [[one, other].map(scaledNumber), [one, other].map(timeText)]
  for (const [first, second] of [numbers, times]) {
    if (first !== undefined && second !== undefined) return first > second
  }
  return false
}

const FRACTION_DIGITS = 40

/** Exact, for bounds may have more digits than a double. */
function scaledNumber(text: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = /^\s*([+-]?)(\d+)(?:\.(\d+))?\s*$/.exec(text) ?? []
  if (whole === undefined) return undefined
  const digits = BigInt(whole + fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0'))
  return sign === '-' ? -digits : digits
}

/** A date or a timestamp, so that texts compare as times do. */
function timeText(text: string): string | undefined {
  const [, day, time = '00:00:00', fraction = ''] = /^\s*(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d+))?)?\s*$/.exec(text) ?? []
  return day === undefined ? undefined : `${day} ${time}.${fraction.replace(/0+$/, '')}`
}
