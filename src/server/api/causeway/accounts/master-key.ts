import { actorOf } from '../../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../../operation.ts'

const change = userOperation({
  name: 'causeway.master-key.change',
  protocol: 'causeway',
  method: 'POST',
  path: '/causeway/v1/master-key/change',
  permission: '',
  summary: "Seals all stored secrets anew with another master key; on the server's machine only",
  status: 204,
  schemas: { params: NONE, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated }) => {
    await control.accounts.masterKey.change(actorOf(authenticated))
    return { body: undefined }
  },
})

export const masterKeyOperations: readonly Operation[] = [change]
