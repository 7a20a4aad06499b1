import { CausewayError } from '../../../../base/errors.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../../../protocol/worker-calls.ts'
import type { Context } from '../contexts.ts'

export type JobContext = Extract<Context, { kind: 'job' }>

/** Who asks: a job, or a check of a statement. */
export interface Asking {
  readonly contextId: string
  readonly context: Context
}

/** How calls of these kinds are answered, each in the project of its caller and never beyond. What the caller may was asked before (rights/), where nothing else is said. */
export type CallHandlers<Kinds extends WorkerCall['kind']> = {
  readonly [K in Kinds]: (asking: Asking, call: Extract<WorkerCall, { kind: K }>) => Promise<WorkerCallAnswers[K]>
}

/** Only a job changes anything or gets at a secret. */
export function requireJob({ context }: Asking, what: string): JobContext {
  if (context.kind === 'job') return context
  throw new CausewayError('forbidden', `A check of a statement may not ${what}`, { hint: 'Submit the statement as a job.' })
}
