/** How a stop is watched: told while it lasts, and given up when it hangs. */
export interface StopWatch {
  readonly tell: (text: string) => void
  readonly giveUp: () => void
  /** A second when absent; a test shortens it. */
  readonly turnMs?: number
}

const TELL_EVERY_TURNS = 15
const TURNS_MAX = 600

/**
 * Counts the seconds in which this process had its own turn, for on a machine that has other things to do a stop in order takes long and is sound: time in which
 * nothing of it could run says nothing.
 */
export function watchStop({ tell, giveUp, turnMs = 1000 }: StopWatch): Disposable {
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
    if (turns >= TURNS_MAX) {
      clearInterval(timer)
      tell(`Causeway has not stopped in ${TURNS_MAX} seconds and ends now; what it leaves, the next start records`)
      giveUp()
    } else if (turns % TELL_EVERY_TURNS === 0) {
      tell(`Causeway still stops (${turns} s): running jobs are recorded and workers end; Ctrl-C or SIGTERM twice more ends it at once`)
    }
  }, turnMs)
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
