import { CausewayError } from '../../../base/errors.ts'
import { isRecord } from '../../../base/fields.ts'
import { inOneLine } from '../shared/in-one-line.ts'
import { connectionFailure } from '../shared/record-stores/connection-failure.ts'

const REASON_CHARACTERS_MAX = 1000

/** What the server says no with. */
export class CssError extends Error {
  readonly status: number
  /** Its own word for the kind. */
  readonly type: string

  /** @param body of the answer */
  constructor(status: number, body: string) {
    const { type, reason } = reasonOf(body)
    super(reason === '' ? `it answers with the status ${status}` : reason)
    this.status = status
    this.type = type
  }
}

/** The reason of the first thing that went wrong; of what is no JSON, nothing. */
function reasonOf(body: string): { readonly type: string; readonly reason: string } {
  let answer: unknown
  try {
    answer = JSON.parse(body)
  } catch {
    return { type: '', reason: '' }
  }
  const error = isRecord(answer) ? answer['error'] : undefined
  if (typeof error === 'string') return { type: '', reason: error.slice(0, REASON_CHARACTERS_MAX) }
  return causeOf(error)
}

/** Of an error as the server writes one: what is behind it says more than itself. */
export function causeOf(error: unknown): { readonly type: string; readonly reason: string } {
  if (!isRecord(error)) return { type: '', reason: '' }
  const roots = Array.isArray(error['root_cause']) ? error['root_cause'] : []
  const [root]: readonly unknown[] = roots
  const { type, reason }: Readonly<Record<string, unknown>> = isRecord(root) ? root : error
  const { reason: cause } = isRecord(error['caused_by']) ? error['caused_by'] : { reason: undefined }
  const said = [reason, cause].filter((text): text is string => typeof text === 'string' && text !== '')
  return { type: typeof type === 'string' ? type : '', reason: [...new Set(said)].join(': ').slice(0, REASON_CHARACTERS_MAX) }
}

const HINTS: ReadonlyMap<number, string> = new Map([
  [400, "Where it is about a condition, 'pushdown'='false' reads without any"],
  [401, "Name a datasource authentication in the option 'passwdauth', and check its user and password"],
  [403, 'Let the user do this there: to read an index and its mapping, and to write documents'],
  [404, 'Check the index in the option resource'],
  [413, "Write less at once: 'batch.size.bytes'='1mb'"],
  [429, 'The cluster has more to do than it can: run the statement again later'],
  [503, 'A part of the cluster is not there: run the statement again when it is'],
])

const SILENT_HINT =
  "Check that an OpenSearch or Elasticsearch listens there, and whether it wants HTTPS ('es.net.ssl'='true'). A busy one has longer with the option 'es.http.timeout'"

/** What happened, in the user's words, with the place. A CausewayError stays as it is. */
export function remoteError(error: unknown, place: string): CausewayError {
  if (error instanceof CssError) {
    const hint = HINTS.get(error.status)
    return new CausewayError('remote-failure', inOneLine(`${place}: ${error.message}`), {
      ...(hint === undefined ? {} : { hint }),
      cause: error,
    })
  }
  return connectionFailure(error, place, SILENT_HINT)
}
