import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { cacheFolder } from './spark-jar.ts'
import type { ZipArchive } from './zip-archive.ts'

interface BaseTable {
  readonly columns: Readonly<Record<string, string>>
  /** Its rows in the engine's SQL. */
  readonly rows: (dataFile: (name: string) => string) => string
}

const TENK_COLUMNS = {
  ...Object.fromEntries(
    [
      'unique1',
      'unique2',
      'two',
      'four',
      'ten',
      'twenty',
      'hundred',
      'thousand',
      'twothousand',
      'fivethous',
      'tenthous',
      'odd',
      'even',
    ].map((name) => [name, 'int']),
  ),
  stringu1: 'string',
  stringu2: 'string',
  string4: 'string',
}

const ENGINE_TYPES: Readonly<Record<string, string>> = { int: 'INTEGER', float: 'FLOAT', string: 'VARCHAR' }

const tabSeparated = (path: string, columns: Readonly<Record<string, string>>): string =>
  `SELECT * FROM read_csv('${path}', delim = '\\t', header = false, columns = {${Object.entries(columns)
    .map(([name, type]) => `'${name}': '${ENGINE_TYPES[type] ?? type}'`)
    .join(', ')}})`

/** The tables that Spark's test suite makes before it runs its files (SQLQueryTestSuite.createTestTables). */
const BASE_TABLES: Readonly<Record<string, BaseTable>> = {
  testdata: {
    columns: { key: 'int', value: 'string' },
    rows: () => 'SELECT CAST(i AS INTEGER) AS key, CAST(i AS VARCHAR) AS value FROM range(1, 101) AS r(i)',
  },
  arraydata: {
    columns: { arraycol: 'array<int>', nestedarraycol: 'array<array<int>>' },
    rows: () => 'SELECT * FROM (VALUES ([1, 2, 3], [[1, 2, 3]]), ([2, 3, 4], [[2, 3, 4]])) AS t(arraycol, nestedarraycol)',
  },
  mapdata: {
    columns: { mapcol: 'map<int,string>' },
    rows: () =>
      'SELECT map(list_transform(range(1, 7 - n), lambda i: CAST(i AS INTEGER)), ' +
      "list_transform(range(1, 7 - n), lambda i: substr('abcde', i, 1) || n)) AS mapcol FROM range(1, 6) AS r(n)",
  },
  aggtest: {
    columns: { a: 'int', b: 'float' },
    rows: (dataFile) => tabSeparated(dataFile('agg.data'), { a: 'int', b: 'float' }),
  },
  onek: { columns: TENK_COLUMNS, rows: (dataFile) => tabSeparated(dataFile('onek.data'), TENK_COLUMNS) },
  tenk1: { columns: TENK_COLUMNS, rows: (dataFile) => tabSeparated(dataFile('tenk.data'), TENK_COLUMNS) },
}

const FILE = 'part-0.parquet'
const DATA = 'test-data/postgresql/'
/** To be raised when the tables above change. */
const VERSION = 1

/** The folder that has a folder of Parquet for each table, made once. */
export async function makeBaseTables(jar: ZipArchive): Promise<string> {
  const folder = join(cacheFolder(), `tables-${VERSION}`)
  if (existsSync(folder)) return folder
  // Somebody else may make them at the same time: whoever is first has made them.
  const making = await mkdtemp(join(cacheFolder(), 'making-'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const name of jar.names.filter((one) => one.startsWith(DATA) && one !== DATA)) {
    await writeFile(join(making, `_${name.slice(DATA.length)}`), jar.bytes(name))
  }
  for (const [name, { rows }] of Object.entries(BASE_TABLES)) {
    await mkdir(join(making, name))
    const target = join(making, name, FILE)
    await connection.run(`COPY (${rows((file) => join(making, `_${file}`))}) TO '${target}' (FORMAT parquet)`)
  }
  connection.closeSync()
  instance.closeSync()
  await rename(making, folder).catch(() => rm(making, { recursive: true, force: true }))
  return folder
}

/** Puts the tables into a worker's warehouse, and into its catalog. */
export async function provideBaseTables(folder: string, worker: Pick<TestWorker, 'warehouse' | 'tables' | 'versions'>): Promise<void> {
  for (const [name, { columns }] of Object.entries(BASE_TABLES)) {
    await cp(join(folder, name), join(worker.warehouse, 'default', name), { recursive: true })
    worker.tables.set(`default.${name}`, {
      database: 'default',
      name,
      columns: Object.entries(columns).map(([column, type]) => ({ name: column, type })),
      source: { kind: 'managed', format: 'parquet' },
    })
    const { size: bytes } = await stat(join(folder, name, FILE))
    worker.versions.set(`default.${name}`, { version: 0, files: [{ name: FILE, bytes }] })
  }
}
