/** What the main thread and the engine thread of a worker say to each other. One process, one version: nothing here crosses a trust border. */
import type { Column } from '../../protocol/table-definition.ts'
import type { PartitionValues } from '../../protocol/table-files.ts'
import type { WireError } from '../../protocol/wire-error.ts'
import type { Predicate } from './predicate.ts'
import type { ScanPushDown } from './push-down.ts'
import type { StreamColumn } from './stream-column.ts'

/** How a scan's relation is made: from engine SQL, or from a byte stream that the decoder of its format turns into columns. */
export type ScanDefinition =
  | { readonly kind: 'sql'; readonly relation: string; readonly sql: string }
  | {
      readonly kind: 'stream'
      readonly relation: string
      readonly format: string
      readonly columns: readonly StreamColumn[]
      /** For the decoder. */
      readonly settings?: unknown
      /** Engine SQL before and behind the stream's columns; none: they are the relation's. */
      readonly rowsSql?: readonly [string, string]
    }
  /** Stands for a relation that is only planned: its conditions are read from the plan, and then it is defined anew. */
  | { readonly kind: 'planned'; readonly relation: string; readonly columns: readonly StreamColumn[] }
  /** Puts other SQL around a stream that is defined. */
  | { readonly kind: 'stream-rows'; readonly relation: string; readonly rowsSql: readonly [string, string] }

export interface TableCondition {
  readonly columns: readonly StreamColumn[]
  readonly sql: string
}

export type EngineRequest =
  | { readonly kind: 'run-sql'; readonly sql: readonly string[] }
  /** Opens the job's connection. `cancelFlag` is one Int32: 1 once the job is to stop. `counters` is the memory of JobCounters. */
  | { readonly kind: 'begin-job'; readonly cancelFlag: SharedArrayBuffer; readonly counters: SharedArrayBuffer }
  | { readonly kind: 'describe'; readonly sql: string }
  | { readonly kind: 'define-scans'; readonly scans: readonly ScanDefinition[] }
  | { readonly kind: 'push-down'; readonly sql: string }
  /** What conditions on the rows of one table each say, whose columns they call c0, c1 … */
  | { readonly kind: 'read-conditions'; readonly conditions: readonly TableCondition[] }
  | {
      readonly kind: 'query'
      readonly sql: string
      readonly columns: readonly Column[]
      readonly rowsMax: number
      readonly bytesMax: number
    }
  | { readonly kind: 'execute'; readonly sql: string }
  /** A COPY … TO with RETURN_STATS. */
  | { readonly kind: 'write-files'; readonly sql: string }
  /** Hands on the one column of the result (text, never NULL) as `text-batch` events. `writtenBatches` is one Int32: how many were written. */
  | { readonly kind: 'export-text'; readonly sql: string; readonly writtenBatches: SharedArrayBuffer }
  /**
   * Hands on the rows of the result as `text-batch` events of JSON lines, in order; no type of a column is void. At most `batchesMax` are unwritten.
   * A row of more than `rowLengthMax` characters fails it.
   */
  | {
      readonly kind: 'export-rows'
      readonly sql: string
      readonly columnCount: number
      readonly writtenBatches: SharedArrayBuffer
      readonly batchesMax: number
      readonly rowLengthMax: number
    }
  | { readonly kind: 'end-job' }
  /** Of the engine's thread, between jobs. */
  | { readonly kind: 'give-back-memory' }

export interface EngineAnswers {
  'run-sql': null
  'begin-job': null
  describe: readonly EngineColumn[]
  'define-scans': null
  'push-down': readonly ScanPushDown[]
  'read-conditions': readonly Predicate[]
  query: QueryOutcome
  execute: { readonly rowCount: number }
  'write-files': readonly WrittenFile[]
  'export-text': { readonly rowCount: number }
  'export-rows': { readonly rowCount: number }
  'end-job': null
  'give-back-memory': null
}

/** What the engine says of a column at the top of a file; texts as it writes values. */
export interface WrittenColumn {
  readonly nulls: number | undefined
  readonly min: string | undefined
  readonly max: string | undefined
  readonly hasNaN: boolean
}

export interface WrittenFile {
  readonly path: string
  readonly rowCount: number
  readonly bytes: number
  /** Of a COPY that is partitioned. */
  readonly partition: PartitionValues | undefined
  /** By the columns' names in the file. */
  readonly columns: ReadonlyMap<string, WrittenColumn>
}

/** A column as the engine describes it; `type` is the engine's name of it. */
export interface EngineColumn {
  readonly name: string
  readonly type: string
}

export interface QueryOutcome {
  readonly rowsJson: readonly string[]
  readonly rowCount: number
}

/** Why a request failed: an error that is already in the user's words, or the engine's own text. */
export type EngineFailure = { readonly kind: 'known'; readonly error: WireError } | { readonly kind: 'engine'; readonly message: string }

export type ToEngine =
  | { readonly kind: 'request'; readonly requestId: number; readonly request: EngineRequest }
  | { readonly kind: 'interrupt' }

export type FromEngine =
  | { readonly kind: 'opened' }
  | { readonly kind: 'answer'; readonly requestId: number; readonly value: EngineAnswers[EngineRequest['kind']] }
  | { readonly kind: 'failed'; readonly requestId: number; readonly failure: EngineFailure }
  /** A scan is read for the first time: fill the ring. `columnIndexes` are the only columns wanted, in this order. */
  | { readonly kind: 'open-stream'; readonly relation: string; readonly columnIndexes: readonly number[]; readonly ring: SharedArrayBuffer }
  | { readonly kind: 'text-batch'; readonly bytes: Uint8Array; readonly rowCount: number }

/** What the engine thread is started with. */
export interface EngineThreadData {
  /** Run once, in this order, right after the engine is open. */
  readonly settings: readonly string[]
  /** See Macros. */
  readonly macros: readonly string[]
}
