import type { DeclaredFormat } from '../../protocol/file-formats.ts'
import type { TableSource } from '../../protocol/table-definition.ts'

/** Where a new table's rows will be, as the statement says it; options have lower-case names. */
export type NewTableSource =
  /** `rowFormat` and `declared`: of the files that are loaded into it. */
  | {
      readonly kind: 'managed'
      readonly rowFormat?: Readonly<Record<string, string>>
      readonly declared?: { readonly format: DeclaredFormat; readonly options: Readonly<Record<string, string>> }
      readonly isHive?: boolean
    }
  | Exclude<TableSource, { kind: 'managed' }>
