/** A value as PostgreSQL and as Spark write it. */
interface RemoteValue {
  readonly remote: string
  readonly spark: string
}

/** A type of PostgreSQL, the type it has here, and values at which the two sides could differ. */
export interface RemoteColumn {
  readonly name: string
  readonly remoteType: string
  readonly type: string
  readonly values: readonly RemoteValue[]
}

const column = (
  name: string,
  remoteType: string,
  type: string,
  texts: readonly string[],
  spark: (text: string) => string,
): RemoteColumn => ({
  name,
  remoteType,
  type,
  values: texts.map((text) => ({ remote: `'${text.replaceAll("'", "''")}'`, spark: spark(text) })),
})

const cast =
  (type: string) =>
  (text: string): string =>
    `CAST('${text}' AS ${type})`

const sparkText = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const TEXTS = ['', 'a', 'A', 'ab', 'a ', ' a', 'a%b', 'a_b', "it's", 'a\\b', 'é', 'É', 'ß', '😀', 'z\u00a0', 'zz', '10', '9', 'b']

export const REMOTE_COLUMNS: readonly RemoteColumn[] = [
  column('c_small', 'int2', 'smallint', ['0', '1', '-1', '32767', '-32768', '10', '9'], cast('smallint')),
  column('c_int', 'int4', 'int', ['0', '1', '-1', '2147483647', '-2147483648', '10', '31'], cast('int')),
  column(
    'c_big',
    'int8',
    'bigint',
    ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993', '10'],
    cast('bigint'),
  ),
  column('c_dec', 'numeric(8,2)', 'decimal(8,2)', ['0', '0.01', '-0.01', '999999.99', '-2.50', '2.50', '10'], cast('decimal(8,2)')),
  column(
    'c_dec0',
    'numeric(20,0)',
    'decimal(20,0)',
    ['0', '1', '99999999999999999999', '-1', '10', '9007199254740993'],
    cast('decimal(20,0)'),
  ),
  column(
    'c_wide',
    'numeric(38,10)',
    'decimal(38,10)',
    ['0', '0.0000000001', '1.5', '-1.5', '9999999999999999999999999999.9999999999', '10'],
    cast('decimal(38,10)'),
  ),
  column(
    'c_free',
    'numeric',
    'decimal(38,18)',
    ['0', '0.000000000000000001', '-1', '2.50', '10', '12345678901234567890.5'],
    cast('decimal(38,18)'),
  ),
  column('c_float', 'float4', 'float', ['0', '0.1', 'NaN', 'Infinity', '-Infinity', '16777216', '1.5'], cast('float')),
  column('c_double', 'float8', 'double', ['0', '0.1', 'NaN', 'Infinity', '-Infinity', '9007199254740993', '2.5', '1e-300'], cast('double')),
  column('c_bool', 'bool', 'boolean', ['true', 'false'], (text) => text),
  column('c_date', 'date', 'date', ['2024-02-29', '1970-01-01', '1969-12-31', '0001-01-01', '9999-12-31', '2024-03-01'], cast('date')),
  column(
    'c_ts',
    'timestamp',
    'timestamp',
    ['2024-02-29 23:59:59.999999', '1970-01-01 00:00:00', '1969-12-31 23:59:59.5', '2024-03-01 00:00:00', '0001-01-01 00:00:00'],
    cast('timestamp'),
  ),
  column(
    'c_instant',
    'timestamptz',
    'timestamp',
    ['2024-02-29 23:59:59.999999+00', '1970-01-01 00:00:00+00', '2024-03-01 00:00:00+00'],
    (text) => cast('timestamp')(text.replace('+00', '')),
  ),
  column('c_text', 'text', 'string', TEXTS, sparkText),
  column('c_varchar', 'varchar(6)', 'string', TEXTS, sparkText),
  column(
    'c_char',
    'char(4)',
    'string',
    TEXTS.filter((text) => [...text].length <= 4),
    (text) => sparkText(text + ' '.repeat(Math.max(0, 4 - [...text].length))),
  ),
  column('c_bytes', 'bytea', 'binary', ['\\x00ff', '\\x', '\\x6162', '\\x61'], (text) => `X'${text.slice(2)}'`),
]
