import type { VersionChoice } from '../../protocol/table-files.ts'
import type { UserFunction } from '../../protocol/user-function.ts'
import type { CatalogEntry } from '../../protocol/view-definition.ts'

/** What the translator may ask about the catalog while it binds names. */
export interface CatalogReader {
  databaseExists(database: string): Promise<boolean>
  /** A table, or a view; `was`: with the columns that it had. */
  table(database: string, table: string, was?: VersionChoice): Promise<CatalogEntry | undefined>
  /** Of a database, both in lower case. Absent: there are none. */
  function?(database: string, name: string): Promise<UserFunction | undefined>
}
