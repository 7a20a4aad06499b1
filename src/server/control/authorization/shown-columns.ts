import { isTable } from '../../../protocol/catalog-entry.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import type { Caller } from '../shared/caller.ts'
import type { Authorizer } from './authorizer.ts'
import { readableColumns } from './decide.ts'
import { onTable } from './need.ts'

/** Names of the columns that are granted one by one, in lower case; undefined where one of the privileges is held on the table as a whole. */
export async function singleColumns(
  authorizer: Authorizer,
  caller: Caller,
  { database, name }: CatalogEntry,
  privileges: readonly string[],
): Promise<readonly string[] | undefined> {
  const table = { database, table: name }
  if (await authorizer.allows(caller, onTable('read', table, privileges, ''))) return undefined
  return readableColumns(await authorizer.rightsOf(caller), table)
}

/** The table with the columns that the caller may be told of. */
export async function shownColumns<T extends CatalogEntry>(authorizer: Authorizer, caller: Caller, entry: T): Promise<T> {
  const single = isTable(entry) ? await singleColumns(authorizer, caller, entry, ['DESCRIBE_TABLE', 'SELECT']) : undefined
  if (single === undefined) return entry
  const isShown = (name: string): boolean => single.includes(name.toLowerCase())
  const { partitionedBy } = isTable(entry) ? entry : { partitionedBy: undefined }
  const columns = entry.columns.filter(({ name }) => isShown(name))
  return { ...entry, columns, ...(partitionedBy === undefined ? {} : { partitionedBy: partitionedBy.filter(isShown) }) }
}
