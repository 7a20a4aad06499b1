import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType, type SparkType, shownTypeName } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { quoteColumn, quoteName, quoteText } from '../../engine/quote.ts'
import { sparkTypeOf } from '../../engine/spark-type-of-engine.ts'
import { castText } from '../../sql/cast-text.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'
import { ENGINE_PLACES, FILE_COLUMN, ROW_COLUMN, TOLD_OF_FILES } from '../../sql/file-column.ts'
import { literalPath } from './literal-path.ts'
import { presentSql } from './missing-fields.ts'
import { type FileCalendar, GREGORIAN, gregorianSql } from './parquet/parquet-calendar.ts'
import { isReadAs, wholeNumberSql } from './parquet/parquet-conversion.ts'
import { type FoldedShape, unfoldedSql, unfoldedType } from './parquet/parquet-lists.ts'
import type { FoldedColumns } from './parquet/parquet-schema.ts'
import type { PartitionColumn } from './partitions/partition-columns.ts'

/** Of a table without columns, as Spark makes it of files without values: the engine selects at least one, which no statement can name. */
export const NO_COLUMN = `NULL AS " "`

/** No rows of the right columns: the table has no files. */
export function emptySql(columns: readonly Column[]): string {
  const fields = columns.map((column) => `CAST(NULL AS ${typeSql(column)}) AS ${quoteColumn(column.name)}`)
  return `SELECT ${fields.length === 0 ? NO_COLUMN : fields.join(', ')} WHERE false`
}

/** The files as they are, for finding out their columns. */
export function parquetFilesSql(paths: readonly string[]): string {
  return `SELECT * FROM read_parquet(${listSql(paths)}, union_by_name=true, hive_partitioning=false)`
}

/** What files that others wrote have, together. */
export interface ForeignFiles {
  readonly columns: readonly EngineColumn[]
  readonly rowCount: number
  /** Of each file, in their order: what its folders say, by their names in lower case. Undefined: the engine reads that. */
  readonly folders: readonly ReadonlyMap<string, string | null>[] | undefined
}

/** How files are read, beside their columns. */
interface ParquetReading {
  readonly partitions: readonly PartitionColumn[]
  /** The last columns say where a row is. */
  readonly hasPlaces: boolean
  /** What the files call a column of the table. */
  readonly storedName: (column: string) => string
  /** Of their days. */
  readonly calendar: FileCalendar | undefined
  /** Columns whose lists the engine reads otherwise than Spark. */
  readonly folded: FoldedColumns | undefined
  /** Of files that others wrote, whose columns may have other types than the table's: one of them, as the user knows it. */
  readonly foreignPlace: string | undefined
  /** The only columns of the table that are there to be read: another one, which no plan reads, fails. Absent: all. */
  readonly read?: ReadonlySet<string> | undefined
  /** Of each file, in their order: what such a column says of it. */
  readonly toldOfFiles?: (column: string) => readonly string[]
}

/**
 * Parquet columns are found by name, without regard to case; one that no file has is NULL. `foreign`: undefined: each file has just the table's columns, and no file
 * is opened to look.
 */
export function parquetSql(
  columns: readonly Column[],
  paths: readonly string[],
  foreign: ForeignFiles | undefined,
  { partitions, hasPlaces, storedName, calendar = GREGORIAN, folded, foreignPlace, read: there, toldOfFiles = () => [] }: ParquetReading,
): string {
  const columnOf = (column: Column): EngineColumn | undefined =>
    foreign === undefined ? undefined : columnIn(foreign, storedName(column.name))
  const nameOf = (column: Column): string | undefined => {
    const name = storedName(column.name)
    return foreign === undefined ? name : columnIn(foreign, name)?.name
  }
  const read = columns.flatMap(({ name }) => (foreign === undefined ? [] : (columnIn(foreign, storedName(name)) ?? [])))
  const told = foreign !== undefined && isTold(foreign, read, partitions) ? foreign : undefined
  const fields = columns.map((column) => {
    if (TOLD_OF_FILES.has(column.name)) {
      const text = inputFileSql(toldOfFiles(column.name), foreign?.columns ?? columns.map(({ name }) => ({ name: storedName(name) })))
      return `${castText(text, { kind: 'string' }, parseSparkType(column.type))} AS ${quoteName(column.name)}`
    }
    const inFolders = partitionFieldSql(column, partitions, told?.folders)
    if (inFolders !== undefined) return inFolders
    if (hasPlaces && column.name === FILE_COLUMN) return `${ENGINE_PLACES.file} AS ${quoteName(column.name)}`
    if (hasPlaces && column.name === ROW_COLUMN) return `${ENGINE_PLACES.row} AS ${quoteName(column.name)}`
    if (there !== undefined && !there.has(column.name))
      return `CAST(error(${quoteText(NOT_BROUGHT)}) AS ${typeSql(column)}) AS ${quoteName(column.name)}`
    const inFile = nameOf(column)
    const type = parseSparkType(column.type)
    const shape = inFile === undefined ? undefined : folded?.get(inFile)
    const found = foundType(columnOf(column)?.type, shape, type)
    const value = inFile === undefined ? 'NULL' : fileValueSql(inFile, type, found, shape)
    const converted =
      foreignPlace === undefined ? undefined : convertedSql(value, { found, engineType: columnOf(column)?.type }, column, foreignPlace)
    const read = gregorianSql(converted ?? `CAST(${value} AS ${typeSql(column)})`, type, calendar)
    return `${read} AS ${quoteName(column.name)}`
  })
  const how =
    told === undefined
      ? `${foreign === undefined ? '' : 'union_by_name=true, '}${hiveSql(partitions)}`
      : `${toldSql(told, read)}hive_partitioning=false`
  return `SELECT ${fields.join(', ')} FROM read_parquet(${listSql(paths)}, ${how})`
}

const NOT_BROUGHT = 'a column is read that was not brought from its store'

/** A column whose files have it in a type that it is not read from, which fails, or in a larger one; undefined: it is of the table's type after a cast. */
function convertedSql(
  value: string,
  { found, engineType = '' }: { readonly found: SparkType | undefined; readonly engineType: string | undefined },
  column: Column,
  place: string,
): string | undefined {
  const declared = parseSparkType(column.type)
  const shown = `Column "${column.name}" of ${place}`
  const want = shownTypeName(declared).toUpperCase()
  if (isTextAlone(engineType)) return declared.kind === 'string' ? undefined : refusal(engineType, 'STRING')
  if (found === undefined) return undefined
  if (isReadAs(found, declared)) return wholeNumberSql(value, found, declared, shown)
  const have = shownTypeName(found).toUpperCase()
  return refusal(have, have)

  function refusal(have: string, readable: string): string {
    return `CAST(error(${quoteText(`${shown} is ${have} in the file and ${want} in the table: it is not read as that. Declare it as ${readable}, and cast it in the query`)}) AS ${typeSql(column)})`
  }
}

/** Times of day, intervals and UUIDs: Spark has no such type, and here they are read as texts. */
const isTextAlone = (engineType: string): boolean =>
  engineType === 'UUID' || (/^[A-Z][A-Z_ ]*$/.test(engineType) && sparkTypeOf(engineType) === undefined)

/** Spark's type of a column of files, of which the engine says `inFiles`; undefined where Spark has none. */
function foundType(inFiles: string | undefined, shape: FoldedShape | undefined, declared: SparkType): SparkType | undefined {
  const name = inFiles === undefined ? undefined : sparkTypeOf(inFiles)
  if (name === undefined) return undefined
  return shape === undefined ? parseSparkType(name) : unfoldedType(parseSparkType(name), shape, declared)
}

/** A column of files, as far as they have it. */
function fileValueSql(name: string, type: SparkType, found: SparkType | undefined, shape: FoldedShape | undefined): string {
  const value = shape === undefined ? quoteName(name) : unfoldedSql(quoteName(name), found ?? type, shape)
  return found === undefined ? value : presentSql(value, type, found)
}

export const columnIn = ({ columns }: ForeignFiles, name: string): EngineColumn | undefined =>
  columns.find((one) => one.name === name) ?? columns.find((one) => one.name.toLowerCase() === name.toLowerCase())

/**
 * The engine takes the statistics of files for true: where they say falsely that a column has no NULL, it counts the NULLs. Of columns that it is told it does not
 * ask them, and still leaves out groups of rows by their smallest and largest values. It cannot be told columns beside those of folders, whose values are told by
 * the numbers of the files then.
 */
function toldSql({ rowCount }: ForeignFiles, read: readonly EngineColumn[]): string {
  const columns = new Map(
    read.map(({ name, type }) => [name, `${quoteText(name)}: {name: ${quoteText(name)}, type: ${quoteText(type)}, default_value: NULL}`]),
  )
  return `schema=MAP {${[...columns.values()].join(', ')}}, explicit_cardinality=${rowCount}, `
}

/** What the engine calls the number of a file in the list; it cannot tell it from a column of the files. */
const FILE_NUMBER = 'file_index'

const isTold = ({ columns, folders }: ForeignFiles, read: readonly EngineColumn[], partitions: readonly PartitionColumn[]): boolean =>
  read.length > 0 && (partitions.length === 0 || (folders !== undefined && !columns.some(({ name }) => name.toLowerCase() === FILE_NUMBER)))

/** By the number of the file. `columns`: those of the files. */
export function inputFileSql(names: readonly string[], columns: readonly { readonly name: string }[]): string {
  const [first = '', ...others] = names
  if (others.length === 0) return quoteText(first)
  if (columns.some(({ name }) => name.toLowerCase() === FILE_NUMBER))
    throw new CausewayError(
      'not-supported',
      `input_file_name() and _metadata of files that have a column "${FILE_NUMBER}" is not supported`,
      {
        hint: 'Read each file by its own path.',
      },
    )
  return `list_extract([${names.map(quoteText).join(', ')}], CAST(${FILE_NUMBER} AS BIGINT) + 1)`
}

/** By the number of the file, or one of all files. */
function folderValueSql(folderName: string, folders: NonNullable<ForeignFiles['folders']>): string {
  const values = folders.map((folder) => {
    const value = folder.get(folderName.toLowerCase()) ?? null
    return value === null ? 'CAST(NULL AS VARCHAR)' : quoteText(value)
  })
  const [first = 'CAST(NULL AS VARCHAR)'] = values
  return values.every((value) => value === first) ? first : `list_extract([${values.join(', ')}], CAST(${FILE_NUMBER} AS BIGINT) + 1)`
}

/** A value that the name of a folder says, as a text of the column's type; undefined: the files hold the column. */
function partitionFieldSql(
  column: Column,
  partitions: readonly PartitionColumn[],
  folders: ForeignFiles['folders'] | undefined,
): string | undefined {
  const partition = partitions.find(({ name }) => name === column.name)
  if (partition === undefined) return undefined
  const { folderName, text } = partition
  const named = text === undefined ? quoteName(folderName) : text === null ? 'CAST(NULL AS VARCHAR)' : quoteText(text)
  const value = folders === undefined ? named : folderValueSql(folderName, folders)
  return `${castText(value, { kind: 'string' }, parseSparkType(column.type))} AS ${quoteName(column.name)}`
}

function hiveSql(all: readonly PartitionColumn[]): string {
  const partitions = all.filter(({ name, isPlaced }) => !TOLD_OF_FILES.has(name) && isPlaced !== true)
  if (partitions.length === 0) return 'hive_partitioning=false'
  const types = partitions.map(({ folderName }) => `${quoteText(folderName)}: 'VARCHAR'`)
  return `hive_partitioning=true, hive_types={${types.join(', ')}}`
}

const typeSql = (column: Column): string => engineType(parseSparkType(column.type))

const listSql = (paths: readonly string[]): string => `[${paths.map((path) => quoteText(literalPath(path))).join(', ')}]`
