import { CausewayError } from '../../base/errors.ts'

const NAMES_SHOWN = 20

const list = (names: readonly string[]): string => names.slice(0, NAMES_SHOWN).join(', ')

/**
 * A statement that writes into several tables, and has failed behind some of them: which have their rows, and which have not.
 *
 * @param open the one at which it failed, of which the error tells, and those behind it
 */
export function partlyDone(error: CausewayError, published: readonly string[], open: readonly string[]): CausewayError {
  const { kind, message, hint = '' } = error
  const [failed = '', ...behind] = open
  const told = [
    `The rows of ${list(published)} are there`,
    ...(behind.length === 0 ? [] : [`those of ${list(behind)} are not`]),
    `it failed at those of ${failed}`,
  ]
  // That kind says that nothing was done.
  return new CausewayError(kind === 'conflict' ? 'remote-failure' : kind, message, {
    cause: error.cause ?? error,
    hint: `${told.join(', ')}. ${hint}`.trim(),
  })
}
