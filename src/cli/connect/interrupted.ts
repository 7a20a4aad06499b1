import { CausewayError, type ErrorDetails } from '../../base/errors.ts'

/** Ctrl-C at a question of a command, or while a statement runs: whoever sits there has ended it, and nothing has failed. */
export class Interrupted extends CausewayError {
  constructor(message: string, details: ErrorDetails = {}) {
    super('cancelled', message, details)
  }
}
