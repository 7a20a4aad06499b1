import { CausewayError } from '../../../base/errors.ts'
import { lookup } from '../../../base/lookup.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { connectionFailure } from '../shared/record-stores/connection-failure.ts'
import { RedisReplyError } from './reply-reader.ts'

const HINTS: Readonly<Record<string, string>> = lookup({
  NOAUTH: "Name a datasource authentication in the option 'passwdauth'; its user is default where Redis has a password alone",
  WRONGPASS: 'Check the user and the password in the datasource authentication; the user is default where Redis has a password alone',
  NOPERM: 'Let the user do this in Redis: ACL SETUSER',
  WRONGTYPE: "Only hashes are rows: write a narrower keys.pattern, or 'filter.keys.by.type'='true'",
  LOADING: 'Redis is reading its data: run the statement again when it has',
  READONLY: 'This is a replica: name the master',
  OOM: 'Redis is full: give it more memory (maxmemory), or write less',
  MISCONF: 'Redis takes no rows while it cannot write its data: look at its log',
})

export const isCluster = (place: string): CausewayError =>
  new CausewayError('not-supported', `${place} is a node of a Redis cluster, and a cluster is not read`, {
    hint: 'One node has a part of the keys only: use a Redis that is no cluster, or a proxy in front of one',
  })

const SILENT_HINT = "Check that a Redis listens there. A busy one has longer with the option 'timeout'"

/** What happened, in the user's words, with the place. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof RedisReplyError) {
    if (/^(MOVED|ASK|CROSSSLOT|CLUSTERDOWN)$/.test(error.code)) return isCluster(place)
    const hint = Object.hasOwn(HINTS, error.code) ? HINTS[error.code] : undefined
    return new CausewayError('remote-failure', inOneLine(`${place}: ${error.message}`), {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
  return connectionFailure(error, place, SILENT_HINT)
}
