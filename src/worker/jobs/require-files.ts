import { CausewayError } from '../../base/errors.ts'
import type { TableSource } from '../../protocol/table-definition.ts'
import type { FilesContext } from '../sources/shared/source-context.ts'

/**
 * For rows that are taken from files: where there is no file the path is likelier wrong than the table empty, and rows that overwrite would take all others away.
 * @throws CausewayError not-found
 */
export async function requireFiles(source: TableSource, context: FilesContext): Promise<void> {
  if (source.kind !== 'files') return
  const { tableFiles } = await import('../sources/files/table-files.ts')
  const { files } = await tableFiles(source, context)
  if (files.paths.length > 0) return
  throw new CausewayError('not-found', `There are no files in ${source.location}`, {
    hint: 'Put the files there, or name another place: GET /causeway/v1/{project_id}/buckets/<bucket>/objects lists what a bucket has.',
  })
}
