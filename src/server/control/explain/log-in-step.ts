import type { CausewayError } from '../../../base/errors.ts'

/** Why somebody was not let in, by a word for programs. */
type LogInCause =
  | 'wrong-password'
  | 'no-such-database'
  | 'not-let-in'
  | 'user-may-not'
  | 'no-connection-left'
  | 'tls-needed'
  | 'password-not-sent'
  | 'certificate'
  | 'authentication-refused'
  | 'other'

export interface LogInStep {
  readonly step: {
    readonly step: 'log-in'
    readonly outcome: 'passed' | 'failed'
    readonly seen: string
    readonly tookMs: number
    readonly found?: { readonly cause: LogInCause }
  }
  /** An imperative sentence; undefined when it passed. */
  readonly advice: string | undefined
}

const PASSED = 'The database has let the user of the datasource authentication in'

/** @param error what the try of a worker ended with */
export function logInStep(error: CausewayError | undefined, tookMs: number): LogInStep {
  if (error === undefined) return { step: { step: 'log-in', outcome: 'passed', seen: PASSED, tookMs }, advice: undefined }
  const cause = causeOf(error)
  const advice = ADVICE[cause] ?? error.hint ?? 'Check the datasource authentication, and what the log of the database says'
  return { step: { step: 'log-in', outcome: 'failed', seen: error.message, tookMs, found: { cause } }, advice }
}

/** Where the cause says more than the worker, which does not know what was asked. */
const ADVICE: Readonly<Partial<Record<LogInCause, string>>> = {
  'wrong-password': 'Put the user and the password that the database has into the datasource authentication',
  'no-such-database': 'Name a database that is there, and that the user may see: database=NAME, or --database',
  'user-may-not':
    'Let the user log in and use the database: ALTER ROLE … LOGIN and GRANT CONNECT at a PostgreSQL, GRANT and ALTER USER … ACCOUNT UNLOCK at a MySQL',
  'tls-needed': 'Switch TLS on in the database: it lets this user in over TLS only, and offers none',
}

/** By what the workers' errors have in them: PostgreSQL's SQLSTATE, the numbers of MySQL and MariaDB, and their own words where nothing was asked. */
const SAID: readonly (readonly [RegExp, LogInCause])[] = [
  [/no pg_hba\.conf entry .* no encryption/i, 'tls-needed'],
  [/not permitted to log in/i, 'user-may-not'],
  [/SQLSTATE 28P01|error 1045\b/, 'wrong-password'],
  [/SQLSTATE 3D000|error 1049\b/, 'no-such-database'],
  [/SQLSTATE 42501|error (1044|1698|1820|1862|3118|4151)\b/, 'user-may-not'],
  [/SQLSTATE 28000|error (1129|1130)\b/, 'not-let-in'],
  [/SQLSTATE 53300|error (1040|1203|1226)\b/, 'no-connection-left'],
  [/error 3159\b|error 4152\b|secure.transport/i, 'tls-needed'],
  [/was not sent/, 'password-not-sent'],
  [/certificate/i, 'certificate'],
]

function causeOf({ kind, message }: CausewayError): LogInCause {
  // What this server refuses to give or to use.
  if (kind === 'sql-permission' || kind === 'forbidden' || kind === 'not-found' || kind === 'not-supported') return 'authentication-refused'
  return SAID.find(([pattern]) => pattern.test(message))?.[1] ?? 'other'
}

/** Whether what a statement ended with is of its log-in, and not of what it reads. */
export const isOfLogIn = ({ message }: CausewayError): boolean =>
  /SQLSTATE (28|3D000|53300|08)|\b(1044|1045|1049|1130|1698|3118|3159|4151)\b|log.?in|password|was not sent|certificate|accepted the connection|connection to .* was lost/i.test(
    message,
  )
