import type { AuditEvent } from '../../domain/audit-event.ts'

/** An event as it is written for others: in answers, and as a line of a file. */
export const auditFields = (event: AuditEvent) => ({
  id: event.id,
  time: new Date(event.at).toISOString(),
  kind: event.kind,
  action: event.action,
  object: event.object,
  outcome: event.outcome,
  status: event.status,
  code: event.code,
  user_name: event.userName,
  user_id: event.userId,
  domain_id: event.domainId,
  project_id: event.projectId,
  method: event.method,
  access_key: event.accessKey,
  peer: event.peer,
  proxy: event.proxy,
  request_id: event.requestId,
  duration_ms: event.durationMs,
  count: event.count,
  last_time: new Date(event.lastAt).toISOString(),
  details: { ...event.details },
})
