import { sparkTypeName } from '../../../../base/spark-type.ts'
import { type Bound, TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { fragment, joined, overRows, step, template, text } from '../../bound/template.ts'
import { sumOfText } from '../../parse/interval-text.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { coerce, type SqlFunction } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { CALENDAR } from '../operators/interval.ts'

/** Of window and session_window. */
export const WINDOW_TYPE = {
  kind: 'struct',
  fields: [
    { name: 'start', type: TIMESTAMP },
    { name: 'end', type: TIMESTAMP },
  ],
} as const

export const FIRST_PLACE = text('0')

/** How many windows one instant may be in. */
const OVERLAPS_MAX = 10_000

/** The windows of time that an instant is in. */
export interface TimeWindow {
  readonly type: typeof WINDOW_TYPE
  /** Of how many windows one might be the instant's: as many rows become of one. */
  readonly overlaps: number
  /** The window at this place of them; there is only one where they do not overlap. */
  readonly at: (place: Sql) => Sql
  /** Whether the instant is in the window at this place. A row without an instant is in no window. */
  readonly contains: (place: Sql) => Sql
}

/** The places of the windows, as rows. */
export const placesOf = ({ overlaps }: TimeWindow): Sql => overRows(template`unnest(range(${overlaps}))`)

/** window(time, duration, slide, start): from start on a window begins every slide and lasts as long as the duration. */
export function timeWindow(values: readonly Bound[]): TimeWindow {
  const [time, length, slide = length, start] = values
  if (time === undefined || length === undefined || slide === undefined) throw semanticError('window takes a time and a duration')
  if (time.type.kind === 'void') throw semanticError('window takes a timestamp, and not NULL')
  const duration = microseconds(length, 'duration')
  const step = microseconds(slide, 'slide')
  const offset = start === undefined ? 0n : microseconds(start, 'start')
  if (duration <= 0n || step <= 0n) throw semanticError('The duration and the slide of window are longer than nothing')
  if (step > duration) throw semanticError('The slide of window is not longer than its duration')
  if ((offset < 0n ? -offset : offset) >= step) throw semanticError('The start of window is shorter than its slide')
  const instant = coerce(time, 'timestamp', 'window', 0).sql
  const overlaps = (duration + step - 1n) / step
  if (overlaps > BigInt(OVERLAPS_MAX))
    throw notSupported(`window with ${overlaps} windows around each instant`, `There are at most ${OVERLAPS_MAX}: slide by more.`)
  const startOf = (place: Sql): Sql => template`(sp_window_start(epoch_us(${instant}), ${step}, ${offset}) - ${place} * ${step})`
  return {
    type: WINDOW_TYPE,
    overlaps: Number(overlaps),
    at: (place) => template`sp_window_of(${startOf(place)}, ${duration})`,
    // Where the slide goes into the duration Spark looks no further: an instant before 1970 may be in a window that begins behind it.
    contains: (place) =>
      duration % step === 0n
        ? template`(${instant} IS NOT NULL)`
        : template`(epoch_us(${instant}) >= ${startOf(place)} AND epoch_us(${instant}) < ${startOf(place)} + ${duration})`,
  }
}

/** What a row's own session is: session_window(time, gap) lasts from its time for as long as the gap. A row whose time or gap is none has none. */
export interface Session {
  readonly start: Sql
  readonly end: Sql
  readonly exists: Sql
}

export function sessionOfRow(values: readonly Bound[]): Session {
  const [time, gap] = values
  if (time === undefined || gap === undefined) throw semanticError('session_window takes a time and a gap')
  if (gap.type.kind !== 'string' && gap.type.kind !== 'calendar-interval')
    throw semanticError(`The gap of session_window is a text such as '10 minutes'; ${gap.name} is ${sparkTypeName(gap.type)}`)
  const start = coerce(time, 'timestamp', 'session_window', 0).sql
  const length = castBound(gap, CALENDAR).sql
  const end = step(template`sp_calendar_added(${start}, ${length}, 1)`)
  return { start, end, exists: template`(${end} > ${start})` }
}

const within = (keys: readonly Sql[]) => (keys.length === 0 ? fragment`` : fragment`PARTITION BY ${joined(keys, ', ')} `)

/** 1 for the first row of a session: it begins behind the ends of all before it. */
export const beginsSession = (keys: readonly Sql[], start: Sql, end: Sql): Sql =>
  overRows(
    template`CASE WHEN ${start} > max(${end}) OVER (${within(keys)}ORDER BY ${start} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 1 ELSE 0 END`,
  )

export const sessionNumber = (keys: readonly Sql[], start: Sql, begins: Sql): Sql =>
  overRows(template`sum(${begins}) OVER (${within(keys)}ORDER BY ${start} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`)

/** The session of all rows with one number. */
export const wholeSession = (keys: readonly Sql[], start: Sql, end: Sql): Sql => {
  const over = fragment`OVER (PARTITION BY ${joined(keys, ', ')})`
  return overRows(template`struct_pack("start" := min(${start}) ${over}, "end" := max(${end}) ${over})`)
}

/** A text such as 10 minutes, or microseconds, as it is written in the statement. */
function microseconds({ constant, type, name }: Bound, what: string): bigint {
  if (constant?.kind === 'number' && (type.kind === 'int' || type.kind === 'bigint')) return BigInt(constant.text)
  // One that is put together is none, to Spark.
  if (constant?.kind !== 'string' || constant.value !== name)
    throw semanticError(`The ${what} of window is a text or a whole number written in the statement`, "Write '10 minutes'.")
  const sum = sumOfText(constant.value)
  if (sum.months !== 0n) throw semanticError(`The ${what} of window, ${name}, has months, which are of no length`)
  return sum.microseconds
}

/** The binder knows the rows that it is computed for, and takes `timeWindow`. */
export const TIME_WINDOW_FUNCTIONS: readonly SqlFunction[] = [
  custom('session_window', 2, 2, (values) => {
    const { start, end } = sessionOfRow(values)
    return { sql: template`struct_pack("start" := ${start}, "end" := ${end})`, type: WINDOW_TYPE, name: 'session_window' }
  }),
  custom('window', 2, 4, (values) => {
    const window = timeWindow(values)
    return { sql: window.at(FIRST_PLACE), type: window.type, name: 'window' }
  }),
]
