const DAY_MS = 86_400_000
const FORM =
  /^(\d{4})(?:([-/])(\d{2})(?:\2(\d{2}))?)?(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/
const MICROS_OF_DAY = 86_400_000_000n
/** Milliseconds of a moment that a Date can be. */
const MOMENT_MAX = 8_640_000_000_000_000

/**
 * Microseconds since 1970 of a moment as a field of the type date has it: a text, in UTC where it says no zone, or a number of milliseconds; undefined: it is none. What is
 * below a microsecond is cut.
 */
export function readMoment(value: string | number): bigint | undefined {
  if (typeof value === 'number') return ofMilliseconds(value)
  // A text of so many digits is read as milliseconds by the server, too, unless it is a year.
  if (/^-?\d{5,16}$/.test(value)) return ofMilliseconds(Number(value))
  const [whole, year = '', , month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    FORM.exec(value) ?? []
  if (whole === undefined) return undefined
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const date = new Date(0)
  date.setUTCFullYear(y, m - 1, d)
  const isDay = date.getUTCMonth() === m - 1 && date.getUTCDate() === d
  const [h, min, s] = [Number(hour), Number(minute), Number(second)]
  if (!isDay || h > 23 || min > 59 || s > 59) return undefined
  const micros = BigInt(date.getTime() / DAY_MS) * MICROS_OF_DAY + BigInt(h * 3600 + min * 60 + s - zoneSeconds(zone)) * 1_000_000n
  return micros + BigInt(fraction.padEnd(6, '0').slice(0, 6))
}

/** A number of four digits may be a year, as which the server reads it: that is not guessed. */
function ofMilliseconds(ms: number): bigint | undefined {
  if (!Number.isFinite(ms) || Math.abs(ms) > MOMENT_MAX || (ms >= 1000 && ms <= 9999)) return undefined
  return BigInt(Math.floor(ms)) * 1000n
}

function zoneSeconds(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** Days since 1970, in UTC. */
export const dayOf = (micros: bigint): number =>
  Number((micros - (((micros % MICROS_OF_DAY) + MICROS_OF_DAY) % MICROS_OF_DAY)) / MICROS_OF_DAY)
