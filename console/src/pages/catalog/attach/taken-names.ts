import { queryOptions } from '@tanstack/react-query'
import { knownNetworks } from '../../../../../src/client/attach/known-networks.ts'
import { fieldsOf } from '../../../api/fields.ts'
import { request } from '../../../api/request.ts'
import { askApi } from './ask-api.ts'
import type { TakenNames } from './attach-check.ts'

const listed = async (path: string, field: string, name: string, signal: AbortSignal): Promise<readonly string[]> =>
  fieldsOf(await request('GET', path, undefined, { signal })).list(field, (item) => item.text(name))

export const takenNamesQuery = queryOptions({
  queryKey: ['attach', 'taken'],
  staleTime: 5_000,
  queryFn: async ({ signal }): Promise<TakenNames> => {
    const [databases, credentials, connections, vpcs, networks] = await Promise.all([
      listed('/v1.0/{project_id}/databases', 'databases', 'database_name', signal),
      listed('/v3/{project_id}/datasource/auth-infos', 'auth_infos', 'auth_info_name', signal),
      listed('/v2.0/{project_id}/datasource/enhanced-connections', 'connections', 'name', signal),
      listed('/v1/{project_id}/vpcs?limit=1000', 'vpcs', 'name', signal),
      knownNetworks(askApi, '{project_id}'),
    ])
    return { databases, credentials, connections, vpcs, networks }
  },
})
