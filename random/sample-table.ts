/** One row's value of a column, as each side writes it; null: NULL. */
type Value = string | null

export interface SampleColumn {
  readonly name: string
  readonly type: string
  /** As Spark writes them, one for each row. */
  readonly values: readonly Value[]
}

const NAN = "double('NaN')"
const INFINITY = "double('Infinity')"

/** Columns of every kind of type, with the values at which answers tend to differ. */
export const SAMPLE: readonly SampleColumn[] = [
  { name: 'c_bool', type: 'boolean', values: ['true', 'false', null, 'true', 'false', 'true', null, 'false'] },
  { name: 'c_tiny', type: 'tinyint', values: ['1Y', '-128Y', '127Y', null, '0Y', '7Y', '-3Y', '12Y'] },
  { name: 'c_small', type: 'smallint', values: ['10S', '-32768S', '32767S', '0S', null, '255S', '-7S', '100S'] },
  { name: 'c_int', type: 'int', values: ['3', '-2147483648', '2147483647', '0', null, '1000000', '-11', '31'] },
  {
    name: 'c_big',
    type: 'bigint',
    values: ['5L', '(-9223372036854775807L - 1L)', '9223372036854775807L', null, '0L', '9007199254740993L', '-42L', '86400L'],
  },
  {
    name: 'c_float',
    type: 'float',
    values: [
      "float('1.5')",
      "float('NaN')",
      "float('-0.0')",
      null,
      "float('3.4028235E38')",
      "float('0.1')",
      "float('-Infinity')",
      "float('16777217')",
    ],
  },
  { name: 'c_double', type: 'double', values: ['2.5D', NAN, '-0.0D', INFINITY, null, '0.1D', '-1.0E-300D', '1.0E15D'] },
  {
    name: 'c_dec',
    type: 'decimal(10,2)',
    values: ['12345678.91BD', '-0.05BD', '0.00BD', null, '1.00BD', '99999999.99BD', '-2.50BD', '10.10BD'].map(asDecimal('decimal(10,2)')),
  },
  {
    name: 'c_wide',
    type: 'decimal(38,18)',
    values: [
      '1.000000000000000001BD',
      '-99999999999999999999.999999999999999999BD',
      null,
      '0.5BD',
      '2.5BD',
      '-3BD',
      '0BD',
      '1234567890BD',
    ].map(asDecimal('decimal(38,18)')),
  },
  { name: 'c_text', type: 'string', values: ["'abc'", "''", null, "' Ab c '", "'naïve Ünï'", "'😀x'", "'a%_b'", "'A,b;c'"] },
  { name: 'c_number', type: 'string', values: ["'12'", "' -3.5 '", "'1e3'", "'x'", null, "'2147483648'", "'NaN'", "''"] },
  {
    name: 'c_when',
    type: 'string',
    values: ["'2024-02-29'", "'2023-12-31 23:59:59.5'", "'0001-01-01'", "'nope'", null, "'2024-3-1'", "'12:30:00'", "'2024-01'"],
  },
  { name: 'c_bin', type: 'binary', values: ["X'00ff'", "X''", null, "X'616263'", "X'c3a9'", "X'80'", "X'20'", "X'0a'"] },
  {
    name: 'c_date',
    type: 'date',
    values: [
      "DATE '2024-02-29'",
      "DATE '1970-01-01'",
      null,
      "DATE '1582-10-15'",
      "DATE '0001-01-01'",
      "DATE '9999-12-31'",
      "DATE '2023-12-31'",
      "DATE '1969-12-31'",
    ],
  },
  {
    name: 'c_ts',
    type: 'timestamp',
    values: [
      "TIMESTAMP '2024-02-29 23:59:59.999999'",
      "TIMESTAMP '1970-01-01 00:00:00'",
      null,
      "TIMESTAMP '1969-12-31 23:59:59.5'",
      "TIMESTAMP '0001-01-01 00:00:00'",
      "TIMESTAMP '9999-12-31 23:59:59'",
      "TIMESTAMP '2023-03-26 02:30:00'",
      "TIMESTAMP '1900-01-01 12:00:00'",
    ],
  },
  {
    name: 'c_ints',
    type: 'array<int>',
    values: [
      'array(1, 2, 3)',
      'array(NULL, 1)',
      null,
      'array(5, 5, -1)',
      'array(0)',
      'array(2147483647, 1)',
      'array(3, 2, 1)',
      'array(9, NULL, 9)',
    ],
  },
  {
    name: 'c_texts',
    type: 'array<string>',
    values: [
      "array('a', 'b')",
      "array('', NULL)",
      null,
      "array('B', 'a', 'b')",
      "array('😀')",
      "array('x', 'x')",
      "array(' ')",
      "array('1', '02')",
    ],
  },
  {
    name: 'c_map',
    type: 'map<string,int>',
    values: [
      "map('a', 1)",
      "map('a', NULL, 'b', 2)",
      null,
      "map('', 0)",
      "map('x', -1, 'y', 2147483647)",
      "map('A', 1)",
      "map('b', 5)",
      "map('z', 3)",
    ],
  },
  {
    name: 'c_struct',
    type: 'struct<x:int,y:string>',
    values: [
      "named_struct('x', 1, 'y', 'a')",
      "named_struct('x', CAST(NULL AS int), 'y', 'b')",
      null,
      "named_struct('x', -5, 'y', CAST(NULL AS string))",
      "named_struct('x', 0, 'y', '')",
      "named_struct('x', 7, 'y', 'Z')",
      "named_struct('x', 2, 'y', 'é')",
      "named_struct('x', 3, 'y', ' ')",
    ],
  },
]

function asDecimal(type: string): (value: Value) => Value {
  return (value) => (value === null ? null : `CAST(${value} AS ${type})`)
}

/** The numbers of the rows. */
export const SAMPLE_ROWS: readonly number[] = SAMPLE[0]?.values.map((_, row) => row) ?? []

/** The value as a literal of exactly the column's type. */
export const literalOf = ({ type, values }: SampleColumn, row: number): string => values[row] ?? `CAST(NULL AS ${type})`

/** Rows with their number k and these columns, as a query. */
export const sampleQuery = (columns: readonly SampleColumn[], rows: readonly number[]): string =>
  `SELECT * FROM VALUES ${rows
    .map((row) => `(${[String(row + 1), ...columns.map((column) => literalOf(column, row))].join(', ')})`)
    .join(', ')} AS v(${['k', ...columns.map(({ name }) => name)].join(', ')})`
