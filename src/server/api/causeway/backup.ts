import { Type } from 'typebox'
import { actorOf } from '../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../operation.ts'

const make = userOperation({
  name: 'causeway.backup.make',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/backup',
  permission: '',
  summary:
    "Copies the data folder, with its key, into a folder that is empty or not there yet, while the server goes on; answered when it is whole; on the server's machine only",
  status: 204,
  schemas: { params: NONE, query: NONE, body: Type.Object({ into: Type.String({ minLength: 1, maxLength: 4096 }) }), response: NO_BODY },
  handle: async ({ control, authenticated, body, signal }) => {
    await control.backup.make(actorOf(authenticated), body.into, signal())
    return { body: undefined }
  },
})

export const backupOperations: readonly Operation[] = [make]
