import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { EventId } from '../../control/events/event-log.ts'
import type { Listening, Told } from '../../control/events/listening.ts'
import type { ProjectEvent } from '../../domain/project-event.ts'
import { STATES } from '../dli/job-fields.ts'
import { NONE, type Operation, projectStream } from '../operation.ts'
import { PROJECT } from './project-path.ts'

/** So that whatever stands between sees that the connection lives. */
const HEARTBEAT_MS = 15_000
/** Then the client comes back and shows its credentials again. */
const LASTS_MS = 3_600_000
const COMES_BACK_AFTER_MS = 2_000
/** Changes that come together are sent together, and nobody needs one sooner. */
const GATHER_MS = 20

const ID = /^(\d{1,15})-(\d{1,15})$/

const textOf = ({ epoch, number }: EventId): string => `${epoch}-${number}`

function idOf(text: string): EventId | undefined {
  if (text === '') return undefined
  const [, epoch, number] = ID.exec(text) ?? []
  if (epoch === undefined || number === undefined) {
    throw new CausewayError('invalid-parameter', 'The id of the last event is not one of this server', {
      hint: 'Send the id as it came, or none.',
    })
  }
  return { epoch: Number(epoch), number: Number(number) }
}

function fieldsOf(event: ProjectEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'job':
      return { job_id: event.jobId, queue_name: event.queueName, status: STATES[event.state] }
    case 'job-progress': {
      const { inputRowCount, inputBytes, outputRowCount } = event.progress
      return { job_id: event.jobId, input_row_count: inputRowCount, input_size: inputBytes, result_count: outputRowCount }
    }
    case 'queue':
      return { queue_id: event.queueId, queue_name: event.queueName, status: event.state }
    case 'connection':
      return { connection_id: event.connectionId, name: event.name, status: event.state }
    case 'binding':
      return {
        binding_id: event.bindingId,
        connection_id: event.connectionId,
        queue_name: event.queueName,
        status: event.state,
        message: event.failure,
      }
    case 'vpc':
      return { vpc_id: event.vpcId, change: event.change }
  }
}

const message = (name: string, data: Readonly<Record<string, unknown>>, id?: EventId): string =>
  `${id === undefined ? '' : `id: ${textOf(id)}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

function textOfTold(told: Told): string {
  switch (told.kind) {
    case 'event':
      return message(told.event.kind, { time: told.at, ...fieldsOf(told.event) }, told.id)
    case 'progress':
      return message(told.event.kind, { time: told.at, ...fieldsOf(told.event) })
    case 'reset':
      return message('reset', { reason: told.reason }, told.id)
  }
}

async function* pieces(listening: Listening, signal: AbortSignal): AsyncGenerator<string> {
  try {
    // Also to who gets no event for long: the id from which to go on.
    yield `retry: ${COMES_BACK_AFTER_MS}\nid: ${textOf(listening.from)}\n\n`
    const endsAt = performance.now() + LASTS_MS
    while (!signal.aborted && performance.now() < endsAt) {
      const told = await listening.next(HEARTBEAT_MS, signal)
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

const listen = projectStream({
  name: 'causeway.events.listen',
  protocol: 'causeway',
  method: 'GET',
  path: '/causeway/v1/{project_id}/events',
  permission: 'causeway:events:get',
  summary: 'Tells what happens in a project, as server-sent events; Last-Event-ID or after goes on behind an event',
  status: 200,
  contentType: 'text/event-stream; charset=utf-8',
  schemas: {
    params: Type.Object(PROJECT),
    query: Type.Object({ after: Type.Optional(Type.String()) }),
    body: NONE,
    response: Type.String(),
  },
  handle: async ({ control, caller, header, query, signal }) => {
    // A browser that comes back asks for the same address as before, so the header is newer.
    const lastId = header('last-event-id')
    return { pieces: pieces(control.events.listen(caller, idOf(lastId === '' ? (query.after ?? '') : lastId)), signal()) }
  },
})

export const eventOperations: readonly Operation[] = [listen]
