import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { writePacked } from '../compression/write-packed.ts'
import type { CsvFormat } from './csv-format.ts'
import { csvHeaderSql, csvLineSql, csvTextsSql } from './csv-line-sql.ts'

interface NewCsvFile {
  readonly path: string
  readonly columns: readonly Column[]
  readonly format: CsvFormat
}

/** Writes the rows of `sql` as Spark's CSV writer does; answers with their number. A file that was begun is the caller's to remove. */
export async function writeCsv(
  { path, columns, format }: NewCsvFile,
  sql: string,
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  checkWritable(format)
  const { writing, header } = format
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  const lines = `SELECT ${csvLineSql(columns, format)} FROM (SELECT ${csvTextsSql(columns, format)} FROM (${sql}) AS row_values(${names})) AS row_texts`
  return await writePacked(path, writing.compression, header ? [csvHeaderSql(columns, writing), lines] : [lines], context)
}

function checkWritable({ encoding, writing }: CsvFormat): void {
  if (encoding !== 'UTF-8' && encoding !== 'US-ASCII') {
    throw new CausewayError('not-supported', `Rows cannot be written into a CSV table with encoding=${encoding}`, {
      hint: 'Write into a table without the option encoding',
    })
  }
  if (writing.quote === '\0' || writing.quoteEscape === '') {
    throw new CausewayError('not-supported', 'Rows cannot be written into a CSV table whose options quote or escape are empty', {
      hint: 'Write into a table without them: what needs no quotes has none',
    })
  }
}
