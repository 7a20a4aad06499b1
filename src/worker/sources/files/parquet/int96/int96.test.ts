import { watch } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'

let worker: TestWorker
let fixtures: Readonly<Record<string, string>>

beforeAll(async () => {
  worker = await TestWorker.start()
  fixtures = JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', 'signed-days.json'), 'utf8')) as typeof fixtures
})
afterAll(() => worker.end())

async function put(folder: string, name: string): Promise<void> {
  await mkdir(worker.inBucket(folder), { recursive: true })
  await writeFile(worker.inBucket(folder, 'a.parquet'), Buffer.from(fixtures[name] ?? '', 'base64'))
}

const shown = (value: string): string => `CAST(unix_micros(${value}) AS STRING)`

// All answers are those of Spark 3.3.1, which wrote the files. The engine has those of them 67,900 years later whose days are below zero.
test('timestamps before the year -4713 are read beside others, also within arrays and structs', async () => {
  await put('dictionary', 'dictionary')
  await worker.run("CREATE TABLE dictionary USING parquet LOCATION 'obs://b1/dictionary'")
  const micros = [
    '-210866803200000001',
    '-210866803200000000',
    '-1000000000000000001',
    '-2000000000000000000',
    '-2298000000000000000',
    '-2400000000000000123',
    '-210866803199999999',
    null,
    '1700000000123456',
    '-9223372022400000000',
    '-210866889600000000',
    '-210866889599999999',
  ]
  const rows = await worker.rows(`SELECT ${shown('t')}, ${shown('l[0]')}, l[1], ${shown('s.t')} FROM dictionary ORDER BY id`)
  expect(rows).toEqual(micros.map((value) => [value, value, null, value]))
  expect(await worker.rows("SELECT id FROM dictionary WHERE t > TIMESTAMP '1900-01-01 00:00:00'")).toEqual([[9]])
})

test.each([
  ['plain', (at: number) => `${-300000000000000000n - BigInt(at) * 1000000007n}`, 3],
  ['v2', (at: number) => (at === 1 ? null : `${-300000000000000000n - BigInt(at) * 1000000007n}`), 4],
] as const)('of pages without a dictionary: %s', async (name, micros, count) => {
  await put(name, name)
  await worker.run(`CREATE TABLE of_${name} USING parquet LOCATION 'obs://b1/${name}'`)
  const rows = Array.from({ length: count }, (_, at) => [micros(at)])
  expect(await worker.rows(`SELECT ${shown('t')} FROM of_${name} ORDER BY id`)).toEqual(rows)
  expect(await worker.rows(`SELECT ${shown('t')} FROM parquet.\`obs://b1/${name}\` ORDER BY id`)).toEqual(rows)
})

test('_metadata tells of the file that a copy is read for', async () => {
  await put('told', 'plain')
  const { size, mtimeMs } = await stat(worker.inBucket('told', 'a.parquet'))
  const told = '_metadata.file_path, _metadata.file_size, CAST(unix_millis(_metadata.file_modification_time) AS STRING)'
  expect(await worker.rows(`SELECT DISTINCT t < TIMESTAMP '1900-01-01', ${told} FROM parquet.\`obs://b1/told\``)).toEqual([
    [true, 'obs://b1/told/a.parquet', size, String(Math.floor(mtimeMs))],
  ])
})

test('a file that is written anew is looked through anew', async () => {
  await put('anew', 'plain')
  await worker.run("CREATE TABLE anew (id BIGINT, t TIMESTAMP) USING parquet LOCATION 'obs://b1/anew'")
  expect(await worker.rows(`SELECT max(${shown('t')}) FROM anew`)).toEqual([['-300000002000000014']])
  await put('anew', 'v2')
  expect(await worker.rows('SELECT count(t) FROM anew')).toEqual([[3]])
  expect(await worker.rows(`SELECT max(${shown('t')}) FROM anew`)).toEqual([['-300000003000000021']])
})

test('they are looked through where the statement reads them, and not where it reads other columns', async () => {
  await put('others', 'plain')
  await worker.run("CREATE TABLE others USING parquet LOCATION 'obs://b1/others'")
  const watcher = watch(join(worker.home, 'scratch'))
  onTestFinished(() => watcher.close())
  const copies = new Set<string | null>()
  const isCopied = Promise.withResolvers<void>()
  watcher.on('change', (_kind, name) => {
    copies.add(String(name))
    isCopied.resolve()
  })
  expect(await worker.rows('SELECT id FROM others WHERE id > 1 ORDER BY id')).toEqual([[2]])
  expect(await worker.rows('SELECT count(*) FROM parquet.`obs://b1/others`')).toEqual([[3]])
  // What is told of the files is told in its order.
  expect(await worker.rows("SELECT id FROM others WHERE t < TIMESTAMP '1900-01-01' ORDER BY id LIMIT 1")).toEqual([[0]])
  await isCopied.promise
  expect(copies.size).toBe(1)
})
