import { CausewayError } from '../../base/errors.ts'

const COUNT_MAX = 100

/** How many a list shows at most, as --count says it. Throws 'invalid-parameter' for what the server would refuse by a name that no command has. */
export function listCount(given = '20'): string {
  if (/^[1-9]\d{0,2}$/.test(given) && Number(given) <= COUNT_MAX) return given
  throw new CausewayError('invalid-parameter', '--count is no number from 1 to 100', { hint: 'Give one, as --count 50' })
}
