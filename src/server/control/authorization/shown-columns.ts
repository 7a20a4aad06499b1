import { isTable } from '../../../protocol/catalog-entry.ts'
import type { CatalogEntry } from '../../../protocol/view-definition.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import type { Authorizer } from './authorizer.ts'
import { decide, readableColumns, readableColumnsIn } from './decide.ts'
import { onDatabase, onTable } from './need.ts'

/** Names of the columns that are granted one by one, in lower case; undefined where one of the privileges is held on the table as a whole. */
export async function singleColumns(
  authorizer: Pick<Authorizer, 'allows' | 'rightsOf'>,
  caller: Caller,
  { database, name }: CatalogEntry,
  privileges: readonly string[],
): Promise<readonly string[] | undefined> {
  const table = { database, table: name }
  if (await authorizer.allows(caller, onTable('read', table, privileges, ''))) return undefined
  return readableColumns(await authorizer.rightsOf(caller), table)
}

const DESCRIBING = ['DESCRIBE_TABLE', 'SELECT'] as const

/** The table with the columns that the caller may be told of. */
export async function shownColumns<T extends CatalogEntry>(
  authorizer: Pick<Authorizer, 'allows' | 'rightsOf'>,
  caller: Caller,
  entry: T,
): Promise<T> {
  const single = isTable(entry) ? await singleColumns(authorizer, caller, entry, DESCRIBING) : undefined
  return single === undefined ? entry : withColumns(entry, single)
}

/** The same of the tables of one database, to ask for each of which would take longer than to find them. */
export async function shownColumnsOfEach<T extends { readonly definition: CatalogEntry; readonly ownerId: string }>(
  authorizer: Pick<Authorizer, 'allows' | 'rightsOf'>,
  caller: Caller,
  database: string,
  tables: readonly T[],
): Promise<readonly T[]> {
  if (await authorizer.allows(caller, onDatabase('read', database, DESCRIBING, ''))) return tables
  const rights = await authorizer.rightsOf(caller)
  const readable = readableColumnsIn(rights, database)
  return tables.map((each) => {
    const { definition } = each
    const isWhole =
      !isTable(definition) ||
      isOwnedBy(each, caller) ||
      decide(rights, onTable('read', { database, table: definition.name }, DESCRIBING, ''))
    return isWhole ? each : { ...each, definition: withColumns(definition, readable.get(definition.name.toLowerCase()) ?? []) }
  })
}

function withColumns<T extends CatalogEntry>(entry: T, single: readonly string[]): T {
  const isShown = (name: string): boolean => single.includes(name.toLowerCase())
  const { partitionedBy } = isTable(entry) ? entry : { partitionedBy: undefined }
  const columns = entry.columns.filter(({ name }) => isShown(name))
  return { ...entry, columns, ...(partitionedBy === undefined ? {} : { partitionedBy: partitionedBy.filter(isShown) }) }
}
