/// <reference lib="esnext.temporal" />
import { WEEKDAYS, type Weekday } from '../../domain/queue-plan.ts'

/** The hour of the day, 0 to 23, at a place: hours of scaling policies and of plans are meant as the clocks there show them. */
export const hourOfDay = (at: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).hour

/** Where this machine's clock is meant. */
export const ownTimeZone = (): string => Temporal.Now.timeZoneId()

interface LocalDay {
  readonly date: Temporal.PlainDate
  readonly weekday: Weekday
}

/** The day so many days after the one that a moment is in. */
export function localDay(at: number, daysLater: number, timeZone: string): LocalDay {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate().add({ days: daysLater })
  return { date, weekday: WEEKDAYS[date.dayOfWeek - 1] ?? 'MONDAY' }
}

/** A time of day there, as epoch ms: one that is skipped comes later, of one that comes twice it is the first. */
export const localDateTime = ({ date }: LocalDay, hour: number, minute: number, timeZone: string): number =>
  date.toPlainDateTime({ hour, minute }).toZonedDateTime(timeZone, { disambiguation: 'compatible' }).epochMilliseconds
