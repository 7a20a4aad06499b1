import { mkdir, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestWorker } from './fixtures/test-worker.ts'

let worker: TestWorker
beforeAll(async () => {
  worker = await TestWorker.start()
})
afterAll(() => worker?.end())

/** What every object of JavaScript has. */
const INHERITED = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__']

it.each<[string, (name: string) => string, RegExp]>([
  ['a field of a date', (name) => `SELECT extract(${name} FROM current_date)`, /^The field \S+ of extract is not supported$/],
  ['a character set', (name) => `SELECT encode('a', '${name}')`, /^The character set \S+ is not supported$/],
  ['an entity', (name) => `SELECT xpath_string('<a>&${name};</a>', 'a')`, /an entity that is not known$/],
  ['a function of XPath', (name) => `SELECT xpath_string('<a/>', '${name}()')`, /the function \S+ is not supported$/],
  ['a type', (name) => `SELECT CAST(1 AS ${name})`, /is not a data type$/],
])('%s is none', async (_what, statement, message) => {
  for (const name of INHERITED) expect((await worker.fail(statement(name))).error.message).toMatch(message)
})

it('a part of a URL is none', async () => {
  for (const name of INHERITED)
    expect(await worker.rows(`SELECT parse_url('http://host/', part) FROM VALUES ('${name}'), ('HOST') AS t(part)`)).toEqual([
      [null],
      ['host'],
    ])
})

it.each(['parquet', "csv LOCATION 'obs://b1/inherited-csv'", "json LOCATION 'obs://b1/inherited-json'"])(
  'a column has such a name, and takes rows: USING %s',
  async (format) => {
    const columns = INHERITED.map((name) => `\`${name}\``)
    await worker.run(`CREATE TABLE named (${columns.map((name) => `${name} STRING`).join(', ')}) USING ${format}`)
    await worker.run(`INSERT INTO named VALUES (${INHERITED.map((_, index) => `'v${index}'`).join(', ')})`)
    await worker.run(`INSERT INTO named (${columns.toReversed().join(', ')}) VALUES ('last'${', NULL'.repeat(columns.length - 1)})`)
    expect(await worker.rows(`SELECT ${columns.join(', ')} FROM named ORDER BY ${columns[0]} NULLS LAST`)).toEqual([
      INHERITED.map((_, index) => `v${index}`),
      INHERITED.map((_, index) => (index === INHERITED.length - 1 ? 'last' : null)),
    ])
    await worker.run('DROP TABLE named')
  },
)

it('a text in place of a number is no infinity', async () => {
  await mkdir(worker.inBucket('j'))
  await writeFile(worker.inBucket('j', 'a.json'), [...INHERITED, 'NaN'].map((name) => JSON.stringify({ a: name })).join('\n'))
  await worker.run("CREATE TABLE j (a DOUBLE) USING json OPTIONS (path 'obs://b1/j')")
  expect(await worker.rows('SELECT a FROM j')).toEqual([...INHERITED.map(() => [null]), ['NaN']])
})
