import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type PostgresAndWorker, startPostgresAndWorker } from '../../fixtures/remote-postgres.ts'

let lab: PostgresAndWorker
beforeAll(async () => {
  lab = await startPostgresAndWorker()
  await lab.sql(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'Happy'); CREATE TYPE pair AS (x int, y text); CREATE DOMAIN small_text AS text;
    CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS hstore`)
})
afterAll(() => lab.end())

const rows = async (sql: string): Promise<readonly string[]> => (await lab.worker.run(sql)).rowsJson
const typesOf = (name: string): readonly string[] | undefined => lab.worker.tables.get(`default.${name}`)?.columns.map(({ type }) => type)

/** Type, a value, its type here, the value here, and a condition that finds it and none of the others. */
const SCALARS: readonly (readonly [type: string, value: string, spark: string, here: string, found: string])[] = [
  ['time', "'13:14:15.123456'", 'timestamp', '"1970-01-01 13:14:15.123456"', "TIMESTAMP '1970-01-01 13:14:15.123456'"],
  ['time', "'24:00'", 'timestamp', '"1970-01-02 00:00:00"', "TIMESTAMP '1970-01-02 00:00:00'"],
  ['timetz', "'13:14:15+02'", 'timestamp', '"1970-01-01 11:14:15"', "TIMESTAMP '1970-01-01 11:14:15'"],
  ['timetz', "'01:00+02'", 'timestamp', '"1970-01-01 23:00:00"', "TIMESTAMP '1970-01-01 23:00:00'"],
  ['bit(1)', "B'1'", 'boolean', 'true', 'true'],
  ['bit(1)', "B'0'", 'boolean', 'false', 'false'],
  ['bit(10)', "B'1000100101'", 'binary', '"MTAwMDEwMDEwMQ=="', "X'31303030313030313031'"],
  ['varbit(9)', "B'1001'", 'string', '"1001"', "'1001'"],
  ['oid', '4294967295', 'bigint', '4294967295', '4294967295'],
  ['money', "'-1234.5'", 'string', '"-$1,234.50"', "'-$1,234.50'"],
  ['interval', "'1 mon 2 days 03:04:05'", 'string', '"1 mon 2 days 03:04:05"', "'1 mon 2 days 03:04:05'"],
  [
    'uuid',
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
    'string',
    '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"',
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'",
  ],
  ['json', `'{"a":  1}'`, 'string', '"{\\"a\\":  1}"', `'{"a":  1}'`],
  ['jsonb', `'{"a":  1}'`, 'string', '"{\\"a\\": 1}"', `'{"a": 1}'`],
  ['xml', "'<a>1</a>'", 'string', '"<a>1</a>"', "'<a>1</a>'"],
  ['inet', "'10.0.0.1'", 'string', '"10.0.0.1"', "'10.0.0.1'"],
  ['inet', "'10.1.0.0/16'", 'string', '"10.1.0.0/16"', "'10.1.0.0/16'"],
  ['inet', "'::1'", 'string', '"::1"', "'::1'"],
  ['cidr', "'10.0.0.1'", 'string', '"10.0.0.1/32"', "'10.0.0.1/32'"],
  ['cidr', "'10.0.0.0/8'", 'string', '"10.0.0.0/8"', "'10.0.0.0/8'"],
  ['macaddr', "'08:00:2b:01:02:03'", 'string', '"08:00:2b:01:02:03"', "'08:00:2b:01:02:03'"],
  ['int4range', "'[1,5)'", 'string', '"[1,5)"', "'[1,5)'"],
  ['point', "'(1,2)'", 'string', '"(1,2)"', "'(1,2)'"],
  ['tsvector', "'a b'", 'string', `"'a' 'b'"`, `"'a' 'b'"`],
  ['name', "'abc'", 'string', '"abc"', "'abc'"],
  ['"char"', "'x'", 'string', '"x"', "'x'"],
  ['regclass', "'pg_class'", 'string', '"pg_class"', "'pg_class'"],
  ['mood', "'Happy'", 'string', '"Happy"', "'Happy'"],
  ['citext', "'Case'", 'string', '"Case"', "'Case'"],
  ['hstore', `'a=>1'`, 'string', '"\\"a\\"=>\\"1\\""', `'"a"=>"1"'`],
  ['pair', "ROW(1, 'z')", 'string', '"(1,z)"', "'(1,z)'"],
  ['small_text', "'s'", 'string', '"s"', "'s'"],
  ['char(4)', "'ab'", 'char(4)', '"ab  "', "'ab'"],
  ['bpchar', "'ab '", 'string', '"ab "', "'ab '"],
  ['numeric(50,5)', '12.5', 'decimal(38,5)', '12.50000', '12.5'],
  ['numeric(3,5)', '0.00123', 'decimal(5,5)', '0.00123', '0.00123'],
  ['numeric(5,-2)', '1234567', 'decimal(7,0)', '1234600', '1234600'],
]

describe('each type has one Spark type, is read so, compared as that, and written', () => {
  test.each(SCALARS)('%s %s: %s', async (type, value, spark, here, found) => {
    const name = 'one_type'
    await lab.sql(
      `DROP TABLE IF EXISTS ${name}; CREATE TABLE ${name} (id int, v ${type}); INSERT INTO ${name} VALUES (1, ${value}), (2, NULL)`,
    )
    await lab.worker.run(`DROP TABLE IF EXISTS ${name}`)
    await lab.link(name)
    expect(typesOf(name)).toEqual(['int', spark])
    expect(await rows(`SELECT v FROM ${name} ORDER BY id`)).toEqual([`[${here}]`, '[null]'])
    expect(await rows(`SELECT id FROM ${name} WHERE v = ${found}`)).toEqual(['[1]'])
    expect(await rows(`SELECT id FROM ${name} WHERE v IN (${found}) AND id + 0 = 1`)).toEqual(['[1]'])
    expect(await rows(`SELECT id FROM ${name} WHERE v <=> ${found}`)).toEqual(['[1]'])
    expect(await rows(`SELECT id FROM ${name} WHERE v <> ${found}`)).toEqual([])
    expect(await rows(`SELECT id FROM ${name} WHERE v IS NULL`)).toEqual(['[2]'])
    expect(await rows(`SELECT count(*), count(v) FROM ${name} WHERE v IS NOT NULL`)).toEqual(['[1,1]'])
    expect(await rows(`SELECT a.id FROM ${name} a JOIN ${name} b ON a.v = b.v`)).toEqual(['[1]'])
    // It is the first moment of the next day.
    if (value === "'24:00'") return
    const compared = type === 'timetz' ? "(v AT TIME ZONE 'UTC')::time" : 'v::text'
    await lab.worker.run(`INSERT INTO ${name} SELECT id + 10, v FROM ${name}`)
    expect(await lab.sql(`SELECT id FROM ${name} WHERE ${compared} = (SELECT ${compared} FROM ${name} WHERE id = 1) ORDER BY id`)).toEqual([
      { id: 1 },
      { id: 11 },
    ])
    expect(await lab.sql(`SELECT id FROM ${name} WHERE v IS NULL ORDER BY id`)).toEqual([{ id: 2 }, { id: 12 }])
  })
})

describe('arrays', () => {
  test.each<[type: string, values: readonly string[], spark: string, here: readonly string[]]>([
    ['int4[]', ["'{1,NULL,-3}'", "'{}'"], 'array<int>', ['[1,null,-3]', '[]']],
    ['int2[]', ["'{1,-32768}'"], 'array<smallint>', ['[1,-32768]']],
    ['int8[]', ["'{9223372036854775807}'"], 'array<bigint>', ['[9223372036854775807]']],
    ['oid[]', ["'{4294967295}'"], 'array<bigint>', ['[4294967295]']],
    ['float4[]', ["'{0.1,NaN}'"], 'array<float>', ['[0.1,"NaN"]']],
    ['float8[]', ["'{0.1,Infinity,-Infinity}'"], 'array<double>', ['[0.1,"Infinity","-Infinity"]']],
    ['bool[]', ["'{t,f,NULL}'"], 'array<boolean>', ['[true,false,null]']],
    ['numeric(6,2)[]', ["'{1.5,-2}'"], 'array<decimal(6,2)>', ['[1.50,-2.00]']],
    ['numeric[]', ["'{1.500000000000000000}'"], 'array<decimal(38,18)>', ['[1.500000000000000000]']],
    ['date[]', ["'{2024-02-29,0044-03-15 BC}'"], 'array<date>', ['["2024-02-29","-0043-03-15"]']],
    ['timestamp[]', ["ARRAY['2024-02-29 12:00'::timestamp]"], 'array<timestamp>', ['["2024-02-29 12:00:00"]']],
    ['timestamptz[]', ["ARRAY['2024-02-29 12:00+02'::timestamptz]"], 'array<timestamp>', ['["2024-02-29 10:00:00"]']],
    ['time[]', ["ARRAY['12:00'::time, NULL]", "'{}'"], 'array<timestamp>', ['["1970-01-01 12:00:00",null]', '[]']],
    ['timetz[]', ["ARRAY['10:00+00'::timetz]"], 'array<timestamp>', ['["1970-01-01 10:00:00"]']],
    [
      'text[]',
      [`ARRAY['', 'a"b', 'c\\d', '{,}', 'NULL', NULL, E'line\\n\\ttab', 'longer than twelve bytes']`],
      'array<string>',
      ['["","a\\"b","c\\\\d","{,}","NULL",null,"line\\n\\ttab","longer than twelve bytes"]'],
    ],
    ['inet[]', ["'{10.0.0.1,NULL,10.1.0.0/16}'", "'{}'"], 'array<string>', ['["10.0.0.1",null,"10.1.0.0/16"]', '[]']],
    ['varchar(5)[]', ["'{a,b}'"], 'array<string>', ['["a","b"]']],
    ['char(3)[]', ["'{a,b}'"], 'array<string>', ['["a  ","b  "]']],
    ['bytea[]', ["ARRAY['\\x00ff'::bytea, '\\x']"], 'array<binary>', ['["AP8=",""]']],
    ['bit(3)[]', ["ARRAY[B'101']"], 'array<binary>', ['["MTAx"]']],
    ['uuid[]', ["ARRAY['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid]"], 'array<string>', ['["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]']],
    ['jsonb[]', [`ARRAY['{"a":1}'::jsonb]`], 'array<string>', ['["{\\"a\\": 1}"]']],
    ['money[]', ["ARRAY['1'::money]"], 'array<string>', ['["$1.00"]']],
    ['mood[]', ["'{ok,NULL}'"], 'array<string>', ['["ok",null]']],
    ['pair[]', ["ARRAY[ROW(1, 'z')::pair]"], 'array<string>', ['["(1,z)"]']],
    ['small_text[]', ["ARRAY['s'::small_text]"], 'array<string>', ['["s"]']],
    ['citext[]', ["ARRAY['S'::citext]"], 'array<string>', ['["S"]']],
  ])('%s %s: %s, read and written', async (type, values, spark, here) => {
    await lab.sql('DROP TABLE IF EXISTS arrays')
    await lab.sql(`CREATE TABLE arrays (id int, v ${type}); INSERT INTO arrays VALUES (0, NULL)`)
    for (const [index, value] of values.entries()) await lab.sql(`INSERT INTO arrays VALUES (${index + 1}, ${value})`)
    await lab.worker.run('DROP TABLE IF EXISTS arrays')
    await lab.link('arrays')
    expect(typesOf('arrays')).toEqual(['int', spark])
    expect(await rows('SELECT v FROM arrays ORDER BY id')).toEqual(['[null]', ...here.map((value) => `[${value}]`)])
    expect(await rows('SELECT id FROM arrays WHERE v IS NULL')).toEqual(['[0]'])
    expect(await rows('SELECT count(*), sum(if(size(v) > 0, 1, 0)) FROM arrays WHERE v IS NOT NULL')).toEqual([
      `[${values.length},${here.filter((value) => value !== '[]').length}]`,
    ])
    await lab.worker.run('INSERT INTO arrays SELECT id + 10, v FROM arrays')
    expect(
      await lab.sql('SELECT a.id FROM arrays a JOIN arrays b ON b.id = a.id + 10 AND a.v::text IS NOT DISTINCT FROM b.v::text'),
    ).toHaveLength(values.length + 1)
  })

  test('many long arrays, more elements than rows', async () => {
    await lab.sql(`CREATE TABLE long_arrays AS SELECT i AS id, (SELECT array_agg(CASE WHEN j % 7 = 0 THEN NULL ELSE i * 1000 + j END ORDER BY j) FROM generate_series(1, i % 90) j) AS v,
      (SELECT array_agg(repeat(chr(97 + j % 26), j % 30) ORDER BY j) FROM generate_series(1, i % 50) j) AS t, (SELECT array_agg((i * j)::numeric / 8) FROM generate_series(1, i % 20) j) AS d
      FROM generate_series(1, 6000) i`)
    await lab.link('long_arrays')
    const [there] = await lab.sql<{ n: string; s: string; t: string; d: string }>(
      `SELECT sum(cardinality(v))::text AS n, (SELECT sum(e)::text FROM long_arrays, unnest(v) e) AS s,
        md5(string_agg(array_to_string(t, ','), ';' ORDER BY id)) AS t, (SELECT sum(e)::numeric(38,3)::text FROM long_arrays, unnest(d) e) AS d FROM long_arrays`,
    )
    const [here] = await rows(
      `SELECT CAST(sum(if(v IS NULL, 0, size(v))) AS STRING), (SELECT CAST(sum(e) AS STRING) FROM long_arrays LATERAL VIEW explode(v) x AS e),
        (SELECT md5(array_join(transform(array_sort(collect_list(struct(id, array_join(t, ',') AS j))), p -> p.j), ';')) FROM long_arrays WHERE t IS NOT NULL),
        (SELECT CAST(CAST(sum(e) AS DECIMAL(38,3)) AS STRING) FROM long_arrays LATERAL VIEW explode(d) x AS e) FROM long_arrays`,
    )
    expect(JSON.parse(here ?? '')).toEqual([there?.n, there?.s, there?.t, there?.d])
  })

  test('several dimensions are refused by the column, when they are read', async () => {
    await lab.sql(
      "CREATE TABLE deep (id int, v int[], t time[], a inet[]); INSERT INTO deep VALUES (1, '{{1,2},{3,4}}', '{{12:00},{13:00}}', '{{::1},{::2}}')",
    )
    await lab.link('deep')
    for (const column of ['v', 't', 'a']) {
      expect((await lab.worker.fail(`SELECT ${column} FROM deep`)).error).toMatchObject({
        kind: 'not-supported',
        message: `Column "${column}" holds an array of 2 dimensions, and its type here has one`,
      })
    }
    expect(await rows('SELECT id FROM deep')).toEqual(['[1]'])
  })
})

describe('char(n)', () => {
  beforeAll(async () => {
    await lab.sql(
      "CREATE TABLE padded (id int, c char(5), d char(3), t text); INSERT INTO padded VALUES (1, 'ab', 'ab', 'ab'), (2, 'x', 'ab', 'x')",
    )
    await lab.link('padded')
  })

  test('a row just inserted is found again, with and without spaces', async () => {
    await lab.worker.run("INSERT INTO padded VALUES (3, 'new', 'n  ', 'new'), (4, 'abc       ', NULL, NULL)")
    for (const value of ["'new'", "'new  '", "'new       '"])
      expect(await rows(`SELECT id FROM padded WHERE c = ${value}`)).toEqual(['[3]'])
    expect(await rows("SELECT id FROM padded WHERE c IN ('new', 'abc') ORDER BY id")).toEqual(['[3]', '[4]'])
    expect(await rows("SELECT id FROM padded WHERE c IN ('new') AND length(t) = 3")).toEqual(['[3]'])
    expect(await rows("SELECT id FROM padded WHERE c <> 'new' AND c >= 'abc' ORDER BY id")).toEqual(['[2]', '[4]'])
    expect(await lab.sql("SELECT id FROM padded WHERE c = 'abc'")).toEqual([{ id: 4 }])
    expect((await lab.worker.fail("INSERT INTO padded (c) VALUES ('toolong')")).error.message).toContain('char(5)')
  })

  test('joins pad', async () => {
    expect(await rows('SELECT a.id, b.id FROM padded a JOIN padded b ON a.c = b.d ORDER BY 1, 2')).toEqual(['[1,1]', '[1,2]'])
    await lab.worker.run('CREATE TABLE padded_here AS SELECT * FROM padded')
    expect(await rows('SELECT a.id, b.id FROM padded a JOIN padded_here b ON a.d = b.c ORDER BY 1, 2')).toEqual(['[1,1]', '[2,1]'])
    expect(await rows("SELECT id FROM padded_here WHERE c = 'ab'")).toEqual(['[1]'])
  })
})

test('a column that was a text when the table was made is still read as one, whatever its type is called here now', async () => {
  await lab.sql("CREATE TABLE as_texts (a time, b bit(1), c int, d numeric(50,5)); INSERT INTO as_texts VALUES ('12:00', B'1', 7, 1)")
  await lab.link('as_texts')
  const made = lab.worker.tables.get('default.as_texts')
  if (made === undefined || !('columns' in made) || made.source.kind !== 'jdbc') throw new Error('no table')
  lab.worker.tables.set('default.as_texts', {
    ...made,
    columns: made.columns.map(({ name }) => ({ name, type: 'string' })),
    source: made.source,
  })
  expect(await rows("SELECT * FROM as_texts WHERE c = '7' AND a LIKE '12%'")).toEqual(['["12:00:00","1","7","1.00000"]'])
})

describe('a time zone and other settings of the database change no value', () => {
  test('timestamps are written and read in UTC', async () => {
    await lab.sql("ALTER DATABASE postgres SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE postgres SET DateStyle = 'SQL, DMY'")
    try {
      await lab.sql('CREATE TABLE zoned (id int, a timestamptz, b timestamp, c date, d timetz, e timestamptz[])')
      await lab.link('zoned')
      await lab.worker.run(
        "INSERT INTO zoned VALUES (1, TIMESTAMP '2024-02-03 04:05:06', TIMESTAMP '2024-02-03 04:05:06', DATE '2024-02-03', TIMESTAMP '1970-01-01 04:05:06', array(TIMESTAMP '2024-02-03 04:05:06'))",
      )
      expect(await rows('SELECT * FROM zoned')).toEqual([
        '[1,"2024-02-03 04:05:06","2024-02-03 04:05:06","2024-02-03","1970-01-01 04:05:06",["2024-02-03 04:05:06"]]',
      ])
      expect(
        await lab.sql(
          "SELECT a = '2024-02-03 04:05:06+00' AND b = '2024-02-03 04:05:06' AND d = '04:05:06+00' AND e[1] = a AS same FROM zoned",
        ),
      ).toEqual([{ same: true }])
      expect(await rows("SELECT id FROM zoned WHERE a = TIMESTAMP '2024-02-03 04:05:06' AND d = TIMESTAMP '1970-01-01 04:05:06'")).toEqual([
        '[1]',
      ])
    } finally {
      await lab.sql('ALTER DATABASE postgres RESET TimeZone; ALTER DATABASE postgres RESET DateStyle')
    }
  })
})

describe('values that the type here cannot hold matter only where they are read', () => {
  beforeAll(async () => {
    await lab.sql(`CREATE TABLE thing (id int, valid_till timestamptz, d date, n numeric, s numeric(10,2), t timestamp, a int[]);
      INSERT INTO thing VALUES (1, 'infinity', 'infinity', 'NaN', 'NaN', 'infinity', '{{1},{2}}'), (2, '2021-01-01', '2021-01-01', 5, 5, '2021-01-01', '{1}'),
        (3, '-infinity', '-infinity', '-Infinity', -5, '294276-12-31', NULL), (4, NULL, NULL, 1e40, NULL, NULL, NULL), (5, '2019-01-01', '2019-01-01', -1e40, 1, '2019-01-01', '{}')`)
    await lab.link('thing')
    await lab.worker.run('CREATE TEMPORARY VIEW things AS SELECT id AS i, valid_till AS v, d, n FROM thing')
  })

  test.each([
    ["SELECT id FROM thing WHERE valid_till > TIMESTAMP '2020-01-01 00:00:00' ORDER BY id", ['[1]', '[2]']],
    ["SELECT id FROM thing WHERE d > DATE '2020-01-01' ORDER BY id", ['[1]', '[2]']],
    ["SELECT id FROM thing WHERE d <= '2020-01-01' ORDER BY id", ['[3]', '[5]']],
    ["SELECT id FROM thing WHERE t > '2020-01-01' ORDER BY id", ['[1]', '[2]', '[3]']],
    ['SELECT count(*) FROM thing WHERE valid_till IS NOT NULL', ['[4]']],
    ['SELECT count(valid_till), count(d), count(n), count(s), count(t), count(a) FROM thing', ['[4,4,5,4,4,3]']],
    ["SELECT id FROM thing WHERE NOT (valid_till < TIMESTAMP '2020-01-01 00:00:00') AND id + 0 > 0 ORDER BY id", ['[1]', '[2]']],
    ['SELECT id FROM thing WHERE n > 4 ORDER BY id', ['[1]', '[2]', '[4]']],
    ['SELECT id FROM thing WHERE n <= 5.0 AND id % 2 = 1 ORDER BY id', ['[3]', '[5]']],
    ['SELECT id FROM thing WHERE n = 5 OR s IN (1, 2) ORDER BY id', ['[2]', '[5]']],
    ['SELECT id FROM thing WHERE s > 4 OR length(CAST(id AS STRING)) = 9 ORDER BY id', ['[1]', '[2]']],
    [
      'SELECT x.id, y.id FROM thing x JOIN thing y ON x.valid_till = y.valid_till AND x.d = y.d ORDER BY 1',
      ['[1,1]', '[2,2]', '[3,3]', '[5,5]'],
    ],
    ['SELECT id FROM thing ORDER BY valid_till DESC, id LIMIT 2', ['[1]', '[2]']],
    ["SELECT count(*) FROM things WHERE v >= TIMESTAMP '2021-01-01 00:00:00'", ['[2]']],
    ['WITH w AS (SELECT * FROM things) SELECT count(v) FROM w WHERE d IS NOT NULL AND n < 0', ['[2]']],
    ['SELECT id, a IS NULL FROM thing ORDER BY id', ['[1,false]', '[2,false]', '[3,true]', '[4,true]', '[5,false]']],
    [
      "SELECT valid_till FROM thing WHERE valid_till < TIMESTAMP '9999-01-01 00:00:00' AND valid_till > TIMESTAMP '0001-01-01 00:00:00' ORDER BY 1",
      ['["2019-01-01 00:00:00"]', '["2021-01-01 00:00:00"]'],
    ],
    ['SELECT n FROM thing WHERE n BETWEEN 0 AND 10', ['[5.000000000000000000]']],
  ])('%s', async (sql, expected) => {
    expect(await rows(sql)).toEqual(expected)
  })

  test.each([
    ['SELECT valid_till FROM thing', 'valid_till', 'infinite timestamp'],
    ['SELECT id FROM thing WHERE year(d) > 2020', 'd', 'infinite date'],
    ['SELECT max(n) FROM thing', 'n', 'NaN'],
    ['SELECT v FROM things', 'valid_till', 'infinite timestamp'],
    ['SELECT id FROM thing WHERE n = id', 'n', 'NaN'],
    ['SELECT valid_till, count(*) FROM thing GROUP BY valid_till', 'valid_till', 'infinite timestamp'],
    ['SELECT count(v) FROM (SELECT d + INTERVAL 1 DAY AS v FROM thing) q', 'd', 'infinite date'],
    ['INSERT INTO thing (id, d) SELECT id, d FROM thing', 'd', 'infinite date'],
  ])('%s: refused by the column', async (sql, column, words) => {
    expect((await lab.worker.fail(sql)).error).toMatchObject({
      kind: 'not-supported',
      message: expect.stringContaining(`Column "${column}" holds`),
      hint: expect.stringContaining('Leave such rows out'),
    })
    expect((await lab.worker.fail(sql)).error.message).toContain(words)
  })
})
