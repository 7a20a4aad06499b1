import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { AuditQuestion } from '../../control/audit/audit.ts'
import { auditFields } from '../../control/audit/audit-fields.ts'
import { AUDIT_KINDS, AUDIT_OUTCOMES, type AuditEvent, type AuditPlace } from '../../domain/audit-event.ts'
import { actorOf } from '../actor-of.ts'
import { NONE, type Operation, userOperation } from '../operation.ts'

const LIMIT_DEFAULT = 100
const LIMIT_MAX = 1_000
/** One event a line. */
const LINES = 'application/x-ndjson'

const Event = Type.Object({
  id: Type.Integer(),
  /** RFC 3339. */
  time: Type.String(),
  kind: Type.Enum([...AUDIT_KINDS]),
  action: Type.String(),
  object: Type.String(),
  outcome: Type.Enum([...AUDIT_OUTCOMES]),
  status: Type.Integer(),
  code: Type.String(),
  user_name: Type.String(),
  user_id: Type.String(),
  domain_id: Type.String(),
  project_id: Type.String(),
  method: Type.String(),
  access_key: Type.String(),
  peer: Type.String(),
  proxy: Type.String(),
  request_id: Type.String(),
  duration_ms: Type.Number(),
  count: Type.Integer(),
  last_time: Type.String(),
  details: Type.Record(Type.String(), Type.Unknown()),
})

const Query = Type.Object({
  from: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
  project_id: Type.Optional(Type.String()),
  user: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  object: Type.Optional(Type.String()),
  outcome: Type.Optional(Type.Enum([...AUDIT_OUTCOMES])),
  domain: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX })),
  cursor: Type.Optional(Type.String()),
})

const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = /^\d{1,15}$/.test(text) ? Number(text) : TIME.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(at)) return at
  throw new CausewayError('invalid-parameter', `The parameter ${name} of the query is no time`, {
    hint: 'Send it as 2026-01-31, as 2026-01-31T12:00:00Z, or in milliseconds since 1970.',
  })
}

const cursorOf = ({ at, id }: AuditPlace): string => `${at}-${id}`

function placeOf(cursor: string | undefined): AuditPlace | undefined {
  if (cursor === undefined) return undefined
  const [, at, id] = /^(\d{1,15})-(\d{1,15})$/.exec(cursor) ?? []
  if (at !== undefined && id !== undefined) return { at: Number(at), id: Number(id) }
  throw new CausewayError('invalid-parameter', 'The cursor is not one of this server', {
    hint: 'Send the next of the page before as it came.',
  })
}

const questionOf = (query: Static<typeof Query>): AuditQuestion => ({
  from: timeOf('from', query.from),
  to: timeOf('to', query.to),
  projectId: query.project_id,
  user: query.user,
  action: query.action,
  object: query.object,
  outcome: query.outcome,
  domain: query.domain,
})

/** Until the client goes away; what ends before its end is cut off. */
async function* lines(parts: AsyncIterable<readonly AuditEvent[]>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const events of parts) {
    signal.throwIfAborted()
    yield events.map((event) => `${JSON.stringify(auditFields(event))}\n`).join('')
  }
}

const list = userOperation({
  name: 'causeway.audit.list',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/audit',
  permission: '',
  summary: 'Tells who did what, the newest first: all of it to administrators of the domain, what is of a project to those of the project',
  status: 200,
  answerBytesMax: 4_194_304,
  alsoStreams: LINES,
  schemas: {
    params: NONE,
    query: Query,
    body: NONE,
    response: Type.Object({ events: Type.Array(Event), next: Type.Optional(Type.String()) }),
  },
  handle: async ({ control, authenticated, query, header, signal }) => {
    if (header('accept').includes(LINES)) {
      return {
        contentType: `${LINES}; charset=utf-8`,
        pieces: lines(control.audit.all(actorOf(authenticated), questionOf(query)), signal()),
      }
    }
    const part = { after: placeOf(query.cursor), limit: query.limit ?? LIMIT_DEFAULT }
    const { events, next } = await control.audit.page(actorOf(authenticated), questionOf(query), part)
    return { body: { events: events.map(auditFields), ...(next === undefined ? {} : { next: cursorOf(next) }) } }
  },
})

export const auditOperations: readonly Operation[] = [list]
