import { CausewayError } from '../../base/errors.ts'
import { credentialUsers } from '../../client/credential-users.ts'
import { plain, rowsOf } from '../shown-fields.ts'
import type { Place } from './resource.ts'

/** Which tables name a credential, of those that whoever asks may see; undefined: none. */
export async function neededCredential({ server, project }: Place, name: string): Promise<string | undefined> {
  const tables = rowsOf(await topologyTables({ server, project })).map((table) => ({
    database: plain(table['database_name']),
    table: plain(table['table_name']),
    credential: typeof table['auth_info_name'] === 'string' ? table['auth_info_name'] : undefined,
  }))
  const users = credentialUsers(tables, name)
  return users === undefined ? undefined : `Not read until there is a credential of that name again: ${users}`
}

/** To delete is another right than to see: who may not look is told nothing. */
async function topologyTables({ server, project }: Place): Promise<unknown> {
  try {
    return (await server.ask('GET', `/causeway/v1/${project}/topology`))['tables']
  } catch (thrown) {
    if (thrown instanceof CausewayError && thrown.kind === 'forbidden') return []
    throw thrown
  }
}
