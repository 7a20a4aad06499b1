import type { Client } from 'pg'
import { CausewayError } from '../../../../base/errors.ts'
import { connectionOf } from './driver-connection.ts'
import { FrameCheck } from './frame-check.ts'

type Listener = (...values: readonly unknown[]) => unknown

/** Log-ins of the protocol that the driver does not have, by their codes. */
const OTHER_LOG_INS: Readonly<Record<number, string>> = { 2: 'Kerberos V5', 6: 'SCM', 7: 'GSSAPI', 8: 'GSSAPI', 9: 'SSPI' }

/**
 * The driver reads the server's messages in the socket's events: what it throws there, over bytes that are no message it knows, would be nobody's and end
 * the process. It becomes the error of this connection, and nothing more is read from it. To be called before the client connects.
 */
export function guardAnswers(client: Client, place: string): void {
  const connection = connectionOf(client)
  const attach: unknown = Reflect.get(connection, 'attachListeners')
  if (typeof attach !== 'function') throw new Error("the driver's connection attaches no listeners")
  let hasBegun = false
  connection.on('readyForQuery', () => {
    hasBegun = true
  })
  Reflect.set(connection, 'attachListeners', (stream: { on(event: string, listener: Listener): unknown; destroy(): unknown }) => {
    const frames = new FrameCheck()
    let hasFailed = false
    const guarded = (bytes: Buffer, read: Listener): void => {
      if (hasFailed) return
      try {
        frames.take(bytes, !hasBegun)
        read(bytes)
      } catch (error) {
        hasFailed = true
        connection.emit('error', answerError(error, place))
        stream.destroy()
      }
    }
    const on = (event: string, listener: Listener): unknown =>
      stream.on(event, event === 'data' ? (bytes) => bytes instanceof Buffer && guarded(bytes, listener) : listener)
    return Reflect.apply(attach, connection, [{ on }])
  })
}

function answerError(error: unknown, place: string): CausewayError {
  const [, code = ''] = /^Unknown authenticationOk message type (\d+)$/.exec(error instanceof Error ? error.message : '') ?? []
  const logIn = OTHER_LOG_INS[Number(code)]
  return code !== '' && logIn !== undefined ? otherLogIn(place, logIn, error) : noProtocol(place, error)
}

export const otherLogIn = (place: string, logIn: string, cause: unknown): CausewayError =>
  new CausewayError('remote-failure', `${place} wants a log-in (${logIn}) that is not supported`, {
    hint: 'Let the user of the datasource authentication log in with a password, best as scram-sha-256: see pg_hba.conf of the database',
    cause,
  })

export const noProtocol = (place: string, cause: unknown): CausewayError =>
  new CausewayError('remote-failure', `${place} answered something that is no PostgreSQL protocol`, {
    hint: 'Check the host and the port in the JDBC URL: something else may listen there',
    cause,
  })
