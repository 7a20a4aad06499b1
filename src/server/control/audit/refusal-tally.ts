import type { MonotonicClock } from '../../../base/clock.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'

/** For so long the same refusal is counted in one record. */
export const WINDOW_MS = 60_000
/** Records that each of the two may begin in a window: strangers together, and users together. What comes beyond is counted in one more. */
const STRANGERS_MAX = 20
export const USERS_MAX = 1_000

/** How the record of everything that is beyond names its action. */
const BEYOND = 'audit.others'

/**
 * Counts what came to nothing: nobody fills the disk by being refused. The first of its kind gives a record of its own at once, and the same again within a minute
 * only makes its number larger.
 */
export interface RefusalTally {
  /** Gives the record that is to be written anew, and whether it is new. `idOf` is asked for a new one only. */
  count(event: Omit<AuditEvent, 'id'>, idOf: () => number): { readonly event: AuditEvent; readonly isNew: boolean }
  /** Those whose minute was over by then and that stand for more than one, as they were written last: each once. */
  closed(by: number): readonly AuditEvent[]
}

interface Window {
  event: AuditEvent
  readonly until: number
}

export function createRefusalTally(monotonic: MonotonicClock): RefusalTally {
  const windows = new Map<string, Window>()
  /** Where the same came again before anybody had asked for what is closed, as it does in a flood. */
  let replaced: AuditEvent[] = []
  /** Of records that were begun since `since`, those of strangers and of users. */
  let begun = { since: Number.NEGATIVE_INFINITY, strangers: 0, users: 0 }

  function mayBegin(isStranger: boolean): boolean {
    if (monotonic() - begun.since >= WINDOW_MS) begun = { since: monotonic(), strangers: 0, users: 0 }
    if (isStranger) {
      begun.strangers += 1
      return begun.strangers <= STRANGERS_MAX
    }
    begun.users += 1
    return begun.users <= USERS_MAX
  }

  function add(key: string, event: Omit<AuditEvent, 'id'>, idOf: () => number): { readonly event: AuditEvent; readonly isNew: boolean } {
    const known = windows.get(key)
    if (known !== undefined && monotonic() < known.until) {
      known.event = { ...known.event, count: known.event.count + 1, lastAt: event.at }
      return { event: known.event, isNew: false }
    }
    if (known !== undefined) replaced.push(known.event)
    const made = { ...event, id: idOf() }
    windows.set(key, { event: made, until: monotonic() + WINDOW_MS })
    return { event: made, isNew: true }
  }

  return {
    count(event, idOf) {
      const isStranger = isOfStranger(event)
      const key = keyOf(event)
      const known = windows.get(key)
      if ((known !== undefined && monotonic() < known.until) || mayBegin(isStranger)) return add(key, event, idOf)
      return add(isStranger ? BEYOND : `${BEYOND} ${event.userId}`, beyond(event), idOf)
    },
    closed(by) {
      const over = [...windows].filter(([, { until }]) => until <= by)
      for (const [key] of over) windows.delete(key)
      const events = [...replaced, ...over.map(([, { event }]) => event)]
      replaced = []
      return events.filter(({ count }) => count > 1)
    },
  }
}

/** What the server found by itself (an attachment that is down, an expectation that is broken) is of nobody, and of no stranger. */
const isOfStranger = ({ userId, kind }: Omit<AuditEvent, 'id'>): boolean => userId === '' && kind !== 'work'

/** Of a stranger neither the object nor the request is believed to mean anything. */
function keyOf(event: Omit<AuditEvent, 'id'>): string {
  const { userId, projectId, peer, kind, action, object, outcome, status, code } = event
  return JSON.stringify([userId, projectId, peer, kind, action, isOfStranger(event) ? '' : object, outcome, status, code])
}

const beyond = (event: Omit<AuditEvent, 'id'>): Omit<AuditEvent, 'id'> => ({
  ...event,
  ...(event.userId === '' ? { peer: '', proxy: '', domainId: '', projectId: '' } : {}),
  requestId: '',
  action: BEYOND,
  object: '',
  details: {},
})
