import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findMariadb, NO_MARIADB } from '../../../../testing/mariadb.ts'
import { type MariadbAndWorker, mysqlTable, startMariadbAndWorker } from '../../fixtures/remote-mariadb.ts'

const programs = await findMariadb()
if (programs === undefined) console.log(`SKIPPED: types of MySQL are not tested, for ${NO_MARIADB}`)

describe.skipIf(programs === undefined)('types of MySQL', () => {
  let lab: MariadbAndWorker

  beforeAll(async () => {
    lab = await startMariadbAndWorker(programs ?? '')
  })
  afterAll(() => lab?.end())

  /** What a real Spark 3.3.1 reads by MySQL Connector/J 8.0.33, but for BIT(8), BIT(64) (boolean there) and the fraction of TIME (cut there). */
  test('every type with its extreme values, and NULL', async () => {
    await lab.sql(`CREATE TABLE types (id int, ti tinyint, tb tinyint(1), tbu tinyint(1) unsigned, tu tinyint unsigned, si smallint, su smallint unsigned,
      mi mediumint, mu mediumint unsigned, i int, iu int unsigned, bi bigint, bu bigint unsigned, f float, fd float(7,3), d double, dd double(10,2),
      n numeric(10,2), nu decimal(10,2) unsigned, n38 decimal(38,10), n65 decimal(65,30), n0 decimal(5,0), c char(5), v varchar(20),
      vb varchar(5) character set latin1, bn binary(4), vbn varbinary(8), tt tinytext, t text, mt mediumtext, lt longtext, tb2 tinyblob, b blob, lb longblob,
      dt date, dtm datetime, dtm6 datetime(6), ts timestamp null, ts3 timestamp(3) null, tm time, tm6 time(6), y year, b1 bit(1), b8 bit(8), b64 bit(64),
      e enum('a','b c'), s set('x','y'), j json, g geometry, u uuid, ip inet6, gen int as (id + 1) virtual, inv int invisible default 7)`)
    await lab.sql(`INSERT INTO types (id,ti,tb,tbu,tu,si,su,mi,mu,i,iu,bi,bu,f,fd,d,dd,n,nu,n38,n65,n0,c,v,vb,bn,vbn,tt,t,mt,lt,tb2,b,lb,dt,dtm,dtm6,ts,ts3,tm,tm6,y,b1,b8,b64,e,s,j,g,u,ip) VALUES
      (1,-128,5,2,255,-32768,65535,-8388608,16777215,-2147483648,4294967295,-9223372036854775808,18446744073709551615,
       0.1234567891,1234.5678,1e-300,12345.678,-99999999.99,1.5,1234567890123456789012345678.0123456789,12345678.123456789012345678901234567891,42,
       'ab','abc ','é','ab',X'0031','t','中文😀','m','l','b',X'00C3BF','x','2024-02-29','2024-02-29 12:00:00','0001-01-01 00:00:00.000001',
       '2024-02-29 12:00:00','2001-01-01 00:00:00.123','12:34:56','23:59:59.999999',2024,1,200,0xFFFFFFFFFFFFFFFF,'b c','x,y','{"a": 1}',
       ST_GeomFromText('POINT(1 2)'),'00000000-0000-0000-0000-000000000001','::1'),
      (2,-1,-1,0,0,0,0,0,0,0,0,9223372036854775807,0,16777217,0,1.7976931348623157e308,-0.5,0,0,0,-1e-30,-1,'','','','','','','','','','','','',
       '9999-12-31','9999-12-31 23:59:59','9999-12-31 23:59:59.999999','1970-01-01 00:00:01','2038-01-19 03:14:07.999','00:00:00','00:00:00',1901,0,0,0,'a','','[]',NULL,NULL,NULL),
      (3,-2,-2,0,0,0,0,0,0,0,0,-1,0,-3.402823e38,0,0.1,0,0,0,0,0,0,'','','','','','','','','','','','',
       '1000-01-01','1582-10-10 00:00:00','1500-01-01 00:00:00','1970-01-01 00:00:01','2038-01-19 03:14:07.999','00:00:00','00:00:00',2155,0,0,0,'a','','[]',NULL,NULL,NULL)`)
    await lab.sql('INSERT INTO types (id) VALUES (NULL)')
    await lab.link('types')
    const table = lab.worker.tables.get('default.types')
    expect(table !== undefined && 'columns' in table ? table.columns.map(({ name, type }) => `${name} ${type}`).join(', ') : '').toBe(
      'id int, ti int, tb boolean, tbu int, tu int, si int, su int, mi int, mu bigint, i int, iu bigint, bi bigint, bu decimal(20,0), f double, fd double, ' +
        'd double, dd double, n decimal(10,2), nu decimal(10,2), n38 decimal(38,10), n65 decimal(38,30), n0 decimal(5,0), c string, v string, vb string, ' +
        'bn binary, vbn binary, tt string, t string, mt string, lt string, tb2 binary, b binary, lb binary, dt date, dtm timestamp, dtm6 timestamp, ' +
        'ts timestamp, ts3 timestamp, tm timestamp, tm6 timestamp, y date, b1 boolean, b8 bigint, b64 bigint, e string, s string, j string, g binary, ' +
        'u string, ip string, gen int',
    )
    const { rowsJson } = await lab.worker.run('SELECT * FROM default.types ORDER BY id NULLS LAST')
    expect(rowsJson).toEqual([
      '[1,-128,true,2,255,-32768,65535,-8388608,16777215,-2147483648,4294967295,-9223372036854775808,18446744073709551615,0.123457,1234.568,1e-300,12345.68,' +
        '-99999999.99,1.50,1234567890123456789012345678.0123456789,12345678.123456789012345678901234567891,42,"ab","abc ","é","YWIAAA==","ADE=","t","中文😀","m","l",' +
        '"Yg==","AMO/","eA==","2024-02-29","2024-02-29 12:00:00","0001-01-01 00:00:00.000001","2024-02-29 12:00:00","2001-01-01 00:00:00.123",' +
        '"1970-01-01 12:34:56","1970-01-01 23:59:59.999999","2024-01-01",true,200,-1,"b c","x,y","{\\"a\\": 1}","AAAAAAEBAAAAAAAAAAAA8D8AAAAAAAAAQA==",' +
        '"00000000-0000-0000-0000-000000000001","::1",2]',
      '[2,-1,true,0,0,0,0,0,0,0,0,9223372036854775807,0,16777200,0,1.7976931348623157e+308,-0.5,0.00,0.00,0.0000000000,-0.000000000000000000000000000001,-1,"","","",' +
        '"AAAAAA==","","","","","","","","","9999-12-31","9999-12-31 23:59:59","9999-12-31 23:59:59.999999","1970-01-01 00:00:01","2038-01-19 03:14:07.999",' +
        '"1970-01-01 00:00:00","1970-01-01 00:00:00","1901-01-01",false,0,0,"a","","[]",null,null,null,3]',
      '[3,-2,false,0,0,0,0,0,0,0,0,-1,0,-3.40282e+38,0,0.1,0,0.00,0.00,0.0000000000,0.000000000000000000000000000000,0,"","","",' +
        '"AAAAAA==","","","","","","","","","1000-01-01","1582-10-10 00:00:00","1500-01-01 00:00:00","1970-01-01 00:00:01","2038-01-19 03:14:07.999",' +
        '"1970-01-01 00:00:00","1970-01-01 00:00:00","2155-01-01",false,0,0,"a","","[]",null,null,null,4]',
      `[null${',null'.repeat(52)}]`.replace(/,null]$/, ']'),
    ])
  })

  test('TINYINT(1) and YEAR as numbers, where the URL says so', async () => {
    await lab.sql('CREATE TABLE small (t tinyint(1), y year)')
    await lab.sql('INSERT INTO small VALUES (5, 2024), (-2, 0)')
    await lab.link('small', 'shop.small', '?tinyInt1isBit=false&yearIsDateType=false')
    expect(await lab.worker.run('SELECT * FROM default.small ORDER BY t')).toMatchObject({
      columns: [
        { name: 't', type: 'int' },
        { name: 'y', type: 'int' },
      ],
      rowsJson: ['[-2,0]', '[5,2024]'],
    })
  })

  test('a YEAR of two digits, and 0000, are the dates that the driver makes of them', async () => {
    await lab.sql(
      "CREATE TABLE years (id int, y year, short year(2)); INSERT INTO years VALUES (1, 0, '00'), (2, 1970, '70'), (3, 1901, '69'), (4, 2155, '99')",
    )
    await lab.link('years')
    expect(await lab.worker.rows('SELECT y, short FROM default.years ORDER BY id')).toEqual([
      ['2000-01-01', '2000-01-01'],
      ['1970-01-01', '1970-01-01'],
      ['1901-01-01', '2069-01-01'],
      ['2155-01-01', '1999-01-01'],
    ])
    expect(await lab.worker.rows("SELECT id FROM default.years WHERE y = DATE'2000-01-01'")).toEqual([[1]])
  })

  test('a zero date fails the job by the name of its column, is NULL, or the first day, as the URL says', async () => {
    await lab.sql(
      `SET sql_mode = ''; CREATE TABLE zero (id int, d date, t datetime(3)); INSERT INTO zero VALUES (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2024-01-02', '2024-01-02 03:04:05.006')`,
    )
    await lab.link('zero')
    const failed = await lab.worker.fail('SELECT * FROM default.zero')
    expect(failed.error).toMatchObject({
      message: expect.stringContaining('"d" holds the date 0000-00-00'),
      hint: expect.stringContaining('zeroDateTimeBehavior=CONVERT_TO_NULL'),
    })
    expect(await lab.worker.rows("SELECT d FROM default.zero WHERE d > DATE'2000-01-01'")).toEqual([['2024-01-02']])
    await lab.worker.run(mysqlTable('zero_null', 'zero', 'jdbc:mysql://db1/shop?zeroDateTimeBehavior=convertToNull'))
    expect(await lab.worker.rows('SELECT * FROM default.zero_null ORDER BY id')).toEqual([
      [1, null, null],
      [2, '2024-01-02', '2024-01-02 03:04:05.006'],
    ])
    expect(await lab.worker.rows('SELECT id FROM default.zero_null WHERE d IS NULL')).toEqual([[1]])
    expect(await lab.worker.rows("SELECT id FROM default.zero_null WHERE t < TIMESTAMP'2100-01-01 00:00:00'")).toEqual([[2]])
    await lab.worker.run(mysqlTable('zero_first', 'zero', 'jdbc:mysql://db1/shop?zeroDateTimeBehavior=ROUND'))
    expect(await lab.worker.rows("SELECT * FROM default.zero_first WHERE d >= DATE'0001-01-01' ORDER BY id")).toEqual([
      [1, '0001-01-01', '0001-01-01 00:00:00'],
      [2, '2024-01-02', '2024-01-02 03:04:05.006'],
    ])
  })

  test.each([
    ['date', "'2024-00-10'", 'month or day is 00'],
    ['time', "'-01:00:00'", 'no time of a day'],
    ['time', "'24:00:00'", 'no time of a day'],
    ['decimal(65,10)', '12345678901234567890123456789.5', 'does not fit decimal(38,10)'],
  ])('a %s of %s fails the job by the name of its column, and only where it is read', async (type, value, words) => {
    await lab.sql(
      `SET sql_mode = ''; DROP TABLE IF EXISTS strange; CREATE TABLE strange (id int, odd_one ${type}); INSERT INTO strange SELECT seq, ${value} FROM seq_1_to_3`,
    )
    await lab.worker.run('DROP TABLE IF EXISTS default.strange')
    await lab.link('strange')
    const failed = await lab.worker.fail('SELECT max(odd_one) AS m FROM default.strange')
    expect(failed.error.message).toContain('"odd_one"')
    expect(failed.error.message).toContain(words)
    expect(await lab.worker.rows('SELECT count(id) AS n FROM default.strange')).toEqual([[3]])
  })

  test('long, short and empty texts of many lengths come unchanged, also rows of more than one packet', async () => {
    await lab.sql('SET GLOBAL max_allowed_packet = 1073741824')
    await lab.sql(
      `CREATE TABLE texts AS SELECT seq AS id, concat(repeat(char(97 + seq % 26 USING utf8mb4), seq % 400), repeat('€', seq % 7)) AS t FROM seq_1_to_5000`,
    )
    await lab.sql('CREATE TABLE large (id int, t longtext, u longtext)')
    await lab.sql(
      "SET SESSION sql_mode = ''; INSERT INTO large VALUES (1, repeat('a', 20000000), repeat('b', 16777215)), (2, 'c', repeat('d', 70000))",
    )
    await lab.link('texts')
    await lab.link('large')
    const [[there] = []] = await lab.sql('SELECT bit_xor(crc32(concat(id, t))) FROM texts')
    expect(await lab.worker.rows('SELECT bit_xor(crc32(concat(id, t))) AS x FROM default.texts')).toEqual([[Number(there)]])
    expect(
      await lab.worker.rows('SELECT id, length(t) AS t, md5(t) AS m, length(u) AS u, md5(u) AS n FROM default.large ORDER BY id'),
    ).toEqual(
      (await lab.sql('SELECT id, length(t), md5(t), length(u), md5(u) FROM large ORDER BY id')).map(([id, t, m, u, n]) => [
        Number(id),
        Number(t),
        m,
        Number(u),
        n,
      ]),
    )
  })
})
