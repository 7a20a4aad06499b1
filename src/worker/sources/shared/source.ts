import type { Column, RemoteSource, TableDefinition, TableSource, UnusableColumn } from '../../../protocol/table-definition.ts'
import type { TableFile, VersionChoice } from '../../../protocol/table-files.ts'
import type { Decoders } from '../../engine/decoder.ts'
import type { Predicate } from '../../engine/predicate.ts'
import type { RingWriter } from '../../engine/ring.ts'
import type { StreamColumn } from '../../engine/stream-column.ts'
import type { InsertMode } from '../../sql/plan/plan.ts'
import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import type { OptionsSchema } from './options/source-option.ts'
import type { FilesContext, RemoteContext } from './source-context.ts'

/** A kind of place where tables are, as far as it is known without opening anything: one record, one line of the registry. */
export interface SourceKind {
  /** Everything that may be written about one of its tables, by what it is written about. Its source reads it with readOptions. */
  readonly options: readonly OptionsSchema[]
  /** How the streams of its tables are decoded, by the names that its scans give. */
  readonly decoders: Decoders
  /**
   * Reads all that is written about a table and opens nothing.
   * @throws CausewayError for what its source would refuse; it never repeats what may be a password.
   */
  check(source: TableSource): unknown
  /** What is done with its tables. Loaded when the first one is used: a driver is not read for jobs that need none. */
  load(): Promise<Source>
}

/** What is done with the tables of one kind. Every failure is a CausewayError in the user's words. */
export interface Source {
  /**
   * Looks at the place behind a new table. Answers with the columns the table will have: the given ones, checked as far as the place
   * tells, or those it finds.
   */
  describe(table: NewTable, context: FilesContext & RemoteContext): Promise<DescribedTable>
  /** The table, or what it was, with the columns that its place says now; undefined: they are the catalog's. */
  readonly present:
    | ((table: TableDefinition, was: VersionChoice | undefined, context: FilesContext) => Promise<TableDefinition>)
    | undefined
  /** Makes one reference to a table readable, as it is, or as it was if it has versions. Opens nothing remote before the engine reads it. */
  scan(table: TableDefinition, was: VersionChoice | undefined, context: FilesContext & RemoteContext): Promise<SourceScan>
  /**
   * The tables of the schema that the source is in, a source of `foundSource`: those whose names may be the wanted one but for capitals, or all; undefined: places of
   * the kind have no schemas. @throws CausewayError not-found for the schema
   */
  readonly tableNames:
    | ((source: RemoteSource, schema: string, wanted: string | undefined, context: RemoteContext) => Promise<readonly string[]>)
    | undefined
  /** Looks whether the place surely computes a part of a statement as Spark does; undefined: it is asked for rows only. */
  readonly part: ((part: RemotePart, context: RemoteContext) => OfferedPart) | undefined
  /**
   * Adds the rows of `sql`, whose columns are the table's in order, or puts them in the place of all that are there; answers with their number. All rows or
   * none: what it wrote before a failure or a cancel is taken back.
   */
  insert(table: TableDefinition, sql: string, mode: InsertMode, context: FilesContext & RemoteContext): Promise<number>
  /** A column that an INSERT gives no value has one of the place's choice: `insert` is given the table without it. */
  readonly hasDefaults: boolean
  /**
   * Puts the rows of `sql` in the place of the files that hold all rows which it was made from; undefined: rows of the place cannot be changed.
   */
  readonly rewriteFiles: ((change: FileChange, context: FilesContext) => Promise<void>) | undefined
  /** For CREATE TABLE … AS; undefined: the place makes no tables. */
  readonly newRows: NewRows | undefined
}

export interface FileChange {
  readonly table: TableDefinition
  readonly operation: 'UPDATE' | 'DELETE' | 'MERGE' | 'OPTIMIZE'
  readonly dependsOn?: 'absence'
  readonly yields?: true
  readonly sql: string
  /** Names of the catalog. */
  readonly files: readonly string[]
}

/** How the rows of a table are written that is made when they are there. */
export interface NewRows {
  /** @throws CausewayError when something is at the place already that would become rows of the table. */
  check(table: TableDefinition, context: FilesContext): Promise<void>
  write(table: TableDefinition, sql: string, context: FilesContext): Promise<StagedRows>
}

/** Rows that are written and not yet seen by readers. */
export interface StagedRows {
  readonly rowCount: number
  /** What the catalog is told of a managed table's; undefined: it keeps no list of them. */
  readonly files: readonly TableFile[] | undefined
  /** Makes them part of the table, in one step. */
  publish(): Promise<void>
  /** Removes them, published or not. */
  discard(): Promise<void>
}

export interface NewTable {
  readonly source: TableSource
  readonly columns: readonly Column[] | undefined
  readonly partitionedBy: readonly string[] | undefined
}

export interface DescribedTable {
  readonly columns: readonly Column[]
  /** Others that are there; absent: there are none. */
  readonly unusable?: readonly UnusableColumn[]
  /** Names of the last columns, which folders are named after. */
  readonly partitionedBy: readonly string[] | undefined
}

/** Files whose bytes are decoded by us, and not by the engine. */
export interface DecodedScan {
  readonly kind: 'decoded'
  /** Of the files, all of which are read. */
  readonly bytes?: number
  /** The name of one of the kind's decoders. */
  readonly format: string
  /** For the decoder. */
  readonly settings: unknown
  readonly columns: readonly StreamColumn[]
  /** Engine SQL before and behind the columns, that makes the table's. `wanted`: indexes of the columns that the statement reads; undefined: not known yet. */
  rowsSql(wanted: readonly number[] | undefined): readonly [string, string]
  /** The rows are others when other columns are read. */
  readonly dependsOnWanted: boolean
  /** Called for each reading by the engine; resolves when everything is in the ring or the ring was closed. */
  read(ring: RingWriter): Promise<void>
}

/** How many files, and partitions, of a table a statement opens, of how many. */
export interface FilesRead {
  readonly files: ReadOf
  /** Of a table that has them. */
  readonly partitions?: ReadOf
}

export interface ReadOf {
  readonly read: number
  readonly all: number
}

/** Looks how many row groups of the files a statement with such a condition reads at most. Undefined: that cannot be said. */
export type RowGroupLook = (predicate: Predicate) => Promise<ReadOf | undefined>

/** A table of files of which a condition may leave out some: they are not opened. */
export interface ChoosableScan {
  readonly kind: 'choosable'
  readonly fileCount: number
  /** The table's, in their order: what a condition may be about. */
  readonly columns: readonly StreamColumn[]
  /** What is read is brought from elsewhere: which columns the statement reads is worth a plan. */
  readonly wantsColumns?: boolean
  /**
   * With the files that may hold a row for which the predicate is true. `wanted`: indexes of the columns that the statement reads; undefined: it is not known.
   * `limit`: so many of the first rows for which it is true are enough; undefined: it needs them all.
   */
  choose(predicate: Predicate, wanted: readonly number[] | undefined, limit: number | undefined): Promise<ChosenScan>
}

interface ChosenScan {
  readonly scan: ReadableScan
  /** Before the scan is read, and not when it is only explained. */
  readonly bring?: () => Promise<void>
  readonly read: FilesRead
}

/** `filesRead`: of a table of files, all of which are opened. */
export type SourceScan = ChoosableScan | (ReadableScan & { readonly filesRead?: FilesRead })

/** A part of a statement that a place may compute. */
export interface OfferedPart {
  /** The columns of each of its tables, in their order: what a condition may be about. */
  readonly columns: readonly (readonly StreamColumn[])[]
  /** With the condition of each of its tests: each says what it says, and no less. Rejects when the place cannot be looked at. */
  decide(conditions: readonly Predicate[]): Promise<DecidedPart>
}

export type DecidedPart = { readonly kind: 'there'; readonly scan: StreamScan } | { readonly kind: 'here'; readonly because: string }

export type StreamScan = Extract<ReadableScan, { kind: 'stream' }>

export type ReadableScan =
  | DecodedScan
  /** Engine SQL with the table's columns, by their names and in their order. */
  | { readonly kind: 'sql'; readonly sql: string; readonly rowGroups?: RowGroupLook }
  | {
      readonly kind: 'stream'
      /** Of the files that it reads to their end; undefined: of something else, or of parts of files. */
      readonly bytes?: number
      /** The name of one of the kind's decoders. */
      readonly format: string
      readonly columns: readonly StreamColumn[]
      /** Settled when rows could come, or when it is known that none will: whoever reads is told why. Never rejects. */
      readonly opened: Promise<void>
      /** It is large enough that rows are better looked for by the values of a join's other side, where those are few. Rejects when the place cannot be looked at. */
      readonly wantsKeys?: () => Promise<boolean>
      /** What a reading would ask of the place, without asking it. Rejects when the place cannot be looked at. Undefined: nothing is asked, the rows are read here. */
      readonly explain: ((request: Omit<StreamRead, 'ring'>) => Promise<ScanExplanation>) | undefined
      /** Called for each reading by the engine; resolves when everything is in the ring or the ring was closed. */
      read(request: StreamRead): Promise<void>
    }

export interface ScanExplanation {
  /** Where the rows are: a table of a database. */
  readonly place: string
  /** What would be sent there. */
  readonly sql: string
  readonly conditions: readonly ConditionExplanation[]
  /** Undefined: nothing is limited. */
  readonly limit: { readonly count: number; readonly isAsked: boolean } | undefined
}

export interface ConditionExplanation {
  /** In the place's SQL; undefined: it is not asked. */
  readonly sql: string | undefined
  /** Why it is not asked, or looked at again here; undefined: it is decided there. */
  readonly because: string | undefined
}

export interface StreamRead {
  /** The only columns that are wanted, in this order. */
  readonly columnIndexes: readonly number[]
  /** Rows that do not satisfy it may be left out; the engine checks again. */
  readonly predicate: Predicate
  /** So many rows are enough, provided that the predicate was applied exactly. */
  readonly limit: number | undefined
  readonly ring: RingWriter
}
