import { DatabaseError } from 'pg'
import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { noProtocol, otherLogIn } from './protocol/guard-answers.ts'

const HINTS: Readonly<Record<string, string>> = lookup({
  '28P01': 'Check the user and the password in the datasource authentication',
  '28000': 'The database does not let this user in from here: check its pg_hba.conf and the datasource authentication',
  '3D000': 'Check the database in the JDBC URL',
  '42501': 'Grant the user of the datasource authentication the right to do this',
  '53300': 'The database has no free connection: run fewer jobs at once, or raise its max_connections',
})

/** What the driver threw, in the user's words, with the place it happened. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof CausewayError) return error
  if (error instanceof DatabaseError) return databaseError(error, place)
  const text = error instanceof Error ? error.message : String(error)
  if (/timeout expired/.test(text)) {
    return new CausewayError('remote-failure', `${place} accepted the connection but did not answer in time`, {
      hint: 'Check that a PostgreSQL listens at the port of the JDBC URL. A busy one has longer with connectTimeout in the URL',
      cause: error,
    })
  }
  if (/^SASL: Only mechanism/.test(text)) return otherLogIn(place, 'SASL without SCRAM-SHA-256', error)
  // The driver stumbles over an answer that comes when it asked for none.
  if (/^SASL: /.test(text) || error instanceof TypeError) return noProtocol(place, error)
  if (/is not queryable/.test(text)) {
    return new CausewayError('remote-failure', `The connection to ${place} was lost before the database was asked`, { cause: error })
  }
  return new CausewayError('remote-failure', `The connection to ${place} was lost: ${text}`, { cause: error })
}

/** The database's words are shown as its words: a hint of its is not one of ours, and what it says is text in one line. */
function databaseError(error: DatabaseError, place: string): CausewayError {
  // The driver has a message of its own for a byte that begins no message; the server's errors all have a code.
  if (error.code === undefined) return noProtocol(place, error)
  const { code } = error
  const detail = error.detail === undefined ? '' : ` ${error.detail}`
  const theirHint = error.hint === undefined ? '' : ` The database's hint: ${error.hint}`
  const hint = Object.hasOwn(HINTS, code) ? HINTS[code] : undefined
  return new CausewayError('remote-failure', inOneLine(`${place}: ${error.message}${detail}${theirHint} (SQLSTATE ${code})`), {
    ...(hint === undefined ? {} : { hint }),
    cause: error,
  })
}
