import type { Literal } from '../../engine/predicate.ts'
import type { Range } from './range.ts'

const DAY_MS = 86_400_000
const FORM = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?$/

/** What is indexed, in milliseconds, of the moments of a column that are between two. Undefined: it has no form that the server surely reads. */
export function momentRange(low: Literal | undefined, high: Literal | undefined, type: 'date' | 'timestamp'): Range | undefined {
  const [first, last] = [millisecondsOf(low, type), millisecondsOf(high, type)]
  if ((low !== undefined && first === undefined) || (high !== undefined && last === undefined)) return undefined
  const room = type === 'date' ? DAY_MS - 1 : 0
  return {
    ...(first === undefined ? {} : { low: new Date(first).toISOString() }),
    ...(last === undefined ? {} : { high: new Date(last + room).toISOString() }),
    format: 'strict_date_time',
  }
}

function millisecondsOf(literal: Literal | undefined, type: 'date' | 'timestamp'): number | undefined {
  if (literal?.kind !== type) return undefined
  const [, day, time = '00:00:00', fraction = ''] = FORM.exec(literal.text) ?? []
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}Z`)
  return Number.isNaN(ms) ? undefined : ms
}
