import { quoteText } from '../../../../engine/quote.ts'
import type { FilesContext, RemoteContext } from '../../../shared/source-context.ts'
import type { DataFiles } from '../../data-files.ts'
import { literalPath } from '../../literal-path.ts'
import { copiedFiles } from './copied-files.ts'
import { writeUnframedCopy } from './unframed-copy.ts'

const FRAMED = 'LZ4'

/**
 * The files, or copies of them for the time of the job in which what Hadoop compressed by LZ4 can be read by the engine. Whether they are so is seen by the first one;
 * others are found by their own footers then.
 */
export async function unframedFiles(files: DataFiles, shown: string, context: FilesContext & RemoteContext): Promise<DataFiles> {
  const [first] = files.paths
  if (first === undefined || !(await areFramed([first], context)).has(first)) return files
  const framed = await areFramed(files.paths, context)
  return await copiedFiles(files, framed, (from, to) => writeUnframedCopy(from, to, context.signal), shown, context)
}

async function areFramed(paths: readonly string[], context: Pick<FilesContext, 'engine'>): Promise<ReadonlySet<string>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT DISTINCT file_name FROM parquet_metadata([${list}]) WHERE compression = ${quoteText(FRAMED)}`,
    columns: [{ name: 'file', type: 'string' }],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: 64 << 20,
  })
  return new Set(rowsJson.flatMap((row) => JSON.parse(row) as readonly string[]))
}
