import { CausewayError } from '../../../base/errors.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { readOptions } from '../shared/options/read-options.ts'
import type { OptionValues } from '../shared/options/source-option.ts'
import { COMPRESSED_ENDINGS, packing, type TextCompression } from './compression/text-compression.ts'
import { type CsvFormat, csvFormat } from './csv/csv-format.ts'
import { DEFAULT_SEPARATORS, type HiveFormat } from './hive/hive-format.ts'
import type { JsonInference, JsonOptions } from './json/json-options.ts'
import { encoded } from './json/utf8-text.ts'
import { FILE_OPTIONS } from './options.ts'
import type { TextFormat } from './text/text-format.ts'

/** Of the files that are written, by the engine's names. */
export type ParquetCompression = 'snappy' | 'uncompressed' | 'gzip' | 'zstd'

export type FileFormat =
  | { readonly kind: 'parquet'; readonly compression: ParquetCompression; readonly mergeSchema: boolean }
  | {
      readonly kind: 'json'
      readonly options: JsonOptions
      readonly inference: JsonInference
      /** Of the files that are written. */
      readonly compression: TextCompression | undefined
      /** What is NULL is not written. */
      readonly ignoresNullFields: boolean
    }
  | CsvFormat
  | TextFormat
  | HiveFormat
  | { readonly kind: 'avro' }
  | { readonly kind: 'orc' }

/** Of the files that are written. */
export type WritableFormat = Exclude<FileFormat, { kind: 'avro' | 'orc' }>

/** What the name of a file that is written ends with, by which it is read back. */
export function fileEnding(format: WritableFormat): string {
  switch (format.kind) {
    case 'parquet':
      return '.parquet'
    case 'csv':
      return `.csv${packedEnding(format.writing.compression)}`
    case 'json':
      return `.json${packedEnding(format.compression)}`
    case 'hive':
      return packedEnding(format.compression)
    case 'text':
      return `.txt${packedEnding(format.compression)}`
  }
}

const packedEnding = (compression: TextCompression | undefined): string =>
  compression === undefined ? '' : COMPRESSED_ENDINGS[compression]

/** @throws CausewayError, by name, for an option that cannot be honoured exactly. */
export function fileFormat(source: TableDefinition['source']): FileFormat {
  if (source.kind === 'managed') {
    // Of the files that are loaded into it: refused with the table, and not first with them.
    if (source.rowFormat !== undefined) hiveFormat(readOptions(FILE_OPTIONS.hive, { ...source.rowFormat, path: 'obs://bucket/loaded' }))
    if (source.declared !== undefined) fileFormat({ kind: 'files', location: 'obs://bucket/loaded', ...source.declared })
    return { kind: 'parquet', compression: 'snappy', mergeSchema: false }
  }
  if (source.kind !== 'files') throw new CausewayError('internal', 'A table without files was given to the files source')
  const given = { ...source.options, path: source.location }
  switch (source.format) {
    case 'parquet': {
      const { compression = 'snappy', mergeSchema = false } = readOptions(FILE_OPTIONS.parquet, given)
      return { kind: 'parquet', compression: compression === 'none' ? 'uncompressed' : compression, mergeSchema }
    }
    case 'json':
      return jsonFormat(readOptions(FILE_OPTIONS.json, given))
    case 'text':
      return textFormat(readOptions(FILE_OPTIONS.text, given))
    case 'hive':
      return hiveFormat(readOptions(FILE_OPTIONS.hive, given))
    case 'avro':
      readOptions(FILE_OPTIONS.avro, given)
      return { kind: 'avro' }
    case 'orc':
      readOptions(FILE_OPTIONS.orc, given)
      return { kind: 'orc' }
    case 'delta':
    case 'iceberg':
      throw new CausewayError('internal', 'A table with a log was given to the reader of folders')
    case 'csv':
      return csvFormat(readOptions(FILE_OPTIONS.csv, given))
  }
}

/** @throws CausewayError not-supported for a format that is read only */
export function writableFormat(source: TableDefinition['source']): WritableFormat {
  const format = fileFormat(source)
  if (format.kind === 'hive' && format.headerLines > 0)
    throw new CausewayError('not-supported', "Rows cannot be written into a table that was made with 'skip.header.line.count'", {
      hint: 'The first lines of what is written would be left out where it is read: write into a table that is made without that property.',
    })
  if (format.kind !== 'avro' && format.kind !== 'orc') return format
  const shown = format.kind === 'avro' ? 'Avro' : 'ORC'
  throw new CausewayError('not-supported', `Writing ${shown} files is not supported: tables USING ${format.kind} are read`, {
    hint: 'Write a table of its own, or files with USING parquet.',
  })
}

function textFormat({ wholetext, lineSep, encoding, compression }: OptionValues<(typeof FILE_OPTIONS)['text']['options']>): TextFormat {
  return {
    kind: 'text',
    wholeText: wholetext ?? false,
    lineSeparator: lineSep === undefined ? undefined : encoded(lineSep, encoding),
    compression: packing(compression),
  }
}

function hiveFormat(options: OptionValues<(typeof FILE_OPTIONS)['hive']['options']>): HiveFormat {
  const [field = 1, collection = 2, mapKey = 3, ...deeper] = DEFAULT_SEPARATORS
  const opencsv = options.serde === undefined ? undefined : opencsvFormat(options)
  const { fieldDelim = field, collectionDelim = collection, mapkeyDelim = mapKey, escapeDelim } = options
  return {
    kind: 'hive',
    separators: [fieldDelim, collectionDelim, mapkeyDelim, ...deeper],
    escapeCode: escapeDelim,
    nullText: options['serialization.null.format'] ?? '\\N',
    compression: packing(options.compression),
    opencsv,
    headerLines: options['skip.header.line.count'] ?? 0,
  }
}

function opencsvFormat(options: OptionValues<(typeof FILE_OPTIONS)['hive']['options']>): HiveFormat['opencsv'] {
  const other = (['fieldDelim', 'escapeDelim', 'collectionDelim', 'mapkeyDelim', 'serialization.null.format'] as const).find(
    (name) => options[name] !== undefined,
  )
  if (other !== undefined)
    throw new CausewayError('invalid-parameter', `The option ${other} is none of a table of OpenCSVSerde`, {
      hint: 'Its signs are separatorChar, quoteChar and escapeChar: leave it out.',
    })
  const { separatorChar: separator = ',', quoteChar: quote = '"', escapeChar: writtenEscape = '"' } = options
  // Hive takes the sign that stands for none given for another where it reads.
  const readEscape = writtenEscape === '"' ? '\\' : writtenEscape
  if (new Set([separator, quote, readEscape]).size < 3)
    throw new CausewayError(
      'invalid-parameter',
      'The separator, the quote and the escape of OpenCSVSerde are not three different characters',
      {
        hint: 'Give separatorChar, quoteChar and escapeChar each a value of its own; unless given they are a comma, " and \\.',
      },
    )
  return { separator, quote, escape: readEscape, writtenEscape }
}

function jsonFormat(options: OptionValues<(typeof FILE_OPTIONS)['json']['options']>): FileFormat {
  const { encoding, lineSep, multiLine = false } = options
  if (!multiLine && (encoding === 'UTF-16' || encoding === 'UTF-32')) {
    throw new CausewayError('not-supported', `Lines of the encoding ${encoding} are not supported, as in Spark`, {
      hint: `Say which bytes come first: ${encoding}LE or ${encoding}BE, with the option lineSep; or set multiLine`,
    })
  }
  if (!multiLine && lineSep === undefined && encoding !== undefined && encoding !== 'UTF-8' && encoding !== 'UTF8') {
    throw new CausewayError('invalid-parameter', `The option lineSep must be given for lines of the encoding ${encoding}, as in Spark`, {
      hint: "Add 'lineSep'='\\n', or set multiLine",
    })
  }
  return {
    kind: 'json',
    compression: packing(options.compression),
    ignoresNullFields: options.ignoreNullFields ?? true,
    inference: {
      primitivesAsString: options.primitivesAsString ?? false,
      prefersDecimal: options.prefersDecimal ?? false,
      dropFieldIfAllNull: options.dropFieldIfAllNull ?? false,
    },
    options: {
      dialect: {
        allowComments: options.allowComments ?? false,
        allowUnquotedFieldNames: options.allowUnquotedFieldNames ?? false,
        allowSingleQuotes: options.allowSingleQuotes ?? true,
        allowNumericLeadingZeros: options.allowNumericLeadingZeros ?? false,
        allowNonNumericNumbers: options.allowNonNumericNumbers ?? true,
        allowBackslashEscapingAnyCharacter: options.allowBackslashEscapingAnyCharacter ?? false,
        allowUnquotedControlChars: options.allowUnquotedControlChars ?? false,
      },
      mode: options.mode ?? 'PERMISSIVE',
      columnNameOfCorruptRecord: options.columnNameOfCorruptRecord ?? '_corrupt_record',
      multiLine,
      encoding,
      lineSep,
      dateFormat: options.dateFormat,
      timestampFormat: options.timestampFormat,
    },
  }
}
