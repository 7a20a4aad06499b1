import type { Column, TableDefinition } from '../../protocol/table-definition.ts'
import type { Predicate } from '../engine/predicate.ts'
import type { RingWriter } from '../engine/ring.ts'
import type { StreamColumn, StreamFormat } from '../engine/stream-column.ts'
import type { JobContext } from '../jobs/job-context.ts'

/** A kind of place where tables are. Every failure is a CausewayError in the user's words. */
export interface Source {
  /**
   * Looks at the place behind a new table. Answers with the columns the table will have: the given ones, checked as far as the place
   * tells, or those it finds.
   */
  describe(table: NewTable, context: JobContext): Promise<readonly Column[]>
  /** Makes one reference to a table readable. Opens nothing remote before the engine reads it. */
  scan(table: TableDefinition, context: JobContext): Promise<SourceScan>
  /**
   * Appends the rows of `sql`, whose columns are the table's in order; answers with their number. All rows or none: what it wrote before a
   * failure or a cancel is taken back.
   */
  insert(table: TableDefinition, sql: string, context: JobContext): Promise<number>
}

export interface NewTable {
  readonly source: TableDefinition['source']
  readonly columns: readonly Column[] | undefined
}

export type SourceScan =
  /** Engine SQL with the table's columns, by their names and in their order. */
  | { readonly kind: 'sql'; readonly sql: string }
  | {
      readonly kind: 'stream'
      readonly format: StreamFormat
      readonly columns: readonly StreamColumn[]
      /** Settled when rows could come, or when it is known that none will: whoever reads is told why. Never rejects. */
      readonly opened: Promise<void>
      /** Called for each reading by the engine; resolves when everything is in the ring or the ring was closed. */
      read(request: StreamRead): Promise<void>
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
