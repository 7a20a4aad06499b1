import { semanticError } from '../syntax-error.ts'
import { readName } from './names.ts'
import { readProperties } from './properties.ts'
import { type RowFormat, serdeFormat, storedByClass } from './serde-names.ts'
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

/** ROW FORMAT DELIMITED …, or ROW FORMAT SERDE with the name of a class that is known. Undefined: it is not next. */
export function readRowFormat(reader: TokenReader): RowFormat | undefined {
  if (!reader.takeWord('ROW', 'FORMAT')) return undefined
  if (reader.takeWord('SERDE')) {
    const name = readSingleString(reader)
    return serdeFormat(name, reader.takeWord('WITH', 'SERDEPROPERTIES') ? readProperties(reader) : new Map())
  }
  reader.expectWord('DELIMITED')
  const options = new Map<string, string>()
  for (const [words, option] of CLAUSES) {
    if (option === 'escapedelim' && !options.has('fielddelim')) continue
    if (reader.takeWord(...words)) options.set(option, readSingleString(reader))
  }
  // As in Spark: what is empty is not said.
  for (const [option, sign] of options) if (sign === '' && option !== 'serialization.null.format') options.delete(option)
  return { provider: 'hive', options }
}

/** Behind STORED AS: the name of a format, or classes that read and write one. */
export function readStored(reader: TokenReader): string {
  if (!reader.takeWord('INPUTFORMAT')) return readName(reader).toLowerCase()
  const input = readSingleString(reader)
  reader.expectWord('OUTPUTFORMAT')
  return storedByClass(input, readSingleString(reader))
}

/** What STORED AS names, with or without a row format: the name behind USING that says the same. */
export function storedProvider(stored: string | undefined, rowFormat: RowFormat | undefined): string | undefined {
  const named = stored === 'textfile' ? 'hive' : stored
  if (rowFormat === undefined) return named
  if (named !== undefined && named !== rowFormat.provider)
    throw semanticError(
      `ROW FORMAT is of ${rowFormat.provider === 'hive' ? 'TEXTFILE' : rowFormat.provider.toUpperCase()}, and STORED AS of ${(stored ?? '').toUpperCase()}`,
      'Leave one of them out.',
    )
  return rowFormat.provider
}
