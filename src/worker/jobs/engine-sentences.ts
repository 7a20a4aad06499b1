import { lookup } from '../../base/lookup.ts'

/** A sentence of ours for what the engine says, and what the user can do about it here. */
interface Sentence {
  readonly says: RegExp
  readonly message: (found: RegExpExecArray) => string
  readonly hint: string
}

const SMALLER_PIECES = 'Let the expression make less at once: filter before it, or split its input'
const WIDER_TYPE = 'Cast to a wider type before the calculation: CAST(x AS BIGINT), DOUBLE or DECIMAL(38, s)'

const TYPE_NAMES: Readonly<Record<string, string>> = lookup({
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INT',
  INT64: 'BIGINT',
  INT128: 'DECIMAL',
  INTEGER: 'INT',
  VARCHAR: 'STRING',
  BLOB: 'BINARY',
})

const VALUE_NAMES: Readonly<Record<string, string>> = lookup({ nan: 'NaN', inf: 'Infinity', '-inf': '-Infinity' })
const valueName = (text = ''): string => VALUE_NAMES[text] ?? text

/** The engine's texts that users meet, before anything of them is cleaned away. */
const SENTENCES: readonly Sentence[] = [
  {
    says: /^Failed to create directory ".*": File name too long/s,
    message: () => 'A value of a partition column is too long for the name of a folder',
    hint: 'Its folder column=value has 255 bytes at most, three for each byte of a character other than a-z, 0-9, . _ - ~: use a shorter value',
  },
  {
    says: /^Max expression depth limit of \d+ exceeded/,
    message: () => 'An expression is nested too deep, or is a chain of too many values',
    hint: 'Compute a part of it in a sub-query, or with fewer values at once',
  },
  {
    says: /^Maximum grouping set count of (\d+) exceeded/,
    message: ([, count]) => `GROUP BY makes more than ${count} grouping sets`,
    hint: 'Leave columns out of CUBE or ROLLUP, or write the GROUPING SETS that are needed',
  },
  {
    says: /^Invalid JSON found in Parquet file/,
    message: () => 'A column of JSON of a Parquet file holds a text that is no JSON, which is not read',
    hint: 'Leave the column out, or have it written as a text',
  },
  {
    says: /^More than one row returned by a subquery/,
    message: () => 'A sub-query that stands for one value gives more than one row',
    hint: 'Let it give one row: aggregate in it, or add a condition or LIMIT 1',
  },
  {
    says: /^Overflow (?:in|on) ([a-z]+)/,
    message: ([, operation]) => `The result of a calculation (${operation}) does not fit into its type`,
    hint: WIDER_TYPE,
  },
  {
    // Three ways of it: of a whole number, of a decimal, and of a double, whose digits are read as a text.
    says: /^(?:Could not cast value|Casting value|Could not convert string) "?([-+.\deE]+)"? to (?:type )?(DECIMAL\(\d+,\d+\))/,
    message: ([, value, type]) => `The value ${value} does not fit into ${type}`,
    hint: 'Make the column wider: ALTER TABLE … ALTER COLUMN c TYPE DECIMAL(…), or CAST(… AS DECIMAL(…)) of more digits in a calculation',
  },
  {
    // It is written into a column, for a cast of the user's wraps.
    says: /^(?:Type [A-Z0-9]+ with value (\S+) can't be cast because the value is out of range for the destination|Failed to cast decimal value (\S+) to) type (INT(?:8|16|32|64))\b/,
    message: ([, number, decimal, type = '']) => `The value ${valueName(number ?? decimal)} does not fit into ${TYPE_NAMES[type]}`,
    hint: 'Make the column wider, or leave such rows out; in a calculation, cast to a wider type before it: CAST(x AS BIGINT), DOUBLE or DECIMAL(38, s)',
  },
  {
    says: /^(?:Type [A-Z0-9]+ with value \S+ can't be cast (?:because the value is out of range|to the destination type)|Failed to cast decimal value)/,
    message: () => 'The result of a calculation does not fit into its type',
    hint: WIDER_TYPE,
  },
  {
    says: /^(?:Date and time not in timestamp range|Timestamp microseconds out of range|Date out of range|Timestamp difference is out of bounds)/,
    message: () => 'A date or a timestamp is too far away',
    hint: 'Timestamps are of the years -290308 to 294247; filter what is further away',
  },
  {
    says: /^Unimplemented type for cast \(([^()]+) -> ([^()]+)\)/,
    message: ([, from = '', to = '']) => `A value of the type ${TYPE_NAMES[from] ?? from} cannot become one of ${TYPE_NAMES[to] ?? to}`,
    hint: 'Declare the column of the file as STRING, and cast it in the query',
  },
  { says: /^Value out of range/, message: () => 'The result of a calculation does not fit into its type', hint: WIDER_TYPE },
  {
    says: /^Map keys can not be NULL/,
    message: () => 'A key of a map is NULL',
    hint: 'Leave such rows out, or give the key a value: coalesce(k, …)',
  },
  {
    says: /^Map keys must be unique/,
    message: () => 'A map would have a key twice',
    hint: 'Let one value be left for each key: aggregate, or filter before the map is made',
  },
  {
    says: /^Lists larger than 2\^32/,
    message: () => 'An array would have more than 4,294,967,295 elements',
    hint: SMALLER_PIECES,
  },
  {
    says: /^Invalid string encoding found in Parquet file "([^"]+)"/,
    message: ([, file]) => `${file} holds a text that is not UTF-8, which is not read`,
    hint: 'Have the file written anew, or leave the column out: name the others, and their types, in CREATE TABLE',
  },
  {
    says: /^Failure in decode/,
    message: () => 'A binary value that is read as text is not UTF-8',
    hint: 'Filter such values out, or keep them binary: hex(x) shows their bytes',
  },
  {
    says: /^Unknown TimeZone '([^']*)'/,
    message: ([, zone]) => `A text names the time zone ${zone}, which does not exist`,
    hint: "Filter such texts out, or mend them: a zone is a region such as 'Asia/Shanghai', or an offset such as +08:00",
  },
  {
    says: /^Cannot create a string of size/,
    message: () => 'A text would have more than 4,294,967,295 bytes',
    hint: SMALLER_PIECES,
  },
  {
    says: /^(missing \)|missing \]|unexpected \)|no argument for repetition operator|bad repetition operator|invalid escape sequence|invalid perl operator|invalid character class(?: range)?|invalid repetition size|invalid named capture group|trailing \\|pattern too large)(?::|$| -)/,
    message: ([, what]) => `A regular expression is not valid: ${what}`,
    hint: 'Put a \\ before a character that stands for itself, such as ( or [; in a string of SQL it is written \\\\',
  },
  {
    says: /^Malformed JSON/,
    message: () => 'A text that is read as JSON is no JSON',
    hint: 'Filter such rows out, or mend them where they come from',
  },
  {
    says: /^Failed to read file "([^"]*)": Unsupported compression codec "([^"]*)"/,
    message: ([, file, codec]) => `${file} is a Parquet file that is compressed by ${codec}, which is not read`,
    hint: 'Write it anew, compressed by snappy, gzip, zstd or not at all',
  },
  {
    says: /^File '([^']*)' is encrypted/,
    message: ([, file]) => `${file} is an encrypted Parquet file, which is not read`,
    hint: 'Have it written without encryption',
  },
  {
    // What a file's reader of ours says of a value in the mode FAILFAST.
    says: /^obs:\/\/(?=[^"]*, line \d+: ")[\s\S]*" is no [\w(),<>: ]+, which column "[^"]*" has$/,
    message: ([said]) => said,
    hint: "Mend the file, or read it with the option 'mode'='PERMISSIVE' (NULL for what does not fit) or 'DROPMALFORMED'",
  },
  {
    says: /^(?:(?:No magic bytes found at end of|Footer length error in) file|File(?= '[^']*' too small)) ['"]([^'"]*)['"]/,
    message: ([, file]) => `${file} is no Parquet file, or not all of it is there`,
    hint: 'Take it out of the folder, or make the table with the format that its files have',
  },
]

/** Words of settings and functions that exist in the engine and not here. */
const OF_ENGINE =
  /\b(?:SET|PRAGMA)\s+"?[a-z_]+"?\s*(?:=|TO\b)|\b(?:strict_mode|ignore_errors|null_padding|all_varchar|sample_size|max_line_size|buffer_size|maximum_object_size|union_by_name|auto_detect|parallel|TRY_CAST|try_cast|try\(decode|sniff\w*|read_(?:csv|json|parquet)\w*|duckdb\w*|scalar_subquery\w*)\b|\bsp_[a-z_]+/i

export const NOT_SHOWN = 'The statement cannot be carried out over its data'

/** `text` without the kind in front of it, its names and paths cleaned. */
export function sayEngineError(text: string): { readonly message: string; readonly hint?: string } {
  for (const { says, message, hint } of SENTENCES) {
    const found = says.exec(text)
    if (found !== null) return { message: message(found), hint }
  }
  const [first = ''] = text.split(/\n\s*\n|\nPossible (?:fixes|solutions)/)
  if (OF_ENGINE.test(first)) {
    return {
      message: NOT_SHOWN,
      hint: 'Run it over parts of its data, or without some of its expressions, to find the one that makes it fail',
    }
  }
  return { message: first.replace(/\b(?:INT(?:8|16|32|64|128)|VARCHAR|BLOB)\b/g, (name) => TYPE_NAMES[name] ?? name) }
}
