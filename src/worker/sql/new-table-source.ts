import type { TableSource } from '../../protocol/table-definition.ts'

/** Where a new table's rows will be, as the statement says it; options have lower-case names. `rowFormat`: of the files that are loaded into it. */
export type NewTableSource =
  | { readonly kind: 'managed'; readonly rowFormat?: Readonly<Record<string, string>> }
  | Exclude<TableSource, { kind: 'managed' }>
