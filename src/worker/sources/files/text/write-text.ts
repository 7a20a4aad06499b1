import { isUtf8 } from 'node:buffer'
import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { writePacked } from '../compression/write-packed.ts'
import type { TextFormat } from './text-format.ts'

/** Writes the rows of `sql`, which have one text, as Spark does: NULL as an empty line. Answers with their number. */
export async function writeText(
  { path, columns, format }: { readonly path: string; readonly columns: readonly Column[]; readonly format: TextFormat },
  sql: string,
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  const [name = ''] = columns.map((column) => quoteName(column.name))
  const bytes = Buffer.from(format.lineSeparator ?? '\n')
  // The engine hands on texts in UTF-8.
  if (!isUtf8(bytes) || bytes.includes(0))
    throw new CausewayError('not-supported', 'Rows cannot be written into a text table whose option encoding is not UTF-8', {
      hint: 'Write into a table without the option encoding',
    })
  const codes = Array.from(bytes.toString('utf8'), (sign) => `chr(${sign.codePointAt(0) ?? 0})`).join(', ')
  const lines = `SELECT concat(coalesce(${name}, ''), ${codes}) FROM (${sql}) AS row_values(${name})`
  return await writePacked(path, format.compression, [lines], context)
}
