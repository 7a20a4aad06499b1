import { CausewayError } from '../../base/errors.ts'
import { IMPORTED } from '../../protocol/imported-table.ts'
import type { JobOrder } from '../../protocol/worker-channel.ts'
import type { FilesContext } from '../sources/shared/source-context.ts'
import type { CatalogReader } from '../sql/catalog-reader.ts'

/**
 * The catalog with the table IMPORTED, where the order has files for it.
 * Where there is no file the path is likelier wrong than the table empty, and an import that overwrites would take all rows away.
 */
export function withImportedFiles(catalog: CatalogReader, { importFrom }: JobOrder, context: FilesContext): CatalogReader {
  if (importFrom === undefined) return catalog
  return {
    ...catalog,
    async table(database, table, was) {
      if (database !== IMPORTED.database || table !== IMPORTED.name) return await catalog.table(database, table, was)
      if (importFrom.source.kind !== 'files') return importFrom
      const { tableFiles } = await import('../sources/files/table-files.ts')
      const { files } = await tableFiles(importFrom.source, context)
      if (files.paths.length > 0) return importFrom
      throw new CausewayError('not-found', `There are no files in ${importFrom.source.location}`, {
        hint: 'Put the files there, or send another data_path: GET /causeway/v1/{project_id}/buckets/<bucket>/objects lists what a bucket has.',
      })
    },
  }
}
