import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'
import { equalNumbers, message, varint, writtenOrc } from './fixtures/written-orc.ts'

const KIND = { boolean: 0, string: 7, timestamp: 9, list: 10, struct: 12, decimal: 14 } as const
const STREAM = { data: 1, length: 2, dictionary: 3, secondary: 5 } as const
const row = message([1, KIND.struct], [2, 1], [3, 'a'])
const list = (item: number): Buffer => message([1, KIND.list], [2, item])
const equalBits = Buffer.from([127, 0xff])

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker.end())

let files = 0
/** What a table of the file's own columns, or of the given ones, says when it is read. */
async function answer(bytes: Buffer, columns: string, what = 'count(a)'): Promise<unknown> {
  files += 1
  await mkdir(worker.inBucket(`hostile${files}`), { recursive: true })
  await writeFile(worker.inBucket(`hostile${files}`, 'part-0.orc'), bytes)
  await worker.run(`CREATE TABLE hostile${files} (${columns}) USING orc LOCATION 'obs://b1/hostile${files}'`)
  return (await worker.fail(`SELECT ${what} FROM hostile${files}`)).error
}
const damaged = { kind: 'invalid-parameter', message: expect.stringMatching(/^obs:\/\/b1\/hostile\d+\/part-0.orc is damaged/) }

test('a row of more items than have room is refused, and not read', async () => {
  const types = [row, list(2), list(3), message([1, KIND.boolean])]
  const streams = [
    { kind: STREAM.length, column: 1, bytes: equalNumbers(3, 10_000_000) },
    { kind: STREAM.length, column: 2, bytes: Buffer.concat(Array.from({ length: 1000 }, () => equalNumbers(130, 10_000_000))) },
    { kind: STREAM.data, column: 3, bytes: Buffer.concat(Array.from({ length: 100_000 }, () => equalBits)) },
  ]
  expect(await answer(writtenOrc({ types, rows: 3, streams }), 'a array<array<boolean>>', 'sum(size(a))')).toMatchObject({
    kind: 'limit-exceeded',
    message: expect.stringContaining('has a row of more than 512 MiB'),
  })
})

test('a dictionary of more words than anybody writes is refused, though they take no bytes', async () => {
  const streams = [
    { kind: STREAM.data, column: 1, bytes: equalNumbers(3, 1) },
    { kind: STREAM.length, column: 1, bytes: Buffer.concat(Array.from({ length: 400_000 }, () => equalNumbers(130, 0))) },
    { kind: STREAM.dictionary, column: 1, bytes: Buffer.alloc(0) },
  ]
  const types = [row, message([1, KIND.string])]
  const encodings = { 1: message([1, 1], [2, 50_000_000]) }
  expect(await answer(writtenOrc({ types, rows: 3, streams, encodings }), 'a string')).toMatchObject(damaged)
})

test('decimals have digits that there may be', async () => {
  const types = [row, message([1, KIND.decimal], [5, 4_000_000_000], [6, 2])]
  const streams = [{ kind: STREAM.data, column: 1, bytes: varint(4) }]
  expect(await answer(writtenOrc({ types, rows: 1, streams }), 'a decimal(10,2)')).toMatchObject(damaged)
})

test('types in one another more than 200 deep are refused, and said so', async () => {
  const types = [row, ...Array.from({ length: 200 }, (_, index) => list(index + 2)), message([1, KIND.boolean])]
  expect(await answer(writtenOrc({ types, rows: 0, streams: [] }), 'a boolean')).toMatchObject({
    kind: 'limit-exceeded',
    message: expect.stringContaining('nested deeper than 200'),
  })
})

test('a fraction of a second is less than one', async () => {
  const types = [row, message([1, KIND.timestamp])]
  const streams = [
    { kind: STREAM.data, column: 1, bytes: equalNumbers(3, 2) },
    { kind: STREAM.secondary, column: 1, bytes: equalNumbers(3, 2 ** 52) },
  ]
  expect(await answer(writtenOrc({ types, rows: 3, streams, timeZone: 'Europe/Berlin' }), 'a timestamp', 'max(a)')).toMatchObject(damaged)
})

test('a moment that is later than a Date can be is read in any zone', async () => {
  const types = [row, message([1, KIND.timestamp])]
  const streams = [
    // Zigzag: seconds since 2015 of the year 290000.
    { kind: STREAM.data, column: 1, bytes: equalNumbers(3, 2 * 9_086_000_000_000) },
    { kind: STREAM.secondary, column: 1, bytes: equalNumbers(3, 0) },
  ]
  files += 1
  const name = `hostile${files}`
  await mkdir(worker.inBucket(name), { recursive: true })
  await writeFile(worker.inBucket(name, 'part-0.orc'), writtenOrc({ types, rows: 3, streams, timeZone: 'Europe/Berlin' }))
  await worker.run(`CREATE TABLE ${name} (a timestamp) USING orc LOCATION 'obs://b1/${name}'`)
  expect(await worker.rows(`SELECT year(max(a)) FROM ${name}`)).toEqual([[289938]])
})

test('a file says no more of itself than a file of so many columns has to say', async () => {
  const footer = Buffer.concat(Array.from({ length: 600_000 }, () => Buffer.from([0x98, 0x06, 0x00])))
  const types = [row, message([1, KIND.boolean])]
  const streams = [{ kind: STREAM.data, column: 1, bytes: equalBits }]
  expect(await answer(writtenOrc({ types, rows: 3, streams, footer }), 'a boolean')).toMatchObject(damaged)
})

// Answers of Spark 3.3.1.
test.each([
  ['`q`', 'q'],
  ['a`b', 'a'],
  ['a``b', 'a`b'],
  ['`a``b`', 'a`b'],
  ['`q`rest', 'q'],
  ['a``', 'a`'],
])('a name is taken as one in quotes: %s', async (written, name) => {
  files += 1
  const table = `hostile${files}`
  await mkdir(worker.inBucket(table), { recursive: true })
  const types = [message([1, KIND.struct], [2, 1], [3, written]), message([1, KIND.boolean])]
  await writeFile(worker.inBucket(table, 'part-0.orc'), writtenOrc({ types, rows: 0, streams: [] }))
  await worker.run(`CREATE TABLE ${table} USING orc LOCATION 'obs://b1/${table}'`)
  expect(await worker.rows(`DESCRIBE ${table}`)).toEqual([[name, 'boolean', null]])
})

test.each(['`q', '``', ''])('a name without an end, or of nothing, is refused as in Spark: %s', async (written) => {
  const types = [message([1, KIND.struct], [2, 1], [3, written]), message([1, KIND.boolean])]
  expect(await answer(writtenOrc({ types, rows: 1, streams: [] }), 'a boolean')).toMatchObject(damaged)
})
