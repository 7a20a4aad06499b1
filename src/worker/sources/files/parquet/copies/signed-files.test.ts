import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../../fixtures/test-worker.ts'

let worker: TestWorker
let fixtures: Readonly<Record<string, string>>

beforeAll(async () => {
  worker = await TestWorker.start()
  fixtures = JSON.parse(await readFile(join(import.meta.dirname, 'fixtures', 'unsigned.json'), 'utf8')) as typeof fixtures
})
afterAll(() => worker.end())

async function put(folder: string, name: string): Promise<void> {
  await mkdir(worker.inBucket(folder), { recursive: true })
  await writeFile(worker.inBucket(folder, `${name}.parquet`), Buffer.from(fixtures[name] ?? '', 'base64'))
}

const STORED = [-1, 300, -32768, null, 7]

// All answers are those of Spark 3.3.1, to which such numbers are whole numbers of a larger type, read as they stand.
test.each(['uint8', 'uint16'])(
  'numbers without a sign that are none of their type are read as they stand in the file: %s',
  async (name) => {
    await put(name, name)
    await worker.run(`CREATE TABLE ${name} USING parquet LOCATION 'obs://b1/${name}'`)
    expect(await worker.rows(`SELECT id, v, l[0] FROM ${name} ORDER BY id`)).toEqual(STORED.map((value, id) => [id, value, value]))
    expect(await worker.rows(`SELECT id FROM ${name} WHERE v < 0 ORDER BY id`)).toEqual([[0], [2]])
    expect(await worker.rows(`SELECT id FROM ${name} WHERE v = 300`)).toEqual([[1]])
    expect(await worker.rows(`DESCRIBE ${name}`)).toEqual([
      ['id', 'int', null],
      ['v', name === 'uint8' ? 'smallint' : 'int', null],
      ['l', `array<${name === 'uint8' ? 'smallint' : 'int'}>`, null],
    ])
  },
)

test('they are beside files that hold what they say, and in columns that are declared larger', async () => {
  for (const name of ['valid', 'uint8', 'uint16']) await put('mixed', name)
  await worker.run("CREATE TABLE mixed (id INT, v BIGINT) USING parquet LOCATION 'obs://b1/mixed'")
  const rows = STORED.flatMap((value, id) => [
    [id, value],
    [id, value],
  ])
  expect(await worker.rows('SELECT id, v FROM mixed ORDER BY id')).toEqual([...rows, [8, 250], [9, 251]])
})
