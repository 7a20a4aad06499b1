import { Type } from 'typebox'
import { AUDIT_KINDS, AUDIT_OUTCOMES, type AuditEvent, type AuditFilter, type AuditPlace } from '../domain/audit-event.ts'
import type { Database } from './schema.ts'
import { storedJson, storedValue } from './sqlite/rows.ts'
import type { OpenSqliteDatabase } from './sqlite/sqlite-database.ts'
import type { AuditEventTable } from './tables/server-tables.ts'

const detailsFromJson = storedJson('detail of the audit', Type.Record(Type.String(), Type.Unknown()))
const kindOf = storedValue('kind of the audit', Type.Enum([...AUDIT_KINDS]))
const outcomeOf = storedValue('outcome of the audit', Type.Enum([...AUDIT_OUTCOMES]))

const record = (row: AuditEventTable): AuditEvent => ({
  ...row,
  kind: kindOf(row.kind),
  outcome: outcomeOf(row.outcome),
  details: detailsFromJson(row.details),
})

/** Written by hand, since it is written at each commit: building a query anew takes longer than writing the row. */
const PUT = `insert into audit_event (id, at, kind, request_id, domain_id, project_id, user_id, user_name, method, access_key, peer, proxy,
 action, object, outcome, status, code, count, last_at, duration_ms, details) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
 on conflict (id) do update set domain_id = excluded.domain_id, project_id = excluded.project_id, user_id = excluded.user_id,
 user_name = excluded.user_name, access_key = excluded.access_key, object = excluded.object, outcome = excluded.outcome, status = excluded.status,
 code = excluded.code, count = excluded.count, last_at = excluded.last_at, duration_ms = excluded.duration_ms, details = excluded.details`

/** In the place of the one of its id, at once: inside of the transaction that is open on this connection. */
export function putAuditEvent(database: OpenSqliteDatabase, e: AuditEvent): void {
  database
    .rowStatement(PUT)
    .rows([
      ...[e.id, e.at, e.kind, e.requestId, e.domainId, e.projectId, e.userId, e.userName, e.method, e.accessKey, e.peer, e.proxy],
      ...[e.action, e.object, e.outcome, e.status, e.code, e.count, e.lastAt, e.durationMs, JSON.stringify(e.details)],
    ])
}

/** The greatest id; 0 where there is none. */
export async function lastAuditId(db: Database): Promise<number> {
  return (await db.selectFrom('auditEvent').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst())?.id ?? 0
}

export interface AuditShares {
  readonly total: number
  /** Of nobody known. */
  readonly strangers: number
  /** Who has most; undefined where there is no record. */
  readonly largest: { readonly userId: string; readonly count: number } | undefined
}

/** How many records there are, and whose. */
export async function auditShares(db: Database): Promise<AuditShares> {
  const tallies = await db.selectFrom('auditTally').selectAll().orderBy('count', 'desc').execute()
  return {
    total: tallies.reduce((sum, { count }) => sum + count, 0),
    strangers: tallies.find(({ userId }) => userId === '')?.count ?? 0,
    largest: tallies[0],
  }
}

/** So many of the oldest that match are removed. Gives how many those were. */
export async function forgetAuditEvents(
  db: Database,
  which: { readonly kind: 'before'; readonly at: number } | { readonly kind: 'of-user'; readonly userId: string },
  most: number,
): Promise<number> {
  const all = db.selectFrom('auditEvent').select('id').limit(most)
  const meant =
    which.kind === 'before' ? all.where('at', '<', which.at).orderBy('at') : all.where('userId', '=', which.userId).orderBy('id')
  const ids = (await meant.execute()).map(({ id }) => id)
  if (ids.length > 0) await db.deleteFrom('auditEvent').where('id', 'in', ids).execute()
  return ids.length
}

/** What a step of a list looked at, and what of it was meant. */
export interface AuditStep {
  readonly events: readonly AuditEvent[]
  /** The last that was looked at; undefined: there is no more. */
  readonly upTo: AuditPlace | undefined
}

/**
 * The newest events behind a place. A step looks at so many and no more, so that it is short whatever the filter leaves out; it ends early where it has found
 * `most`.
 */
export async function auditStep(
  db: Database,
  filter: AuditFilter,
  { after, looks, most }: { readonly after: AuditPlace | undefined; readonly looks: number; readonly most: number },
): Promise<AuditStep> {
  let looked = db.selectFrom('auditEvent').selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(looks)
  if (after !== undefined) {
    looked = looked
      .where((e) => e.or([e('at', '<', after.at), e.and([e('at', '=', after.at), e('id', '<', after.id)])]))
      .where('at', '<=', after.at)
  }
  if (filter.from !== undefined) looked = looked.where('at', '>=', filter.from)
  if (filter.to !== undefined) looked = looked.where('at', '<', filter.to)
  let meant = db.selectFrom(looked.as('auditEvent')).selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(most)
  if (filter.domainIds !== undefined) meant = meant.where('domainId', 'in', filter.domainIds)
  if (filter.projectId !== undefined) meant = meant.where('projectId', '=', filter.projectId)
  const { user, action, object, outcome } = filter
  if (user !== undefined) meant = meant.where((e) => e.or([e('userName', '=', user), e('userId', '=', user)]))
  if (action !== undefined) meant = meant.where((e) => e(e.fn<string>('substr', ['action', e.val(1), e.val(action.length)]), '=', action))
  if (object !== undefined) meant = meant.where((e) => e(e.fn<number>('instr', ['object', e.val(object)]), '>', 0))
  if (outcome !== undefined) meant = meant.where('outcome', '=', outcome)
  const events = (await meant.execute()).map(record)
  const last = events.at(-1)
  if (events.length === most && last !== undefined) return { events, upTo: { at: last.at, id: last.id } }
  const end = await db
    .selectFrom(looked.clearSelect().select(['at', 'id']).as('looked'))
    .select(['at', 'id'])
    .orderBy('at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const count = await db
    .selectFrom(looked.clearSelect().select('id').as('looked'))
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return { events, upTo: count?.count === looks ? end : undefined }
}

/** More would hold everybody up. */
const DIALS_LOOKED_AT = 20_000

/** Jobs that dialled through a connection, with the time of their last dial, newest first; as far as the newest records tell. */
export async function jobsThatDialled(
  db: Database,
  { projectId, connectionId, since }: { readonly projectId: string; readonly connectionId: string; readonly since: number },
): Promise<readonly { readonly jobId: string; readonly at: number }[]> {
  const newest = db.selectFrom('auditEvent').select(['at', 'action', 'projectId', 'details']).orderBy('id', 'desc').limit(DIALS_LOOKED_AT)
  const rows = await db
    .selectFrom(newest.as('newest'))
    .select(['at', 'details'])
    .where('action', '=', 'network.dial')
    .where('projectId', '=', projectId)
    .where('at', '>=', since)
    .where('details', 'like', `%${connectionId}%`)
    .execute()
  const last = new Map<string, number>()
  for (const { at, details } of rows) {
    const { connection_id: through, job_id: jobId } = detailsFromJson(details)
    if (through === connectionId && typeof jobId === 'string') last.set(jobId, Math.max(at, last.get(jobId) ?? 0))
  }
  return [...last].map(([jobId, at]) => ({ jobId, at })).sort((one, other) => other.at - one.at)
}
