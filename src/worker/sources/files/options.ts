import { lookup } from '../../../base/lookup.ts'
import { boolean, character, integer, matching, oneOf, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'
import type { OptionValue } from '../shared/options/source-option.ts'
import { CHOICE_OPTIONS } from './choice-options.ts'
import { TEXT_COMPRESSIONS, UNCOMPRESSED } from './compression/text-compression.ts'
import { CSV_ENCODINGS, type CsvEncoding, ENCODING_ALIASES } from './csv/csv-names.ts'
import { TEXT_ENCODINGS } from './json/json-options.ts'
import { METADATA_FILE } from './table-format/iceberg/metadata-name.ts'

const path = { kind: 'used', required: true, value: text, meaning: 'obs://bucket/folder, or one file; LOCATION says the same' } as const
const encodingOf: OptionValue<CsvEncoding> = {
  ...oneOf(CSV_ENCODINGS, 'not-supported'),
  read: (written) => CSV_ENCODINGS.find((name) => name === (ENCODING_ALIASES[written.toUpperCase()] ?? written.toUpperCase())),
}
const compressionOf = oneOf([...UNCOMPRESSED, ...TEXT_COMPRESSIONS], 'not-supported')
/** What is between two values, with the escapes that Spark knows in it. */
const separator: OptionValue<string> = {
  allowed: 'one character or more, with \\t, \\r, \\b, \\f, \\", \\\' and \\\\ as in Java',
  otherwise: 'invalid-parameter',
  controls: true,
  read(written) {
    const signs = [...written.matchAll(/\\([\s\S]?)|[^\\]/g)].map(([sign, escaped]) =>
      escaped === undefined ? sign : ESCAPED_SIGNS[escaped],
    )
    return signs.length === 0 || signs.includes(undefined) ? undefined : signs.join('')
  },
}
const ESCAPED_SIGNS: Readonly<Record<string, string>> = lookup({ t: '\t', r: '\r', b: '\b', f: '\f', '"': '"', "'": "'", '\\': '\\' })
const lineSeparator: OptionValue<string> = { ...matching('one or two characters', /^[\s\S]{1,2}$/), controls: true }

const flag = (meaning: string) => ({ kind: 'used', value: boolean, meaning }) as const

const PARQUET_OPTIONS = optionsSchema('option', 'a Parquet table', {
  ...CHOICE_OPTIONS,
  compression: {
    kind: 'used',
    value: oneOf(['snappy', 'gzip', 'zstd', 'none', 'uncompressed'], 'not-supported'),
    meaning: 'of the files that are written: snappy unless given',
    hint: 'Leave the option compression out, or write gzip or zstd',
  },
  mergeSchema: {
    kind: 'used',
    value: boolean,
    meaning: 'true: a table without named columns has those of all files; false, unless given: those of the first by its name',
  },
})

const TEXT_OPTIONS = optionsSchema('option', 'a text table', {
  ...CHOICE_OPTIONS,
  wholetext: flag('true: each file is one row; false, unless given: each line is'),
  lineSep: {
    kind: 'used',
    value: { ...rawText, allowed: 'a text of one character or more', read: (written) => (written === '' ? undefined : written) },
    meaning: 'what is between two rows: a line feed, a carriage return or both unless given; a line feed when it is written',
  },
  encoding: {
    kind: 'used',
    value: oneOf(TEXT_ENCODINGS, 'not-supported'),
    meaning: 'of lineSep, and of nothing else, as in Spark: UTF-8 unless given',
  },
  compression: {
    kind: 'used',
    value: compressionOf,
    meaning:
      'of the files that are written: none unless given; files are read as the ends of their names say (.gz, .deflate, .zst, .bz2, .snappy, .lz4)',
    hint: 'Leave the option compression out, or write gzip',
  },
})

const hiveSign: OptionValue<number> = {
  allowed: 'one sign of ASCII, or its code as a number up to 127',
  otherwise: 'not-supported',
  controls: true,
  read(written) {
    const code = /^\d+$/.test(written) ? Number(written) : written.length === 1 ? written.charCodeAt(0) : Number.NaN
    return code > 0 && code < 128 && code !== 10 && code !== 13 ? code : undefined
  },
}

/** Hive takes the first character, and overlooks what follows. */
const firstCharacter: OptionValue<string> = { ...rawText, allowed: 'a character', read: (written) => written[0] }
const OPENCSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde'

const HIVE_OPTIONS = optionsSchema('option', 'a table of text with delimiters', {
  ...CHOICE_OPTIONS,
  fileFormat: {
    kind: 'no-effect',
    value: oneOf(['textfile'], 'not-supported'),
    because: 'other files are USING parquet, avro or json',
  },
  serde: {
    kind: 'used',
    value: oneOf([OPENCSV], 'not-supported'),
    meaning: 'OpenCSVSerde: a row is a line of CSV, and all columns are strings',
    hint: 'Leave the option serde out',
  },
  separatorChar: {
    kind: 'used',
    needs: ['serde'],
    value: firstCharacter,
    meaning: 'of OpenCSVSerde: what is between two values, a comma unless given',
  },
  quoteChar: { kind: 'used', needs: ['serde'], value: firstCharacter, meaning: 'of OpenCSVSerde: what is around a value, " unless given' },
  escapeChar: {
    kind: 'used',
    needs: ['serde'],
    value: firstCharacter,
    meaning: 'of OpenCSVSerde: what is before a quote within a value; unless given \\ where it is read, and " where it is written',
  },
  'skip.header.line.count': {
    kind: 'used',
    value: integer(0),
    meaning: 'lines at the start of each file that are no rows, as TBLPROPERTIES of the statement that made the table say',
  },
  fieldDelim: { kind: 'used', value: hiveSign, meaning: 'FIELDS TERMINATED BY: U+0001 unless given' },
  escapeDelim: { kind: 'used', value: hiveSign, meaning: 'ESCAPED BY: nothing unless given' },
  collectionDelim: { kind: 'used', value: hiveSign, meaning: 'COLLECTION ITEMS TERMINATED BY: U+0002 unless given' },
  mapkeyDelim: { kind: 'used', value: hiveSign, meaning: 'MAP KEYS TERMINATED BY: U+0003 unless given' },
  lineDelim: {
    kind: 'no-effect',
    value: {
      ...rawText,
      allowed: 'a line feed',
      otherwise: 'not-supported',
      read: (written) => (['\n', '10'].includes(written) ? written : undefined),
    },
    because: 'a row is a line, as in Spark, which takes no other',
  },
  'serialization.null.format': { kind: 'used', value: rawText, meaning: 'NULL DEFINED AS: \\N unless given' },
  compression: {
    kind: 'used',
    value: compressionOf,
    meaning:
      'of the files that are written: none unless given; files are read as the ends of their names say (.gz, .deflate, .zst, .bz2, .snappy, .lz4)',
    hint: 'Leave the option compression out, or write gzip',
  },
})

const AVRO_OPTIONS = optionsSchema('option', 'an Avro table', {
  ...CHOICE_OPTIONS,
  ignoreExtension: {
    kind: 'no-effect',
    value: oneOf(['true'], 'not-supported'),
    because: 'all files of the folder are read, whatever their names end with',
  },
})

const ORC_OPTIONS = optionsSchema('option', 'an ORC table', {
  ...CHOICE_OPTIONS,
  mergeSchema: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'columns that are not named are those of the first file by its name',
    hint: 'Name the columns and their types in CREATE TABLE',
  },
})

/** What else there is to say stands in the table's log. */
const DELTA_OPTIONS = optionsSchema('option', 'a Delta Lake table', { path })
const ICEBERG_OPTIONS = optionsSchema('option', 'an Iceberg table', {
  path,
  metadata_file: {
    kind: 'used',
    value: matching('the name of a file *.metadata.json of the folder metadata, or its path', METADATA_FILE),
    meaning: 'the metadata that is the present one: unless given, what metadata/version-hint.text says, or the highest version',
  },
})

const JSON_OPTIONS = optionsSchema('option', 'a JSON table', {
  ...CHOICE_OPTIONS,
  compression: {
    kind: 'used',
    value: compressionOf,
    meaning:
      'of the files that are written: none unless given; files are read as the ends of their names say (.gz, .deflate, .zst, .bz2, .snappy, .lz4)',
    hint: 'Leave the option compression out, or write gzip',
  },
  encoding: {
    kind: 'used',
    otherName: 'charset',
    value: oneOf(TEXT_ENCODINGS, 'not-supported'),
    meaning: 'of the files that are read: UTF-8, UTF-16 or UTF-32, as their first bytes say, unless given',
    hint: 'Convert the files to UTF-8',
  },
  lineSep: {
    kind: 'used',
    value: { ...rawText, allowed: 'a text of one character or more', read: (written) => (written === '' ? undefined : written) },
    meaning: 'what is between two records: a line feed, a carriage return or both unless given; a line feed when it is written',
  },
  ignoreNullFields: flag('true, unless given: what is NULL is left out of records that are written'),
  mode: {
    kind: 'used',
    value: oneOf(['PERMISSIVE', 'DROPMALFORMED', 'FAILFAST']),
    meaning:
      'what a malformed record becomes: PERMISSIVE, unless given: a row with NULL for what does not fit; DROPMALFORMED: no row; FAILFAST: the job fails',
  },
  columnNameOfCorruptRecord: {
    kind: 'used',
    value: text,
    meaning: 'the column, of type STRING, that has the text of a malformed record: _corrupt_record unless given',
  },
  multiLine: flag('true: a file is one record, an object or an array of them; false, unless given: each line is one'),
  dateFormat: { kind: 'used', value: rawText, meaning: 'a pattern of the texts of dates, as to_date takes it' },
  timestampFormat: { kind: 'used', value: rawText, meaning: 'a pattern of the texts of timestamps, as to_timestamp takes it' },
  timestampNTZFormat: {
    kind: 'no-effect',
    value: rawText,
    because: 'there is no timestamp without a time zone',
  },
  timeZone: {
    kind: 'no-effect',
    value: oneOf(['UTC', 'GMT', 'Z', '+00:00', 'Etc/UTC'], 'not-supported'),
    because: 'times without a zone are UTC',
  },
  locale: { kind: 'no-effect', value: oneOf(['en-US', 'en'], 'not-supported'), because: 'names of months are English' },
  allowComments: flag('true: comments of Java may stand between values'),
  allowUnquotedFieldNames: flag('true: names need no quotes'),
  allowSingleQuotes: flag("true, unless given: ' is a quote, too"),
  allowNumericLeadingZeros: flag('true: numbers may begin with 0'),
  allowNonNumericNumbers: flag('true, unless given: NaN and infinities are numbers'),
  allowBackslashEscapingAnyCharacter: flag('true: \\ may stand before any character'),
  allowUnquotedControlChars: flag('true: control characters may stand in strings'),
  primitivesAsString: flag('true: columns that are found in the files have no numbers and booleans, but texts'),
  prefersDecimal: flag('true: numbers with a fraction become decimals, not doubles, where columns are found in the files'),
  dropFieldIfAllNull: flag('true: what is only NULL, or empty, becomes no column'),
  inferTimestamp: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'texts are found to be strings',
    hint: 'Name the column as TIMESTAMP in CREATE TABLE',
  },
  samplingRatio: {
    kind: 'no-effect',
    value: matching('a number above 0, up to 1', /^\s*(?:0*\.\d*[1-9]\d*|0*1(?:\.0*)?)\s*$/),
    because: 'all records are looked at',
  },
})

const CSV_OPTIONS = optionsSchema('option', 'a CSV table', {
  ...CHOICE_OPTIONS,
  header: { kind: 'used', value: boolean, meaning: 'true: the first line of each file has the names' },
  inferSchema: {
    kind: 'used',
    value: boolean,
    meaning: 'true: a column without a type has the one that all its values are of; false, unless given: it is string',
  },
  enforceSchema: {
    kind: 'used',
    value: boolean,
    meaning: 'true, unless given: columns are taken in their order, whatever the header says; false: its names must be theirs',
  },
  sep: {
    kind: 'used',
    otherName: 'delimiter',
    value: separator,
    meaning: 'what is between two values, one character or more: a comma unless given',
  },
  quote: { kind: 'used', value: character('may be empty'), meaning: 'what is around a value: " unless given' },
  escape: { kind: 'used', value: character('may be empty'), meaning: 'what is before a quote within a value: \\ unless given' },
  charToEscapeQuoteEscaping: {
    kind: 'used',
    value: character('may be empty'),
    meaning: 'what is before an escape that stands for itself: the escape unless given',
  },
  comment: { kind: 'used', value: character('may be empty'), meaning: 'what a line begins with that is left out: nothing unless given' },
  multiLine: { kind: 'used', value: boolean, meaning: 'true: a row may have line breaks within quotes' },
  lineSep: {
    kind: 'used',
    value: lineSeparator,
    meaning: 'what ends a line: any of \\n, \\r and \\r\\n unless given; \\n when it is written',
  },
  ignoreLeadingWhiteSpace: {
    kind: 'used',
    value: boolean,
    meaning: 'true: blanks before a value are left out; they are when it is written, unless it is false',
  },
  ignoreTrailingWhiteSpace: { kind: 'used', value: boolean, meaning: 'the same of blanks behind a value' },
  nullValue: { kind: 'used', value: rawText, meaning: 'what stands for NULL: an empty text unless given' },
  emptyValue: { kind: 'used', value: rawText, meaning: 'what "" is read as, and an empty text written as' },
  nanValue: { kind: 'used', value: rawText, meaning: 'what stands for NaN: NaN unless given' },
  positiveInf: { kind: 'used', value: rawText, meaning: 'what stands for infinity: Inf unless given' },
  negativeInf: { kind: 'used', value: rawText, meaning: 'what stands for negative infinity: -Inf unless given' },
  dateFormat: { kind: 'used', value: rawText, meaning: 'a pattern of the texts of dates, as to_date takes it: yyyy-MM-dd unless given' },
  timestampFormat: {
    kind: 'used',
    value: rawText,
    meaning: 'a pattern of the texts of timestamps, as to_timestamp takes it: the ISO form unless given',
  },
  mode: {
    kind: 'used',
    value: oneOf(['PERMISSIVE', 'DROPMALFORMED', 'FAILFAST']),
    meaning:
      'PERMISSIVE, unless given: a value that is not of its column’s type is NULL; DROPMALFORMED: its row is left out; FAILFAST: the job fails',
  },
  columnNameOfCorruptRecord: {
    kind: 'used',
    value: text,
    meaning: 'the string column, if the table has it, with the rows that are not as they should be: _corrupt_record unless given',
  },
  maxColumns: { kind: 'used', value: integer(1, 1_000_000), meaning: 'values that a row may have: 20480 unless given' },
  maxCharsPerColumn: { kind: 'used', value: integer(-1), meaning: 'characters that a value may have: -1, unless given, for any number' },
  encoding: { kind: 'used', otherName: 'charset', value: encodingOf, meaning: 'of the files: UTF-8 unless given' },
  compression: {
    kind: 'used',
    otherName: 'codec',
    value: compressionOf,
    meaning:
      'of the files that are written: none unless given; files are read by the end of their name (.gz, .deflate, .zst, .bz2, .snappy, .lz4)',
  },
  quoteAll: { kind: 'used', value: boolean, meaning: 'true: every value that is written has quotes around it' },
  escapeQuotes: {
    kind: 'used',
    value: boolean,
    meaning: 'true, unless given: a value that has a quote in it is written with quotes around it',
  },
  unescapedQuoteHandling: {
    kind: 'no-effect',
    value: oneOf(['STOP_AT_DELIMITER'], 'not-supported'),
    because: 'what follows an unescaped quote is always taken as it is, up to the next separator',
  },
  samplingRatio: {
    kind: 'no-effect',
    value: oneOf(['1', '1.0'], 'not-supported'),
    because: 'types are found from all rows',
    hint: 'Leave it out, or name the columns and their types in CREATE TABLE',
  },
  locale: {
    kind: 'no-effect',
    value: oneOf(['en-US', 'en'], 'not-supported'),
    because: 'numbers and dates are read as in en-US',
    hint: 'Read the columns as string',
  },
  timeZone: { kind: 'no-effect', value: oneOf(['UTC', 'GMT', 'Z'], 'not-supported'), because: 'the time zone of a session is UTC' },
  inputBufferSize: { kind: 'no-effect', value: integer(1), because: 'files are read in pieces of a size of our own' },
})

export const FILE_OPTIONS = {
  parquet: PARQUET_OPTIONS,
  json: JSON_OPTIONS,
  csv: CSV_OPTIONS,
  text: TEXT_OPTIONS,
  hive: HIVE_OPTIONS,
  avro: AVRO_OPTIONS,
  orc: ORC_OPTIONS,
  delta: DELTA_OPTIONS,
  iceberg: ICEBERG_OPTIONS,
} as const
