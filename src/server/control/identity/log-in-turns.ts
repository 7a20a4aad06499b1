import { CausewayError } from '../../../base/errors.ts'

/** Log-ins of strangers that may wait for their turn; as many again of those who have logged in before. A long line is better than a short one. */
export const WAITING_MAX = 1_000

interface Waiting {
  readonly begin: () => void
  readonly refuse: (why: CausewayError) => void
}

/**
 * One after the other, and fairly: every other turn is for who has logged in from there before, and the addresses of the others take turns. So whoever floods the
 * line with made-up names keeps out neither those who were here before nor those of other addresses.
 */
export interface LogInTurns {
  /** Throws 'unavailable' where too many wait, also later: a full line gives up its place to who has fewer in it. */
  take<T>(from: string, isKnown: boolean, work: () => Promise<T>): Promise<T>
}

const full = (): CausewayError =>
  new CausewayError('unavailable', `${WAITING_MAX} log-ins wait for their turn`, {
    hint: 'Try again in a moment; tokens and signed requests are not concerned.',
  })

export function createLogInTurns(): LogInTurns {
  const known: Waiting[] = []
  /** By the address; the next one's is the first. */
  const strangers = new Map<string, Waiting[]>()
  let strangersWaiting = 0
  let isBusy = false
  let wasKnown = false

  function nextStranger(): Waiting | undefined {
    const [first] = strangers
    if (first === undefined) return undefined
    const [from, line] = first
    strangers.delete(from)
    const next = line.shift()
    if (line.length > 0) strangers.set(from, line)
    strangersWaiting -= 1
    return next
  }

  function goOn(): void {
    const next = wasKnown ? (nextStranger() ?? known.shift()) : (known.shift() ?? nextStranger())
    isBusy = next !== undefined
    next?.begin()
  }

  function place(from: string, isKnown: boolean, waiting: Waiting): void {
    if (isKnown) {
      if (known.length >= WAITING_MAX) throw full()
      known.push(waiting)
      return
    }
    const own = strangers.get(from) ?? []
    if (strangersWaiting >= WAITING_MAX) {
      const longest = [...strangers.values()].reduce((one, other) => (other.length > one.length ? other : one), own)
      if (longest.length <= own.length + 1) throw full()
      longest.pop()?.refuse(full())
      strangersWaiting -= 1
    }
    own.push(waiting)
    strangersWaiting += 1
    strangers.set(from, own)
  }

  return {
    async take(from, isKnown, work) {
      const turn = Promise.withResolvers<void>()
      place(from, isKnown, { begin: turn.resolve, refuse: turn.reject })
      if (!isBusy) goOn()
      await turn.promise
      wasKnown = isKnown
      try {
        return await work()
      } finally {
        goOn()
      }
    },
  }
}
