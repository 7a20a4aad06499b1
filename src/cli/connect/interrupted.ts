import { CausewayError } from '../../base/errors.ts'

/** Ctrl-C at a question of a command: whoever sits there has ended it, and nothing has failed. */
export class Interrupted extends CausewayError {
  constructor(message: string) {
    super('cancelled', message)
  }
}
