import { CausewayError } from '../../../../../base/errors.ts'

/**
 * JSON whose whole numbers keep their digits: one that a number cannot hold, as most ids of snapshots, becomes its text.
 * @throws CausewayError, with `shown`, for what is no JSON
 */
export function parseExactJson(text: string, shown: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? (context?.source ?? value) : value,
    )
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `${shown} is no JSON`, { hint: 'The file is damaged or cut off.', cause })
  }
}
