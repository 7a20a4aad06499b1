import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../base/clock.ts'
import type { AuditEntry, AuditTrail, NewAuditEvent } from '../../control/audit/audit-trail.ts'
import type { AuditActor, AuditOutcome } from '../../domain/audit-event.ts'
import type { Failure } from '../answers/error-answer.ts'
import type { Authenticated, ParsedInput } from '../call.ts'
import type { Operation } from '../operation.ts'
import { operationOf } from '../operation-of.ts'
import { auditedAnswer, auditedInput } from './audited-input.ts'
import { changesNothing, objectOfPath } from './audited-operation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a call that may change something, from when it is done. */
    auditEntry: AuditEntry | undefined
    /** What it was refused with, or failed by. */
    failure: Failure | undefined
    /** Its record has been told how it ended. */
    isAudited: boolean
  }
}

/** Each call that may change something and each refusal has its record, when it is answered or its client has gone away. */
export function addAudit(app: FastifyInstance, trail: AuditTrail, clock: Clock): void {
  app.decorateRequest('auditEntry', undefined)
  app.decorateRequest('failure', undefined)
  app.decorateRequest('isAudited', false)

  function end(request: FastifyRequest, reply: FastifyReply): void {
    if (request.isAudited) return
    request.isAudited = true
    const { auditEntry, failure } = request
    const outcome = outcomeOf(reply.statusCode, failure)
    if (auditEntry === undefined && !isToBeRecorded(request, outcome)) return
    const last = {
      outcome,
      status: reply.statusCode,
      code: failure?.code ?? '',
      ...reasonOf(failure),
      durationMs: Math.round(reply.elapsedTime * 1000) / 1000,
    }
    if (auditEntry !== undefined) auditEntry.end(last)
    else trail.record({ ...newEvent(request, clock() - reply.elapsedTime), ...last })
  }

  app.addHook('onResponse', (request, reply, done) => {
    end(request, reply)
    done()
  })
  // The framework does not tell of an answer whose client has gone away before its end; who guesses passwords need not wait for one.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.auditEntry !== undefined || isToBeRecorded(request, outcomeOf(reply.statusCode, request.failure))) {
      if (reply.raw.destroyed) end(request, reply)
      else reply.raw.once('close', () => end(request, reply))
    }
    done(null, payload)
  })
}

/** Does an operation's work; of one that may change something, with its record. */
export function audited<T>(
  request: FastifyRequest,
  operation: Operation,
  trail: AuditTrail,
  clock: Clock,
  work: () => Promise<T>,
): Promise<T> {
  if (changesNothing(operation)) return work()
  const entry = trail.begin(newEvent(request, clock()))
  request.auditEntry = entry
  return trail.within(entry, work)
}

const reasonOf = (failure: Failure | undefined): Pick<NewAuditEvent, 'details'> | undefined =>
  failure === undefined ? undefined : { details: { reason: failure.reason } }

/** Says what the call is about, as far as that may be written down. */
export function auditInput(request: FastifyRequest, operation: Operation, input: ParsedInput): void {
  if (request.auditEntry !== undefined && request.authenticated !== undefined) request.auditEntry.add(auditedInput(operation, input))
}

/** Says what it has made. */
export function auditAnswer(request: FastifyRequest, operation: Operation, body: unknown): void {
  if (request.authenticated !== undefined) request.auditEntry?.add(auditedAnswer(operation, body))
}

/** What is only read is nobody's concern, unless it was refused. */
function isToBeRecorded(request: FastifyRequest, outcome: AuditOutcome): boolean {
  if (outcome === 'refused') return true
  const operation = operationOf(request)
  return operation !== undefined && !changesNothing(operation) && request.method === operation.method
}

function outcomeOf(status: number, failure: Failure | undefined): AuditOutcome {
  if (status < 400) return 'succeeded'
  const isRefused = status === 401 || status === 403 || failure?.kind === 'sql-permission'
  return isRefused ? 'refused' : 'failed'
}

const LOG_INS: ReadonlySet<string> = new Set(['iam.tokens.create', 'causeway.console-session.create'])

function newEvent(request: FastifyRequest, at: number): NewAuditEvent {
  const operation = operationOf(request)
  return {
    ...actorOf(request),
    at: Math.floor(at),
    kind: operation !== undefined && LOG_INS.has(operation.name) ? 'log-in' : 'call',
    requestId: request.id,
    action: operation?.name ?? 'unknown',
    // What nobody known has written means nothing.
    object: request.authenticated === undefined || operation === undefined ? '' : objectOfPath(operation, request.params),
    outcome: 'unknown',
    status: 0,
    code: '',
    durationMs: 0,
    details: {},
  }
}

function actorOf(request: FastifyRequest): AuditActor {
  const { authenticated, caller } = request
  const direct = request.socket.remoteAddress ?? ''
  return {
    domainId: authenticated?.user.domain.id ?? '',
    projectId: caller?.projectId ?? '',
    userId: authenticated?.user.id ?? '',
    userName: authenticated?.user.name ?? '',
    method: authenticated?.kind ?? '',
    accessKey: keyOf(authenticated),
    peer: request.ip,
    proxy: direct === request.ip ? '' : direct,
  }
}

function keyOf(authenticated: Authenticated | undefined): string {
  switch (authenticated?.kind) {
    case 'signature':
      return authenticated.accessKey
    case 'token':
    case 'console':
      return authenticated.session.accessKey ?? ''
    case 'local':
    case undefined:
      return ''
  }
}
