import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { jsonRowText } from '../../../sql/json-row-text.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { writePacked } from '../compression/write-packed.ts'
import type { WritableFormat } from '../file-format.ts'

interface NewJsonFile {
  readonly path: string
  readonly columns: readonly Column[]
  readonly format: Extract<WritableFormat, { kind: 'json' }>
}

/** Writes the rows of `sql` as Spark's JSON writer does, an object for each; answers with their number. A file that was begun is the caller's to remove. */
export async function writeJson(
  { path, columns, format }: NewJsonFile,
  sql: string,
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  const { encoding, lineSep = '\n', dateFormat, timestampFormat } = format.options
  if (encoding !== undefined && !['UTF-8', 'UTF8', 'US-ASCII'].includes(encoding))
    throw new CausewayError('not-supported', `Rows cannot be written into a JSON table with encoding=${encoding}`, {
      hint: 'Write into a table without the option encoding',
    })
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  const row = jsonRowText(columns, {
    ...(dateFormat === undefined ? {} : { dateFormat }),
    ...(timestampFormat === undefined ? {} : { timestampFormat }),
    ignoreNullFields: format.ignoresNullFields,
  })
  const lines = `SELECT concat(${row}, ${quoteText(lineSep)}) FROM (${sql}) AS row_values(${names})`
  return await writePacked(path, format.compression, [lines], context)
}
