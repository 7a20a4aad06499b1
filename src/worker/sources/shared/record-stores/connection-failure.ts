import { CausewayError } from '../../../../base/errors.ts'

/**
 * What became of a connection, where the store itself gave no reason. A CausewayError stays as it is.
 * @param silentHint what may be wrong where nothing answers in time
 */
export function connectionFailure(error: unknown, place: string, silentHint: string): CausewayError {
  if (error instanceof CausewayError) return error
  const text = error instanceof Error ? error.message : String(error)
  if (/timeout expired/.test(text))
    return new CausewayError('remote-failure', `${place} accepted the connection but did not answer in time`, {
      hint: silentHint,
      cause: error,
    })
  return new CausewayError('remote-failure', `The connection to ${place} was lost: ${text}`, { cause: error })
}
