import { changePrivileges } from '../../../protocol/altering-privileges.ts'
import type { Page } from '../../domain/page.ts'
import type { TableSelection } from '../../store/catalog/table-list.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { countedTables, shownNames, shownTables } from '../authorization/decide.ts'
import {
  byColumn,
  newTableNeeds,
  onDatabase,
  onTable,
  toChangeDatabase,
  toDescribeTable,
  toGiveAway,
  toGiveTable,
  toMakeFilesTable,
  toRead,
  toReadTable,
  toWrite,
} from '../authorization/need.ts'
import { shownColumns, shownColumnsOfEach } from '../authorization/shown-columns.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Caller } from '../shared/caller.ts'
import { namesPlace } from '../shared/names-place.ts'
import type { ShownTable, Tables } from '../tables/tables.ts'
import { guarded, overriding } from './guarded.ts'
import { namesOfItems, shownList } from './shown-list.ts'

const toDropDatabase = (name: string) => onDatabase('write', name, ['DROP_DATABASE'], 'delete')

export function guardedCatalog(catalog: Catalog, authorizer: Authorizer): Catalog {
  const asked = guarded<Catalog>(
    catalog,
    {
      createDatabase: () => toWrite('make databases in the project'),
      listDatabases: 'asks itself',
      findDatabase: (_caller, name) => onDatabase('read', name, [], 'see'),
      findConnection: (_caller, name) => onDatabase('read', name, [], 'see'),
      // Of the project, and nothing of what is in it.
      madeAt: 'asks itself',
      changeDatabaseOwner: (_caller, name) => toGiveAway(onDatabase('admin', name, ['GRANT_PRIVILEGE'], 'give away')),
      annotateDatabase: (_caller, name) => toChangeDatabase(name),
      dropDatabase: (_caller, name) => toDropDatabase(name),
      findTable: (_caller, database, table) => toDescribeTable({ database, table }),
      findOrigin: (_caller, database, table) => toDescribeTable({ database, table }),
      listTables: (_caller, database) => onDatabase('read', database, ['DISPLAY_ALL_TABLES'], 'list the tables of'),
      createTable: (_caller, { database, source }) => newTableNeeds(database, source.kind),
      annotateTable: (_caller, database, table, change) => [
        ...(namesPlace(change) ? [toMakeFilesTable()] : []),
        onTable('write', { database, table }, changePrivileges(change), 'change'),
      ],
      renameTable: (_caller, database, table) => onTable('write', { database, table }, ['ALTER_TABLE_RENAME'], 'rename'),
      dropTable: (_caller, database, table) => onTable('write', { database, table }, ['DROP_TABLE'], 'drop'),
      locatePath: () => toRead('read buckets'),
      requirePlace: () => toRead('read buckets'),
      dataFolders: 'asks itself',
    },
    authorizer,
    ['findDatabase', 'findConnection', 'findTable', 'findOrigin', 'listTables'],
  )
  return overriding(asked, {
    async listDatabases(caller, selection = {}) {
      return await shownList(authorizer, caller, {
        names: namesOfItems,
        ofAll: () => catalog.listDatabases(caller, selection),
        ofRights: (rights) => {
          const shown = { names: shownNames(rights, 'database'), ownerId: caller.userId, counted: countedTables(rights) }
          return catalog.listDatabases(caller, { ...selection, shown })
        },
      })
    },
  })
}

export function guardedTables(tables: Tables, authorizer: Authorizer): Tables {
  const drop = (_caller: unknown, named: { readonly database: string; readonly table: string }) =>
    onTable('write', named, ['DROP_TABLE'], 'delete')
  const asked = guarded<Tables>(
    tables,
    {
      create: (_caller, { database, place }) => newTableNeeds(database, place.kind === 'bucket' ? 'files' : 'managed'),
      createView: (_caller, { database }) => onDatabase('write', database, ['CREATE_VIEW'], 'make views in'),
      list: 'asks itself',
      get: (_caller, named) => byColumn(toDescribeTable(named)),
      delete: drop,
      deleteByJob: drop,
      deleteDatabaseByJob: (_caller, name) => toDropDatabase(name),
      changeOwner: (_caller, named) => toGiveTable(named),
      partitions: (_caller, named) => onTable('read', named, ['SHOW_PARTITIONS', 'SELECT'], 'list the partitions of'),
      preview: (_caller, named) => byColumn(toReadTable(named)),
      previewByJob: (_caller, named) => byColumn(toReadTable(named)),
    },
    authorizer,
    ['partitions'],
  )
  const withShownColumns = async (caller: Caller, database: string, { total, items }: Page<ShownTable>): Promise<Page<ShownTable>> => ({
    total,
    items: await shownColumnsOfEach(authorizer, caller, database, items),
  })

  /** Of somebody with no role. */
  async function listOf(caller: Caller, database: string, selection: TableSelection): Promise<Page<ShownTable>> {
    if (await authorizer.allows(caller, onDatabase('read', database, ['DISPLAY_ALL_TABLES'], 'list the tables of'))) {
      return await withShownColumns(caller, database, await tables.list(caller, database, selection))
    }
    await authorizer.require(caller, onDatabase('read', database, [], 'list the tables of'))
    const names = shownTables(await authorizer.rightsOf(caller), database)
    const shown = names === undefined ? {} : { shown: { names, ownerId: caller.userId } }
    return await withShownColumns(caller, database, await tables.list(caller, database, { ...selection, ...shown }))
  }

  return overriding(asked, {
    async get(caller, named) {
      return await authorizer.looking([named.database, named.table], async () => {
        const found = await asked.get(caller, named)
        return { ...found, definition: await shownColumns(authorizer, caller, found.definition) }
      })
    },

    async list(caller, database, selection) {
      return await shownList(authorizer, caller, {
        names: ({ items }) => [database, ...items.map(({ definition }) => definition.name)],
        ofAll: () => tables.list(caller, database, selection),
        ofRights: () => listOf(caller, database, selection),
      })
    },
  })
}
