import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let worker: TestWorker

const TEXTS = [
  '1/2/2024',
  '12/31/1999',
  '2-Jan-2024',
  'Jan 2, 2024',
  '2024/1/2',
  '1/2/24',
  '13/13/2024',
  '2024-01-02T10:00:00Z',
  '2024-01-02 10:00:00',
  '1/2/2024 5:06',
  '1/2/2024 5:06 PM',
  '2024-01-02T10:00:00.123+0200',
]

beforeAll(async () => {
  worker = await TestWorker.start()
  for (const [index, text] of TEXTS.entries()) await worker.put(`moments/${index}.csv`, `${text}\n`)
})
afterAll(() => worker.end())

const cast = ['2024-01-02 10:00:00', '2024-01-02 10:00:00'] as const
const zoned = '2024-01-02 08:00:00.123'

// Read and written by Spark 3.3.1; 'older' stops the job there, for only the parser before Spark 3.0 reads it.
test.each([
  [
    'M/d/yyyy',
    ['2024-01-02 00:00:00', '1999-12-31 00:00:00', null, null, 'older', 'older', 'older', ...cast, 'older', 'older', zoned],
    '3/5/2024',
  ],
  ['d-MMM-yyyy', [null, null, '2024-01-02 00:00:00', null, null, null, null, ...cast, null, null, zoned], '5-Mar-2024'],
  ['MMM d, yyyy', [null, null, null, '2024-01-02 00:00:00', null, null, null, ...cast, null, null, zoned], 'Mar 5, 2024'],
  ['yyyy/M/d', ['older', 'older', null, null, '2024-01-02 00:00:00', 'older', 'older', ...cast, 'older', 'older', zoned], '2024/3/5'],
  ["yyyy-MM-dd'T'HH:mm:ssX", [null, null, null, null, null, null, null, ...cast, null, null, zoned], '2024-03-05T17:08:09Z'],
  ["yyyy-MM-dd'T'HH:mm:ss[.SSS]Z", [null, null, null, null, null, null, null, ...cast, null, null, zoned], '2024-03-05T17:08:09.120+0000'],
  ['M/d/yyyy H:mm', [null, null, null, null, null, null, null, ...cast, '2024-01-02 05:06:00', 'older', zoned], '3/5/2024 17:08'],
  ['yyyy-MM-dd HH:mm:ss', [null, null, null, null, null, null, null, ...cast, null, null, zoned], '2024-03-05 17:08:09'],
  ['M/d/yyyy h:mm a', [null, null, null, null, null, null, null, ...cast, null, '2024-01-02 17:06:00', zoned], '3/5/2024 5:08 PM'],
])('timestamps by the pattern %s', async (pattern, read, written) => {
  const option = `timestampFormat '${pattern.replaceAll("'", "\\'")}'`
  const found: (string | null)[] = []
  for (const index of TEXTS.keys()) {
    await worker.run(
      `CREATE OR REPLACE TEMP VIEW v (t TIMESTAMP) USING csv OPTIONS (path 'obs://b1/moments/${index}.csv', sep '|', ${option})`,
    )
    const ended = await worker.start('SELECT CAST(t AS STRING) FROM v').ended
    if (ended.kind === 'job-finished') found.push(...ended.result.rowsJson.flatMap((row) => JSON.parse(row) as string | null))
    else if (ended.kind === 'job-failed' && ended.error.message.includes('the parser before Spark 3.0')) found.push('older')
  }
  expect(found).toEqual(read)
  await worker.run(
    `INSERT OVERWRITE DIRECTORY 'obs://b1/written' USING csv OPTIONS (sep '|', ${option}) SELECT TIMESTAMP'2024-03-05 17:08:09.120'`,
  )
  expect(await worker.rows('SELECT * FROM text.`obs://b1/written`')).toEqual([[written]])
})

// As Spark 3.3.1 does: the pattern of its own default is one, too, where it is written.
test('what only the older parser reads stops the job also by the pattern yyyy-MM-dd HH:mm:ss', async () => {
  await worker.put('older/a.csv', '2024-01-02 10:00:00x\n')
  await worker.run(
    "CREATE OR REPLACE TEMP VIEW o (t TIMESTAMP) USING csv OPTIONS (path 'obs://b1/older', timestampFormat 'yyyy-MM-dd HH:mm:ss')",
  )
  expect((await worker.fail('SELECT * FROM o')).error.message).toContain('the parser before Spark 3.0')
})

// As Spark 3.3.1 writes them.
test('years of other than four digits are written with their sign', async () => {
  await worker.run(
    `INSERT OVERWRITE DIRECTORY 'obs://b1/years' USING csv OPTIONS (timestampFormat 'dd/MM/yyyy HH:mm:ss', dateFormat 'dd/MM/yyyy')
     SELECT DATE'-0001-01-01', DATE'+10000-01-01', DATE'0001-01-01', TIMESTAMP'9999-12-31 23:59:59', CAST(NULL AS DATE)`,
  )
  expect(await worker.rows('SELECT * FROM text.`obs://b1/years`')).toEqual([['01/01/-0001,01/01/+10000,01/01/0001,31/12/9999 23:59:59,']])
})

const FAR = ['+294247-01-11', '+300000-02-29', '+5881580-07-10', '-0005-03-02', '-300004-02-29', '-5877641-06-25', '2024-03-05']

// As Spark 3.3.1 writes them, the same with to_csv and to_json.
test.each([
  ['dd/MM/yyyy', '11/01/+294247|29/02/+300000|10/07/+5881580|02/03/-0005|29/02/-300004|25/06/-5877641|05/03/2024'],
  ['M/d/y', '1/11/294247|2/29/300000|7/10/5881580|3/2/-5|2/29/-300004|6/25/-5877641|3/5/2024'],
  ['G yy', 'AD 47|AD 00|AD 80|BC 06|BC 05|BC 42|AD 24'],
  ['y G', '294247 AD|300000 AD|5881580 AD|6 BC|300005 BC|5877642 BC|2024 AD'],
  [
    'EEE d MMM yyyyyy',
    'Mon 11 Jan 294247|Tue 29 Feb 300000|Thu 10 Jul +5881580|Thu 2 Mar -000005|Thu 29 Feb -300004|Thu 25 Jun -5877641|Tue 5 Mar 002024',
  ],
  ['D QQQ F', '11 Q1 4|60 Q1 1|192 Q3 3|61 Q1 2|60 Q1 1|176 Q2 4|65 Q1 5'],
  ['yyy', '294247|300000|5881580|-005|-300004|-5877641|2024'],
])('dates that are further away than timestamps are written by the pattern %s', async (pattern, written) => {
  const dates = FAR.map((date, index) => `DATE'${date}' AS c${index}`).join(', ')
  await worker.run(`INSERT OVERWRITE DIRECTORY 'obs://b1/far' USING csv OPTIONS (sep '|', dateFormat '${pattern}') SELECT ${dates}`)
  expect(await worker.rows('SELECT * FROM text.`obs://b1/far`')).toEqual([[written]])
  await worker.run(`INSERT OVERWRITE DIRECTORY 'obs://b1/far-json' USING json OPTIONS (dateFormat '${pattern}') SELECT ${dates}`)
  const record = JSON.stringify(Object.fromEntries(written.split('|').map((text, index) => [`c${index}`, text])))
  expect(await worker.rows('SELECT * FROM text.`obs://b1/far-json`')).toEqual([[record]])
  const texts = `to_csv(s, map('dateFormat', '${pattern}', 'sep', '|')), to_json(s, map('dateFormat', '${pattern}'))`
  expect(await worker.rows(`SELECT ${texts} FROM (SELECT struct(*) AS s FROM (SELECT ${dates}))`)).toEqual([[written, record]])
  expect(await worker.rows("SELECT to_csv(struct(DATE'+300000-02-29' AS d))")).toEqual([['+300000-02-29']])
})

// As Spark 3.3.1 finds them.
test.each([
  ['M/d/yyyy', '1/2/2024\\n12/31/1999', 'timestamp'],
  ['d-MMM-yyyy', '2-Jan-2024\\n3-Feb-2024', 'timestamp'],
  ["yyyy-MM-dd'T'HH:mm:ssX", '2024-01-02T10:00:00Z\\nx', 'string'],
  // What is not of the pattern is none, even where the cast that reads it takes it for one; but as the first of its column, with a day and without a zone.
  ['dd.MM.yyyy', '2024-01-02', 'timestamp'],
  ['dd.MM.yyyy', '2024-01-02\\n01.02.2024', 'timestamp'],
  ['yyyy-MM-dd HH:mm', '2024-01-02T03:04:05Z', 'string'],
  ['HH:mm', '2024-01', 'timestamp'],
  ['dd.MM.yyyy', '12:30', 'string'],
  ['dd.MM.yyyy', '2024-01-02\\n2024-01-03', 'string'],
  ['dd.MM.yyyy', '01.02.2024\\n2024-01-02 03:04:05', 'string'],
  ['yyyy-MM-dd HH:mm:ss[.SSS]', '2024-01-02 03:04:05\\n2024-01-02', 'string'],
  ['yyyy-MM-dd HH:mm:ss[.SSS]', '2024-01-02 03:04:05\\n2024-01-02 03:04:05.678', 'timestamp'],
  ['MM/dd/yyyy HH:mm', '2024-01-02T03:04:05Z', 'string'],
  ["yyyy-MM-dd'T'HH:mm:ss[.SSS][XXX]", '2024-01-02T03:04:05Z\\n2024-01-02', 'string'],
  ['yyyy-MM-dd', '2024-01-02\\n2024-01-03', 'timestamp'],
  ['yyyy-MM-dd HH:mm:ss', '12:30', 'string'],
  ['yyyy-MM-dd HH:mm:ss', '2024-01-02 03:04:05', 'timestamp'],
])('types are found by the pattern %s: %s is a %s', async (pattern, lines, type) => {
  await worker.put('found/a.csv', `t\n${lines.replaceAll('\\n', '\n')}\n`)
  await worker.run(
    `CREATE OR REPLACE TEMP VIEW f USING csv OPTIONS (path 'obs://b1/found', header 'true', inferSchema 'true', timestampFormat '${pattern.replaceAll("'", "\\'")}')`,
  )
  expect((await worker.run('SELECT t FROM f')).columns).toMatchObject([{ type }])
})

// Answers of Spark 3.3.1. The time of a date was written as 00:00.
test.each([
  ['yyyy-MM-dd HH:mm', undefined],
  ['yyyy-MM-dd z', undefined],
  ['yyyy-MM-dd XXX', undefined],
  ['yyyy-MM-dd O', undefined],
  ['yyyy-MM-dd a', undefined],
  ['yyyy-MM-dd[ HH:mm]', '2024-03-05'],
  ['yyyy-MM-dd[ (E[ HH:mm]) ]Q', '2024-03-05 (Tue) 1'],
  ['yyyy-MM-dd[ z][ VV][ X][a][S]G', '2024-03-05AD'],
])('a date has no time that the pattern %s could write', async (pattern, written) => {
  for (const format of ['csv', 'json']) {
    const sql = `INSERT OVERWRITE DIRECTORY 'obs://b1/dates' USING ${format} OPTIONS (dateFormat '${pattern}') SELECT DATE'2024-03-05' AS d`
    const ofFunction = `SELECT to_${format}(named_struct('d', DATE'2024-03-05'), map('dateFormat', '${pattern}'))`
    if (written === undefined) {
      for (const one of [sql, ofFunction])
        expect((await worker.fail(one)).error.message).toContain(`A date cannot be written by the pattern ${pattern}`)
      continue
    }
    const text = format === 'csv' ? written : `{"d":"${written}"}`
    await worker.run(sql)
    expect(await worker.rows('SELECT * FROM text.`obs://b1/dates`')).toEqual([[text]])
    expect(await worker.rows(ofFunction)).toEqual([[text]])
  }
})

// Answers of Spark 3.3.1, the same of each of the four ways. All of these patterns but the fifth were refused, and its date was that of UTC.
test.each([
  ['G yyyy-MM-dd HH:mm', 'BC 0044-03-15 10:00', '-0043-03-15 10:00:00', '-0043-03-15'],
  ['yyyy-MM-dd HH:mm zzzz', '2024-07-05 01:30 Central European Summer Time', '2024-07-04 23:30:00', '2024-07-05'],
  ['yyyy-MM-dd HH:mm z', '2024-07-05 01:30 JST', '2024-07-04 16:30:00', '2024-07-05'],
  ['[yyyy-MM-dd][dd/MM/yyyy]', '05/03/2024', '2024-03-05 00:00:00', '2024-03-05'],
  ['yyyy-MM-dd HH:mm XXX', '2024-07-05 01:30 +10:00', '2024-07-04 15:30:00', '2024-07-05'],
  ['dd.MM.yyyy HH:mm VV', '05.07.2024 01:30 America/New_York', '2024-07-05 05:30:00', '2024-07-05'],
])('files and records are read by the pattern %s', async (pattern, text, timestamp, date) => {
  const record = JSON.stringify({ v: text })
  await worker.put('zoned-csv/a.csv', `${text}\n`)
  await worker.put('zoned-json/a.json', `${record}\n`)
  for (const [kind, value] of [
    ['timestamp', timestamp],
    ['date', date],
  ] as const) {
    for (const format of ['csv', 'json']) {
      const option = `${kind}Format '${pattern}'${format === 'csv' ? ", sep '|'" : ''}`
      await worker.run(`CREATE OR REPLACE TEMP VIEW z (v ${kind}) USING ${format} OPTIONS (path 'obs://b1/zoned-${format}', ${option})`)
      expect(await worker.rows('SELECT CAST(v AS STRING) FROM z')).toEqual([[value]])
      const read = `from_${format}('${format === 'csv' ? text : record}', 'v ${kind}', map('${kind}Format', '${pattern}', 'sep', '|'))`
      expect(await worker.rows(`SELECT CAST(${read}.v AS STRING)`)).toEqual([[value]])
    }
  }
})
