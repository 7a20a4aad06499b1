import { expect, it } from 'vitest'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { decide, type Rights } from './decide.ts'
import { shownColumns, shownColumnsOfEach } from './shown-columns.ts'

const caller = { projectId: 'p', userId: 'bob', userName: 'bob' }
const table = (name: string): TableDefinition => ({
  database: 'shop',
  name,
  columns: ['a', 'B.c', 'secret'].map((column) => ({ name: column, type: 'int' })),
  partitionedBy: ['secret'],
  source: { kind: 'managed', format: 'parquet' },
})
const tables = ['own', 'whole', 'single', 'singles', 'other'].map((name) => ({
  definition: table(name),
  ownerId: name === 'own' ? 'bob' : 'alice',
}))

it.each<readonly [string, Readonly<Record<string, readonly string[]>>]>([
  ['the database', { 'databases.shop': ['SELECT'] }],
  ['seeing which there are', { 'databases.shop': ['DISPLAY_ALL_TABLES'] }],
  [
    'tables and columns',
    {
      'databases.shop': ['DISPLAY_ALL_TABLES'],
      'databases.shop.tables.whole': ['DESCRIBE_TABLE'],
      'databases.shop.tables.single.columns.a': ['SELECT'],
      'databases.shop.tables.singles.columns.a': ['ALL'],
      'databases.shop.tables.singles.columns.b.c': ['SELECT'],
      'databases.shop.tables.other': ['INSERT_INTO_TABLE'],
      'databases.shop.tables.other.columns.secret': ['SHOW_PRIVILEGES'],
      'databases.shop2.tables.other.columns.secret': ['SELECT'],
    },
  ],
])('the columns of many tables are those of each, by rights on %s', async (_what, granted) => {
  const rights: Rights = {
    role: undefined,
    privileges: new Map(Object.entries(granted).map(([object, names]) => [object, new Set(names)])),
  }
  const authorizer = {
    rightsOf: () => rights,
    allows: (_caller: unknown, need: Parameters<typeof decide>[1]) =>
      decide(rights, need) || (need.on?.kind === 'table' && need.on.name === 'own'),
  }
  const each = await Promise.all(tables.map(async ({ definition }) => (await shownColumns(authorizer, caller, definition)).columns))
  const all = await shownColumnsOfEach(authorizer, caller, 'SHOP', tables)
  expect(all.map(({ definition }) => definition.columns)).toEqual(each)
})
