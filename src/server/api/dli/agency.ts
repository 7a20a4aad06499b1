import { Type } from 'typebox'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { Acknowledgement, ENVELOPE, ProjectPath, success } from './envelope.ts'

const PATH = '/v2/{project_id}/agency'
/** More than there are, so that the message about one that there is not is the one that is seen. */
const ROLES_MAX = 100

const set = projectOperation({
  name: 'dli.agency.set',
  protocol: 'dli',
  method: 'POST',
  path: PATH,
  permission: 'dli:agency:set',
  summary: 'Keeps the roles of the agency, in the place of those before; nothing here needs them',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: Type.Object({ roles: Type.Array(Type.String(), { maxItems: ROLES_MAX }) }),
    response: Acknowledgement,
  },
  handle: async ({ control, caller, body }) => {
    await control.agency.setRoles(caller, body.roles)
    return { body: success() }
  },
})

const get = projectOperation({
  name: 'dli.agency.get',
  protocol: 'dli',
  method: 'GET',
  path: PATH,
  permission: 'dli:agency:get',
  summary: 'Shows the roles of the agency',
  status: 200,
  schemas: {
    params: ProjectPath,
    query: NONE,
    body: NONE,
    response: Type.Object({ ...ENVELOPE, version: Type.String(), current_roles: Type.Array(Type.String()) }),
  },
  handle: async ({ control, caller }) => ({
    body: { ...success(), version: 'v2', current_roles: [...(await control.agency.roles(caller))] },
  }),
})

export const agencyOperations: readonly Operation[] = [set, get]
