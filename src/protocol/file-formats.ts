/** Formats whose tables say themselves, in a log beside their files, which columns and files they have; with their names for people. */
export const TABLE_FORMATS = { delta: 'Delta Lake', iceberg: 'Apache Iceberg' } as const
export type TableFormatName = keyof typeof TABLE_FORMATS

/** Of a table at a location, by the word of USING; hive: text with delimiters, as ROW FORMAT says them. */
export const FILE_FORMATS = ['parquet', 'csv', 'json', 'text', 'hive', 'avro', 'orc', 'delta', 'iceberg'] as const
export type FileFormatName = (typeof FILE_FORMATS)[number]

/** What is named by such a word: by its path in a query, or with USING. */
export const NAMED_FORMATS = FILE_FORMATS.filter((format) => format !== 'hive')

/** What whole files are loaded from, into a table. */
export const LOADED_FORMATS = ['csv', 'json', 'parquet', 'avro', 'orc'] as const satisfies readonly FileFormatName[]

/** What a managed table can be said to be of; its own files are Parquet. */
export const DECLARED_FORMATS = ['csv', 'json', 'text', 'avro', 'orc'] as const satisfies readonly FileFormatName[]
export type DeclaredFormat = (typeof DECLARED_FORMATS)[number]
