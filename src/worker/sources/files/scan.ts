import { join } from 'node:path'
import { CausewayError } from '../../../base/errors.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import { storedName } from '../../../protocol/stored-name.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { TABLE_FILE_LIMITS } from '../../../protocol/table-file-limits.ts'
import type { VersionChoice } from '../../../protocol/table-files.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { warehousePlace } from '../../../protocol/warehouse-place.ts'
import type { EngineColumn } from '../../engine/messages.ts'
import { columnsOf, type Predicate } from '../../engine/predicate.ts'
import { engineType } from '../../sql/dialect/engine-type.ts'
import { CHANGED_DATABASE } from '../../sql/file-column.ts'
import { LOADED } from '../../sql/loaded-table.ts'
import type { ReadableScan, SourceScan } from '../shared/source.ts'
import type { DistantFiles, FilesContext, RemoteContext } from '../shared/source-context.ts'
import { columnRanges } from './column-ranges.ts'
import { type DataFiles, ofPaths } from './data-files.ts'
import { chosenRowGroups, excerptFiles } from './excerpt-files.ts'
import { fileFormat } from './file-format.ts'
import { type ManagedFiles, managedFiles } from './managed-rows.ts'
import { hasStruct, shapesOfFiles } from './missing-fields.ts'
import { checkFooters } from './parquet/check-footers.ts'
import { copiedFiles, ofCopies } from './parquet/copies/copied-files.ts'
import { mayBeUnsigned, signedFiles } from './parquet/copies/signed-files.ts'
import type { ExcerptWishes, FilesOfExcerpt } from './parquet/excerpt/choose-row-groups.ts'
import { calendarsToLookAt, lookThrough } from './parquet/int96/look-through.ts'
import { writeTimestampsCopy } from './parquet/int96/timestamps-copy.ts'
import { type FileCalendar, hasDays, isAsItStands, oldCalendars } from './parquet/parquet-calendar.ts'
import { parquetRowCount } from './parquet/parquet-row-count.ts'
import { type FoldedColumns, lookAtColumns, needsLook } from './parquet/parquet-schema.ts'
import {
  bySpelling,
  checkRoot,
  folderNames,
  folderValues,
  type PartitionColumn,
  partitionColumns,
  withFileColumns,
} from './partitions/partition-columns.ts'
import { engineText } from './partitions/partition-path.ts'
import { checkPartitionValues } from './partitions/partition-values.ts'
import { candidatesAtLocation } from './pruning/candidates-at-location.ts'
import { type CandidateFile, chooseFiles } from './pruning/choose-files.ts'
import { plannedColumn } from './pruning/planned-column.ts'
import { type FilesOfRowGroups, matchingRowGroups } from './pruning/row-groups.ts'
import { columnIn, emptySql, type ForeignFiles, parquetFilesSql, parquetSql } from './reader-sql.ts'
import { shownFile, toldOfFile } from './shown-file.ts'
import { tableFiles, withoutEmpty } from './table-files.ts'
import { scanSnapshot } from './table-format/open-snapshot.ts'

export async function scanFiles(
  named: TableDefinition,
  was: VersionChoice | undefined,
  context: FilesContext & RemoteContext,
): Promise<SourceScan> {
  if (tableFormatOf(named.source) !== undefined) return await scanSnapshot(named, was, context)
  const { changing } = context
  // A name that no database has: of a user's own table the columns that say where a row is are columns as others are.
  const isChanged = named.database === CHANGED_DATABASE && changing !== undefined
  const table = isChanged ? { ...named, ...changing.table, columns: named.columns } : named
  const isManaged = table.source.kind === 'managed'
  const managed = isManaged ? await managedFiles(table, was, context) : undefined
  const place =
    managed === undefined ? await tableFiles(table.source, context) : { files: managed, shown: `${table.database}.${table.name}` }
  const { files: found, shown } = place
  const files = isChanged ? only(found, changing?.files) : withoutEmpty(found, table.source)
  if (files.paths.length === 0) {
    if (named.database === LOADED.database) throw nothingToLoad(table)
    return { kind: 'sql', sql: emptySql(table.columns) }
  }
  const partitions = isManaged
    ? withFileColumns(
        table.columns,
        (table.partitionedBy ?? []).map((name): PartitionColumn => ({ name, folderName: engineText(name) })),
      )
    : partitionColumns(table.columns, folderNames(files, shown))
  // Of the partitions that a table names itself, Spark as well casts the values.
  if (!isManaged && table.partitionedBy === undefined) checkPartitionValues(files, table.columns, shown)
  const scanned: ScannedFiles = { table, files, partitions, hasPlaces: isChanged, shown }
  const distant = files.paths.some((path) => context.distant?.holds(path)) ? context.distant : undefined
  const isHere = managed === undefined && distant === undefined && fileFormat(table.source).kind === 'parquet'
  if (isHere) showPaths(scanned, context)
  const isPlain = isHere && (await checkFooters(files.paths, (path) => shownFile(path, files, shown), context.signal)).size === 0
  const said = isPlain ? await calendarsToLookAt(files.paths, inFiles(table, partitions), context) : undefined
  if (managed === undefined && partitions.length === 0 && distant === undefined && said === undefined) {
    return { ...(await readFiles(scanned, context)), filesRead: { files: { read: files.paths.length, all: files.paths.length } } }
  }
  return {
    kind: 'choosable',
    fileCount: files.paths.length,
    columns: table.columns.map(plannedColumn),
    wantsColumns: distant !== undefined || said !== undefined,
    async choose(predicate, wanted, limit) {
      const nameInFile = (name: string): string => storedName(table, name)
      const candidates =
        managed === undefined
          ? candidatesAtLocation(files, partitions)
          : await managedCandidates(managed, files, wantedColumns(table, predicate, nameInFile), table, context)
      const { paths, ...read } = chooseFiles(candidates, table.columns, predicate, nameInFile)
      const chosen = { ...scanned, files: ofPaths(files, paths) }
      const looked = said === undefined ? undefined : namesOf(wanted, table)
      if (distant === undefined) return { scan: await readFiles({ ...chosen, said, looked }, context), read }
      return { ...(await bringFiles(chosen, { predicate, limit, wanted }, distant, context)), read }
    },
  }
}

interface BringWishes extends Omit<ExcerptWishes, 'isCut' | 'signal'> {
  readonly wanted: readonly number[] | undefined
}

/** Of objects of a store: Parquet files are brought as far as the statement reads them, and others whole. */
async function bringFiles(
  scanned: ScannedFiles,
  { wanted, ...wishes }: BringWishes,
  distant: DistantFiles,
  context: FilesContext & RemoteContext,
): Promise<{ readonly scan: ReadableScan; readonly bring?: () => Promise<void> }> {
  const { table, files } = scanned
  if (fileFormat(table.source).kind !== 'parquet') {
    // The readers look into them before they are read.
    await distant.bringWhole(files.paths)
    return { scan: await readFiles(scanned, context) }
  }
  await distant.bringFooters(files.paths)
  const read = namesOf(wanted, table)
  const asked = read === undefined ? scanned : { ...scanned, read }
  const whole = await readParquet(asked, context)
  const chosen = scanned.hasPlaces
    ? undefined
    : await chosenRowGroups(whole.parts, files, table.columns, {
        ...wishes,
        isCut: (path) => distant.holds(path),
        signal: context.signal,
      })
  const excerpt = chosen === undefined || chosen.ends.size === 0 ? undefined : await excerptFiles(files, chosen, distant)
  const { paths, bytes } = excerpt ?? files
  const { scan } = excerpt === undefined ? whole : await readParquet({ ...asked, files: excerpt }, context)
  context.expectFiles(bytes)
  if (whole.areCopies) return { scan }
  return {
    scan: chosen === undefined ? scan : { ...scan, rowGroups: async () => ({ read: chosen.read, all: chosen.all }) },
    bring: async () => await distant.bringRanges(await columnRanges(paths, read ?? table.columns.map(({ name }) => name), context)),
  }
}

const inFiles = ({ columns }: TableDefinition, partitions: readonly PartitionColumn[]) =>
  columns.filter((column) => !partitions.some(({ name }) => name === column.name))

const namesOf = (wanted: readonly number[] | undefined, { columns }: TableDefinition): ReadonlySet<string> | undefined =>
  wanted === undefined ? undefined : new Set(wanted.flatMap((index) => columns[index]?.name ?? []))

interface ScannedFiles {
  readonly table: TableDefinition
  readonly files: DataFiles
  readonly partitions: readonly PartitionColumn[]
  /** The last columns say where a row is. */
  readonly hasPlaces: boolean
  readonly shown: string
  /** Of Parquet files: the only columns that are there to be read; absent: all. */
  readonly read?: ReadonlySet<string>
  /** The only columns that the statement reads, though all are there. */
  readonly looked?: ReadonlySet<string> | undefined
  /** What these files say of their calendars. */
  readonly said?: ReadonlyMap<string, FileCalendar> | undefined
}

async function readFiles(
  { table, files, partitions, hasPlaces, shown, looked, said }: ScannedFiles,
  context: FilesContext & RemoteContext,
): Promise<ReadableScan> {
  showPaths({ table, files, shown }, context)
  if (files.paths.length === 0) return { kind: 'sql', sql: emptySql(table.columns) }
  const format = fileFormat(table.source)
  if (format.kind === 'csv') {
    const { scanCsv } = await import('./csv/scan-csv.ts')
    return { ...scanCsv({ columns: table.columns, format, files, partitions, shown }, context), bytes: files.bytes }
  }
  const withBytes = (scan: ReadableScan): ReadableScan => (scan.kind === 'sql' ? scan : { ...scan, bytes: files.bytes })
  if (format.kind === 'text')
    return withBytes((await import('./text/scan-text.ts')).scanText(table, files, { format, partitions }, shown, context))
  if (format.kind === 'hive')
    return withBytes((await import('./hive/scan-hive.ts')).scanHive(table, files, { format, partitions }, shown, context))
  if (format.kind === 'json') return withBytes((await import('./json/scan-json.ts')).scanJson(table, files, format, shown, context))
  if (format.kind === 'avro') return withBytes((await import('./avro/scan-avro.ts')).scanAvro(table, files, shown, context))
  if (format.kind === 'orc') return (await import('./orc/scan-orc.ts')).scanOrc(table, files, shown, context)
  context.expectFiles(files.bytes)
  return (await readParquet({ table, files, partitions, hasPlaces, shown, looked, said }, context)).scan
}

interface ReadParquet {
  readonly scan: Extract<ReadableScan, { kind: 'sql' }>
  readonly parts: readonly ParquetPart[]
  /** Of whole files, all of which is here. */
  readonly areCopies: boolean
}

async function readParquet(
  { table, files, partitions, hasPlaces, shown, read, looked, said }: ScannedFiles,
  context: FilesContext & RemoteContext,
): Promise<ReadParquet> {
  const isManaged = table.source.kind === 'managed'
  showPaths({ table, files, shown }, context)
  if (files.paths.length === 0) return { scan: { kind: 'sql', sql: emptySql(table.columns) }, parts: [], areCopies: false }
  if (partitions.length > 0) checkRoot(files, table.columns)
  const readable = isManaged ? files : await (await import('./parquet/copies/readable-files.ts')).readableFiles(files, shown, context)
  const parts: ParquetPart[] = []
  for (const group of bySpelling(readable, partitions))
    parts.push(
      ...(await readerParts(table, { ...group, hasPlaces, shown, read, looked, ...(readable === files ? { said } : {}) }, context)),
    )
  return {
    scan: {
      kind: 'sql',
      sql: parts.map(({ sql }) => sql).join(' UNION ALL '),
      rowGroups: (predicate) => matchingRowGroups(parts, table.columns, predicate, context),
    },
    parts,
    areCopies: readable !== files,
  }
}

function showPaths({ table, files, shown }: Pick<ScannedFiles, 'table' | 'files' | 'shown'>, context: FilesContext): void {
  for (const path of files.paths)
    context.showPathAs(path, table.source.kind === 'managed' ? `a file of ${shown}` : shownFile(path, files, shown))
}

/** Columns that the predicate names, as the files call them, without those of partitions. */
function wantedColumns(
  { columns, partitionedBy = [] }: TableDefinition,
  predicate: Predicate,
  nameInFile: (name: string) => string,
): readonly string[] {
  const names = [...columnsOf(predicate)].flatMap((index) => columns[index]?.name ?? [])
  return names
    .filter((name) => !partitionedBy.includes(name))
    .map(nameInFile)
    .slice(0, TABLE_FILE_LIMITS.columnsAsked)
}

async function managedCandidates(
  { listed, paths, version }: ManagedFiles,
  files: DataFiles,
  columns: readonly string[],
  table: TableDefinition,
  context: FilesContext,
): Promise<readonly CandidateFile[]> {
  const statistics = columns.length === 0 ? {} : await context.fileStatistics(table, version, columns)
  const there = new Set(files.paths)
  return listed.flatMap(({ name, partition = {}, rowCount }, index): CandidateFile[] => {
    const path = paths[index] ?? ''
    if (!there.has(path)) return []
    return [{ path, partition, rowCount, statistics: Object.hasOwn(statistics, name) ? statistics[name] : undefined }]
  })
}

/** The path is likelier wrong than the table to be empty: one that is overwritten would lose all rows. */
function nothingToLoad({ source }: TableDefinition): CausewayError {
  const where = source.kind === 'files' ? source.location : ''
  return new CausewayError('not-found', `There are no files in ${where}`, {
    hint: 'Put the files there, or name another place behind INPATH.',
  })
}

interface FilesToRead {
  readonly files: DataFiles
  readonly partitions: readonly PartitionColumn[]
  readonly hasPlaces: boolean
  readonly shown: string
  readonly read: ReadonlySet<string> | undefined
  readonly looked?: ReadonlySet<string> | undefined
  readonly said?: ReadonlyMap<string, FileCalendar> | undefined
  /** Of copies: those of the files that they were made of. */
  readonly calendars?: ReadonlyMap<string, FileCalendar>
}

/** Files that are read in one way. */
interface ParquetPart extends FilesOfRowGroups, FilesOfExcerpt {
  readonly sql: string
}

async function readerParts(
  table: TableDefinition,
  toRead: FilesToRead,
  context: FilesContext & RemoteContext,
): Promise<readonly ParquetPart[]> {
  const { files, partitions, hasPlaces, shown, read } = toRead
  const columns = inFiles(table, partitions)
  const mayBeOld = table.source.kind !== 'managed' && columns.some((column) => hasDays(parseSparkType(column.type)))
  const calendars = toRead.calendars ?? toRead.said ?? (mayBeOld ? await oldCalendars(files.paths, context) : NO_CALENDARS)
  if (toRead.calendars === undefined && calendars.size > 0) {
    const names = [...(toRead.looked ?? read ?? columns.map(({ name }) => name))].map((name) => storedName(table, name))
    const looked = await lookThrough(calendars, names, context)
    const write = async (from: string, to: string): Promise<void> => await writeTimestampsCopy(from, to, context.signal)
    const signed = looked.belowZero.size === 0 ? files : await copiedFiles(files, looked.belowZero, write, shown, context)
    return await readerParts(table, { ...toRead, files: signed, calendars: ofCopies(looked.calendars, files, signed) }, context)
  }
  const look = hasSameColumns(table) ? undefined : await lookAtFiles(files, table, shown, context)
  const hasParts = columns.some(({ type }) => hasStruct(parseSparkType(type)))
  const shapes = look !== undefined && files.paths.length > 1 ? await shapesOfFiles(files.paths, hasParts, context) : undefined
  if (look !== undefined && table.source.kind !== 'managed' && mayBeUnsigned(look.columns, new Set(shapes?.values()).size <= 1)) {
    const signed = await signedFiles(files, shown, context)
    if (signed !== files)
      return await readerParts(table, { ...toRead, files: signed, calendars: ofCopies(calendars, files, signed) }, context)
  }
  const groups = Map.groupBy(files.paths, (path) =>
    JSON.stringify([calendars.get(path), shapes?.get(path), ...(look?.folded.get(path) ?? [])]),
  )
  const parts: ParquetPart[] = []
  const place = table.source.kind === 'managed' ? warehousePlace(table.database, table.name) : shown
  for (const paths of groups.values()) {
    const [first = ''] = paths
    const foreign =
      look === undefined ? undefined : await foreignFiles({ ...files, paths }, groups.size === 1 ? look.columns : undefined, table, context)
    const sql = parquetSql(table.columns, paths, foreign, {
      partitions,
      hasPlaces,
      storedName: (name) => storedName(table, name),
      calendar: calendars.get(first),
      folded: look?.folded.get(first),
      foreignPlace: table.source.kind === 'managed' ? undefined : shownFile(first, files, shown),
      read,
      toldOfFiles: (name) => paths.map((path) => toldOfFile(name, path, files, place)),
    })
    const calendar = calendars.get(first)
    const nameIn = (name: string, others: Record<string, string>): string | undefined =>
      plainName(name, { table, foreign, partitions, calendar }, others)
    parts.push({ sql, paths, nameInFile: (name) => nameIn(name, {}), comparedAs: (name) => nameIn(name, SAME_MOMENT) })
  }
  return parts
}

/** What is written here has days of one calendar only. */
const NO_CALENDARS: ReadonlyMap<string, FileCalendar> = new Map()

/** Whether each file has just the table's columns, under their names and in their types. */
const hasSameColumns = ({ source, stored }: TableDefinition): boolean => source.kind === 'managed' && stored === undefined

/** The engine casts it, and looks at no statistics then. */
const SAME_MOMENT = { TIMESTAMP: 'TIMESTAMP WITH TIME ZONE' }

interface PlainColumns {
  readonly table: TableDefinition
  readonly foreign: ForeignFiles | undefined
  readonly partitions: readonly PartitionColumn[]
  readonly calendar: FileCalendar | undefined
}

/** What the files call a column that is read as it stands there, in its type or in the other one that `others` has for it. */
function plainName(
  name: string,
  { table, foreign, partitions, calendar }: PlainColumns,
  others: Readonly<Record<string, string>>,
): string | undefined {
  const column = table.columns.find((one) => one.name === name)
  if (column === undefined || partitions.some((partition) => partition.name === name)) return undefined
  const type = parseSparkType(column.type)
  if (calendar !== undefined && !isAsItStands(type, calendar)) return undefined
  const stored = storedName(table, name)
  if (foreign === undefined) return stored
  const found = columnIn(foreign, stored)
  const wanted = engineType(type)
  return found?.type === wanted || (found !== undefined && found.type === others[wanted]) ? found.name : undefined
}

interface FilesLook {
  /** Of all files together, as the engine describes them. */
  readonly columns: readonly EngineColumn[]
  readonly folded: ReadonlyMap<string, FoldedColumns>
}

async function lookAtFiles(files: DataFiles, { columns }: TableDefinition, shown: string, context: FilesContext): Promise<FilesLook> {
  const found = await describeFiles(files.paths, context)
  if (!needsLook(found)) return { columns: found, folded: new Map() }
  const isRead = (name: string): boolean => columns.some((column) => column.name.toLowerCase() === name.toLowerCase())
  return { columns: found, folded: await lookAtColumns(files.paths, isRead, (path) => shownFile(path, files, shown), context) }
}

const describeFiles = async (paths: readonly string[], context: FilesContext): Promise<readonly EngineColumn[]> =>
  await context.engine.request({ kind: 'describe', sql: parquetFilesSql(paths) })

/** `columns`: undefined: they are found out. */
async function foreignFiles(
  files: DataFiles,
  columns: readonly EngineColumn[] | undefined,
  { source }: TableDefinition,
  context: FilesContext,
): Promise<ForeignFiles> {
  // Of the warehouse the engine writes the names, and reads them back; what it writes has true statistics.
  const folders = source.kind === 'managed' ? undefined : files.paths.map((path) => folderValues(path, files))
  return {
    columns: columns ?? (await describeFiles(files.paths, context)),
    rowCount: await parquetRowCount(files.paths, context),
    folders,
  }
}

const only = (files: DataFiles, names: readonly string[] | undefined): DataFiles =>
  names === undefined ? files : ofPaths(files, new Set(names.map((name) => join(files.root, name))))
