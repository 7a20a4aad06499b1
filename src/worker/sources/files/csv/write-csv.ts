import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createDeflate, createGzip, createZstdCompress } from 'node:zlib'
import { CausewayError } from '../../../../base/errors.ts'
import type { Column } from '../../../../protocol/table-definition.ts'
import { quoteName } from '../../../engine/quote.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import type { CsvFormat } from './csv-format.ts'
import { csvHeaderSql, csvLineSql } from './csv-line-sql.ts'
import type { CsvCompression } from './csv-names.ts'

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
  const file = createWriteStream(path, { flags: 'wx' })
  const packer = packerOf(writing.compression)
  const first: Writable = packer ?? file
  if (packer !== undefined) packer.pipe(file)
  const written = finished(file)
  // Whoever waits for it gets the failure; until somebody does, it is no failure of the process.
  written.catch(() => undefined)
  packer?.once('error', (error) => file.destroy(error))
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (first.write(bytes)) return
    await Promise.race([new Promise((resolve) => first.once('drain', resolve)), written])
  }
  try {
    if (header) await context.exportText(csvHeaderSql(columns, writing), write)
    const names = columns.map(({ name }) => quoteName(name)).join(', ')
    const { rowCount } = await context.exportText(`SELECT ${csvLineSql(columns, format)} FROM (${sql}) AS row_values(${names})`, write)
    first.end()
    await written
    return rowCount
  } catch (error) {
    packer?.destroy()
    file.destroy()
    await written.catch(() => undefined)
    throw error
  }
}

function packerOf(compression: CsvCompression) {
  switch (compression) {
    case 'none':
      return undefined
    case 'gzip':
      return createGzip()
    case 'deflate':
      return createDeflate()
    case 'zstd':
      return createZstdCompress()
  }
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
