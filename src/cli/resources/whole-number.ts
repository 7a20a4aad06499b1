import { CausewayError } from '../../base/errors.ts'

/** @param what the option, or what is given. Throws 'invalid-parameter' for anything else. */
export function wholeNumber(what: string, given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given)
  throw new CausewayError('invalid-parameter', `${what} is no whole number: ${given}`, {
    hint: what.startsWith('--') ? `Give one, as ${what} 16` : 'Give one, as 64',
  })
}
