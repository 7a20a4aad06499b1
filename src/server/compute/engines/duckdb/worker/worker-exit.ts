import { CausewayError } from '../../../../../base/errors.ts'

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

/** What a worker was doing when it ended. */
export type WorkerTask = 'start' | 'claim' | 'analysis' | 'job'

interface TaskWords {
  readonly who: string
  readonly doing: string
  readonly again: string
  readonly lessMemory: string
}

const MORE_MEMORY = 'Give this machine, or the container of the server, more memory'

const WORDS: Readonly<Record<WorkerTask, TaskWords>> = {
  start: { who: 'A worker', doing: 'it started', again: 'workers are started again by themselves', lessMemory: MORE_MEMORY },
  claim: { who: 'A worker', doing: 'it was given to its queue', again: 'run the job again', lessMemory: MORE_MEMORY },
  analysis: {
    who: 'The worker',
    doing: 'it checked a statement',
    again: 'send the statement again',
    lessMemory: 'Make the statement shorter',
  },
  job: {
    who: 'The worker',
    doing: 'it ran the job',
    again: 'run the job again',
    lessMemory: 'Let the statement read or keep less at once, or run it on a queue with more CUs',
  },
}

/** What a user can do when a worker that did this is gone, as the end of a sentence. */
export const againHint = (task: WorkerTask): string => WORDS[task].again

/** Why a worker that nobody here ended is gone, as far as that is known and no further. Shows nothing that the worker wrote. */
export function exitError(exit: WorkerExit, task: WorkerTask): CausewayError {
  const { who, doing, again, lessMemory } = WORDS[task]
  // A start that fails is nobody's statement or job.
  const kind = task === 'start' ? 'unavailable' : 'internal'
  if (exit.spawnFailure !== undefined) return new CausewayError('unavailable', `The worker could not be started: ${exit.spawnFailure}`)
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  if (exit.lastLines.some((line) => OUT_OF_MEMORY.test(line))) {
    return new CausewayError(kind, `${who} ended while ${doing} (${how}): it had no memory left`, { hint: lessMemory })
  }
  if (exit.signal === 'SIGKILL' && exit.systemLackedMemory) {
    const message = `${who} was ended while ${doing} (${how}), and the system ended a process for lack of memory meanwhile`
    return new CausewayError(kind, message, { hint: lessMemory })
  }
  if (exit.signal !== null && !OWN_SIGNALS.has(exit.signal)) {
    return new CausewayError(kind, `${who} was ended from outside while ${doing} (${how})`, {
      hint: `The log of this machine may tell who ended it; ${again}`,
    })
  }
  return new CausewayError(kind, `${who} ended while ${doing} (${how})`, {
    hint: `The server’s log has what the worker wrote last; ${again}`,
  })
}
