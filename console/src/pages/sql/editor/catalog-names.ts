import type { Names } from '../../../../../src/client/sql-text/complete.ts'
import { SPARK_FUNCTIONS } from '../../../../../src/client/sql-text/spark-functions.ts'
import { databasesQuery, tableQuery, tablesQuery } from '../../../api/catalog.ts'
import { queryClient } from '../../../api/query-client.ts'

/** What the catalog has, asked when it is first wanted. @param databaseNow where names without a database are looked for */
export const catalogNames = (databaseNow: () => string): Names => ({
  databases: async () => (await queryClient.ensureQueryData(databasesQuery)).map(({ name }) => name),
  tables: async (database) => (await queryClient.ensureQueryData(tablesQuery(database ?? databaseNow()))).map(({ name }) => name),
  async columns(table) {
    const [database = '', name = ''] = table.includes('.') ? table.split('.', 2) : [databaseNow(), table]
    return (await queryClient.ensureQueryData(tableQuery(database, name))).columns.map((column) => column.name)
  },
  functions: async () => SPARK_FUNCTIONS,
})
