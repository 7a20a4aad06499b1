import type { ImportedFiles, RowExport } from '../../protocol/row-transfer.ts'
import type { Column, RemoteSource } from '../../protocol/table-definition.ts'

/** What a job reads or writes that its statement cannot name. */
export type JobTransfer =
  /** `tableName`: '' where the rows are a result's. */
  | { readonly kind: 'export'; readonly tableName: string; readonly to: RowExport }
  | {
      readonly kind: 'import'
      readonly tableName: string
      readonly from: ImportedFiles
      /** Of the files: those of the table that the statement gives rows. */
      readonly columns: readonly Column[]
      readonly overwrite: boolean
    }
  /** Something of a database that is no table here, for a try of the log-in. */
  | { readonly kind: 'remote'; readonly tableName: ''; readonly from: RemoteSource; readonly columns: readonly Column[] }
