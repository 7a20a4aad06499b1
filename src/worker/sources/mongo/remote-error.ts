import type { Document } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { connectionFailure } from '../shared/record-stores/connection-failure.ts'

/** What MongoDB says no with. */
export class MongoError extends Error {
  readonly code: number

  constructor({ code, errmsg }: Document) {
    super(typeof errmsg === 'string' ? errmsg : 'it gives no reason')
    this.code = typeof code === 'number' ? code : 0
  }
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [13, "Name a datasource authentication in the option 'passwdauth' whose user may do this"],
  [18, "Check the user and the password in the datasource authentication, and the database of the user: 'authSource'='…'"],
  [26, 'Check the database and the collection'],
  [10107, 'This is no primary: name the primary of the replica set'],
  [13435, 'This is no primary, and does not let others read: name the primary of the replica set'],
])

const SILENT_HINT =
  "Check that a MongoDB listens there, and whether it wants TLS ('ssl'='true'). A busy one has longer with the option 'timeout'"

/** What happened, in the user's words, with the place. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof MongoError) {
    const hint = HINTS.get(error.code)
    return new CausewayError('remote-failure', inOneLine(`${place}: ${error.message}`), {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
  return connectionFailure(error, place, SILENT_HINT)
}
