/** Where a new table's rows will be, as the statement says it; options have lower-case names. */
export type NewTableSource =
  /** `rowFormat`: of the files that are loaded into it. */
  | { readonly kind: 'managed'; readonly rowFormat?: Readonly<Record<string, string>> }
  | {
      readonly kind: 'files'
      readonly format: 'parquet' | 'csv' | 'json' | 'text' | 'hive' | 'avro' | 'orc' | 'delta' | 'iceberg'
      readonly location: string
      readonly options: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'jdbc'
      readonly url: string
      readonly dbtable?: string
      readonly authName?: string
      readonly options: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'redis' | 'mongo'
      readonly host: string
      readonly port: number
      readonly authName?: string
      readonly options: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'css'
      readonly nodes: { host: string; port: number }[]
      readonly authName?: string
      readonly options: Readonly<Record<string, string>>
    }
