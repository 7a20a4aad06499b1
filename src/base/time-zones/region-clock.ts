import { keptByText } from '../kept-by-text.ts'

/** What the clocks of a region show. */
export interface RegionClock {
  /** How far they are ahead of UTC at this instant; both in ms. Before there were zones that is no whole minute. */
  readonly offsetAt: (instantMs: number) => number
}

/** By the database of zones; undefined: it has no region of that name. Each is made once: to make one takes about ten times as long as to ask it. */
export const regionClock = keptByText(makeClock)

function makeClock(timeZone: string): RegionClock | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    return { offsetAt: (instantMs) => shownAt(format, instantMs) - Math.floor(instantMs / 1000) * 1000 }
  } catch {
    return undefined
  }
}

/** What the clock shows, as if it were UTC's. */
function shownAt(format: Intl.DateTimeFormat, instantMs: number): number {
  const parts = new Map(format.formatToParts(instantMs).map(({ type, value }) => [type, value]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0)
  const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year')
  const shown = new Date(0)
  shown.setUTCFullYear(year, part('month') - 1, part('day'))
  shown.setUTCHours(part('hour'), part('minute'), part('second'), 0)
  return shown.getTime()
}
