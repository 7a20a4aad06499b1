import { parseArgs } from 'node:util'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CatalogReader } from '../src/worker/sql/catalog-reader.ts'
import { TestEngine } from '../src/worker/sql/fixtures/test-engine.ts'
import { translate } from '../src/worker/sql/translate.ts'
import { machine, otherLoad, percentile } from './machine.ts'

const about = `What a row costs of functions over texts that the engine has not and Causeway computes itself, in processor time, beside the same answer by what the engine has. The
table is in memory; both take turns, and a ratio is of one turn.`

/** The statement as the engine computes it, and one of the same answer that it cannot. */
const PAIRS = [
  ['RLIKE', "s RLIKE 'user[0-9]+7@'", "s RLIKE 'user[0-9]+7(?=@)'"],
  ['regexp_extract', "regexp_extract(s, '([a-z]+)([0-9]+)@', 2)", "regexp_extract(s, '([a-z]+)([0-9]+)(?=@)', 2)"],
  ['regexp_replace', "regexp_replace(s, '[0-9]+', '#')", "regexp_replace(s, '[0-9]++', '#')"],
  ['regexp_extract_all', "size(regexp_extract_all(s, '([0-9]+)', 1))", "size(regexp_extract_all(s, '([0-9]++)', 1))"],
  ['format_string', "concat(lpad(CAST(n AS STRING), 6, '0'), '-', s)", "format_string('%06d-%s', n, s)"],
] as const

/** The benchmark text-functions. Options: --rows <number> (200000), --rounds <number> (5). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '5' } },
  })
  const [rows, rounds] = [Number(values.rows), Number(values.rounds)]
  if (!(rows >= 1 && rounds >= 1)) throw new Error('--rows and --rounds are whole numbers from 1')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const engine = await TestEngine.start()
  const { connection } = engine
  await connection.run(
    `CREATE TABLE texts AS SELECT 'user' || (range % 1000) || '@host' || (range % 77) || '.example.com' AS s, range AS n FROM range(${rows})`,
  )
  console.log(`\n${'ns of a row, median'.padEnd(24)}${'engine'.padStart(10)}${'ours'.padStart(10)}${'ratio'.padStart(8)}`)
  for (const [name, alone, ours] of PAIRS) {
    const turns: (readonly [number, number])[] = []
    const statements = [await engineSql(alone), await engineSql(ours)] as const
    // The first turn only warms up.
    for (let round = 0; round <= rounds; round += 1) {
      const turn = [await spent(connection, statements[0]), await spent(connection, statements[1])] as const
      if (round > 0) turns.push(turn)
    }
    const median = (of: (turn: readonly [number, number]) => number): number => percentile(turns.map(of), 0.5)
    const cells = [median(([one]) => one), median(([, other]) => other)].map((micros) => ((micros * 1000) / rows).toFixed(0).padStart(10))
    console.log(
      `${name.padEnd(24)}${cells.join('')}${median(([one, other]) => other / one)
        .toFixed(1)
        .padStart(8)}`,
    )
  }
  console.log(`After:  ${await otherLoad()}`)
  engine.end()
}

const catalog: CatalogReader = {
  databaseExists: async () => true,
  table: async (database, name) => ({
    database,
    name,
    columns: [
      { name: 's', type: 'string' },
      { name: 'n', type: 'bigint' },
    ],
    source: { kind: 'managed', format: 'parquet' },
  }),
}

async function engineSql(expression: string): Promise<string> {
  const plan = await translate(`SELECT max(${expression}) FROM texts`, { currentDatabase: 'default', catalog, now: 0, userName: 'perf' })
  if (plan.kind !== 'query') throw new Error(`${expression} is no query`)
  return plan.query.scans.reduce((sql, { relation }) => sql.replaceAll(relation, 'texts'), String(plan.query.sql))
}

/** In microseconds of processor time. */
async function spent(connection: DuckDBConnection, sql: string): Promise<number> {
  const before = process.cpuUsage()
  await connection.runAndReadAll(sql)
  const { user, system } = process.cpuUsage(before)
  return user + system
}
