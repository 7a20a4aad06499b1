/** The classes by which Hive names its formats, as they stand in statements that were made by SHOW CREATE TABLE elsewhere. */
import { notSupported } from '../syntax-error.ts'

export interface RowFormat {
  /** The name behind USING that says the same. */
  readonly provider: 'hive' | 'parquet' | 'orc' | 'avro'
  readonly options: ReadonlyMap<string, string>
}

/** Its signs stand in the options under the names of its own properties, and its own name beside them. */
const CSV_SERDE = 'org.apache.hadoop.hive.serde2.opencsvserde'
const CSV_PROPERTIES = ['separatorchar', 'quotechar', 'escapechar']

const SERDES: ReadonlyMap<string, RowFormat['provider']> = new Map([
  ['org.apache.hadoop.hive.serde2.lazy.lazysimpleserde', 'hive'],
  [CSV_SERDE, 'hive'],
  ['org.apache.hadoop.hive.ql.io.parquet.serde.parquethiveserde', 'parquet'],
  ['parquet.hive.serde.parquethiveserde', 'parquet'],
  ['org.apache.hadoop.hive.ql.io.orc.orcserde', 'orc'],
  ['org.apache.hadoop.hive.serde2.avro.avroserde', 'avro'],
])

const INPUTS: ReadonlyMap<string, string> = new Map([
  ['org.apache.hadoop.mapred.textinputformat', 'textfile'],
  ['org.apache.hadoop.hive.ql.io.parquet.mapredparquetinputformat', 'parquet'],
  ['parquet.hive.deprecatedparquetinputformat', 'parquet'],
  ['org.apache.hadoop.hive.ql.io.orc.orcinputformat', 'orc'],
  ['org.apache.hadoop.hive.ql.io.avro.avrocontainerinputformat', 'avro'],
])

/** Of text: what Hive calls an option of a row → what it is called in OPTIONS. Hive itself misspells one. */
const TEXT_PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['field.delim', 'fielddelim'],
  ['escape.delim', 'escapedelim'],
  ['collection.delim', 'collectiondelim'],
  ['colelction.delim', 'collectiondelim'],
  ['mapkey.delim', 'mapkeydelim'],
  ['line.delim', 'linedelim'],
  ['serialization.null.format', 'serialization.null.format'],
])

/** @throws CausewayError for a class and a property that nothing here does the work of */
export function serdeFormat(name: string, properties: ReadonlyMap<string, string>): RowFormat {
  const provider = SERDES.get(name.toLowerCase())
  if (provider === undefined) throw notSupported(`ROW FORMAT SERDE '${name}'`, hintOf(name))
  const isCsv = name.toLowerCase() === CSV_SERDE
  const options = new Map<string, string>(isCsv ? [['serde', name]] : [])
  for (const [key, value] of properties) {
    const option = provider === 'hive' ? optionNamed(key.toLowerCase(), isCsv) : undefined
    if (option !== undefined) options.set(option, value)
    else if (key.toLowerCase() !== 'serialization.format') throw notSupported(`The property '${key}' of ROW FORMAT SERDE '${name}'`)
  }
  if (isCsv) return { provider, options }
  const separator = properties.get('serialization.format')
  // The byte that separates fields where field.delim does not say it; '1' is the default.
  if (provider === 'hive' && separator !== undefined && !options.has('fielddelim') && separator !== '1')
    options.set('fielddelim', /^\d{1,3}$/.test(separator) ? String.fromCharCode(Number(separator)) : separator)
  return { provider, options }
}

const optionNamed = (property: string, isCsv: boolean): string | undefined =>
  isCsv ? CSV_PROPERTIES.find((name) => name === property) : TEXT_PROPERTIES.get(property)

/** What STORED AS would say in one word. */
export function storedByClass(input: string, output: string): string {
  const stored = INPUTS.get(input.toLowerCase())
  if (stored !== undefined) return stored
  throw notSupported(`STORED AS INPUTFORMAT '${input}' OUTPUTFORMAT '${output}'`, 'Write STORED AS PARQUET or USING parquet.')
}

function hintOf(name: string): string {
  if (/csv/i.test(name)) return "Write 'org.apache.hadoop.hive.serde2.OpenCSVSerde', or USING csv."
  if (/json/i.test(name)) return 'Write USING json.'
  return 'Write ROW FORMAT DELIMITED FIELDS TERMINATED BY …, or USING csv, json, parquet or avro.'
}
