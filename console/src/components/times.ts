const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

/** In the browser's own zone and manner; a number that is none of a time as it is, for one such cell would else take the whole page. */
export const timeText = (epochMs: number): string => (Number.isNaN(new Date(epochMs).getTime()) ? String(epochMs) : TIME.format(epochMs))

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000]

/** 12 ms, 3.4 s, 2 min 5 s, 1 h 12 min. */
export function durationText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  const seconds = Math.floor(ms / SECOND_MS)
  if (ms < MINUTE_MS) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`
  const minutes = Math.floor(ms / MINUTE_MS)
  if (ms < HOUR_MS) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(ms / HOUR_MS)} h ${minutes % 60} min`
}

export const countText = (count: number): string => count.toLocaleString()
