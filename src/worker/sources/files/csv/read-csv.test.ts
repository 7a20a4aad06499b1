import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { fileFormat } from '../file-format.ts'
import { csvColumns } from './describe-csv.ts'
import { csvTable } from './fixtures/csv-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableOf = (files: Readonly<Record<string, string | Buffer>>, columns: string, options: string) =>
  csvTable(worker, files, columns, options)

const columnsOf = (name: string): readonly string[] => {
  const table = worker.tables.get(`default.${name}`)
  return table !== undefined && 'columns' in table ? table.columns.map((column) => `${column.name}:${column.type}`) : []
}

const MIXED = 'a,b,c\n1,x,2.5\nbad,y,3\n3,z\n4,w,1,9\n"q",,\n'

// Answers of Spark 3.3.1. What is malformed depends there, too, on the columns that are read.
describe('rows that are not as they should be', () => {
  test('are kept as far as they can be, and told in the column for them', async () => {
    const name = await tableOf({ 'm.csv': MIXED }, '(a INT, b STRING, c DOUBLE, _corrupt_record STRING)', "header 'true'")
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([
      [1, 'x', 2.5, null],
      [null, 'y', 3, 'bad,y,3'],
      [3, 'z', null, '3,z'],
      [4, 'w', 1, '4,w,1,9'],
      [null, null, null, '"q",,'],
    ])
    expect(await worker.rows(`SELECT a, _corrupt_record FROM ${name}`)).toEqual([
      [1, null],
      [null, 'bad,y,3'],
      [3, null],
      [4, null],
      [null, '"q",,'],
    ])
  })

  test.each<[string, readonly unknown[]]>([
    ['*', [[1, 'x', 2.5]]],
    ['a', [[1], [3], [4]]],
    ['b', [['x'], ['y'], ['z'], ['w'], [null]]],
    [
      'a, c',
      [
        [1, 2.5],
        [3, null],
        [4, 1],
      ],
    ],
    ['count(*)', [[5]]],
  ])('DROPMALFORMED leaves them out: SELECT %s', async (list, rows) => {
    const name = await tableOf({ 'm.csv': MIXED }, '(a INT, b STRING, c DOUBLE)', "header 'true', mode 'DROPMALFORMED'")
    expect(await worker.rows(`SELECT ${list} FROM ${name}`)).toEqual(rows)
  })

  test('FAILFAST fails by file, line and column, where it reads one', async () => {
    const name = await tableOf({ 'm.csv': MIXED }, '(a INT, b STRING, c DOUBLE)', "header 'true', mode 'FAILFAST'")
    expect(await worker.rows(`SELECT b FROM ${name}`)).toHaveLength(5)
    expect((await worker.fail(`SELECT a FROM ${name}`)).error).toMatchObject({
      kind: 'invalid-parameter',
      message: `obs://b1/${name}/m.csv, line 3: "bad" is no int, which column "a" has`,
      hint: expect.stringContaining("'mode'='PERMISSIVE'"),
    })
    expect((await worker.fail(`SELECT a, b, c FROM ${name}`)).error.message).toMatch(
      new RegExp(`^obs://b1/${name}/m\\.csv, line (3: "bad" is no int|4: The row has 2 values where the table has 3 columns)`),
    )
  })

  test('enforceSchema false compares the names of the columns that are read', async () => {
    const name = await tableOf({ 'm.csv': MIXED }, '(a INT, q STRING, c DOUBLE)', "header 'true', enforceSchema 'false'")
    expect(await worker.rows(`SELECT a FROM ${name}`)).toEqual([[1], [null], [3], [4], [null]])
    expect((await worker.fail(`SELECT a, q FROM ${name}`)).error.message).toBe(
      `obs://b1/${name}/m.csv, line 1: The header has the name "b" where the table has the column "q"`,
    )
  })
})

// Answers of Spark 3.3.1.
describe('values of other forms than the plainest', () => {
  test('decimals with exponents are rounded by all of their digits, and zero is zero', async () => {
    const texts = ['5E-3', '5e-2', '4.9e-1', '5e-1', '1e-400', '8070024350466e-317', '0e400', '1e1', '1,234e-3', '1e400']
    const name = await tableOf(
      { 'd.csv': texts.map((text) => `${text};${text};${text}\n`).join('') },
      '(a DECIMAL(4,1), b DECIMAL(18,0), c DECIMAL(38,10))',
      "sep ';'",
    )
    expect((await worker.run(`SELECT * FROM ${name}`)).rowsJson).toEqual([
      '[0.0,0,0.0050000000]',
      '[0.1,0,0.0500000000]',
      '[0.5,0,0.4900000000]',
      '[0.5,1,0.5000000000]',
      '[0.0,0,0.0000000000]',
      '[0.0,0,0.0000000000]',
      '[0.0,0,0.0000000000]',
      '[10.0,10,10.0000000000]',
      '[1.2,1,1.2340000000]',
      '[null,null,null]',
    ])
  })

  test('words for numbers have blanks around them, and one spelling', async () => {
    const texts = ['nan\t', 'NaN ', ' NaN', '\t+Infinity ', ' infinity', 'Inf ', 'inf', '-NaN', ' Inf', '-Inf', 'Infinity\u00a0']
    const name = await tableOf({ 'd.csv': texts.map((text) => `${text};${text}\n`).join('') }, '(d DOUBLE, f FLOAT)', "sep ';'")
    const read = await worker.rows(`SELECT CAST(d AS STRING), CAST(f AS STRING) FROM ${name}`)
    const expected = [null, 'NaN', 'NaN', 'Infinity', null, null, null, 'NaN', null, '-Infinity', null]
    expect(read).toEqual(expected.map((text) => [text, text]))
  })

  const MOMENTS = [
    '29/02/2024;29/02/2024 10:11:12',
    '2024-02-29;2024-02-29 10:11:12.5',
    '2024-02-29T10:00;2024-02-29T10:11:12+01:00',
    '2024;2024-02',
    'x;x',
    ' 2024-02-29; 2024-02-29',
    ';',
  ]
  const READ = [
    ['2024-02-29', '2024-02-29 10:11:12'],
    ['2024-02-29', '2024-02-29 10:11:12.5'],
    ['2024-02-29', '2024-02-29 09:11:12'],
    ['2024-01-01', '2024-02-01 00:00:00'],
    [null, null],
    ['2024-02-29', '2024-02-29 00:00:00'],
    [null, null],
  ]
  const PATTERNS = "sep ';', dateFormat 'dd/MM/yyyy', timestampFormat 'dd/MM/yyyy HH:mm:ss'"

  test('moments that are not of the pattern are read as without one', async () => {
    const files = { 'd.csv': `${MOMENTS.join('\n')}\n` }
    const kept = await tableOf(files, '(d DATE, t TIMESTAMP, _corrupt_record STRING)', PATTERNS)
    expect(await worker.rows(`SELECT * FROM ${kept}`)).toEqual(READ.map((row, index) => [...row, index === 4 ? 'x;x' : null]))
    const dropped = await tableOf(files, '(d DATE, t TIMESTAMP)', `${PATTERNS}, mode 'DROPMALFORMED'`)
    expect(await worker.rows(`SELECT * FROM ${dropped}`)).toEqual(READ.toSpliced(4, 1))
  })

  test('a moment that only the older parser reads by the pattern stops the job', async () => {
    const name = await tableOf({ 'd.csv': '31/02/2024;1/2/2024 10:11:12\n' }, '(d DATE, t TIMESTAMP)', PATTERNS)
    for (const column of ['d', 't']) {
      expect((await worker.fail(`SELECT ${column} FROM ${name}`)).error.message).toContain('only as the parser before Spark 3.0 reads it')
    }
  })
})

// Answers of Spark 3.3.1.
describe('columns are found out', () => {
  test('their names: missing ones and those that are there twice get their place', async () => {
    const name = await tableOf({ 'h.csv': 'a,A,,"x y",a.b\n1,2,3,4,5\n' }, '', "header 'true'")
    expect(columnsOf(name)).toEqual(['a0:string', 'A1:string', '_c2:string', 'x y:string', 'a.b:string'])
  })

  test('their types, with inferSchema', async () => {
    const lines = [
      'i,l,d,f,b,t,s,e,m,t2,n',
      '1,3000000000,123456789012345678901,1.5,true,2020-01-01,x,,1,12:30:00,-',
      '2,1,1,2,FALSE,2020-01-02 10:11:12,,,2.5,2020-01-01 01:02:03Z,5',
    ]
    const name = await tableOf({ 'i.csv': `${lines.join('\n')}\n` }, '', "header 'true', inferSchema 'true', nullValue '-'")
    expect(columnsOf(name)).toEqual([
      'i:int',
      'l:bigint',
      'd:decimal(21,0)',
      'f:double',
      'b:boolean',
      't:timestamp',
      's:string',
      'e:string',
      'm:double',
      't2:timestamp',
      'n:int',
    ])
    expect((await worker.rows(`SELECT i, f, b, t, n FROM ${name}`))[1]).toEqual([2, 2, false, '2020-01-02 10:11:12', 5])
  })
})

test('a value of three million characters is read, and every header of several files is left out', async () => {
  const long = 'x'.repeat(3_000_000)
  const name = await tableOf({ 'a.csv': `h,i\n1,${long}\n`, 'b.csv': 'h,i\n2,y\n' }, '(h INT, i STRING)', "header 'true'")
  expect(await worker.rows(`SELECT h, length(i) FROM ${name} ORDER BY h`)).toEqual([
    [1, 3_000_000],
    [2, 1],
  ])
})

test.each(['true', 'false'])('a row that is too long is told by its line, with multiLine %s', async (multiLine) => {
  const file = 'a,b\n1,2\n"x\ty",2\n1,2,3\n1,2\n'
  const name = await tableOf({ 'm.csv': file }, '(a STRING, b STRING)', `header 'true', maxColumns '2', multiLine '${multiLine}'`)
  const { error } = await worker.fail(`SELECT * FROM ${name}`)
  expect(error.message).toBe(`obs://b1/${name}/m.csv, line 4: A row has more than 2 values`)
})

test.each(['true', 'false'])('columns are not looked for in a row larger than is kept, with multiLine %s', async (multiLine) => {
  const path = worker.inBucket(`large-${multiLine}.csv`)
  await writeFile(path, `a,b\n${'x'.repeat((1 << 20) + 1)}`)
  const options = { header: 'true', inferSchema: 'true', multiLine }
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b1', options })
  if (format.kind !== 'csv') throw new Error('no CSV')
  const files = { paths: [path], bytes: 0, sizes: new Map<string, number>(), root: path }
  const { signal } = new AbortController()
  await expect(csvColumns(files, format, 'obs://b1/large', signal, 2 << 20)).resolves.toHaveLength(2)
  await expect(csvColumns(files, format, 'obs://b1/large', signal, 1 << 20)).rejects.toMatchObject({
    kind: 'limit-exceeded',
    message: 'obs://b1/large, line 2: A row is larger than 1 MiB',
  })
})

test('a file without values makes a table without columns, which statements read', async () => {
  const name = await tableOf({ 'a.csv': '' }, '', "header 'true'")
  const blank = await tableOf({ 'a.csv': '\n\n' }, '', "inferSchema 'true'")
  expect([columnsOf(name), columnsOf(blank)]).toEqual([[], []])
  expect(await worker.rows(`SELECT *, '.' FROM ${name}`)).toEqual([])
  expect(await worker.rows(`SELECT count(*) FROM ${name} JOIN ${blank}`)).toEqual([[0]])
  expect((await worker.fail(`SELECT * FROM ${name}`)).error).toMatchObject({
    message: 'The select list has no column',
    hint: expect.stringContaining('count(*) counts its rows'),
  })
})

test('a name in the header may have the character U+0000', async () => {
  const name = await tableOf({ 'a.csv': 'a\0b,c,c\0\n1,2,3\n\0,x,\n' }, '', "header 'true'")
  expect(columnsOf(name)).toEqual(['a\0b:string', 'c:string', 'c\0:string'])
  expect(await worker.rows(`SELECT *, one.\`c\` FROM ${name} AS one`)).toEqual([
    ['1', '2', '3', '2'],
    ['\0', 'x', null, 'x'],
  ])
  expect(await worker.rows(`SELECT one.* FROM ${name} AS one JOIN (SELECT * FROM ${name}) AS two ON one.c = two.c`)).toHaveLength(2)
  expect((await worker.fail(`CREATE TABLE copy_of_${name} AS SELECT * FROM ${name}`)).error.kind).toBe('not-supported')
})

// Answers of Spark 3.3.1, whose parser skips a quoted value that nobody asks for by a rule of its own.
describe('a quoted value in a column that is not read', () => {
  test('goes on behind a quote whose escape is escaped itself', async () => {
    const name = await tableOf({ 'a.csv': 'a,b,c,d\n"x\\\\",p",q,r\n"\\\\",1",2,3\n"k",l,m,n\n' }, '', "header 'true'")
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([
      ['x\\', 'p"', 'q', 'r'],
      ['\\', '1"', '2', '3'],
      ['k', 'l', 'm', 'n'],
    ])
    expect(await worker.rows(`SELECT c, d FROM ${name}`)).toEqual([
      ['r', null],
      ['3', null],
      ['m', 'n'],
    ])
    expect(await worker.rows(`SELECT a, d FROM ${name}`)).toEqual([
      ['x\\', 'r'],
      ['\\', '3'],
      ['k', 'n'],
    ])
  })

  test.each(["escape '\"'", "escape '\"', multiLine 'true'"])('goes on behind two quotes, with %s', async (options) => {
    const name = await tableOf({ 'a.csv': 'a,b,c,d\n"",x",y,z\n"","x",y,z\n' }, '', `header 'true', ${options}`)
    expect(await worker.rows(`SELECT a, d FROM ${name}`)).toEqual([
      [null, 'z'],
      [null, 'z'],
    ])
    expect(await worker.rows(`SELECT b, c FROM ${name}`)).toEqual([
      ['y', 'z'],
      ['x', 'y'],
    ])
  })
})

// Answers of Spark 3.3.1, whose parser reads a MiB of characters at a time.
describe('with multiLine, a value without quotes that holds another line break than the file has', () => {
  const MIB = 2 ** 20
  const whole = ['a\nbcd', 'z']
  const split = ['a', 'bcd', 'z']

  /** Lines, then a value of five characters that begins at `start`. */
  function fileWith(lineBreak: string, start: number, behind: string, filling = 'p'): string {
    const line = filling.repeat(99) + lineBreak
    const lines = line.repeat(Math.floor((start - 200) / line.length))
    return `${lines}${'y'.repeat(start - lines.length - lineBreak.length)}${lineBreak}a\nbcd${behind}`
  }

  test.each<[string, string, readonly string[]]>([
    ['before the end of one, and its comma in it', fileWith('\r', MIB - 6, ',e\rz,1\r'), whole],
    ['before the end of one, and its comma behind it', fileWith('\r', MIB - 5, ',e\rz,1\r'), split],
    ['before the end of one, and what is behind its line break in it', fileWith('\r\n', MIB - 7, '\r\nz,1\r\n'), whole],
    ['before the end of one, and what is behind its line break beyond', fileWith('\r\n', MIB - 6, '\r\nz,1\r\n'), split],
    ['at its last character', fileWith('\r\n', MIB - 1, ',e\r\nz,1\r\n'), split],
    ['behind it', fileWith('\r\n', MIB, ',e\r\nz,1\r\n'), whole],
    ['across one that is counted in characters and not in bytes', fileWith('\r', MIB - 3, '\rz,1\r', 'é'), split],
    ['across one, of characters that count twice', fileWith('\r\n', MIB - 3, '\r\nz,1\r\n', '\u{1f600}'), split],
    ['across a later one', fileWith('\r\n', 3 * MIB - 3, '\r\nz,1\r\n'), split],
    ['before a line break of one character that ends the file', fileWith('\r', 600, '\r'), ['a', 'bcd']],
    ['before one of two that does', fileWith('\r\n', 600, '\r\n'), ['a\nbcd']],
  ])('%s', async (_what, file, expected) => {
    const name = await tableOf({ 'm.csv': file }, '(a STRING, b STRING)', "multiLine 'true'")
    expect(await worker.rows(`SELECT a FROM ${name} WHERE length(a) < 20`)).toEqual(expected.map((text) => [text]))
    expect(await worker.rows(`SELECT count(*) FROM ${name}`)).toEqual([
      [file.match(/[py\u{1f600}é]{50,}/gu)?.length ?? 0].map((lines) => lines + expected.length),
    ])
  })
})
