import { CausewayError } from '../../../base/errors.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { connectionFailure } from '../shared/record-stores/connection-failure.ts'

const REASON_CHARACTERS_MAX = 1000

/** What the server says no with. */
export class ClickhouseError extends Error {
  /** Its own number for the kind; 0: it gave none. */
  readonly code: number

  /** @param body of the answer */
  constructor(status: number, body: string) {
    const { code, reason } = reasonOf(body)
    super(reason === '' ? `it answers with the status ${status}` : reason)
    this.code = code
  }
}

/** `Code: 60. DB::Exception: …. (UNKNOWN_TABLE) (version …)`, and what older servers write. */
export function reasonOf(text: string): { readonly code: number; readonly reason: string } {
  const [, code, reason = ''] = /Code: (\d+)[.,](?: e\.displayText\(\) =)?\s*(?:DB::Exception: )?([\s\S]*)/.exec(text) ?? []
  if (code === undefined) return { code: 0, reason: '' }
  const plain = reason.replace(/, e\.what\(\) = [\s\S]*$/, '').replace(/ \(version [^()]*(?:\([^()]*\))?[^()]*\)\s*$/, '')
  return { code: Number(code), reason: inOneLine(plain).trim().slice(0, REASON_CHARACTERS_MAX) }
}

export const NO_TABLE: ReadonlySet<number> = new Set([60, 81])

const LOG_IN = 'Check the user and the password of the datasource authentication'
const HINTS: ReadonlyMap<number, string> = new Map([
  [47, 'The columns of a JDBC table are fixed when it is made: DROP TABLE and CREATE TABLE again to take over the remote ones'],
  [159, 'Raise max_execution_time of the user there, or read less'],
  [192, LOG_IN],
  [193, LOG_IN],
  [194, LOG_IN],
  [516, LOG_IN],
  [202, 'Run fewer jobs at once, or raise max_concurrent_queries there'],
  [241, 'Raise max_memory_usage of the user there, or read less'],
  [497, 'Grant the user the right to do this in the database'],
])

const SYNTAX = 62
const LONG = 'Raise max_query_size of the user there, or write a shorter statement: conditions that would make it too long are left out'

const SILENT_HINT =
  'Check that the port is that of HTTP (mostly 8123, of HTTPS 8443), and whether it wants HTTPS (ssl=true in the JDBC URL)'

/** What happened, in the user's words, with the place. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof ClickhouseError) {
    const hint = error.code === SYNTAX && /max query size/i.test(error.message) ? LONG : HINTS.get(error.code)
    return new CausewayError('remote-failure', inOneLine(`${place}: ${error.message}`), {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
  return connectionFailure(error, place, SILENT_HINT)
}
