import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../fixtures/test-worker.ts'
import { long, record, writeAvro } from './avro/fixtures/avro-writer.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
  for (const year of ['2024', '2025'])
    for (const month of ['jan', 'feb']) {
      await worker.put(`g/${year}/${month}/a.txt`, `${year}${month}\n`)
      await worker.put(`g/${year}/${month}/b.csv`, `${year}${month}-csv\n`)
    }
  await worker.put('g/_tmp/a.txt', 'hid\n')
  await worker.put('g/2024/_h.txt', 'hf\n')
  await worker.put('g/2024/x[1].txt', 'lit\n')
  await worker.put('g/2024/x1.txt', 'one\n')
  await worker.put('pt/k=1/d=a/f.txt', 'pp\n')
  await worker.put('pt/k=2/d=b/f.txt', 'qq\n')
  const old = new Date('2020-01-01T00:00:00Z')
  await utimes(worker.inBucket('g/2024/jan/a.txt'), old, old)
})
afterAll(() => worker.end())

const sorted = async (path: string): Promise<readonly unknown[]> =>
  (await worker.rows(`SELECT * FROM text.\`obs://b1/${path}\` ORDER BY 1`)).map((row) =>
    Array.isArray(row) && row.length === 1 ? row[0] : row,
  )

// Answers are those of Spark 3.3.1 to the same files.
describe('patterns of paths', () => {
  test.each([
    ['g/*/jan', ['2024jan', '2024jan-csv', '2025jan', '2025jan-csv']],
    ['g/*/*/*.txt', ['2024feb', '2024jan', '2025feb', '2025jan']],
    ['g/202[45]/{jan,feb}/a.txt', ['2024feb', '2024jan', '2025feb', '2025jan']],
    ['g/{2024/jan,2025/feb}', ['2024jan', '2024jan-csv', '2025feb', '2025feb-csv']],
    ['g/2024/{jan/{a,b},feb/a}.*', ['2024feb', '2024jan', '2024jan-csv']],
    ['g/202?/[^j]*', ['2024feb', '2024feb-csv', '2025feb', '2025feb-csv', 'lit', 'one']],
    ['g/202?/[!j]*', ['2024feb', '2024feb-csv', '2025feb', '2025feb-csv', 'lit', 'one']],
    ['g/202[0-4]/jan/*', ['2024jan', '2024jan-csv']],
    // What is hidden is found below a folder that is, and not itself.
    ['g/*/a.txt', ['hid']],
    ['g/2024/*.txt', ['lit', 'one']],
    ['g/2024/x[1].txt', ['one']],
    ['g/{2024,nowhere}/jan', ['2024jan', '2024jan-csv']],
    ['pt/k=*/*', ['pp', 'qq']],
    ['pt/k=1/d=*/*', ['pp']],
    ['pt/k=1*', [['pp', 'a']]],
    [
      'pt',
      [
        ['pp', 1, 'a'],
        ['qq', 2, 'b'],
      ],
    ],
  ])('%s', async (path, rows) => {
    expect(await sorted(path)).toEqual(rows)
  })

  test.each([
    ['pt/*', 'invalid-parameter', 'several folders with partitions'],
    ['pt/k=*', 'invalid-parameter', 'several folders with partitions'],
    ['g/no*', 'invalid-parameter', 'there are no files in obs://b1/g/no*'],
    ['g/[', 'invalid-parameter', 'a [ is not closed'],
    ['g/{a', 'invalid-parameter', 'a { is not closed'],
    ['g/{..,2024}/jan', 'invalid-parameter', 'A part of the pattern is ".."'],
    [`g/${'{a,b}'.repeat(12)}`, 'invalid-parameter', 'stands for more than 1000'],
  ])('%s is refused', async (path, kind, message) => {
    expect((await worker.fail(`SELECT * FROM text.\`obs://b1/${path}\``)).error).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    })
  })

  test('a pattern that another matcher would try for ever', async () => {
    await worker.put(`stars/${'a'.repeat(200)}`, 'x\n')
    expect((await worker.fail(`SELECT * FROM text.\`obs://b1/stars/${'*a'.repeat(60)}b\``)).error.message).toContain('there are no files')
    expect(await sorted(`stars/${'*a'.repeat(60)}`)).toEqual(['x'])
  })

  test('a link that leads out of the bucket is not followed, wherever it stands in the pattern', async () => {
    const outside = join(worker.home, 'outside')
    await mkdir(join(outside, 'sub'), { recursive: true })
    await writeFile(join(outside, 'sub', 'secret.txt'), 'secret\n')
    await worker.put('links/in/secret.txt', 'mine\n')
    await symlink(join(outside, 'sub'), worker.inBucket('links', 'out'))
    await symlink(worker.inBucket('g/2024/feb'), worker.inBucket('links', 'within'))
    for (const path of ['links/*', 'links/*/*.txt', 'links/o?t/secret.txt', 'links/{out,in}/*', 'lin*/out/secret.txt'])
      expect((await worker.fail(`SELECT * FROM text.\`obs://b1/${path}\``)).error.kind).toBe('forbidden')
    expect(await sorted('links/{in,within}/*.txt')).toEqual(['2024feb', 'mine'])
    expect(await readFile(join(outside, 'sub', 'secret.txt'), 'utf8')).toBe('secret\n')
  })

  test('a table of a pattern is read, and not written into', async () => {
    await worker.run("CREATE TABLE g1 (value STRING) USING text OPTIONS (path 'obs://b1/g/*/jan/*.txt')")
    await worker.run("CREATE TABLE g2 (value STRING) USING text LOCATION 'obs://b1/g/*/jan/*.txt'")
    for (const name of ['g1', 'g2']) expect(await worker.rows(`SELECT * FROM ${name} ORDER BY 1`)).toEqual([['2024jan'], ['2025jan']])
    expect((await worker.fail("INSERT INTO g1 VALUES ('x')")).error).toMatchObject({ kind: 'invalid-parameter' })
    expect((await worker.fail("INSERT OVERWRITE DIRECTORY 'obs://b1/g/*' USING text SELECT 'x'")).error).toMatchObject({
      kind: 'invalid-parameter',
    })
  })

  test.each(['csv', 'json', 'parquet'])('of %s, with the folders that are columns', async (format) => {
    for (const day of ['01', '02'])
      await worker.run(
        `INSERT OVERWRITE DIRECTORY 'obs://b1/p-${format}/y=1/day=${day}' USING ${format} SELECT ${Number(day)} AS a, 'n' AS b`,
      )
    await worker.run(`CREATE TABLE one_${format} (a INT, b STRING, day INT) USING ${format} OPTIONS (path 'obs://b1/p-${format}/y*')`)
    expect(await worker.rows(`SELECT a, b, day FROM one_${format} ORDER BY a`)).toEqual([
      [1, 'n', 1],
      [2, 'n', 2],
    ])
    await worker.run(
      `CREATE TABLE based_${format} (a INT, b STRING, y INT, day INT) USING ${format} OPTIONS (path 'obs://b1/p-${format}/y=1/day=*', basePath 'obs://b1/p-${format}')`,
    )
    expect(await worker.rows(`SELECT a, y, day FROM based_${format} WHERE day = 2`)).toEqual([[2, 1, 2]])
  })
})

describe('options that choose files', () => {
  test.each([
    ['a', "path 'obs://b1/pt/k=*', basePath 'obs://b1/pt'", ['pp', 'qq']],
    [
      'b',
      "path 'obs://b1/g/*', pathGlobFilter '*.csv', recursiveFileLookup 'true'",
      ['2024feb-csv', '2024jan-csv', '2025feb-csv', '2025jan-csv'],
    ],
    ['c', "path 'obs://b1/g/*/jan', pathGlobFilter 'a.{txt,log}'", ['2024jan', '2025jan']],
    ['d', "path 'obs://b1/g/2024/jan', modifiedBefore '2021-01-01T00:00:00'", ['2024jan']],
    ['e', "path 'obs://b1/g/2024/jan', modifiedAfter '2020-01-01 00:00:00'", ['2024jan-csv']],
    ['f', "path 'obs://b1/g/2024/jan', modifiedAfter '2020-01-01'", ['2024jan-csv']],
    ['g', "path 'obs://b1/pt', recursiveFileLookup 'true'", ['pp', 'qq']],
    ['h', "path 'obs://b1/g/2024', recursiveFileLookup 'true', modifiedBefore '2021-01-01'", ['2024jan']],
    ['i', "path 'obs://b1/g/2024/jan', ignoreMissingFiles 'false'", ['2024jan', '2024jan-csv']],
  ])('%s: %s', async (name, options, values) => {
    await worker.run(`CREATE TABLE chosen_${name} (value STRING) USING text OPTIONS (${options})`)
    expect(await worker.rows(`SELECT value FROM chosen_${name} ORDER BY 1`)).toEqual(values.map((value) => [value]))
  })

  test('files of folders that are no columns are not read, unless recursiveFileLookup says so', async () => {
    expect(await worker.rows('SELECT * FROM text.`obs://b1/g/2024` ORDER BY 1')).toEqual([['lit'], ['one']])
  })

  test('of Avro, too', async () => {
    for (const k of [1, 2])
      for (const name of ['a', 'b']) {
        await mkdir(worker.inBucket(`avro/k=${k}`), { recursive: true })
        await writeAvro(worker.inBucket(`avro/k=${k}/${name}.avro`), record('r', { n: 'long' }), [long(k)])
      }
    await worker.run("CREATE TABLE avro_k USING avro OPTIONS (path 'obs://b1/avro/*', basePath 'obs://b1/avro', pathGlobFilter 'a*')")
    await worker.run("CREATE TABLE avro_all USING avro OPTIONS (path 'obs://b1/avro', recursiveFileLookup 'true')")
    expect(await worker.rows('SELECT n, k FROM avro_k ORDER BY n')).toEqual([
      [1, 1],
      [2, 2],
    ])
    expect(await worker.rows('SELECT n FROM avro_all ORDER BY n')).toEqual([[1], [1], [2], [2]])
  })

  test.each([
    ["path 'obs://b1/pt', basePath 'obs://b1/pt/k=1/d=a'", 'invalid-parameter', 'basePath'],
    ["path 'obs://b1/g', modifiedAfter 'nonsense'", 'invalid-parameter', 'modifiedAfter'],
    ["path 'obs://b1/g', ignoreMissingFiles 'true'", 'not-supported', 'ignoreMissingFiles'],
    ["path 'obs://b1/g', pathGlobFilter '[a'", 'invalid-parameter', 'a [ is not closed'],
  ])('%s', async (options, kind, message) => {
    expect((await worker.fail(`CREATE TABLE refused USING text OPTIONS (${options})`)).error).toMatchObject({
      kind,
      message: expect.stringContaining(message),
    })
  })
})

test('empty files among those of Parquet are read past, and what their folders say counts, as in Spark', async () => {
  await worker.run("INSERT OVERWRITE DIRECTORY 'obs://b1/written' USING parquet SELECT 1 AS id")
  const folder = worker.inBucket('written')
  const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.parquet'))
  const bytes = await readFile(join(folder, name))
  for (const place of ['beside', 'in_folders/k=1']) await worker.put(`${place}/b.parquet`, bytes)
  for (const place of ['beside', 'in_folders/k=x', 'only']) await worker.put(`${place}/a.parquet`, '')
  expect(await worker.rows('SELECT * FROM parquet.`obs://b1/beside`')).toEqual([[1]])
  expect(await worker.rows('SELECT count(*), max(typeof(k)) FROM parquet.`obs://b1/in_folders`')).toEqual([[1, 'string']])
  await worker.run("CREATE TABLE only_empty (id INT) USING parquet LOCATION 'obs://b1/only'")
  expect(await worker.rows('SELECT count(*) FROM only_empty')).toEqual([[0]])
  expect((await worker.fail('SELECT * FROM parquet.`obs://b1/only`')).error.message).toContain('there are no files')
})
