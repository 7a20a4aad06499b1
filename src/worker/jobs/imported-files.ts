import { IMPORTED } from '../../protocol/imported-table.ts'
import type { JobOrder } from '../../protocol/worker-channel.ts'
import type { CatalogReader } from '../sql/catalog-reader.ts'

/** The catalog with the table IMPORTED, where the order has files for it. */
export function withImportedFiles(catalog: CatalogReader, { importFrom }: JobOrder): CatalogReader {
  if (importFrom === undefined) return catalog
  return {
    ...catalog,
    async table(database, table, was) {
      return database === IMPORTED.database && table === IMPORTED.name ? importFrom : await catalog.table(database, table, was)
    },
  }
}
