/** Options of a table, by their names. */
export type Options = Readonly<Record<string, string>>

/** A format of files that both read. A new one is a record here, and nothing else. */
export interface PublicFormat {
  readonly using: string
  /** Of the files that are of the format, compressed ones included. */
  readonly names: RegExp
  /** How each file is read: the first is the way that most people take. */
  readonly readings: readonly Options[]
}

export const FORMATS: Readonly<Record<string, PublicFormat>> = {
  csv: {
    using: 'csv',
    names: /\.(csv|tsv)(\.(gz|bz2|zst))?$/i,
    readings: [
      { header: 'true' },
      { header: 'true', inferSchema: 'true' },
      { header: 'true', multiLine: 'true' },
      { header: 'false', sep: '|', escape: '"' },
    ],
  },
  json: {
    using: 'json',
    names: /\.(json|jsonl|ndjson|geojson)(\.(gz|bz2|zst))?$/i,
    readings: [{}, { multiLine: 'true' }, { prefersDecimal: 'true', primitivesAsString: 'false' }, { mode: 'DROPMALFORMED' }],
  },
  parquet: { using: 'parquet', names: /\.parq(uet)?$/i, readings: [{}] },
  orc: { using: 'orc', names: /\.orc$/i, readings: [{}] },
  avro: { using: 'avro', names: /\.avro$/i, readings: [{}] },
}

export const optionsText = (options: Options): string =>
  Object.entries(options)
    .map(([name, value]) => `${name} '${value}'`)
    .join(', ')
