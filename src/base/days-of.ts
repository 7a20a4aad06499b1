const DAY_MS = 86_400_000

/** Days since 1970-01-01; undefined: there is no such day. */
export function daysOf(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  // The calendar repeats itself each 400 years; dates of JavaScript end before Spark's.
  const era = Math.floor(year / 400)
  const within = new Date(0)
  within.setUTCFullYear(2000 + (year - era * 400), month - 1, day)
  return Math.round(within.getTime() / DAY_MS) + (era - 5) * 146_097
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
