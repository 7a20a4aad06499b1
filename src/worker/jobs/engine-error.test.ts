import { expect, test } from 'vitest'
import { engineErrorToUser } from './engine-error.ts'

test.each(['INTERNAL', 'FATAL'])('%s errors are told in our words: no stack trace, nothing of the engine', (kind) => {
  const text = `${kind} Error: Attempted to access index 3 within vector of size 3\n\nStack Trace:\n\n/usr/lib/duckdb.node(+0x1234) [0x7f]\nThis error signals an assertion failure within DuckDB.`
  const error = engineErrorToUser(text, new Map())
  expect(error).toMatchObject({ kind: 'internal', message: 'The engine failed while it ran the statement' })
  expect(`${error.message} ${error.hint}`).not.toMatch(/duckdb|vector|Stack/i)
  expect(error.cause).toBe(text)
})

test('a full disk is told without the words of the system', () => {
  for (const why of ['No space left on device', 'Disk quota exceeded']) {
    const error = engineErrorToUser(`IO Error: Could not write file "/srv/data/warehouse/t/part-0.parquet": ${why}`, new Map())
    expect(error).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('no space left on a disk') })
    expect(`${error.message} ${error.hint}`).not.toMatch(/device|quota|parquet/)
  }
})

test('a stack trace behind another error is cut off', () => {
  expect(engineErrorToUser('Invalid Input Error: bad value\n\nStack Trace:\n\n0 x [0x1]', new Map()).message).toBe('bad value')
})

test.each<[string, string]>([
  [
    'Invalid Input Error: More than one row returned by a subquery used as an expression - scalar subqueries can only return a single row.\n\nUse "SET scalar_subquery_error_on_multiple_rows=false" to revert to previous behavior of returning a random row.',
    'A sub-query that stands for one value gives more than one row',
  ],
  [
    'Out of Range Error: Overflow in addition of INT32 (2147483647 + 1)!',
    'The result of a calculation (addition) does not fit into its type',
  ],
  [
    "Conversion Error: Type DECIMAL with value 4294967294 can't be cast because the value is out of range for the destination type INT32",
    'The value 4294967294 does not fit into INT',
  ],
  [
    "Conversion Error: Type DOUBLE with value -inf can't be cast because the value is out of range for the destination type INT64",
    'The value -Infinity does not fit into BIGINT',
  ],
  [
    "Conversion Error: Type INT64 with value 1 can't be cast because the value is out of range for the destination type UINT128",
    'The result of a calculation does not fit into its type',
  ],
  ['Conversion Error: Could not cast value 123456789012 to DECIMAL(10,2)', 'The value 123456789012 does not fit into DECIMAL(10,2)'],
  [
    'Conversion Error: Casting value "999.996" to type DECIMAL(5,2) failed: value is out of range!',
    'The value 999.996 does not fit into DECIMAL(5,2)',
  ],
  ['Conversion Error: Could not convert string "1e+300" to DECIMAL(5,2)', 'The value 1e+300 does not fit into DECIMAL(5,2)'],
  ['Conversion Error: Failed to cast decimal value 12345678901 to type INT32', 'The value 12345678901 does not fit into INT'],
  ['Conversion Error: Date and time not in timestamp range', 'A date or a timestamp is too far away'],
  [
    `Not implemented Error: Unknown TimeZone 'Europe/Nowhere'!\nCandidate time zones: "Europe/Rome"`,
    'A text names the time zone Europe/Nowhere, which does not exist',
  ],
  [
    'Parser Error: Max expression depth limit of 1000 exceeded. Use "SET max_expression_depth TO x" to increase the maximum expression depth.',
    'An expression is nested too deep, or is a chain of too many values',
  ],
  ['Parser Error: Maximum grouping set count of 65535 exceeded', 'GROUP BY makes more than 65535 grouping sets'],
  ['Out of Range Error: Overflow on abs(-2147483648)', 'The result of a calculation (abs) does not fit into its type'],
  ['Invalid Input Error: Map keys can not be NULL.', 'A key of a map is NULL'],
  ['Invalid Input Error: Map keys must be unique.', 'A map would have a key twice'],
  ['Invalid Input Error: missing ): (', 'A regular expression is not valid: missing )'],
  ['Invalid Input Error: no argument for repetition operator: *', 'A regular expression is not valid: no argument for repetition operator'],
  ['Invalid Input Error: Lists larger than 2^32 elements are not supported', 'An array would have more than 4,294,967,295 elements'],
  ['Invalid Input Error: Malformed JSON at byte 1 of input: unexpected end of data.  Input: "{"', 'A text that is read as JSON is no JSON'],
  [
    'Invalid Input Error: Failed to read file "/data/b/z.csv": Unsupported compression codec "LZ4". Supported options are uncompressed, brotli, gzip, lz4_raw, snappy or zstd',
    'obs://b/z.csv is a Parquet file that is compressed by LZ4, which is not read',
  ],
  [
    'Invalid Input Error: Invalid string encoding found in Parquet file "/data/b/z.csv": value "TREL\\xC3" is not valid UTF8!',
    'obs://b/z.csv holds a text that is not UTF-8, which is not read',
  ],
  [
    "Invalid Input Error: No magic bytes found at end of file '/data/b/z.csv'",
    'obs://b/z.csv is no Parquet file, or not all of it is there',
  ],
  ["Invalid Input Error: Footer length error in file '/data/b/z.csv'", 'obs://b/z.csv is no Parquet file, or not all of it is there'],
  [
    "Invalid Input Error: File '/data/b/z.csv' too small to be a Parquet file",
    'obs://b/z.csv is no Parquet file, or not all of it is there',
  ],
  [
    "Invalid Input Error: File '/data/b/z.csv' is encrypted, but 'encryption_config' was not set",
    'obs://b/z.csv is an encrypted Parquet file, which is not read',
  ],
  ['Invalid Error: TProtocolException: (Invalid exception type)\n\nLINE 1: SELECT 1\n ^', 'obs://b/z.csv is a damaged Parquet file'],
  ["Invalid Error: don't know what type: \u000f", 'obs://b/z.csv is a damaged Parquet file'],
  [
    'Invalid Error: Prefetch registered for bytes outside file: /data/b/z.csv, attempted range: [10000, 10256), file size: 249',
    'obs://b/z.csv is a damaged Parquet file',
  ],
  ['Invalid Error: Out of buffer', 'obs://b/z.csv is a damaged Parquet file'],
  [
    'INTERNAL Error: Information loss on integer cast: value 1234567 outside of target range [-32768, 32767]\n\nStack Trace:\n\n/usr/lib/libduckdb.so(_ZN6duckdb22ParquetStatisticsUtils20ConvertValueInternalE+0x685) [0x7f]',
    'obs://b/z.csv is a damaged Parquet file',
  ],
  [
    'INTERNAL Error: Information loss on integer cast: value 1234567 outside of target range [-32768, 32767]\n\nStack Trace:\n\n/usr/lib/libduckdb.so(_ZN6duckdb9Exception+0x5b) [0x7f]',
    'The engine failed while it ran the statement',
  ],
  [
    'Invalid Input Error: Invalid JSON found in Parquet file: Malformed JSON at byte 0 of input: unexpected character. Input: "v3"',
    'A column of JSON of a Parquet file holds a text that is no JSON, which is not read',
  ],
  ['IO Error: MAP_KEY_VALUE requires two children', 'obs://b/z.csv is a damaged Parquet file'],
  ['IO Error: INT8 converted type can only be set for value of Type::INT32', 'obs://b/z.csv is a damaged Parquet file'],
  ['IO Error: Unsupported converted type (3)', 'obs://b/z.csv is a damaged Parquet file'],
  ['IO Error: DECIMAL requires a length and scale specifier!', 'A Parquet file has a decimal that says no scale, which is not supported'],
  ["Conversion Error: Could not convert string 'x' to INT32", "Could not convert string 'x' to INT"],
  ['Invalid Input Error: Something new. Try SET some_thing=true', 'The statement cannot be carried out over its data'],
  [
    "Conversion Error: Failure in decode: could not convert blob to UTF8 string, the blob contained invalid UTF8 characters. \nUse try(decode(BLOB)) to return NULL and continue instead of returning an error. Specify decode(BLOB, 'replace') to replace invalid characters with '?'.",
    'A binary value that is read as text is not UTF-8',
  ],
  ['Binder Error: No function matches add(BLOB, INT32)', 'No function matches add(BINARY, INT)'],
  ['Binder Error: use TRY_CAST instead', 'The statement cannot be carried out over its data'],
])('the engine says %j, and the user reads a sentence of ours', (text, message) => {
  const shown = new Map([['/data/b/z.csv', 'obs://b/z.csv']])
  const error = engineErrorToUser(text, shown)
  expect(error.message).toBe(message)
  expect(`${error.message} ${error.hint}`).not.toMatch(/SET |INT32|TRY_CAST|BLOB|decode|\n/)
  expect(error.cause).toBe(text)
})
