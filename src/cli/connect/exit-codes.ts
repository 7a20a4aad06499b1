import type { CausewayError } from '../../base/errors.ts'
import { failedStepIn } from '../../base/explanation.ts'
import { isFields } from '../shown-fields.ts'
import { Interrupted } from './interrupted.ts'
import { ServerRefusal } from './server-refusal.ts'

/** How every command ends; docs/guides/command-line.md has the same list. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3, unreachable: 4, notLoggedIn: 5, interrupted: 130 } as const

/** Of what went wrong: a parameter that the server does not take is a failure, one that the command does not take a misuse. */
export function exitCodeOfError(error: CausewayError): number {
  if (error instanceof Interrupted) return EXIT.interrupted
  const explanation = error instanceof ServerRefusal && isFields(error.body['explanation']) ? error.body['explanation'] : {}
  if (explanation['verdict'] === 'refused') return EXIT.refused
  const failedStep = error instanceof ServerRefusal ? failedStepIn(error.message) : undefined
  if (failedStep !== undefined) return failedStep === 'dial' ? EXIT.unreachable : EXIT.refused
  switch (error.kind) {
    case 'unauthenticated':
      return EXIT.notLoggedIn
    case 'unavailable':
    case 'unreachable':
      return EXIT.unreachable
    case 'forbidden':
    case 'sql-permission':
    case 'expectation-broken':
      return EXIT.refused
    case 'invalid-parameter':
      return error instanceof ServerRefusal ? EXIT.failed : EXIT.usage
    case 'not-found':
    case 'already-exists':
    case 'in-use':
    case 'conflict':
    case 'not-supported':
    case 'limit-exceeded':
    case 'sql-syntax':
    case 'sql-semantics':
    case 'remote-failure':
    case 'unschedulable':
    case 'timed-out':
    case 'cancelled':
    case 'expired':
    case 'internal':
      return EXIT.failed
  }
}
