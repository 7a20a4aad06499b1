import type { CatalogEntry } from '../../protocol/view-definition.ts'

/** What the translator may ask about the catalog while it binds names. */
export interface CatalogReader {
  databaseExists(database: string): Promise<boolean>
  /** A table, or a view. */
  table(database: string, table: string): Promise<CatalogEntry | undefined>
}
