import { setTimeout as sleep } from 'node:timers/promises'
import type { MonotonicClock } from '../../../base/clock.ts'
import type { EventId } from '../../control/events/event-log.ts'
import type { Told } from '../../control/events/listening.ts'
import type { GuardedListening, RightsTold } from '../../control/guards/event-guard.ts'
import type { ProjectEvent } from '../../domain/project-event.ts'
import { STATES } from '../dli/job-fields.ts'
import { SCRIPT_STATUS } from './script-fields.ts'

/** So that whatever stands between sees that the connection lives. */
export const HEARTBEAT_MS = 15_000
/** Then the client comes back and shows its credentials again. */
export const LASTS_MS = 3_600_000
const COMES_BACK_AFTER_MS = 2_000
/** Changes that come together are sent together, and nobody needs one sooner. */
const GATHER_MS = 20

interface EventStream {
  readonly listening: GuardedListening
  /** Aborted when the server stops. */
  readonly signal: AbortSignal
  readonly monotonic: MonotonicClock
  readonly heartbeatMs: number
}

/** What a listener is told, as the text of server-sent events. It closes the listening at its end. */
export async function* eventStream({ listening, signal, monotonic, heartbeatMs }: EventStream): AsyncGenerator<string> {
  try {
    // Also to who gets no event for long: the id from which to go on.
    yield `retry: ${COMES_BACK_AFTER_MS}\n${listening.from === undefined ? '' : `id: ${textOf(listening.from)}\n`}\n`
    const endsAt = monotonic() + LASTS_MS
    while (!signal.aborted && monotonic() < endsAt) {
      const told = await listening.next(heartbeatMs, signal)
      if (told === undefined) {
        yield message('end', { reason: 'fallen-behind' })
        return
      }
      yield told.length === 0 ? ':\n\n' : told.map(textOfTold).join('')
      await sleep(GATHER_MS)
    }
    yield message('end', { reason: signal.aborted ? 'server-stops' : 'come-back' })
  } finally {
    listening.close()
  }
}

const textOf = ({ epoch, number }: EventId): string => `${epoch}-${number}`

function fieldsOf(event: ProjectEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'job':
      return { job_id: event.jobId, queue_name: event.queueName, status: STATES[event.state] }
    case 'job-progress': {
      const { inputRowCount, inputBytes, outputRowCount, percent } = event.progress
      const counts = { input_row_count: inputRowCount, input_size: inputBytes, result_count: outputRowCount }
      return { job_id: event.jobId, ...counts, ...(percent === undefined ? {} : { progress: percent / 100 }) }
    }
    case 'script': {
      const { scriptId, queueName, state, statement, statementCount } = event
      return { script_id: scriptId, queue_name: queueName, status: SCRIPT_STATUS[state], statement, statement_count: statementCount }
    }
    case 'queue':
      return { queue_id: event.queueId, queue_name: event.queueName, status: event.state }
    case 'connection':
      return { connection_id: event.connectionId, name: event.name, status: event.state }
    case 'binding':
      return {
        binding_id: event.bindingId,
        connection_id: event.connectionId,
        ...(event.holder.kind === 'queue' ? { queue_name: event.holder.name } : { elastic_resource_pool_name: event.holder.name }),
        // To a client one that is down has failed, and says why.
        status: event.state === 'down' ? 'failed' : event.state,
        message: event.failure,
      }
    case 'vpc':
      return { vpc_id: event.vpcId, change: event.change }
    case 'expectation': {
      const { expectationId, queueName, address, expected, observed } = event
      return { expectation_id: expectationId, queue_name: queueName, address, expect: expected, observed, holds: observed === expected }
    }
  }
}

const message = (name: string, data: Readonly<Record<string, unknown>>, id?: EventId): string =>
  `${id === undefined ? '' : `id: ${textOf(id)}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

function textOfTold(told: Told | RightsTold): string {
  switch (told.kind) {
    case 'event':
      return message(told.event.kind, { time: told.at, ...fieldsOf(told.event) }, told.id)
    case 'progress':
      return message(told.event.kind, { time: told.at, ...fieldsOf(told.event) })
    case 'reset':
      return message('reset', { reason: told.reason }, told.id)
    case 'rights':
      return message('rights', { role: told.role ?? '' })
  }
}
