import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestWorker } from '../fixtures/test-worker.ts'

/** A statement that runs several queries names the scans of each from the first on: those of one are not those of the one before. */
let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
  // Of one schema: what is read by the settings of the other is read without an error.
  await file('commas', '1,one\n2,two\n', "','")
  await file('bars', '3|three\n4|four\n', "'|'")
  await worker.run('CREATE TABLE numbers AS SELECT explode(sequence(1, 5)) AS a')
})
afterAll(() => worker.end())

async function file(name: string, text: string, separator: string): Promise<void> {
  await mkdir(worker.inBucket(name))
  await writeFile(worker.inBucket(name, 'a.csv'), text)
  await worker.run(`CREATE TABLE ${name} (a INT, t STRING) USING csv OPTIONS (path 'obs://b1/${name}', sep ${separator})`)
}

it('inserts', async () => {
  await worker.run('CREATE TABLE x (a INT)')
  await worker.run('CREATE TABLE y (a INT)')
  await worker.run(
    'FROM numbers INSERT INTO x SELECT a WHERE a IN (SELECT a FROM commas) INSERT INTO y SELECT a WHERE a IN (SELECT a FROM bars)',
  )
  expect(await worker.rows('SELECT a FROM x ORDER BY a')).toEqual([[1], [2]])
  expect(await worker.rows('SELECT a FROM y ORDER BY a')).toEqual([[3], [4]])
})

it('directories', async () => {
  const into = (name: string) => `INSERT OVERWRITE DIRECTORY 'obs://b1/${name}' USING json`
  await worker.run(
    `FROM numbers ${into('p')} SELECT a WHERE a IN (SELECT a FROM commas) ${into('q')} SELECT a WHERE a IN (SELECT a FROM bars)`,
  )
  expect(await worker.rows('SELECT a FROM json.`obs://b1/p` ORDER BY a')).toEqual([[1], [2]])
  expect(await worker.rows('SELECT a FROM json.`obs://b1/q` ORDER BY a')).toEqual([[3], [4]])
})

it('an update', async () => {
  await worker.run("CREATE TABLE changed AS SELECT a, 'old' AS t FROM numbers")
  await worker.run("UPDATE changed SET t = 'new' WHERE a IN (SELECT a + 1 FROM commas) AND a IN (SELECT a FROM bars)")
  expect(await worker.rows('SELECT a, t FROM changed ORDER BY a')).toEqual([
    [1, 'old'],
    [2, 'old'],
    [3, 'new'],
    [4, 'old'],
    [5, 'old'],
  ])
})
