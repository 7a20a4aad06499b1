import type { Names } from '../../../../../src/client/sql-text/complete.ts'
import { SPARK_FUNCTIONS } from '../../../../../src/client/sql-text/spark-functions.ts'
import { databasesQuery, tableQuery, tablesQuery } from '../../../api/catalog.ts'
import { queryClient } from '../../../api/query-client.ts'

/** How long a list is taken for true while one types: others make tables, too, and no event tells of them. */
const FRESH_MS = 10_000

/** What the catalog has, asked when it is wanted and was not lately. @param databaseNow where names without a database are looked for */
export const catalogNames = (databaseNow: () => string): Names => ({
  databases: async () => (await queryClient.fetchQuery({ ...databasesQuery, staleTime: FRESH_MS })).map(({ name }) => name),
  tables: async (database) =>
    (await queryClient.fetchQuery({ ...tablesQuery(database ?? databaseNow()), staleTime: FRESH_MS })).map(({ name }) => name),
  async columns(table) {
    const [database = '', name = ''] = table.includes('.') ? table.split('.', 2) : [databaseNow(), table]
    return (await queryClient.fetchQuery({ ...tableQuery(database, name), staleTime: FRESH_MS })).columns.map((column) => column.name)
  },
  functions: async () => SPARK_FUNCTIONS,
})
