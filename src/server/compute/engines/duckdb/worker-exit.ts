import { CausewayError } from '../../../../base/errors.ts'

export interface WorkerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why the process could not be started at all. */
  readonly spawnFailure: string | undefined
  readonly lastLines: readonly string[]
  /** While it worked on what it was last given, the system ended a process for lack of memory. */
  readonly systemLackedMemory: boolean
}

const OUT_OF_MEMORY = /out of memory|allocation failed|bad_alloc|cannot allocate memory/i
/** Signals that a process gets for what it does itself; every other one is sent by somebody else. */
const OWN_SIGNALS: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP'])

const LESS_MEMORY = 'Let the statement read or keep less at once, or run it on a queue with more CUs'

/** Why a worker that nobody here ended is gone, as far as that is known and no further. Shows nothing that the worker wrote. */
export function exitError(exit: WorkerExit): CausewayError {
  if (exit.spawnFailure !== undefined) return new CausewayError('unavailable', `The worker could not be started: ${exit.spawnFailure}`)
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  if (exit.lastLines.some((line) => OUT_OF_MEMORY.test(line))) {
    return new CausewayError('internal', `The worker ended while it ran the job (${how}): it had no memory left`, { hint: LESS_MEMORY })
  }
  if (exit.signal === 'SIGKILL' && exit.systemLackedMemory) {
    return new CausewayError(
      'internal',
      `The worker was ended while it ran the job (${how}), and the system ended a process for lack of memory meanwhile`,
      {
        hint: LESS_MEMORY,
      },
    )
  }
  if (exit.signal !== null && !OWN_SIGNALS.has(exit.signal)) {
    return new CausewayError('internal', `The worker was ended from outside while it ran the job (${how})`, {
      hint: 'Run the job again; the log of this machine may tell who ended it',
    })
  }
  return new CausewayError('internal', `The worker ended while it ran the job (${how})`, {
    hint: 'The server’s log has what the worker wrote last; run the job again',
  })
}
