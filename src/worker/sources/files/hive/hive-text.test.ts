import { readdir, readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

/** The bytes of the only file of a folder that readers see, one character for each. */
async function only(folder: string): Promise<string> {
  const names = (await readdir(worker.inBucket(folder))).filter((name) => !name.startsWith('.') && !name.startsWith('_'))
  expect(names).toHaveLength(1)
  return await readFile(worker.inBucket(folder, names[0] ?? ''), 'utf8')
}

const VALUES = [
  ...['1', '-1', '+1', ' 1', '1 ', '1.5', '-.5', '.5', '5.', '..5', '+', '-', '', '\\N', 'abc', '127', '128', '-129', '32768'],
  ...['2147483648', '-2147483648', '9223372036854775807', '9223372036854775808', '1e3', '1E-2', '0x1p3', 'NaN', 'Infinity', '-Infinity'],
  ...['inf', '1d', '1f', '1L', 'true', 'tRuE', 'false', 't', '0', 'NULL', '12345678.905', '99999999.99', '0.125'],
  ...[
    '2024-01-02',
    '2024-1-2',
    ' 2024-01-02',
    '2024-02-30',
    '2024-13-01',
    '20240102',
    '2024-01-02 03:04:05',
    '\t1',
    '00012',
    '-0',
    '1e400',
  ],
  ...['2024-01-02 03:04:05.123456789', '2024-01-02T03:04:05', '2024-01-02 03:04', '2024-01-02 25:00:00', '2024-01-02 3:4:5'],
  ...['2024-01-02 03:04:05.1 ', '2024-01-02 -1:00:00', '2024-04-31 10:99:99', '2024-1-1 1:1:1.1234567891', '2024-1-1 1:1:1.', '1,5'],
]

/** What Spark 3.3.1 with Hive reads of them, by the type of the column: those that are not there are NULL. */
const READ: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  tinyint: { '1': 1, '-1': -1, '+1': 1, '1.5': 1, '-.5': 0, '.5': 0, '5.': 5, '127': 127, '0': 0, '0.125': 0, '00012': 12, '-0': 0 },
  int: {
    ...{ '1': 1, '-1': -1, '+1': 1, '1.5': 1, '-.5': 0, '.5': 0, '5.': 5, '127': 127, '128': 128, '-129': -129, '32768': 32768 },
    ...{ '-2147483648': -2147483648, '0': 0, '12345678.905': 12345678, '99999999.99': 99999999, '0.125': 0, '20240102': 20240102 },
    ...{ '00012': 12, '-0': 0 },
  },
  'decimal(10,2)': {
    ...{ '1': '1.00', '-1': '-1.00', '+1': '1.00', '1.5': '1.50', '-.5': '-0.50', '.5': '0.50', '5.': '5.00', '127': '127.00' },
    ...{ '128': '128.00', '-129': '-129.00', '32768': '32768.00', '1e3': '1000.00', '1E-2': '0.01', '0': '0.00', '-0': '0.00' },
    ...{ '12345678.905': '12345678.91', '99999999.99': '99999999.99', '0.125': '0.13', '20240102': '20240102.00', '00012': '12.00' },
  },
  boolean: { true: true, tRuE: true, false: false },
  date: { '2024-01-02': '2024-01-02', '2024-1-2': '2024-01-02', '2024-02-30': '2024-03-01' },
  timestamp: {
    '2024-01-02 03:04:05': '2024-01-02 03:04:05',
    '2024-01-02 03:04:05.123456789': '2024-01-02 03:04:05.123456',
    '2024-01-02 25:00:00': '2024-01-03 01:00:00',
    '2024-01-02 3:4:5': '2024-01-02 03:04:05',
    '2024-01-02 03:04:05.1 ': '2024-01-02 03:04:05.1',
    '2024-01-02 -1:00:00': '2024-01-01 23:00:00',
    '2024-04-31 10:99:99': '2024-05-01 11:40:39',
  },
  double: {
    ...{ '1': '1.0', '-1': '-1.0', '+1': '1.0', ' 1': '1.0', '1 ': '1.0', '1.5': '1.5', '-.5': '-0.5', '.5': '0.5', '5.': '5.0' },
    ...{ '127': '127.0', '128': '128.0', '-129': '-129.0', '32768': '32768.0', '2147483648': '2.147483648E9' },
    ...{ '-2147483648': '-2.147483648E9', '9223372036854775807': '9.223372036854776E18', '9223372036854775808': '9.223372036854776E18' },
    ...{ '1e3': '1000.0', '1E-2': '0.01', '0x1p3': '8.0', NaN: 'NaN', Infinity: 'Infinity', '-Infinity': '-Infinity', '1d': '1.0' },
    ...{ '1f': '1.0', '0': '0.0', '12345678.905': '1.2345678905E7', '99999999.99': '9.999999999E7', '0.125': '0.125', '1e400': 'Infinity' },
    ...{ '20240102': '2.0240102E7', '\t1': '1.0', '00012': '12.0', '-0': '-0.0' },
  },
  'char(3)': Object.fromEntries(VALUES.filter((text) => text !== '\\N').map((text) => [text, text.slice(0, 3).padEnd(3)])),
  'varchar(3)': Object.fromEntries(VALUES.filter((text) => text !== '\\N').map((text) => [text, text.slice(0, 3)])),
}

describe('values as Hive reads them', () => {
  test.each(Object.entries(READ))('%s', async (type, read) => {
    await worker.put('values/a.txt', `${VALUES.join('\n')}\n`)
    const name = `of_${type.replace(/\W/g, '_')}`
    await worker.run(`CREATE EXTERNAL TABLE ${name} (v ${type}) ROW FORMAT DELIMITED FIELDS TERMINATED BY ';' LOCATION 'obs://b1/values'`)
    const shown = type.startsWith('decimal') || type === 'double' ? 'CAST(v AS STRING)' : 'v'
    expect((await worker.rows(`SELECT ${shown} FROM ${name}`)).flat()).toEqual(VALUES.map((text) => read[text] ?? null))
  })

  test('binary: base64 where it may be, else the bytes', async () => {
    await worker.put('bytes/a.txt', Buffer.from('a\u00ff\u00c3x,YW\u00ff,YW JJ\nab,=,====\n,YWJj=abc,A\nx,YWJjZ,-_+/\n', 'latin1'))
    await worker.run(
      "CREATE TABLE bytes (a STRING, b BINARY, c BINARY) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 'obs://b1/bytes'",
    )
    expect(await worker.rows('SELECT a, hex(b), hex(c) FROM bytes')).toEqual([
      ['a\ufffd\ufffdx', '5957FF', '616249'],
      ['ab', '3D', '3D3D3D3D'],
      ['', '616263', '41'],
      ['x', '616263', 'FBFFBF'],
    ])
  })
})

describe('rows as Hive reads them', () => {
  test('a line each, of fields between U+0001: missing ones are NULL, more are left out', async () => {
    await worker.put('rows/a.txt', 'a\x01b\x01c\nonly\n\nx\x01\x01\r\n1\x012\x013\x014\ncr\x01y\rq\x01\\N\x01\\n\nlast\x01no newline')
    await worker.run("CREATE TABLE lines (a STRING, b STRING, c STRING) STORED AS TEXTFILE LOCATION 'obs://b1/rows'")
    expect(await worker.rows('SELECT * FROM lines')).toEqual([
      ['a', 'b', 'c'],
      ['only', null, null],
      ['', null, null],
      ['x', '', ''],
      ['1', '2', '3'],
      ['cr', 'y', null],
      ['q', null, '\\n'],
      ['last', 'no newline', null],
    ])
    expect(await worker.rows('SELECT count(*) FROM lines')).toEqual([[8]])
    expect(await worker.rows("SELECT c, b FROM lines WHERE a = '1'")).toEqual([['3', '2']])
  })

  test('ESCAPED BY, and NULL DEFINED AS', async () => {
    await worker.put('esc/a.txt', 'a\\,b,c\\\\d,e\\nf\\\nx,\\N,\\\\N\nq\\r,"w,z",k\\\n,,\nnull,Null,z\n')
    await worker.run(
      "CREATE TABLE esc (a STRING, b STRING, c STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' LOCATION 'obs://b1/esc'",
    )
    expect(await worker.rows('SELECT * FROM esc')).toEqual([
      ['a,b', 'c\\d', 'e\nf\\'],
      ['x', null, '\\N'],
      ['q\r', '"w', 'z"'],
      ['', '', ''],
      ['null', 'Null', 'z'],
    ])
    await worker.run(
      "CREATE TABLE nulls (a STRING, b STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' NULL DEFINED AS 'null' LOCATION 'obs://b1/esc'",
    )
    expect((await worker.rows('SELECT * FROM nulls')).slice(-2)).toEqual([
      ['', ''],
      [null, 'Null'],
    ])
  })

  test('arrays, maps and structs, each level with a sign of its own', async () => {
    await worker.put(
      'col/a.txt',
      [
        '1\x01a\x02b\x02\\N\x01k\x03v\x02l\x03w\x01x\x025',
        '2\x01\x01\x01',
        '3\x01\\N\x01\\N\x01\\N',
        '4\x01a\x01k\x02l\x03\x01x',
        '5\x01a\x02\x02b\x01k\x031\x02k\x032\x01x\x02y\x02z',
        '6\n',
      ].join('\n'),
    )
    await worker.run(
      "CREATE TABLE col (i INT, a ARRAY<STRING>, m MAP<STRING, STRING>, s STRUCT<x: STRING, y: INT>) STORED AS TEXTFILE LOCATION 'obs://b1/col'",
    )
    expect(await worker.rows('SELECT * FROM col')).toEqual([
      [1, ['a', 'b', null], { k: 'v', l: 'w' }, { x: 'x', y: 5 }],
      [2, [], {}, { x: '', y: null }],
      [3, null, null, null],
      [4, ['a'], { k: null, l: '' }, { x: 'x', y: null }],
      [5, ['a', '', 'b'], { k: '1' }, { x: 'x', y: null }],
      [6, null, null, null],
    ])
    expect(await worker.rows('SELECT i, s.x, size(m) FROM col WHERE array_contains(a, "b")')).toEqual([
      [1, 'x', 2],
      [5, 'x', 1],
    ])
    await worker.put('signs/a.txt', '1,a|b,k:v|l:w\n2,,\n3,x,y\n')
    await worker.run(
      "CREATE TABLE signs (i INT, a ARRAY<STRING>, m MAP<STRING, INT>) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' COLLECTION ITEMS TERMINATED BY '|' MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\\n' LOCATION 'obs://b1/signs'",
    )
    expect(await worker.rows('SELECT * FROM signs')).toEqual([
      [1, ['a', 'b'], { k: null, l: null }],
      [2, [], {}],
      [3, ['x'], { y: null }],
    ])
    await worker.put('keys/a.txt', '\\N\x03v\x02k\x03\\N\x01\\N\n\x03v\x02\x03w\x01\nk\x03a\x03b\x01x\n')
    await worker.run("CREATE TABLE map_keys (m MAP<STRING, STRING>, s STRING) STORED AS TEXTFILE LOCATION 'obs://b1/keys'")
    expect(await worker.rows('SELECT m FROM map_keys')).toEqual([[{ k: null }], [{ '': 'v' }], [{ k: 'a\x03b' }]])
  })
})

describe('writing', () => {
  test('every type as Hive writes it', async () => {
    await worker.run(
      "CREATE TABLE w1 (b BOOLEAN, t TINYINT, f FLOAT, d DOUBLE, de DECIMAL(10,2), s STRING, bi BINARY, da DATE, ts TIMESTAMP, c CHAR(4), v VARCHAR(4)) STORED AS TEXTFILE LOCATION 'obs://b1/w1'",
    )
    await worker.run(`INSERT INTO w1
      SELECT true, 1, 1.5f, 1e10, 1.5, 'x', CAST('abc' AS BINARY), DATE '2024-01-02', TIMESTAMP '2024-01-02 03:04:05', 'ab', 'cd'
      UNION ALL SELECT false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
      UNION ALL SELECT NULL, -1, float('nan'), 1e-5, 100, '', X'FF00', DATE '0001-01-01', TIMESTAMP '2024-01-02 03:04:05.120', '', ''`)
    // The rows of UNION ALL have no order.
    expect((await only('w1')).split('\n').toSorted()).toEqual(
      [
        'true 1 1.5 1.0E10 1.50 x YWJj 2024-01-02 2024-01-02_03:04:05 ab__ cd',
        `false${' \\N'.repeat(10)}`,
        '\\N -1 NaN 1.0E-5 100.00  /wA= 0001-01-01 2024-01-02_03:04:05.12 ____ ',
        '',
      ]
        .map((line) => line.replaceAll(' ', '\x01').replaceAll('_', ' '))
        .toSorted(),
    )
    expect(await worker.rows('SELECT t, d, s, hex(bi), c FROM w1 WHERE b')).toEqual([[1, 1e10, 'x', '616263', 'ab  ']])
  })

  test('escapes before every sign that takes values apart, and what would be NULL', async () => {
    await worker.run(
      "CREATE TABLE w2 (a STRING, b STRING) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '\\\\' LOCATION 'obs://b1/w2'",
    )
    await worker.run(String.raw`INSERT INTO w2 VALUES ('a,b', 'c\\d'), ('\\N', NULL), ('"q"', '\u0001\u0002')`)
    expect(await only('w2')).toBe('a\\,b,c\\\\d\n\\\\N,\\N\n"q",\x01\\\x02\n')
    expect(await worker.rows('SELECT * FROM w2')).toEqual([
      ['a,b', 'c\\d'],
      ['\\N', null],
      ['"q"', '\x01\x02'],
    ])
  })

  test('what nests, in a table and by INSERT OVERWRITE DIRECTORY', async () => {
    await worker.run(
      "CREATE TABLE n1 (a ARRAY<ARRAY<INT>>, m MAP<STRING, ARRAY<INT>>, s STRUCT<p: INT, q: STRUCT<r: INT, t: ARRAY<STRING>>>) STORED AS TEXTFILE LOCATION 'obs://b1/n1'",
    )
    await worker.run(`INSERT INTO n1 VALUES
      (array(array(1, 2), array(3)), map('k', array(1, 2), 'l', array(3)), named_struct('p', 1, 'q', named_struct('r', 2, 't', array('x', 'y')))),
      (array(), map(), NULL),
      (array(NULL, array()), map('k', NULL), named_struct('p', 1, 'q', NULL))`)
    expect(await only('n1')).toBe(
      '1\x032\x023\x01k\x031\x042\x02l\x033\x011\x022\x03x\x04y\n\x01\x01\\N\n\\N\x02\x01k\x03\\N\x011\x02\\N\n',
    )
    expect(await worker.rows('SELECT * FROM n1')).toEqual([
      [[[1, 2], [3]], { k: [1, 2], l: [3] }, { p: 1, q: { r: 2, t: ['x', 'y'] } }],
      [[], {}, null],
      [[null, []], { k: null }, { p: 1, q: null }],
    ])
    await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/out' SELECT 1 AS a, CAST(NULL AS STRING) AS b")
    expect(await only('out')).toBe('1\x01\\N\n')
    await worker.run(
      "INSERT OVERWRITE DIRECTORY 'obs://b1/out' ROW FORMAT DELIMITED FIELDS TERMINATED BY '44' NULL DEFINED AS 'nil' STORED AS TEXTFILE SELECT 1 AS a, CAST(NULL AS STRING) AS b",
    )
    expect(await only('out')).toBe('1,nil\n')
  })

  test('CREATE TABLE … AS SELECT, and the statement that makes the table again', async () => {
    await worker.run(
      "CREATE TABLE made ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' STORED AS TEXTFILE LOCATION 'obs://b1/made' AS SELECT 1 AS a, 'x' AS b",
    )
    expect(await only('made')).toBe('1\tx\n')
    const [row] = (await worker.rows('SHOW CREATE TABLE made')) as [[string]]
    expect(row[0]).toContain('USING hive')
    await worker.run('DROP TABLE made')
    await worker.run(row[0])
    expect(await worker.rows('SELECT * FROM made')).toEqual([[1, 'x']])
    await worker.put('days/day=2024-01-02/a.txt', '1\n')
    await worker.run("CREATE TABLE days (a INT) PARTITIONED BY (day DATE) STORED AS TEXTFILE LOCATION 'obs://b1/days'")
    expect(await worker.rows('SELECT * FROM days')).toEqual([[1, '2024-01-02']])
  })
})

test('without a LOCATION, a table keeps its rows whatever is in them, and loads files by its row format', async () => {
  await worker.run(
    "CREATE TABLE own (a INT, b STRING, c ARRAY<STRING>) ROW FORMAT DELIMITED FIELDS TERMINATED BY '|' COLLECTION ITEMS TERMINATED BY ','",
  )
  await worker.run("INSERT INTO own VALUES (1, 'x|y', array('p', 'q')), (NULL, NULL, NULL)")
  await worker.put('own/a.txt', '2|# two|r,s\n3|\\N|\\N\n')
  await worker.run("LOAD DATA INPATH 'obs://b1/own' INTO TABLE own")
  expect(await worker.rows('SELECT * FROM own ORDER BY a')).toEqual([
    [null, null, null],
    [1, 'x|y', ['p', 'q']],
    [2, '# two', ['r', 's']],
    [3, null, null],
  ])
  await worker.run('CREATE TABLE plain (a STRING) STORED AS TEXTFILE')
  await worker.run("INSERT INTO plain VALUES ('v')")
  await worker.run('CREATE TABLE kept_rows STORED AS TEXTFILE AS SELECT a FROM own WHERE a > 1')
  expect(await worker.rows('SELECT a FROM kept_rows ORDER BY a')).toEqual([[2], [3]])
  const statement = String(await worker.rows('SHOW CREATE TABLE own'))
  expect(statement).toContain("'fielddelim' = '|'")
  await worker.run(statement.replace('own', 'own_again'))
  await worker.run("LOAD DATA INPATH 'obs://b1/own' INTO TABLE own_again")
  expect(await worker.rows('SELECT a, c FROM own_again ORDER BY a')).toEqual([
    [2, ['r', 's']],
    [3, null],
  ])
})

test.each([
  ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' STORED AS ORC SELECT 1 AS a", 'not-supported', 'orc', 'write USING parquet'],
  ["INSERT OVERWRITE DIRECTORY 'obs://b1/x' USING orc SELECT 1 AS a", 'not-supported', 'orc', 'USING parquet'],
  ["CREATE TABLE x (a INT) STORED AS SEQUENCEFILE LOCATION 'obs://b1/x'", 'not-supported', 'sequencefile', 'TEXTFILE'],
  ["CREATE TABLE x (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY '||'", 'not-supported', 'fieldDelim', ''],
  [
    "CREATE TABLE x STORED AS TEXTFILE LOCATION 'obs://b1/values'",
    'invalid-parameter',
    'do not say what their columns are',
    'Name the columns',
  ],
  ["CREATE TABLE x (a INT) ROW FORMAT SERDE 'o.a.S' LOCATION 'obs://b1/x'", 'not-supported', 'ROW FORMAT SERDE', 'DELIMITED'],
  [
    "CREATE TABLE x (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS PARQUET LOCATION 'obs://b1/x'",
    ...['sql-semantics', 'ROW FORMAT is of TEXTFILE, and STORED AS of PARQUET', 'Leave one'],
  ],
  [
    "CREATE TABLE x (a INT) USING csv ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 'obs://b1/x'",
    ...['sql-semantics', 'USING or STORED AS and ROW FORMAT', 'OPTIONS'],
  ],
  ["CREATE TABLE x (a INT) ROW FORMAT DELIMITED FIELDS TERMINATED BY '||' LOCATION 'obs://b1/x'", ...['not-supported', 'fieldDelim', '']],
  ["CREATE TABLE x (a INT) ROW FORMAT DELIMITED LINES TERMINATED BY '|' LOCATION 'obs://b1/x'", 'not-supported', 'lineDelim', ''],
  [
    "CREATE TABLE x (a ARRAY<INT>) ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' ESCAPED BY '!' LOCATION 'obs://b1/x'",
    ...['not-supported', 'with ESCAPED BY', ''],
  ],
  ["CREATE TABLE x (a ARRAY<BINARY>) STORED AS TEXTFILE LOCATION 'obs://b1/x'", 'not-supported', 'array<binary>', ''],
])('%s is refused', async (sql, kind, message, hint) => {
  const { error } = await worker.fail(sql)
  expect(error).toMatchObject({ kind, message: expect.stringContaining(message) })
  expect(error.hint ?? '').toContain(hint)
})
