import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { EnhancedConnection } from '../../control/connections/connection-reader.ts'
import type { Control } from '../../control/control.ts'
import type { Caller } from '../../control/shared/caller.ts'
import { PROJECT } from './envelope.ts'

export const ConnectionPath = Type.Object({ ...PROJECT, connection_id: Type.String({ minLength: 1 }) })

/** Unknown ids are DLI.0001 with these words in the vendor's service, and not the DLI.0002 of every other object. */
export async function findConnection(control: Control, caller: Caller, id: string): Promise<EnhancedConnection> {
  try {
    return await control.connections.get(caller, id)
  } catch (error) {
    if (error instanceof CausewayError && error.kind === 'not-found') throw noSuchConnection(id)
    throw error
  }
}

/** The id of one that is there. Whoever may not see it is refused what was to be done with it, which says what would help, and not this look. */
export async function activeConnectionId(control: Control, caller: Caller, id: string): Promise<string> {
  try {
    const connection = await findConnection(control, caller, id)
    if (connection.state === 'deleted') throw noSuchConnection(id)
    return connection.id
  } catch (error) {
    if (error instanceof CausewayError && error.kind === 'forbidden') return id
    throw error
  }
}

function noSuchConnection(id: string): CausewayError {
  return new CausewayError('invalid-parameter', `Connection ${id} does not exist.`, {
    hint: 'GET …/datasource/enhanced-connections lists the connections of the project.',
  })
}
