import { boolean, character, oneOf, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

const path = { kind: 'used', required: true, value: text, meaning: 'obs://bucket/folder, or one file; LOCATION says the same' } as const
const encoding = {
  kind: 'no-effect',
  otherName: 'charset',
  value: oneOf(['UTF-8', 'UTF8'], 'not-supported'),
  because: 'files are in UTF-8',
  hint: 'Convert the files to UTF-8',
} as const
const uncompressed = {
  kind: 'no-effect',
  value: oneOf(['none', 'uncompressed'], 'not-supported'),
  because: 'files are written without compression, and compressed ones are read as they are',
  hint: 'Leave the option compression out, or USING parquet',
} as const

const PARQUET_OPTIONS = optionsSchema('option', 'a Parquet table', {
  path,
  compression: {
    kind: 'used',
    value: oneOf(['snappy', 'none', 'uncompressed'], 'not-supported'),
    meaning: 'of the files that are written: snappy unless given',
    hint: 'Leave the option compression out; files are read with any',
  },
  mergeSchema: { kind: 'no-effect', value: boolean, because: 'columns are always found by name in all files' },
})

const JSON_OPTIONS = optionsSchema('option', 'a JSON table', {
  path,
  compression: uncompressed,
  encoding,
  mode: {
    kind: 'no-effect',
    value: oneOf(['PERMISSIVE'], 'not-supported'),
    because: 'a value that is not of its column’s type is always NULL',
  },
  multiLine: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'files have one object a line',
    hint: 'Write one object a line',
  },
  primitivesAsString: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'columns have the types that are written',
    hint: 'Name the columns as STRING in CREATE TABLE',
  },
})

const CSV_OPTIONS = optionsSchema('option', 'a CSV table', {
  path,
  header: { kind: 'used', value: boolean, meaning: 'true: the first line of each file has the names' },
  sep: {
    kind: 'used',
    otherName: 'delimiter',
    value: character('never empty'),
    meaning: 'what is between two values: a comma unless given',
  },
  quote: { kind: 'used', value: character('may be empty'), meaning: 'what is around a value: " unless given' },
  escape: { kind: 'used', value: character('may be empty'), meaning: 'what is before a quote within a value: \\ unless given' },
  nullValue: { kind: 'used', value: rawText, meaning: 'what stands for NULL: an empty text unless given' },
  dateFormat: { kind: 'used', value: rawText, meaning: 'a pattern of yyyy, MM and dd: yyyy-MM-dd unless given' },
  timestampFormat: {
    kind: 'used',
    value: rawText,
    meaning: 'a pattern of yyyy, MM, dd, HH, mm, ss, SSS and SSSSSS: the ISO form unless given',
  },
  mode: {
    kind: 'used',
    value: oneOf(['PERMISSIVE', 'FAILFAST'], 'not-supported'),
    meaning: 'PERMISSIVE, unless given: a value that is not of its column’s type is NULL; FAILFAST: the job fails',
  },
  encoding,
  compression: uncompressed,
  inferSchema: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'columns without a type are strings',
    hint: 'Name the columns and their types in CREATE TABLE',
  },
  multiLine: {
    kind: 'no-effect',
    value: oneOf(['false'], 'not-supported'),
    because: 'a row is a line of its own',
    hint: 'Write one row a line',
  },
})

export const FILE_OPTIONS = { parquet: PARQUET_OPTIONS, json: JSON_OPTIONS, csv: CSV_OPTIONS } as const
