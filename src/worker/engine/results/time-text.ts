const DAY_MICROSECONDS = 86_400_000_000n

/** Days since 1970-01-01 as 'yyyy-MM-dd', in the calendar that was always the present one; years before 0 with a minus (the year before 1 is 0), those of more than four digits with a plus, as Spark's results of its Java 8 dates and its CAST have them. */
export function dateText(days: number): string {
  const { year, month, day } = civil(days)
  const yearText = String(Math.abs(year)).padStart(4, '0')
  return `${year < 0 ? '-' : year > 9999 ? '+' : ''}${yearText}-${two(month)}-${two(day)}`
}

/** Microseconds since 1970-01-01 00:00:00 as 'yyyy-MM-dd HH:mm:ss[.ffffff]' without zeros at the end. */
export function timestampText(microseconds: bigint): string {
  const withinDay = ((microseconds % DAY_MICROSECONDS) + DAY_MICROSECONDS) % DAY_MICROSECONDS
  const days = Number((microseconds - withinDay) / DAY_MICROSECONDS)
  const seconds = Number(withinDay / 1_000_000n)
  const fraction = String(withinDay % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${dateText(days)} ${time}${fraction === '' ? '' : `.${fraction}`}`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Days to a date without Date, whose range ends at the year 275760. An era is 400 years that begin on the first of March. */
function civil(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  }
}
