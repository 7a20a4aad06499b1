/**
 * Functions that are served with a difference from Spark 3.3.1, or for a part of what Spark takes: one sentence each for docs/reference/functions.md.
 * What a function refuses it refuses by name when it is called.
 */
export const FUNCTION_DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['percentile_approx', 'Gives the exact value where Spark estimates.'],
  ['approx_percentile', 'Gives the exact value where Spark estimates.'],
  ...['std', 'stddev', 'stddev_pop', 'stddev_samp', 'var_pop', 'var_samp', 'variance'].map((name): [string, string] => [
    name,
    'The last digits may differ: the engine adds up in other steps, and Spark by its tasks.',
  ]),
  ...['sin', 'cos', 'tan', 'cot', 'sec', 'csc'].map((name): [string, string] => [
    name,
    "Of 1,000 numbers 2 to 4 differ in the last digit: Spark has what Java's machine code gives.",
  ]),
  ['assert_true', 'The name of its column has the condition as columns print it; Spark numbers the columns in it.'],
  ['collect_set', 'In the order in which the values come; Spark has that of their hashes.'],
  ['count_min_sketch', 'Of whole numbers only.'],
  ['histogram_numeric', 'Value by value, as Spark: milliseconds each where there are many bins.'],
  ...['to_number', 'try_to_number'].map((name): [string, string] => [
    name,
    'The format is a text written in the statement, not one that is computed.',
  ]),
  [
    'monotonically_increasing_id',
    'All rows are in one partition: 0, 1, 2 … in the order of the rows. Refused where it is not computed for each row.',
  ],
  ...['rand', 'random', 'randn'].map((name): [string, string] => [
    name,
    "With a seed, Spark's numbers of one partition, in the order in which the rows are read: in the select list and in ORDER BY, over one table, VALUES or a query of one without groups.",
  ]),
  [
    'input_file_name',
    'Where FROM has one table of files, managed or at a location, and nothing beside it; and in a statement that reads no table.',
  ],
  ...['input_file_block_start', 'input_file_block_length'].map((name): [string, string] => [name, 'In a statement that reads no table.']),
  ['base64', 'Lines of 76 characters, as in Spark 3.3.'],
  ['decode', 'Character sets: UTF-8, US-ASCII, ISO-8859-1 and UTF-16. Bytes that are no UTF-8 stop the job.'],
  ...['format_string', 'printf'].map((name): [string, string] => [
    name,
    'Refused are %s of binaries and what holds them, and %h of arrays, maps, structs, binaries, intervals and decimals; %t is in UTC.',
  ]),
  [
    'from_json',
    'Options: mode (PERMISSIVE, FAILFAST), columnNameOfCorruptRecord, timestampFormat, dateFormat, locale (en-US), and the seven whose name begins with allow; others that matter are refused.',
  ],
  [
    'to_json',
    'Options: timestampFormat, dateFormat, ignoreNullFields, pretty, locale (en-US); others that matter, intervals, and maps with dates or structs as keys are refused.',
  ],
])
