import { parseArgs } from 'node:util'
import { jdbcTable } from '../../src/worker/fixtures/remote-postgres.ts'
import { TestWorker } from '../../src/worker/fixtures/test-worker.ts'
import { startPostgres } from '../../testing/postgres.ts'
import { machine, otherLoad, percentile } from '../machine.ts'
import { fillDatabase } from './fill-database.ts'
import { nativeExtension, psql, type Way } from './other-ways.ts'

const about = `Statements over tables of a PostgreSQL: time from the order to the end of the job, in a worker that is claimed and warm, beside
  psql       the same SQL in PostgreSQL's own client, a process of its own each time; of a scan: COPY … TO STDOUT (FORMAT binary) >/dev/null, which is the limit of one connection
  extension  the same SQL in the engine with its own extension for PostgreSQL, attached beforehand
One turn is a statement in each way; each ratio is of one turn, and what is shown is the median of the turns.
The data is TPC-H's lineitem and orders by columns, types and widths; client and database share the machine.`

const KEYS = 1000

interface Statement {
  readonly what: string
  readonly sql: string
  /** What psql is asked; undefined: the same. */
  readonly there?: string
  /** What the extension is asked; undefined: the same, null: it has not the tables. */
  readonly beside?: string | null
}

/** Every column is read, and nothing is made of it that a database could be asked for. */
const reads = (columns: readonly string[]): string =>
  `SELECT bool_or(${columns.map((column) => `${column} IS NULL`).join(' OR ')}) FROM lineitem`
const ALL = [
  ...['l_orderkey', 'l_partkey', 'l_suppkey', 'l_linenumber', 'l_quantity', 'l_extendedprice', 'l_discount', 'l_tax', 'l_returnflag'],
  ...['l_linestatus', 'l_shipdate', 'l_commitdate', 'l_receiptdate', 'l_shipinstruct', 'l_shipmode', 'l_comment'],
]
const SOME = ['l_orderkey', 'l_extendedprice', 'l_shipdate']

function statements(rows: number): readonly Statement[] {
  const key = Math.floor(rows / 8)
  const joined = `SELECT o_orderpriority, count(*), sum(l_extendedprice) FROM orders JOIN lineitem ON l_orderkey = o_orderkey
    WHERE o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1994-04-01' GROUP BY o_orderpriority`
  const step = Math.max(1, Math.floor(rows / 4 / KEYS))
  return [
    { what: 'full scan', sql: reads(ALL), there: 'COPY lineitem TO STDOUT (FORMAT binary)' },
    {
      what: 'scan of 3 columns of 16',
      sql: reads(SOME),
      there: `COPY (SELECT ${SOME.join(', ')} FROM lineitem) TO STDOUT (FORMAT binary)`,
    },
    {
      what: 'Q1',
      sql: `SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice), sum(l_extendedprice * (1 - l_discount)),
        sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)), avg(l_quantity), avg(l_extendedprice), avg(l_discount), count(*)
        FROM lineitem WHERE l_shipdate <= DATE '1998-09-02' GROUP BY l_returnflag, l_linestatus ORDER BY l_returnflag, l_linestatus`,
    },
    {
      what: 'Q6',
      sql: `SELECT sum(l_extendedprice * l_discount) FROM lineitem
        WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1995-01-01' AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24`,
    },
    { what: 'count(*)', sql: 'SELECT count(*) FROM lineitem' },
    { what: 'min and max', sql: 'SELECT min(l_shipdate), max(l_shipdate), min(l_extendedprice), max(l_orderkey) FROM lineitem' },
    { what: 'DISTINCT', sql: 'SELECT DISTINCT l_shipmode, l_shipinstruct FROM lineitem' },
    {
      what: 'top 10',
      sql: 'SELECT l_orderkey, l_extendedprice, l_comment FROM lineitem ORDER BY l_extendedprice DESC, l_orderkey LIMIT 10',
    },
    { what: 'look-up by a key', sql: `SELECT * FROM lineitem WHERE l_orderkey = ${key}` },
    { what: 'LIMIT 10', sql: 'SELECT * FROM lineitem LIMIT 10' },
    {
      what: `join with a file, ${KEYS} keys`,
      sql: 'SELECT count(*), sum(l_extendedprice) FROM lineitem JOIN wanted ON l_orderkey = k',
      there: `SELECT count(*), sum(l_extendedprice) FROM lineitem WHERE l_orderkey = ANY (ARRAY(SELECT generate_series(0, ${KEYS - 1})::int8 * ${step}))`,
      beside: null,
    },
    { what: 'join and GROUP BY in one database', sql: joined },
  ]
}

/** The benchmark scan. Options: --rows <number> (6000000), --rounds <number> (5), --threads <number> (2), --only <text>: statements of that name. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '6000000' },
      rounds: { type: 'string', default: '5' },
      threads: { type: 'string', default: '2' },
      only: { type: 'string', default: '' },
    },
  })
  const [rows, rounds, threads] = [
    wholeNumber('--rows', values.rows),
    wholeNumber('--rounds', values.rounds),
    wholeNumber('--threads', values.threads),
  ]
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const postgres = await startPostgres({ settings: { shared_buffers: '2GB', max_wal_size: '4GB' } })
  try {
    await fillDatabase(postgres, rows, (text) => console.log(`… ${text}`))
    const { host, port, user, password } = postgres
    const worker = await TestWorker.start({
      addresses: { 'pg1:5432': { host, port } },
      credentials: { a1: { userName: user, password } },
      threads,
    })
    const native = await nativeExtension(postgres, threads)
    if (native === undefined) console.log("The engine's own extension cannot be had here: its column is empty.")
    const client = await psql(postgres)
    if (client === undefined) console.log('There is no psql here: its column is empty.')
    try {
      for (const table of ['lineitem', 'orders']) await worker.run(jdbcTable(table, table))
      await worker.run(`CREATE TABLE wanted AS SELECT id * ${Math.max(1, Math.floor(rows / 4 / KEYS))} AS k FROM range(${KEYS})`)
      console.log(
        `\n${'ms, median; ratios'.padEnd(36)}${['Causeway', 'psql', 'extension', '÷ psql', '÷ ext.'].map((head) => head.padStart(11)).join('')}  asked there`,
      )
      for (const statement of statements(rows))
        if (statement.what.includes(values.only)) await measure(statement, { worker, psql: client, native: native?.way }, rounds)
    } finally {
      native?.end()
      await worker.end()
    }
    console.log(`\nAfter:  ${await otherLoad()}`)
  } finally {
    await postgres.stop()
  }
}

interface Ways {
  readonly worker: TestWorker
  readonly psql: Way | undefined
  readonly native: Way | undefined
}

async function measure({ what, sql, there = sql, beside = sql }: Statement, ways: Ways, rounds: number): Promise<void> {
  let asked: readonly string[] = []
  const own = async (): Promise<void> => {
    asked = (await ways.worker.run(sql)).remoteStatements.map((one) => one.sql)
  }
  const { psql: client, native } = ways
  const each = [
    own,
    client === undefined ? undefined : () => client(there),
    native === undefined || beside === null ? undefined : () => native(beside),
  ]
  const times = each.map((): number[] => [])
  // The first turn only warms up; who begins changes from turn to turn.
  for (let round = 0; round <= rounds; round += 1) {
    const order = each.map((_, index) => (index + round) % each.length)
    for (const index of order) {
      const taken = await time(each[index])
      if (round > 0 && taken !== undefined) times[index]?.push(taken)
    }
  }
  const [ours = [], ...others] = times
  const ratios = others.map((other) => other.map((value, round) => (ours[round] ?? Number.NaN) / value))
  const cells = [...times.map((list) => shown(list, 1)), ...ratios.map((list) => shown(list, 2))]
  console.log(`${what.padEnd(36)}${cells.map((cell) => cell.padStart(11)).join('')}  ${asked.length} × ${shortened(asked[0] ?? '')}`)
}

const ASKED_LENGTH = 110
const shortened = (text: string): string => (text.length > ASKED_LENGTH ? `${text.slice(0, ASKED_LENGTH)}…` : text)

const shown = (list: readonly number[], digits: number): string => (list.length === 0 ? '–' : percentile(list, 0.5).toFixed(digits))

async function time(way: (() => Promise<void>) | undefined): Promise<number | undefined> {
  if (way === undefined) return undefined
  const begun = performance.now()
  await way()
  return performance.now() - begun
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} must be a whole number from 1`)
  return value
}
