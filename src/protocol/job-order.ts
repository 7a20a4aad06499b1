import { type Static, Type } from 'typebox'
import { RowExport } from './row-transfer.ts'
import { StatementLimit } from './statement-rules.ts'
import { TableDefinition } from './table-definition.ts'

const Text = Type.String()
const TextList = Type.Immutable(Type.Array(Text))

/** What binds a started worker to its queue, once and for ever. */
export const Claim = Type.Object({
  queue: Text,
  /** The engine's memory limit and threads, from the queue's CUs and the machine's size. */
  memoryBytesMax: Type.Number(),
  threads: Type.Number(),
  /** What the engine may put on the disk of what does not fit into its memory. */
  scratchBytesMax: Type.Number(),
  /** The only folders the engine may read or write: the project's buckets and its warehouse. */
  dataFolders: TextList,
  /** The worker's own folder for spilled data; emptied by the server when the worker ends. */
  scratchFolder: Text,
})
export type Claim = Readonly<Static<typeof Claim>>

export const JobOrder = Type.Object({
  jobId: Text,
  sql: Text,
  currentDatabase: Text,
  conf: Type.Record(Text, Text),
  /** For current_user(); absent: empty. */
  userName: Type.Optional(Text),
  /**
   * What becomes of a query's rows: the first are kept (also when absent), or all are streamed while it runs, and the first kept too; `whole`: all are kept in a file, and
   * the first as always.
   */
  result: Type.Optional(Type.Union([Type.Literal('kept'), Type.Literal('stream'), Type.Literal('whole')])),
  /** Of a stream: so many rows are left out first. */
  rowsSkipped: Type.Optional(Type.Number()),
  /** What the rules of its queue set it. */
  limits: Type.Optional(Type.Array(StatementLimit, { maxItems: 100 })),
  /** Where the rows of the query go in place of that. */
  exportTo: Type.Optional(Type.Immutable(RowExport)),
  /** Files that the statement reads as the table IMPORTED. */
  importFrom: Type.Optional(Type.Immutable(TableDefinition)),
})
export type JobOrder = Readonly<Static<typeof JobOrder>>
