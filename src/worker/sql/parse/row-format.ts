import { notSupported, semanticError } from '../syntax-error.ts'
import { readSingleString } from './strings.ts'
import type { TokenReader } from './token-reader.ts'

/** In the order in which Spark reads them; ESCAPED BY stands behind FIELDS only. */
const CLAUSES: readonly (readonly [words: readonly string[], option: string])[] = [
  [['FIELDS', 'TERMINATED', 'BY'], 'fielddelim'],
  [['ESCAPED', 'BY'], 'escapedelim'],
  [['COLLECTION', 'ITEMS', 'TERMINATED', 'BY'], 'collectiondelim'],
  [['MAP', 'KEYS', 'TERMINATED', 'BY'], 'mapkeydelim'],
  [['LINES', 'TERMINATED', 'BY'], 'linedelim'],
  [['NULL', 'DEFINED', 'AS'], 'serialization.null.format'],
]

/** ROW FORMAT DELIMITED …, as the options of a table USING hive. Undefined: it is not next. */
export function readRowFormat(reader: TokenReader): ReadonlyMap<string, string> | undefined {
  if (!reader.takeWord('ROW', 'FORMAT')) return undefined
  if (reader.isWord('SERDE'))
    throw notSupported('ROW FORMAT SERDE', 'Write ROW FORMAT DELIMITED FIELDS TERMINATED BY …, or USING csv, json, parquet or avro.')
  reader.expectWord('DELIMITED')
  const options = new Map<string, string>()
  for (const [words, option] of CLAUSES) {
    if (option === 'escapedelim' && !options.has('fielddelim')) continue
    if (reader.takeWord(...words)) options.set(option, readSingleString(reader))
  }
  // As in Spark: what is empty is not said.
  for (const [option, sign] of options) if (sign === '' && option !== 'serialization.null.format') options.delete(option)
  return options
}

/** What STORED AS names, with or without a row format: the name behind USING that says the same. */
export function storedProvider(stored: string | undefined, rowFormat: ReadonlyMap<string, string> | undefined): string | undefined {
  if (rowFormat !== undefined && stored !== undefined && stored !== 'textfile')
    throw semanticError(`ROW FORMAT DELIMITED is for STORED AS TEXTFILE, and not for ${stored.toUpperCase()}`, 'Leave one of them out.')
  return stored === 'textfile' || (stored === undefined && rowFormat !== undefined) ? 'hive' : stored
}
