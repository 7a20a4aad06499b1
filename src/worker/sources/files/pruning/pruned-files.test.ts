import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestWorker } from '../../../fixtures/test-worker.ts'

let pruning: TestWorker
let reading: TestWorker
beforeAll(async () => {
  pruning = await TestWorker.start()
  // Of this one no condition is known before its files are opened.
  reading = await TestWorker.start({ pushesDown: false })
})
afterAll(async () => {
  await pruning.end()
  await reading.end()
})

const both = async (sql: string): Promise<void> => {
  await pruning.run(sql)
  await reading.run(sql)
}

/** As EXPLAIN says it. */
const opened = async (sql: string): Promise<string | undefined> => {
  const lines = (await pruning.rows(`EXPLAIN ${sql}`)).flatMap((row) => String(row))
  return lines.flatMap((line) => /by this queue itself, (files .*?)(?:, row groups .*?)?:/.exec(line)?.[1] ?? [])[0]
}

test('files whose values a condition rules out are not opened, and EXPLAIN says how many are', async () => {
  await pruning.run('CREATE TABLE days (n BIGINT, day DATE, word STRING)')
  for (const day of [1, 2, 3, 4])
    await pruning.run(
      `INSERT INTO days VALUES (${day * 10}, DATE'2024-01-0${day}', 'w${day}'), (${day * 10 + 5}, DATE'2024-01-0${day}', NULL)`,
    )
  expect(await opened('SELECT * FROM days')).toBe('files 4 of 4')
  expect(await opened('SELECT * FROM days WHERE n = 25')).toBe('files 1 of 4')
  expect(await opened("SELECT * FROM days WHERE day >= '2024-01-03'")).toBe('files 2 of 4')
  expect(await opened("SELECT * FROM days WHERE word LIKE 'w2%' OR n < 0")).toBe('files 1 of 4')
  expect(await opened('SELECT * FROM days WHERE n IN (11, 40, 99)')).toBe('files 2 of 4')
  expect(await opened('SELECT * FROM days WHERE day IS NULL')).toBe('files 0 of 4')
  expect(
    await opened(
      'SELECT count(*) FROM (SELECT n + 1 AS m, day FROM days) d JOIN (SELECT 1 AS m) o ON d.m > o.m WHERE day < DATE"2024-01-02"',
    ),
  ).toBe('files 1 of 4')
  expect(await opened('DELETE FROM days WHERE n BETWEEN 20 AND 26')).toBe('files 1 of 4')
  expect(await pruning.rows('SELECT n FROM days WHERE n = 25')).toEqual([[25]])
  // The proof that the others are not opened: they are gone.
  const folder = pruning.server.folderOf({ database: 'default', table: 'days' })
  const files = pruning.versions.get('default.days')?.files ?? []
  await rm(join(folder, files[0]?.name ?? ''))
  expect(await pruning.rows('SELECT n FROM days WHERE n >= 20 AND n < 40 ORDER BY n')).toEqual([[20], [25], [30], [35]])
  expect((await pruning.run('UPDATE days SET word = "x" WHERE n = 35')).rowCount).toBe(1)
  expect((await pruning.run('DELETE FROM days WHERE n = 45')).rowCount).toBe(1)
  expect(await pruning.rows('SELECT n, word FROM days WHERE n > 30 ORDER BY n')).toEqual([
    [35, 'x'],
    [40, 'w4'],
  ])
})

test('partitions that a condition rules out are not opened, of managed tables and of folders at a location', async () => {
  await pruning.run('CREATE TABLE parts (n INT, k STRING, d DATE) PARTITIONED BY (k, d)')
  await pruning.run(
    "INSERT INTO parts VALUES (1, 'a', DATE'2024-01-01'), (2, 'b', DATE'2024-01-01'), (3, NULL, DATE'2024-01-02'), (4, 'NULL', NULL), (5, 'ä%', DATE'2024-01-02')",
  )
  expect(await opened("SELECT * FROM parts WHERE k = 'a'")).toBe('files 1 of 5, partitions 1 of 5')
  expect(await opened("SELECT * FROM parts WHERE k = 'ä%'")).toBe('files 1 of 5, partitions 1 of 5')
  expect(await opened('SELECT * FROM parts WHERE k IS NULL')).toBe('files 1 of 5, partitions 1 of 5')
  expect(await opened("SELECT * FROM parts WHERE d > '2024-01-01' AND n > 3")).toBe('files 1 of 5, partitions 1 of 5')
  for (const [k, rows] of Object.entries({ '1': '1\n2', '2': '3', '010': '4', x: '5', __HIVE_DEFAULT_PARTITION__: '6' })) {
    const folder = join(pruning.buckets, 'b1', 'folders', `k=${k}`)
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'a.csv'), rows)
  }
  await pruning.run("CREATE TABLE folders (n INT, k INT) USING csv PARTITIONED BY (k) LOCATION 'obs://b1/folders'")
  expect(await opened('SELECT * FROM folders WHERE k = 2')).toBe('files 2 of 5, partitions 2 of 5')
  expect(await pruning.rows('SELECT n FROM folders WHERE k = 2')).toEqual([[3]])
  expect(await pruning.rows('SELECT n FROM folders WHERE k = 10')).toEqual([[4]])
  expect(await pruning.rows('SELECT n FROM folders WHERE k IS NULL ORDER BY n')).toEqual([[5], [6]])
})

test('columns that were renamed or made wider since, and new ones, leave out no file that is needed', async () => {
  await pruning.run('CREATE TABLE altered (a INT, b STRING, f INT)')
  await pruning.run("INSERT INTO altered VALUES (1, 'x', 1)")
  await pruning.run('ALTER TABLE altered RENAME COLUMN a TO c')
  await pruning.run('ALTER TABLE altered RENAME COLUMN b TO a')
  await pruning.run('ALTER TABLE altered ALTER COLUMN f TYPE BIGINT')
  await pruning.run('ALTER TABLE altered ADD COLUMNS (b INT)')
  await pruning.run("INSERT INTO altered VALUES (2, 'y', 2, 20)")
  expect(await opened('SELECT * FROM altered WHERE c = 1')).toBe('files 1 of 2')
  expect(await pruning.rows("SELECT * FROM altered WHERE a = 'x'")).toEqual([[1, 'x', 1, null]])
  expect(await pruning.rows('SELECT c FROM altered WHERE b IS NULL')).toEqual([[1]])
  expect(await pruning.rows('SELECT c FROM altered WHERE b = 20')).toEqual([[2]])
  // What a file says of an INT is not taken for a BIGINT.
  expect(await opened('SELECT * FROM altered WHERE f = 1')).toBe('files 1 of 2')
  expect(await opened('SELECT * FROM altered WHERE f = 2')).toBe('files 2 of 2')
  expect(await pruning.rows('SELECT c FROM altered WHERE f = 1')).toEqual([[1]])
})

/** A row of conditions that is the same in each run with the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const LONG = 'z'.repeat(90)
const VALUES: Readonly<Record<string, readonly string[]>> = {
  i: ['NULL', '-7', '0', '3', '2147483647', '12', '100'],
  b: ['NULL', '-9223372036854775807', '9007199254740993', '9007199254740992', '5', '6'],
  c: ['NULL', '0.00', '1.50', '-3.25', '99999999.99', '1.49'],
  f: ['NULL', "double('NaN')", "double('Infinity')", '0.1D', '-0.0D', '0.0D', '9007199254740993D', '1e300D', '-2.5D'],
  r: ['NULL', 'float(0.1)', 'float(3.5)', "float('NaN')", 'float(-1)'],
  s: [
    'NULL',
    "''",
    "'a'",
    "'A'",
    "'ab'",
    "'b '",
    "'b'",
    "'ä'",
    "'😀'",
    `'${LONG}a'`,
    `'${LONG}b'`,
    `concat('${'x'.repeat(61)}', '😀😀', 'q')`,
    "'\\uffff'",
    // The engine keeps the first 256 bytes of its own bounds: an end there within a character.
    `concat('${LONG}', repeat('😀', 50))`,
    `concat('y', repeat('ä', 200))`,
    "repeat('\\u{10ffff}', 90)",
  ],
  p: ['NULL', "'a'", "'abc'", "'abcd '"],
  d: ['NULL', "DATE'2024-01-01'", "DATE'1969-12-31'", "DATE'0001-01-01'", "DATE'9999-12-31'", "DATE'2024-02-29'"],
  t: [
    'NULL',
    "TIMESTAMP'2024-01-01 00:00:00'",
    "TIMESTAMP'2024-01-01 00:00:00.000001'",
    "TIMESTAMP'1900-01-01 12:30:00.5'",
    "TIMESTAMP'2024-02-29 23:59:59.999999'",
  ],
  k: ['NULL', "'a'", "'b'", "'NULL'", "'a/b'", "'%41'", "' '"],
  m: ['NULL', '1', '-1', '127'],
}
const COLUMNS = 'i INT, b BIGINT, c DECIMAL(10,2), f DOUBLE, r FLOAT, s STRING, p CHAR(5), d DATE, t TIMESTAMP, k STRING, m TINYINT'
const NAMES = Object.keys(VALUES)
const CONSTANTS: readonly string[] = ["'1'", '2', '1.5', "'2024-01-01'", "'abc'", '0', "'b'", '9007199254740992', "'x'"]

function condition(random: (below: number) => number, depth: number): string {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const name = pick(NAMES)
  const value = (): string => (random(5) === 0 ? pick(CONSTANTS) : pick(VALUES[name] ?? []))
  const operand = pick([
    name,
    name,
    name,
    name,
    `CAST(${name} AS STRING)`,
    `CAST(${name} AS BIGINT)`,
    `CAST(${name} AS DATE)`,
    `CAST(${name} AS DOUBLE)`,
    `coalesce(${name}, ${value()})`,
    `upper(${name})`,
  ])
  switch (depth > 0 ? random(10) : 2 + random(8)) {
    case 0:
      return `(${condition(random, depth - 1)} AND ${condition(random, depth - 1)})`
    case 1:
      return `(${condition(random, depth - 1)} OR ${condition(random, depth - 1)})`
    case 2:
      return `NOT (${condition(random, 0)})`
    case 3:
      return `${operand} IN (${value()}, ${value()}, ${value()})`
    case 4:
      return `${operand} BETWEEN ${value()} AND ${value()}`
    case 5:
      return `${name} IS ${pick(['', 'NOT '])}NULL`
    case 6:
      return `${pick(['s', 'p', 'k'])} LIKE '${pick(['a%', 'b%', `${LONG}b%`, 'z%', '%a', `${'x'.repeat(61)}%`, 'N%', 'a_%', '😀%'])}'`
    default:
      return `${operand} ${pick(['=', '<', '<=', '>', '>=', '<>', '<=>'])} ${value()}`
  }
}

test('random conditions on random files give the same rows as without', async () => {
  const random = randomOf(Number(process.env['CAUSEWAY_TEST_SEED'] ?? 20_240_229))
  let left = 0
  for (const [index, partitioned] of ['', ' PARTITIONED BY (k, m)', ' PARTITIONED BY (d)', ' PARTITIONED BY (i, p)'].entries()) {
    const table = `random${index}`
    await both(`CREATE TABLE ${table} (${COLUMNS})${partitioned}`)
    for (let file = 0; file < 7; file += 1) {
      const rows = Array.from(
        { length: 1 + random(3) },
        () => `SELECT ${NAMES.map((name) => `${VALUES[name]?.[random(VALUES[name]?.length ?? 0)]} AS ${name}`).join(', ')}`,
      )
      // Columns of partitions are the last ones of the table.
      await both(`INSERT INTO ${table} (${NAMES.join(', ')}) ${rows.join(' UNION ALL ')}`)
    }
    for (let round = 0; round < 40; round += 1) {
      const where = condition(random, 2)
      const sql = `SELECT ${NAMES.join(', ')} FROM ${table} WHERE ${where}`
      const [some, all] = [await outcome(pruning, sql), await outcome(reading, sql)]
      expect(some, sql).toEqual(all)
      const [, read, of] = /files (\d+) of (\d+)/.exec((await opened(sql).catch(() => '')) ?? '') ?? []
      left += Number(of ?? 0) - Number(read ?? 0)
    }
  }
  // Else this test could not fail.
  expect(left).toBeGreaterThan(150)
}, 600_000)

const outcome = async (worker: TestWorker, sql: string): Promise<readonly string[]> => {
  const ended = await worker.start(sql).ended
  return ended.kind === 'job-finished' ? ended.result.rowsJson.toSorted() : [ended.kind === 'job-failed' ? ended.error.message : ended.kind]
}
