import { IMPORTED } from '../../protocol/imported-table.ts'
import type { JobOrder } from '../../protocol/job-order.ts'
import type { FilesContext } from '../sources/shared/source-context.ts'
import type { CatalogReader } from '../sql/catalog-reader.ts'
import { requireFiles } from './require-files.ts'

/** The catalog with the table IMPORTED, where the order has one. @throws CausewayError not-found where there are no files of it */
export function withImportedFiles(catalog: CatalogReader, { importFrom }: JobOrder, context: FilesContext): CatalogReader {
  if (importFrom === undefined) return catalog
  return {
    ...catalog,
    async table(database, table, was) {
      if (database !== IMPORTED.database || table !== IMPORTED.name) return await catalog.table(database, table, was)
      await requireFiles(importFrom.source, context)
      return importFrom
    },
  }
}
