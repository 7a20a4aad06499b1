import type { Column } from '../../../protocol/table-definition.ts'
import { quoteText } from '../../engine/quote.ts'
import type { FileRange, FilesContext } from '../shared/source-context.ts'
import { literalPath } from './literal-path.ts'

const BYTES_MAX = 256 << 20
/** Old writers left the header of a dictionary out of a column's length. */
const HEADER_BYTES_MAX = 128
/** Of a Bloom filter that does not say how long it is. */
const FILTER_BYTES_MAX = (128 << 20) + HEADER_BYTES_MAX

/**
 * Where in Parquet files, whose footers are there, the columns of these names are, with their Bloom filters: more than is read may be among it, and never less, for
 * what is not brought would be read as zeros.
 */
export async function columnRanges(
  paths: readonly string[],
  columns: Iterable<string>,
  context: Pick<FilesContext, 'engine'>,
): Promise<ReadonlyMap<string, readonly FileRange[]>> {
  const ranges = new Map<string, FileRange[]>()
  if (paths.length === 0) return ranges
  const wanted = new Set([...columns].flatMap((name) => [name.toLowerCase(), firstPart(name.toLowerCase())]))
  const metadata = `parquet_metadata([${paths.map((path) => quoteText(literalPath(path))).join(', ')}])`
  // As a table's column is found: without regard to case. Each name stands there once, and among the chunks once for each group of rows.
  const schemas = `parquet_schema([${paths.map((path) => quoteText(literalPath(path))).join(', ')}])`
  const found = await rowsOf(`SELECT DISTINCT split_part(name, ', ', 1) FROM ${schemas}`, [{ name: 'name', type: 'string' }], context)
  const names = found.flatMap((row) => {
    const [name] = JSON.parse(row) as readonly [string]
    return wanted.has(name.toLowerCase()) ? [quoteText(name)] : []
  })
  if (names.length === 0) return ranges
  const start = `least(data_page_offset, ${ifThere('dictionary_page_offset')}, ${ifThere('index_page_offset')})`
  const rowsJson = await rowsOf(
    `SELECT file_name, CAST(${start} AS BIGINT), CAST(total_compressed_size AS BIGINT), CAST(coalesce(bloom_filter_offset, 0) AS BIGINT), CAST(coalesce(bloom_filter_length, 0) AS BIGINT) FROM ${metadata} WHERE ${FIRST_PART} IN (${names.join(', ')})`,
    [
      { name: 'file', type: 'string' },
      { name: 'start', type: 'bigint' },
      { name: 'length', type: 'bigint' },
      { name: 'filter', type: 'bigint' },
      { name: 'filterLength', type: 'bigint' },
    ],
    context,
  )
  for (const row of rowsJson) {
    const [file, start, length, filter, filterLength] = JSON.parse(row) as readonly [string, number, number, number, number]
    const found = ranges.get(file) ?? []
    ranges.set(file, found)
    found.push({ from: start, to: start + length + HEADER_BYTES_MAX })
    if (filter > 0) found.push({ from: filter, to: filter + (filterLength > 0 ? filterLength : FILTER_BYTES_MAX) })
  }
  return ranges
}

/** Of a column's path, whose parts are joined by what may stand in a name too: of two such columns more than is wanted is taken. */
const FIRST_PART = "split_part(path_in_schema, ', ', 1)"

const firstPart = (name: string): string => name.split(', ')[0] ?? ''

const ifThere = (offset: string): string => `if(coalesce(${offset}, 0) > 0, ${offset}, data_page_offset)`

async function rowsOf(sql: string, columns: readonly Column[], { engine }: Pick<FilesContext, 'engine'>): Promise<readonly string[]> {
  return (await engine.request({ kind: 'query', sql, columns, rowsMax: Number.MAX_SAFE_INTEGER, bytesMax: BYTES_MAX })).rowsJson
}
