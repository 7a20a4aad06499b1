import { CausewayError } from '../../base/errors.ts'
import { credentialUsers } from '../../client/credential-users.ts'
import { type Fields, listOf, plain, rowsOf } from '../shown-fields.ts'
import type { Place } from './resource.ts'

/** Which tables name a credential, of those that whoever asks may see; undefined: none. */
export async function neededCredential({ server, project }: Place, name: string): Promise<string | undefined> {
  const topology = await topologyOf({ server, project })
  const tables = rowsOf(topology['tables']).map((table) => ({
    database: plain(table['database_name']),
    table: plain(table['table_name']),
    credential: typeof table['auth_info_name'] === 'string' ? table['auth_info_name'] : undefined,
  }))
  const users = credentialUsers(tables, name, listOf(topology['cut']).includes('tables'))
  return users === undefined ? undefined : `Not read until there is a credential of that name again: ${users}`
}

/** To delete is another right than to see: who may not look is told nothing. */
async function topologyOf({ server, project }: Place): Promise<Fields> {
  try {
    return await server.ask('GET', `/causeway/v1/${project}/topology`)
  } catch (thrown) {
    if (thrown instanceof CausewayError && thrown.kind === 'forbidden') return {}
    throw thrown
  }
}
