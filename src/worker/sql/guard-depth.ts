import { CausewayError } from '../../base/errors.ts'

/** A statement nested so deep that the stack ends is the statement's fault, and is said so. */
export function guardDepth<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new CausewayError('limit-exceeded', 'The statement is nested too deep')
    throw thrown
  }
}
