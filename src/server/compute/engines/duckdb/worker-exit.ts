import { CausewayError } from '../../../../base/errors.ts'

export interface WorkerExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why the process could not be started at all. */
  readonly spawnFailure: string | undefined
  readonly lastLines: readonly string[]
}

const OUT_OF_MEMORY = /out of memory|allocation failed|bad_alloc|cannot allocate memory/i

/** Why a worker that nobody ended is gone, as far as its exit tells. Shows nothing that the worker wrote. */
export function exitError(exit: WorkerExit): CausewayError {
  if (exit.spawnFailure !== undefined) return new CausewayError('unavailable', `The worker could not be started: ${exit.spawnFailure}`)
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  const wroteSo = exit.lastLines.some((line) => OUT_OF_MEMORY.test(line))
  if (wroteSo || exit.signal === 'SIGKILL') {
    const why = wroteSo ? 'it had no memory left' : 'probably the system had no memory left'
    return new CausewayError('internal', `The worker ended while it ran the job (${how}): ${why}`, {
      hint: 'Let the statement read or keep less at once, or run it on a queue with more CUs',
    })
  }
  return new CausewayError('internal', `The worker ended while it ran the job (${how})`, {
    hint: 'The server’s log has what the worker wrote last; run the job again',
  })
}
