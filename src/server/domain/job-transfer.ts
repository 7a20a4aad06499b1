import type { ImportedFiles, RowExport } from '../../protocol/row-transfer.ts'
import type { Column } from '../../protocol/table-definition.ts'

/** What a job does that moves rows between tables and files, beside its statement. */
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
