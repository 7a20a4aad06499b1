import { rm } from 'node:fs/promises'
import { parseSparkType } from '../../../base/spark-type.ts'
import { NULL_PARTITION } from '../../../protocol/partition-folder.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { FileStatistics, PartitionValues, TableFile } from '../../../protocol/table-files.ts'
import { quoteName, quoteText } from '../../engine/quote.ts'
import { castText } from '../../sql/cast-text.ts'
import type { FilesContext } from '../shared/source-context.ts'
import type { ParquetCompression, WritableFormat } from './file-format.ts'
import { hasDays, VERSION_KEY } from './parquet/parquet-calendar.ts'
import { writtenStatistics } from './pruning/written-statistics.ts'

export interface NewFile {
  readonly path: string
  /** What messages call the table. */
  readonly shown: string
  readonly columns: readonly Column[]
  readonly format: WritableFormat
}

/** Writes the rows of `sql`, whose columns are the file's in order, into a new file; answers with their number. Of one that fails nothing is left. */
export async function writeFile({ path, shown, columns, format }: NewFile, sql: string, context: FilesContext): Promise<number> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  context.showPathAs(path, `a file of ${shown}`)
  try {
    if (format.kind === 'csv') {
      const { writeCsv } = await import('./csv/write-csv.ts')
      return await writeCsv({ path, columns, format }, sql, context)
    }
    if (format.kind === 'text') {
      const { writeText } = await import('./text/write-text.ts')
      return await writeText({ path, columns, format }, sql, context)
    }
    if (format.kind === 'hive') {
      const { writeHive } = await import('./hive/write-hive.ts')
      return await writeHive({ path, columns, format }, sql, context)
    }
    if (format.kind === 'json') {
      const { writeJson } = await import('./json/write-json.ts')
      return await writeJson({ path, columns, format }, sql, context)
    }
    const { rowCount } = await context.engine.request({
      kind: 'execute',
      sql: `COPY (SELECT * FROM (${sql}) AS row_values(${names})) TO ${quoteText(path)} (${copyOptions(format.compression, columns)})`,
    })
    return rowCount
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

/** The same as a Parquet file, with what is known of its values. */
export async function writeParquet(
  { path, shown, columns }: Omit<NewFile, 'format'>,
  sql: string,
  context: FilesContext,
): Promise<{ readonly rowCount: number; readonly statistics: Pick<TableFile, 'statistics'> }> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  context.showPathAs(path, `a file of ${shown}`)
  try {
    const files = await context.engine.request({
      kind: 'write-files',
      sql: `COPY (SELECT * FROM (${sql}) AS row_values(${names})) TO ${quoteText(path)} (${copyOptions('snappy', columns)}, RETURN_STATS true)`,
    })
    const [statistics = {}] = writtenStatistics(files, columns)
    return { rowCount: files.reduce((sum, { rowCount }) => sum + rowCount, 0), statistics }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

export interface PartitionFile {
  readonly path: string
  readonly rowCount: number
  readonly bytes: number
  readonly partition: PartitionValues
  readonly statistics?: FileStatistics
}

/** Writes the rows into new Parquet files below the empty folder `path`: those of each partition in folders of its own. Of no rows there are no files. */
export async function writePartitions(
  { path, shown, columns, compression }: Omit<NewFile, 'format'> & { readonly compression: ParquetCompression },
  partitionedBy: readonly string[],
  sql: string,
  context: FilesContext,
): Promise<readonly PartitionFile[]> {
  const names = columns.map(({ name }) => quoteName(name)).join(', ')
  const list = columns.map((column) => {
    const name = quoteName(column.name)
    if (!partitionedBy.includes(column.name)) return name
    // As Spark, which reads these texts back as NULL; and two files of one name would be one.
    const text = castText(name, parseSparkType(column.type), { kind: 'string' })
    return `NULLIF(NULLIF(${text}, ''), ${quoteText(NULL_PARTITION)}) AS ${name}`
  })
  const keys = partitionedBy.map(quoteName).join(', ')
  context.showPathAs(path, `a file of ${shown}`)
  const files = await context.engine.request({
    kind: 'write-files',
    sql: `COPY (SELECT ${list.join(', ')} FROM (${sql}) AS row_values(${names})) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION ${compression}${calendarOption(columns)}, PARTITION_BY (${keys}), FILENAME_PATTERN 'part-{i}', RETURN_STATS true)`,
  })
  const known = writtenStatistics(
    files,
    columns.filter(({ name }) => !partitionedBy.includes(name)),
  )
  return files.map(({ columns: _columns, ...file }, index) => ({ ...file, partition: file.partition ?? {}, ...known[index] }))
}

const copyOptions = (compression: ParquetCompression, columns: readonly Column[]): string =>
  `FORMAT parquet, COMPRESSION ${compression}${calendarOption(columns)}, OVERWRITE_OR_IGNORE false, USE_TMP_FILE false`

/** By this word Spark knows that days are of the Gregorian calendar: without it, it refuses to read those before 1582, and times before 1900 of its older kind. */
const calendarOption = (columns: readonly Column[]): string =>
  columns.some(({ type }) => hasDays(parseSparkType(type))) ? `, KV_METADATA {'${VERSION_KEY}': '3.3.1'}` : ''
