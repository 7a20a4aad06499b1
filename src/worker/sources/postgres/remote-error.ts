import { DatabaseError } from 'pg'
import { CausewayError } from '../../../base/errors.ts'

const HINTS: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password in the datasource authentication',
  '28000': 'The database does not let this user in from here: check its pg_hba.conf and the datasource authentication',
  '3D000': 'Check the database in the JDBC URL',
  '42501': 'Grant the user of the datasource authentication the right to do this',
  '53300': 'The database has no free connection: run fewer jobs at once, or raise its max_connections',
}

/** What the driver threw, in the user's words, with the place it happened. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof CausewayError) return error
  if (error instanceof DatabaseError) return databaseError(error, place)
  const text = error instanceof Error ? error.message : String(error)
  if (/timeout expired/.test(text)) {
    return new CausewayError('remote-failure', `${place} accepted the connection but did not answer in time`, { cause: error })
  }
  return new CausewayError('remote-failure', `The connection to ${place} was lost: ${text}`, { cause: error })
}

function databaseError(error: DatabaseError, place: string): CausewayError {
  const code = error.code ?? ''
  const detail = error.detail === undefined ? '' : ` ${error.detail}`
  const hint = error.hint ?? HINTS[code]
  return new CausewayError('remote-failure', `${place}: ${error.message}${detail} (SQLSTATE ${code})`, {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}
