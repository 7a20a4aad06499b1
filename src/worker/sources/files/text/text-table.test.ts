import { readdir, readFile } from 'node:fs/promises'
import { gunzipSync, gzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

/** The only file of a folder that readers see. */
async function only(folder: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const names = (await readdir(worker.inBucket(folder))).filter((name) => !name.startsWith('.') && !name.startsWith('_'))
  expect(names).toHaveLength(1)
  const [name = ''] = names
  return { name, bytes: await readFile(worker.inBucket(folder, name)) }
}

// What Spark 3.3.1 answers for the same files.
describe('reading', () => {
  test('a row is a line, however it ends, and a blank one is empty; the column is called value', async () => {
    await worker.put('lines/a.txt', 'one\r\ntwo\rthree\n\nfive|x')
    await worker.run("CREATE TABLE lines USING text OPTIONS (path 'obs://b1/lines')")
    expect(worker.tables.get('default.lines')?.columns).toEqual([{ name: 'value', type: 'string' }])
    expect(await worker.rows('SELECT * FROM lines')).toEqual([['one'], ['two'], ['three'], [''], ['five|x']])
    expect(await worker.rows('SELECT count(*) FROM lines')).toEqual([[5]])
    expect(await worker.rows("SELECT length(value) FROM lines WHERE value LIKE 'f%'")).toEqual([[6]])
  })

  test('lineSep alone is what is between rows, and wholetext takes files as they are, but no empty one', async () => {
    await worker.put('pieces/a.txt', 'one\r\ntwo\rthree\n\nfive|x')
    await worker.put('pieces/b.txt', '')
    await worker.run("CREATE TABLE pieces (line STRING) USING text OPTIONS (path 'obs://b1/pieces', lineSep '|')")
    expect(await worker.rows('SELECT line FROM pieces')).toEqual([['one\r\ntwo\rthree\n\nfive'], ['x']])
    await worker.run("CREATE TABLE whole USING text OPTIONS (path 'obs://b1/pieces', wholetext 'true')")
    expect(await worker.rows('SELECT * FROM whole')).toEqual([['one\r\ntwo\rthree\n\nfive|x']])
  })

  test('a byte order mark is left out of lines and kept in whole files; the encoding is that of lineSep', async () => {
    await worker.put('marked/a.txt', '\ufeffbom\nab\n')
    await worker.run("CREATE TABLE marked USING text OPTIONS (path 'obs://b1/marked')")
    expect(await worker.rows('SELECT value, length(value) FROM marked')).toEqual([
      ['bom', 3],
      ['ab', 2],
    ])
    await worker.run("CREATE TABLE marked_whole USING text OPTIONS (path 'obs://b1/marked', wholetext 'true')")
    expect(await worker.rows('SELECT hex(value) FROM marked_whole')).toEqual([['EFBBBF626F6D0A61620A']])
    await worker.put('wide/a.txt', 'a|b|\0c')
    await worker.run("CREATE TABLE wide USING text OPTIONS (path 'obs://b1/wide', encoding 'UTF-16LE', lineSep '|')")
    expect(await worker.rows('SELECT value FROM wide')).toEqual([['a|b'], ['c']])
  })

  test('bytes that are no UTF-8 are shown as Spark shows them', async () => {
    await worker.put('broken/a.txt', Buffer.from('bad\u00ff\u00c3x\nlonger than twelve \u00ff\n', 'latin1'))
    await worker.run("CREATE TABLE broken USING text OPTIONS (path 'obs://b1/broken')")
    expect(await worker.rows('SELECT value FROM broken')).toEqual([['bad\ufffd\ufffdx'], ['longer than twelve \ufffd']])
  })

  test('folders k=v are columns behind the text, also where only they are read', async () => {
    await worker.put('parts/k=1/a.txt', 'hi\n')
    await worker.put('parts/k=2/a.txt', 'ho\n')
    await worker.put('parts/k=__HIVE_DEFAULT_PARTITION__/a.txt', 'hu\n')
    await worker.run("CREATE TABLE parts USING text OPTIONS (path 'obs://b1/parts')")
    expect(await worker.rows('SELECT * FROM parts ORDER BY value')).toEqual([
      ['hi', 1],
      ['ho', 2],
      ['hu', null],
    ])
    expect(await worker.rows('SELECT sum(k), count(*) FROM parts')).toEqual([[3, 3]])
  })

  test('lines longer than a piece, more than a vector has, and packed files', async () => {
    const long = 'é'.repeat(150_000)
    await worker.put('many/a.txt.gz', gzipSync(`${long}\n${Array.from({ length: 5000 }, (_, at) => `line ${at}`).join('\n')}\n`))
    await worker.run("CREATE TABLE many USING text OPTIONS (path 'obs://b1/many')")
    expect(await worker.rows('SELECT count(*), max(length(value)), count(DISTINCT value) FROM many')).toEqual([[5001, 150_000, 5001]])
  })
})

describe('columns and options', () => {
  test.each([
    ['(a INT)', '', 'invalid-parameter', 'is int: text files have strings only'],
    ['(a VARCHAR(3))', '', 'invalid-parameter', 'is varchar(3): text files have strings only'],
    ['(a STRING, b STRING)', '', 'invalid-parameter', 'A text table has one column, and not 2'],
    ['', ", lineSep ''", 'invalid-parameter', 'lineSep'],
    ['', ", header 'true'", 'not-supported', 'header'],
    ['', ", compression 'brotli'", 'not-supported', 'compression'],
  ])('%s %s', async (columns, options, kind, message) => {
    const failed = await worker.fail(`CREATE TABLE refused ${columns} USING text OPTIONS (path 'obs://b1/refused'${options})`)
    expect(failed.error).toMatchObject({ kind, message: expect.stringContaining(message) })
  })

  test('CREATE TABLE … AS takes one string', async () => {
    await worker.run("CREATE TABLE made USING text LOCATION 'obs://b1/made' AS SELECT 'x' AS a")
    expect(await worker.rows('SELECT a FROM made')).toEqual([['x']])
    const failed = await worker.fail("CREATE TABLE made2 USING text LOCATION 'obs://b1/made2' AS SELECT 1 AS a")
    expect(failed.error).toMatchObject({ message: expect.stringContaining('is int') })
  })
})

describe('writing', () => {
  test.each([
    ['none', '.txt', (bytes: Buffer) => bytes],
    ['gzip', '.txt.gz', gunzipSync],
    ['deflate', '.txt.deflate', inflateSync],
    ['zstd', '.txt.zst', zstdDecompressSync],
  ])('a line for each row, NULL as an empty one, packed by %s', async (compression, ending, unpack) => {
    const name = `out_${compression}`
    await worker.run(`CREATE TABLE ${name} (v STRING) USING text OPTIONS (path 'obs://b1/${name}', compression '${compression}')`)
    await worker.run(`INSERT INTO ${name} VALUES ('a "b", c'), (NULL), ('é')`)
    const file = await only(name)
    expect(file.name.endsWith(ending)).toBe(true)
    expect(unpack(file.bytes).toString()).toBe('a "b", c\n\né\n')
    expect(await worker.rows(`SELECT v FROM ${name}`)).toEqual([['a "b", c'], [''], ['é']])
  })

  test('with lineSep, and INSERT OVERWRITE', async () => {
    await worker.run("CREATE TABLE apart (v STRING) USING text OPTIONS (path 'obs://b1/apart', lineSep '#\\n')")
    await worker.run("INSERT INTO apart VALUES ('old')")
    await worker.run("INSERT OVERWRITE apart VALUES ('a'), (NULL), ('b')")
    expect((await only('apart')).bytes.toString()).toBe('a#\n#\nb#\n')
    await worker.run("CREATE TABLE wide_out (v STRING) USING text OPTIONS (path 'obs://b1/wide-out', lineSep '|', encoding 'UTF-16LE')")
    expect((await worker.fail("INSERT INTO wide_out VALUES ('x')")).error).toMatchObject({ kind: 'not-supported' })
  })
})
