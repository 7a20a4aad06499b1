/// <reference lib="esnext.temporal" />

/** The hour of the day, 0 to 23, at a place: hours of scaling policies and of plans are meant as the clocks there show them. */
export const hourOfDay = (at: number, timeZone: string): number =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).hour

/** When the next hour begins there. */
export function nextHour(at: number, timeZone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return local.round({ smallestUnit: 'hour', roundingMode: 'floor' }).add({ hours: 1 }).epochMilliseconds
}

/** Where this machine's clock is meant. */
export const ownTimeZone = (): string => Temporal.Now.timeZoneId()
