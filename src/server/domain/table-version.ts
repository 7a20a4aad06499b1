import type { TableFile } from '../../protocol/table-files.ts'

/** A state of a managed table's rows. The number counts from 0, when the table was made. */
export interface TableVersion {
  readonly tableId: string
  readonly version: number
  /** One of TableOperation, or of a later release. */
  readonly operation: string
  readonly userName: string
  readonly jobId: string | undefined
  readonly committedAt: number
}

/** A file of a managed table; it belongs to the versions from `addedIn` on, up to the one before `removedIn`. */
export interface StoredTableFile extends TableFile {
  readonly addedIn: number
  readonly removedIn: number | undefined
}
