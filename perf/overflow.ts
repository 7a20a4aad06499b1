import { parseArgs } from 'node:util'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogReader } from '../src/worker/sql/catalog-reader.ts'
import { TestEngine } from '../src/worker/sql/fixtures/test-engine.ts'
import { translate } from '../src/worker/sql/translate.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `What it costs that integers wrap and decimals have their digits, as in Spark: processor time of translated sums, beside the same sums as the engine alone computes them.

The engine's own stop the job where a product does not fit; none of these does. The table is in memory, has the columns of TPC-H's lineitem that its query 6 reads, as
integers, as 64 bits and as decimals, and its values are computed from the numbers of the rows. Filtered: with that query's conditions, which leave 2 rows of 100. Both take
turns, and a ratio is of one turn.`

/** What the filtered sums are to stay below. */
const GOAL_RATIO = 1.3

const COLUMNS = [
  ['quantity', 'int', 'CAST(1 + (range * 7919) % 50 AS INTEGER)'],
  ['price', 'int', 'CAST(90000 + (range * 104729) % 10000000 AS INTEGER)'],
  ['discount', 'int', 'CAST((range * 31) % 11 AS INTEGER)'],
  ['shipped', 'int', 'CAST(8000 + (range * 17) % 2500 AS INTEGER)'],
  ['long_price', 'bigint', 'CAST(90000 + (range * 104729) % 10000000 AS BIGINT)'],
  ['long_discount', 'bigint', 'CAST((range * 31) % 11 AS BIGINT)'],
  ['decimal_price', 'decimal(12,2)', 'CAST((90000 + (range * 104729) % 10000000) / 100 AS DECIMAL(12,2))'],
  ['decimal_discount', 'decimal(12,2)', 'CAST(((range * 31) % 11) / 100 AS DECIMAL(12,2))'],
] as const

const SUMS = ['price * discount', 'long_price * long_discount', 'decimal_price * decimal_discount'] as const
const FILTER = 'WHERE shipped >= 8766 AND shipped < 9131 AND discount BETWEEN 5 AND 7 AND quantity < 24'

/** The benchmark overflow. Options: --rows <number> (3000000), --rounds <number> (15), --check: exit code 1 when the goal is missed. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '3000000' },
      rounds: { type: 'string', default: '15' },
      check: { type: 'boolean', default: false },
    },
  })
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const engine = await TestEngine.start()
  const { connection } = engine
  await connection.run(
    `CREATE TABLE lineitem AS SELECT ${COLUMNS.map(([name, , sql]) => `${sql} AS ${name}`).join(', ')} FROM range(${wholeNumber('--rows', values.rows)})`,
  )
  const worst = await printRatios(connection, wholeNumber('--rounds', values.rounds))
  console.log(`After:  ${await otherLoad()}`)
  engine.end()
  console.log(`\nThe goal is ${GOAL_RATIO} of the engine's own time for each filtered sum: ${worst <= GOAL_RATIO ? 'met' : 'MISSED'}`)
  if (values.check && worst > GOAL_RATIO) process.exitCode = 1
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`)
  return value
}

/** Prints a line for each sum; the answer is the greatest ratio of the filtered ones. */
async function printRatios(connection: DuckDBConnection, rounds: number): Promise<number> {
  console.log(`\n${'ms of processor time, median'.padEnd(60)}${'alone'.padStart(10)}${'as Spark'.padStart(10)}${'ratio'.padStart(8)}`)
  let worst = 0
  for (const filter of ['', FILTER])
    for (const sum of SUMS) {
      const sql = `SELECT sum(${sum}) FROM lineitem ${filter}`
      const turns = await measured(connection, sql, await engineSql(sql), rounds)
      const ratio = percentile(
        turns.map(({ alone, guarded }) => guarded / alone),
        0.5,
      )
      const cells = [turns.map(({ alone }) => alone), turns.map(({ guarded }) => guarded)].map((times) => percentile(times, 0.5).toFixed(1))
      console.log(
        `${`sum(${sum})${filter === '' ? '' : ', filtered'}`.padEnd(60)}${cells.map((cell) => cell.padStart(10)).join('')}${ratio.toFixed(2).padStart(8)}`,
      )
      if (filter !== '') worst = Math.max(worst, ratio)
    }
  return worst
}

interface Turn {
  readonly alone: number
  readonly guarded: number
}

async function measured(connection: DuckDBConnection, alone: string, guarded: string, rounds: number): Promise<readonly Turn[]> {
  const turns: Turn[] = []
  // The first turn only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    const isFirst = round % 2 === 0
    const before = isFirst ? await processorMs(connection, alone) : 0
    const own = await processorMs(connection, guarded)
    const turn = { alone: isFirst ? before : await processorMs(connection, alone), guarded: own }
    if (round > 0) turns.push(turn)
  }
  return turns
}

async function processorMs(connection: DuckDBConnection, sql: string): Promise<number> {
  const before = process.cpuUsage()
  await connection.runAndReadAll(sql)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => ({
    database,
    name,
    columns: COLUMNS.map(([column, type]) => ({ name: column, type })),
    source: { kind: 'managed', format: 'parquet' },
  }),
}

async function engineSql(sql: string): Promise<string> {
  const plan = await translate(sql, { currentDatabase: 'default', catalog, now: 0, userName: 'perf' })
  if (plan.kind !== 'query') throw new Error('no query')
  return plan.query.scans.reduce<string>((text, { relation }) => text.replaceAll(relation, 'lineitem'), plan.query.sql)
}
