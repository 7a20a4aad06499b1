/** A value as PostgreSQL and as Spark write it. */
export interface RemoteValue {
  readonly remote: string
  readonly spark: string
  /** As it is compared there; absent: as `remote`. */
  readonly compared?: string
}

/** A type of PostgreSQL, the type it has here, and values at which the two sides could differ. */
export interface RemoteColumn {
  readonly name: string
  readonly remoteType: string
  readonly type: string
  readonly values: readonly RemoteValue[]
  /** What is compared in the database's own words, so that it orders and tells apart as the type here does; absent: the column. */
  readonly compared?: string
  /** Values that the type here cannot hold: in rows that nobody reads. */
  readonly onlyThere?: readonly RemoteValue[]
  /** Not with other values of the column, as in groups. */
  readonly onlyWithConstants?: true
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

/** Read as a text, whatever it is there: as a cast to one says it, or another expression over the column. */
const textColumn = (name: string, remoteType: string, texts: readonly string[], shown = `${name}::text`): RemoteColumn => ({
  ...column(name, remoteType, 'string', texts, sparkText),
  compared: `${shown} COLLATE "C"`,
})

const inBytes = (made: RemoteColumn): RemoteColumn => ({ ...made, compared: `${made.name} COLLATE "C"` })

const bits = (texts: readonly string[], spark: (text: string) => string): readonly RemoteValue[] =>
  texts.map((text) => ({ remote: `B'${text}'`, spark: spark(text) }))

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
  inBytes(column('c_text', 'text', 'string', TEXTS, sparkText)),
  inBytes(column('c_varchar', 'varchar(6)', 'string', TEXTS, sparkText)),
  inBytes(
    column(
      'c_char',
      'char(4)',
      'char(4)',
      TEXTS.filter((text) => [...text].length <= 4),
      (text) => sparkText(text + ' '.repeat(Math.max(0, 4 - [...text].length))),
    ),
  ),
  column('c_bytes', 'bytea', 'binary', ['\\x00ff', '\\x', '\\x6162', '\\x61'], (text) => `X'${text.slice(2)}'`),
  textColumn('c_mood', 'mood', ['sad', 'ok', 'Happy']),
  textColumn('c_citext', 'citext', ['a', 'A', 'ab', 'AB', '', 'é', 'É']),
  textColumn('c_uuid', 'uuid', ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000']),
  textColumn('c_json', 'json', ['{"a": 1}', '[]', '1', 'null']),
  textColumn('c_jsonb', 'jsonb', ['{"a": 1}', '[]', '1']),
  textColumn('c_interval', 'interval', ['1 day', '02:00:00', '1 mon']),
  textColumn('c_money', 'money', ['$1.00', '-$2.50', '$10.00']),
  textColumn('c_inet', 'inet', ['10.0.0.1', '10.0.0.0/8', '::1'], "nullif(format('%s', c_inet), '')"),
  textColumn('c_range', 'int4range', ['[1,5)', 'empty', '(,3)']),
  textColumn('c_varbit', 'varbit', ['', '1', '10', '01']),
  column('c_oid', 'oid', 'bigint', ['0', '1', '4294967295'], cast('bigint')),
  column('c_time', 'time', 'timestamp', ['00:00:00', '12:00:00', '23:59:59.999999'], (text) => cast('timestamp')(`1970-01-01 ${text}`)),
  {
    ...column('c_timetz', 'timetz', 'timestamp', ['00:00:00', '12:00:00', '23:59:59.5'], (text) => cast('timestamp')(`1970-01-01 ${text}`)),
    values: ['00:00:00', '12:00:00', '23:59:59.5'].flatMap((text) => {
      const spark = `CAST('1970-01-01 ${text}' AS timestamp)`
      return [
        { remote: `'${text}+00'`, compared: `'${text}'`, spark },
        { remote: `(('${text}+00'::timetz) AT TIME ZONE '+05:30')`, compared: `'${text}'`, spark },
      ]
    }),
    compared: "(c_timetz AT TIME ZONE 'UTC')::time",
  },
  {
    ...column('c_bit', 'bit(1)', 'boolean', ['1', '0'], (text) => String(text === '1')),
    values: bits(['1', '0'], (text) => String(text === '1')),
  },
  {
    ...column('c_bits', 'bit(3)', 'binary', [], sparkText),
    values: bits(['101', '000', '111'], (text) => `X'${Buffer.from(text).toString('hex')}'`),
  },
]

/** Of the decimals that have such values: it stands for what is larger, so that a comparison with it is refused. */
const LARGEST = "'999999.99'"

/** With values that the types here cannot hold. */
export const WITHOUT_VALUES_HERE: readonly RemoteColumn[] = [
  withOnlyThere('c_date', ['infinity', '-infinity']),
  withOnlyThere('c_ts', ['infinity', '-infinity']),
  withOnlyThere('c_instant', ['infinity', '-infinity']),
  withOnlyThere('c_free', ['NaN', 'Infinity', '-Infinity', '1e40', '-1e40']),
  withOnlyThere('c_dec', ['NaN']),
]

function withOnlyThere(name: string, texts: readonly string[]): RemoteColumn {
  const found = REMOTE_COLUMNS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no column ${name}`)
  const onlyThere = texts.map((text) => ({ remote: `'${text}'`, spark: '' }))
  const made = { ...found, name: `${name}_wild`, onlyThere }
  if (!found.type.startsWith('decimal')) return made
  // What is computed before it is compared could be larger than all that the type holds.
  const smaller = found.values.filter(({ remote }) => remote !== LARGEST)
  return { ...made, onlyWithConstants: true, values: smaller.map(({ remote }) => ({ remote, spark: `${remote.slice(1, -1)}BD` })) }
}
