import { CausewayError } from '../../../base/errors.ts'
import { type ConnectionHead, findConnectionHead, updateConnectionState } from '../../store/network/connections.ts'
import type { Database } from '../../store/schema.ts'
import { type ConnectionEffectOf, type ConnectionEvent, type ConnectionRefusal, connectionStep } from './connection-machine.ts'

export const noConnection = (id: string): CausewayError =>
  new CausewayError('not-found', `Connection ${id} does not exist.`, { hint: 'List the connections of the project.' })

function connectionRefused(connection: ConnectionHead, refusal: ConnectionRefusal): CausewayError {
  switch (refusal) {
    case 'is-gone':
      return noConnection(connection.id)
    case 'is-being-created':
      return new CausewayError('not-supported', `The connection ${connection.name} is being created and cannot be deleted`, {
        hint: 'Wait until none of its bindings is in state CREATING.',
      })
  }
}

async function requireConnection(db: Database, projectId: string, id: string): Promise<ConnectionHead> {
  const connection = await findConnectionHead(db, projectId, id)
  if (connection === undefined) throw noConnection(id)
  return connection
}

/** The connection after the event, and what must be done for it; writes its life when that has changed. */
export async function applied<Event extends ConnectionEvent>(
  tx: Database,
  projectId: string,
  id: string,
  event: Event,
  now: number,
): Promise<{ readonly connection: ConnectionHead; readonly effects: readonly ConnectionEffectOf<Event>[] }> {
  const connection = await requireConnection(tx, projectId, id)
  const step = connectionStep(connection, event, now)
  if (step.kind === 'refused') throw connectionRefused(connection, step.refusal)
  if (step.life.state !== connection.state) await updateConnectionState(tx, id, step.life.state, step.life.changedAt)
  return { connection: { ...connection, ...step.life }, effects: step.effects }
}
