import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { csvTable } from './fixtures/csv-table.ts'

let worker: TestWorker

beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

const tableOf = (files: Readonly<Record<string, string | Buffer>>, columns: string, options: string) =>
  csvTable(worker, files, columns, options)

describe('files in other encodings, and compressed ones', () => {
  const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le')
  test.each<[string, string, Readonly<Record<string, string | Buffer>>]>([
    ['ISO-8859-1', "encoding 'ISO-8859-1'", { 'a.csv': Buffer.from('é,2\n', 'latin1') }],
    ['GBK', "charset 'gbk'", { 'a.csv': Buffer.from([0xa8, 0xa6, 0x2c, 0x32, 0x0a]) }],
    ['UTF-16', "encoding 'UTF-16', multiLine 'true'", { 'a.csv': utf16('é,2\n') }],
    ['a byte order mark', "sep ','", { 'a.csv': '\ufeffé,2\n' }],
    ['gzip', "sep ','", { 'a.csv.gz': gzipSync('é,2\n') }],
  ])('%s', async (_what, options, files) => {
    expect(await worker.rows(`SELECT * FROM ${await tableOf(files, '(a STRING, b INT)', options)}`)).toEqual([['é', 2]])
  })

  // As Java decodes them.
  test.each([
    ['windows-1252', [0xe9, 0x80, 0x81, 0x9f], 'é€\ufffdŸ'],
    ['Cp1252', [0x8d, 0xa0], '\ufffd\u00a0'],
    ['windows-1250', [0xb9, 0x9c, 0x83], 'ąś\ufffd'],
    ['windows-1251', [0xc6, 0x88, 0x98], 'Ж€\ufffd'],
    ['windows-1253', [0xe1, 0xaa, 0x81], 'α\ufffd\ufffd'],
    ['windows-1254', [0xfe, 0x80, 0x8e], 'ş€\ufffd'],
    ['windows-1257', [0xe0, 0x8d, 0x81], 'ą¨\ufffd'],
    ['ISO-8859-2', [0xb1, 0x85], 'ą\u0085'],
    ['ISO-8859-9', [0xfe, 0x80, 0x85], 'ş\u0080\u0085'],
    ['ISO-8859-15', [0xa4, 0xbd], '€œ'],
    ['KOI8-R', [0xd6, 0xb3], 'жЁ'],
    ['MS932', [0x82, 0xa0, 0x81, 0x60, 0xb1, 0x87, 0x40], 'あ～ｱ①'],
  ])('%s', async (encoding, bytes, text) => {
    const file = Buffer.concat([Buffer.from(bytes), Buffer.from(',2\n')])
    for (const multiLine of ['false', 'true']) {
      const name = await tableOf({ 'a.csv': file }, '(a STRING, b INT)', `encoding '${encoding}', multiLine '${multiLine}'`)
      expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([[text, 2]])
    }
  })

  test.each(['xz', 'zip', 'LZO'])('one that is packed as .%s is refused by name, and not taken for text', async (end) => {
    const failed = tableOf({ [`a.csv.${end}`]: 'a,b\n' }, '', "header 'true'")
    await expect(failed).rejects.toThrow(`a.csv.${end} is compressed or packed as its name says, .${end}, which is not read`)
  })

  test('a byte order mark of UTF-16 is text in another encoding, as in Spark', async () => {
    const files = { 'a.csv': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('h\0\n\0a\0')]) }
    const rowsOf = async (encoding: string): Promise<readonly unknown[]> =>
      await worker.rows(`SELECT * FROM ${await tableOf(files, '(a STRING)', `multiLine 'true', encoding '${encoding}'`)}`)
    for (const encoding of ['UTF-16LE', 'UTF-16']) expect(await rowsOf(encoding)).toEqual([['h'], ['a']])
    expect(await rowsOf('UTF-8')).toEqual([['\ufffd\ufffdh\0'], ['\0a\0']])
    expect(await rowsOf('ISO-8859-1')).toEqual([['ÿþh\0'], ['\0a\0']])
  })

  test('bytes that are no UTF-8 are U+FFFD, as Java reads them', async () => {
    const name = await tableOf({ 'a.csv': Buffer.from('a\xff,2\n', 'latin1') }, '(a STRING, b INT)', "sep ','")
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([['a\ufffd', 2]])
  })

  test('half a pair of UTF-16 in UTF-8, whole or cut, is one U+FFFD, as in Java', async () => {
    const bytes = Buffer.from([0xed, 0xa0, 0x80, 0x7c, 0xed, 0xa0, 0x41, 0x7c, 0xe3, 0xed, 0xbf, 0xbf, 0xed, 0x0a])
    const name = await tableOf({ 'a.csv': bytes }, '(a STRING, b STRING, c STRING)', "sep '|'")
    expect(await worker.rows(`SELECT * FROM ${name}`)).toEqual([['\ufffd', '\ufffdA', '\ufffd\ufffd\ufffd']])
  })

  // As Spark 3.3.1 wrote them.
  test.each([
    [
      'snappy',
      9,
      'AAAD8gAAAafyBxAwLGFiYxUDCDAKMTIQAAgxCjIyEAAIMgozMhAACDAKNDIQAAgxCjUyEAAIMgo2MhAACDAKNzIQAAgxCjgyEAAIMgo5MhAACDAKMTahAAgxCjE2ogAIMgoxNqMACDAKMTakAAgxCjE2pQAMMgoxNT5mADanAAgxCjE2qAAIMgoxNqkACDAKMTaqAAgxCjI2qgAIMgoyNqoACDAKMjaqAAgxCjI2qgAIMgoyNqoACDAKMjaqAAgxCjI2qgAIMgoyNqoACDAKMjaqAAgxCjI2qgAIMgozNqoACDAKMzaqAAgxCjM2qgAIMgozNqoACDAKMzaqAAgxCjM2qgAIMgozNqoACDAKMzaqAAgxCjM2qgAIMgozNqoACDAKNDaqAAgxCjQ2qgAIMgo0NqoACDAKNDaqAAgxCjQ2qgAIMgo0NqoACDAKNDaqAAgxCjQ2qgAIMgo0NqoACDAKNDaqAAgxCjU2qgAIMgo1NqoACDAKNTaqAAgxCjU2qgAIMgo1NqoACDAKNTaqAAgxCjU2qgAIMgo1NqoACDAKNTaqAAgxCjU2qgAEMgo=',
    ],
    [
      'lz4',
      15,
      'AAAD8gAAAXBVMCxhYmMDADkwCjEQADkxCjIQADkyCjMQADkwCjQQADkxCjUQADkyCjYQADkwCjcQADkxCjgQADkyCjkQADowCjGhADoxCjGiADoyCjGjADowCjGkADoxCjGlADoyCjGmADowCjGnADoxCjGoADoyCjGpADowCjGqADoxCjKqADoyCjKqADowCjKqADoxCjKqADoyCjKqADowCjKqADoxCjKqADoyCjKqADowCjKqADoxCjKqADoyCjOqADowCjOqADoxCjOqADoyCjOqADowCjOqADoxCjOqADoyCjOqADowCjOqADoxCjOqADoyCjOqADowCjSqADoxCjSqADoyCjSqADowCjSqADoxCjSqADoyCjSqADowCjSqADoxCjSqADoyCjSqADowCjSqADoxCjWqADoyCjWqADowCjWqADoxCjWqADoyCjWqADowCjWqADoxCjWqADoyCjWqADowCjWqADcxCjWqAFBhYmMyCg==',
    ],
  ])('%s in the blocks of Hadoop is read, and a damaged one is told', async (end, place, text) => {
    const bytes = Buffer.from(text, 'base64')
    const name = await tableOf({ [`a.csv.${end}`]: Buffer.concat([bytes, bytes]), [`b.csv.${end}`]: '' }, '(a INT, b STRING)', "sep ','")
    expect(await worker.rows(`SELECT b, count(*), sum(a) FROM ${name} GROUP BY b ORDER BY b`)).toEqual([
      ['abcabcabcabc0', 40, 1140],
      ['abcabcabcabc1', 40, 1180],
      ['abcabcabcabc2', 40, 1220],
    ])
    for (const wrong of [
      bytes.subarray(0, -4),
      bytes.subarray(0, 6),
      bytes.with(0, 0xff),
      bytes.with(3, 0xf3),
      bytes.with(place, 0xff),
      Buffer.from('a,1\n'),
    ]) {
      const damaged = await tableOf({ [`a.csv.${end}`]: Buffer.from(wrong) }, '(a INT, b STRING)', "sep ','")
      expect((await worker.fail(`SELECT * FROM ${damaged}`)).error).toMatchObject({
        kind: 'invalid-parameter',
        message: `obs://b1/${damaged}/a.csv.${end} cannot be decompressed: it is damaged, cut off, or not compressed as its name says`,
      })
    }
  })

  // The first is of two streams, one behind the other; the second of several blocks.
  test('bzip2', async () => {
    const two = Buffer.from(
      'QlpoOTFBWSZTWYwWM28AAAJYFAAQAAQQAAAgCAAgACGGgZoKG3F3JFOFCQjBYzbwQlpoMTFBWSZTWVLeI30AAAHYgAAQAAQIAABAIAAhmmgzTTK8XckU4UJBS3iN9A==',
      'base64',
    )
    const blocks = Buffer.from(
      'QlpoMTFBWSZTWcztzHUAknTZAAAQAAQgACAAIABAUqPQZpp+hKC1CUFqEoL2oSguMUFZJlNZSg63QgBho1kAABAABCAAIAAgAFBmmgUqPT9CUFqEoLESgtQlBcYoKyTKaza4Bb6gB1TLIAACAACEAAQABAAIClR6DNNPpQqNFCo0UKjJQqOF3JFOFCQEmpypgA==',
      'base64',
    )
    const name = await tableOf({ 'a.csv.bz2': two, 'b.csv.bz2': blocks, 'c.csv.bz2': '' }, '(a STRING, b INT)', "sep ','")
    expect(await worker.rows(`SELECT a, count(*), sum(b) FROM ${name} GROUP BY a ORDER BY a`)).toEqual([
      ['a', 60_000, 60_000],
      ['x', 1, 3],
      ['é', 1, 2],
    ])
    for (const bytes of [blocks.subarray(0, -4), blocks.with(100, 0), Buffer.from('a,1\n')]) {
      const damaged = await tableOf({ 'a.csv.bz2': Buffer.from(bytes) }, '(a STRING, b INT)', "sep ','")
      expect((await worker.fail(`SELECT * FROM ${damaged}`)).error).toMatchObject({
        kind: 'invalid-parameter',
        message: `obs://b1/${damaged}/a.csv.bz2 cannot be decompressed: it is damaged, cut off, or not compressed as its name says`,
      })
    }
  })

  test('what is not what the end of its name says is refused by name', async () => {
    const name = await tableOf({ 'a.csv.gz': 'a,2\n' }, '(a STRING, b INT)', "sep ','")
    expect((await worker.fail(`SELECT * FROM ${name}`)).error).toMatchObject({
      kind: 'invalid-parameter',
      message: `obs://b1/${name}/a.csv.gz cannot be decompressed: it is damaged, cut off, or not compressed as its name says`,
    })
  })
})
