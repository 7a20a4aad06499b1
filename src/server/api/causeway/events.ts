import { Type } from 'typebox'
import { monotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { EventId } from '../../control/events/event-log.ts'
import { actorOf } from '../actor-of.ts'
import { NONE, type Operation, projectStream } from '../operation.ts'
import { eventStream, HEARTBEAT_MS } from './event-stream.ts'
import { PROJECT } from './project-path.ts'

const ID = /^(\d{1,15})-(\d{1,15})$/

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
  handle: async ({ control, authenticated, caller, header, query, signal }) => {
    // A browser that comes back asks for the same address as before, so the header is newer.
    const lastId = header('last-event-id')
    const after = idOf(lastId === '' ? (query.after ?? '') : lastId)
    const actor = actorOf(authenticated)
    const standing = actor.kind === 'user' ? control.identity.standingOf(caller.userId, actor.proof) : async () => {}
    const listening = await control.events.listen(caller, after, standing)
    return { pieces: eventStream({ listening, signal: signal(), monotonic: monotonicClock, heartbeatMs: HEARTBEAT_MS }) }
  },
})

export const eventOperations: readonly Operation[] = [listen]
