import { Type } from 'typebox'
import { NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/auth-infos/{auth_info_name}/hosts'
const AuthInfoPath = Type.Object({ ...PROJECT, auth_info_name: Type.String({ minLength: 1 }) })
/** More than control lets through, so that its message with the real limit is the one that is seen. */
const HOSTS_MAX = 1_000

const Hosts = Type.Object({ hosts: Type.Array(Type.String({ maxLength: 512 }), { maxItems: HOSTS_MAX }) })

const get = projectOperation({
  name: 'causeway.auth-infos.hosts.get',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'causeway:authInfos:getHosts',
  summary: 'Says which hosts a datasource authentication is used for; none: any',
  status: 200,
  schemas: { params: AuthInfoPath, query: NONE, body: NONE, response: Hosts },
  handle: async ({ control, caller, params }) => {
    return { body: { hosts: [...(await control.credentials.hosts(caller, params.auth_info_name))] } }
  },
})

const set = projectOperation({
  name: 'causeway.auth-infos.hosts.set',
  protocol: 'causeway',
  method: 'PUT',
  path: PATH,
  permission: 'causeway:authInfos:setHosts',
  summary: 'Ties a datasource authentication to hosts, each as host or host:port as in the JDBC URL; an empty list unties it',
  status: 200,
  schemas: { params: AuthInfoPath, query: NONE, body: Hosts, response: Hosts },
  handle: async ({ control, caller, params, body }) => {
    await control.credentials.setHosts(caller, params.auth_info_name, body.hosts)
    return { body: { hosts: [...(await control.credentials.hosts(caller, params.auth_info_name))] } }
  },
})

export const authInfoHostOperations: readonly Operation[] = [get, set]
