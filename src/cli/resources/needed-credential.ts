import { CausewayError } from '../../base/errors.ts'
import { plain, rowsOf } from '../shown-fields.ts'
import type { Place } from './resource.ts'

const NAMED_MAX = 10

/** Which tables name a credential, of those that whoever asks may see; undefined: none. */
export async function neededCredential({ server, project }: Place, name: string): Promise<string | undefined> {
  const tables = rowsOf(await topologyTables({ server, project })).filter((table) => table['auth_info_name'] === name)
  if (tables.length === 0) return undefined
  const databases = new Set(tables.filter((table) => table['table_name'] === '').map((table) => table['database_name']))
  // What was found in a database of all tables is one of those.
  const single = tables.filter((table) => table['table_name'] !== '' && !databases.has(table['database_name']))
  const named = [
    ...[...databases].map((database) => `the database ${plain(database)}, with all its tables`),
    ...single.map((table) => `${plain(table['database_name'])}.${plain(table['table_name'])}`),
  ]
  const more = named.length > NAMED_MAX ? ` and ${named.length - NAMED_MAX} more` : ''
  return `Not read until there is a credential of that name again: ${named.slice(0, NAMED_MAX).join(', ')}${more}`
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
