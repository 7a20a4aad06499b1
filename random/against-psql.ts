import { type PostgresAndWorker, startPostgresAndWorker } from '../src/worker/fixtures/remote-postgres.ts'
import { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import type { Chance } from './chance.ts'
import { REMOTE_COLUMNS, type RemoteColumn, type RemoteValue, WITHOUT_VALUES_HERE } from './remote-columns.ts'

const ROWS_MAX = 80
const QUERIES_A_TABLE = 40
const FOUND_MAX = 20

/** One question, to Causeway with and without push-down, and to the database itself. */
interface PsqlAnswers {
  readonly query: string
  readonly pushed: string
  readonly whole: string
  readonly database: string
  readonly asked: readonly string[]
}

export interface PsqlFinding {
  readonly answers: PsqlAnswers
  readonly tables: readonly string[]
}

interface PsqlRun {
  readonly chance: Chance
  readonly isOver: (queries: number) => boolean
  readonly found: (finding: PsqlFinding) => void
}

/** The same in Spark's words and in PostgreSQL's. */
interface Both {
  readonly spark: string
  readonly remote: string
}

const OPERATORS = ['=', '<>', '<', '<=', '>', '>='] as const

function comparison(chance: Chance, column: RemoteColumn): Both {
  const operand = column.compared ?? column.name
  const literal = (): Both => {
    const { spark, remote, compared = remote } = chance.pick(column.values)
    return { spark, remote: compared }
  }
  const joined = (literals: readonly Both[], side: keyof Both): string => literals.map((one) => one[side]).join(', ')
  if (column.values.length === 0 || chance.oneIn(5)) {
    const test = chance.pick(['IS NULL', 'IS NOT NULL'])
    return { spark: `${column.name} ${test}`, remote: `${column.name} ${test}` }
  }
  if (chance.oneIn(4)) {
    const list = Array.from({ length: 1 + chance.integer(4) }, literal)
    return { spark: `${column.name} IN (${joined(list, 'spark')})`, remote: `${operand} IN (${joined(list, 'remote')})` }
  }
  if (chance.oneIn(4)) {
    const [low, high] = [literal(), literal()]
    return { spark: `${column.name} BETWEEN ${low.spark} AND ${high.spark}`, remote: `${operand} BETWEEN ${low.remote} AND ${high.remote}` }
  }
  const [operator, value] = [chance.pick(OPERATORS), literal()]
  return { spark: `${column.name} ${operator} ${value.spark}`, remote: `${operand} ${operator} ${value.remote}` }
}

function condition(chance: Chance, columns: readonly RemoteColumn[], depth: number): Both {
  if (depth === 0 || chance.oneIn(3)) return comparison(chance, chance.pick(columns))
  const first = condition(chance, columns, depth - 1)
  if (chance.oneIn(4)) return { spark: `NOT (${first.spark})`, remote: `NOT (${first.remote})` }
  const [operator, second] = [chance.pick(['AND', 'OR']), condition(chance, columns, depth - 1)]
  return { spark: `(${first.spark} ${operator} ${second.spark})`, remote: `(${first.remote} ${operator} ${second.remote})` }
}

function statement(chance: Chance, columns: readonly RemoteColumn[], table: string): Both {
  const where = condition(chance, columns, 2)
  const column = chance.pick(columns)
  const operand = column.compared ?? column.name
  const distinct: Both =
    column.onlyWithConstants === true
      ? { spark: '0', remote: '0' }
      : { spark: `count(DISTINCT ${column.name})`, remote: `count(DISTINCT ${operand})` }
  switch (chance.pick(['rows', 'rows', 'counts', 'groups'])) {
    case 'counts':
      return {
        spark: `SELECT count(*), count(${column.name}), ${distinct.spark}, min(id), max(id) FROM default.${table} WHERE ${where.spark}`,
        remote: `SELECT count(*) AS a, count(${column.name}) AS b, ${distinct.remote} AS c, min(id) AS d, max(id) AS e FROM ${table} WHERE ${where.remote}`,
      }
    case 'groups':
      return {
        spark: `SELECT count(*), min(id), max(id) FROM default.${table} WHERE ${where.spark} GROUP BY ${column.onlyWithConstants === true ? 'id % 3' : column.name}`,
        remote: `SELECT count(*), min(id), max(id) FROM ${table} WHERE ${where.remote} GROUP BY ${column.onlyWithConstants === true ? 'id % 3' : operand}`,
      }
    default:
      return { spark: `SELECT id FROM default.${table} WHERE ${where.spark}`, remote: `SELECT id FROM ${table} WHERE ${where.remote}` }
  }
}

/** Random conditions and aggregates over random tables of every type, until it is over. */
export async function runAgainstPsql({ chance, isOver, found }: PsqlRun): Promise<{ readonly queries: number; readonly pushed: number }> {
  const lab = await startPostgresAndWorker()
  const { host, port, user, password } = lab.postgres
  const whole = await TestWorker.start({
    addresses: { 'pg1:5432': { host, port } },
    credentials: { a1: { userName: user, password } },
    pushesDown: false,
  })
  let [queries, pushed, reported] = [0, 0, 0]
  try {
    for (let number = 0; !isOver(queries) && reported < FOUND_MAX; number += 1) {
      const table = `p${number}`
      const { columns, statements } = await makeTable(chance, lab, whole, table)
      for (let index = 0; index < QUERIES_A_TABLE && !isOver(queries) && reported < FOUND_MAX; index += 1) {
        const query = statement(chance, columns, table)
        const first = await answerOf(lab.worker, query.spark)
        const answers = {
          query: `${query.spark}\n  there: ${query.remote}`,
          pushed: first.text,
          whole: (await answerOf(whole, query.spark)).text,
          database: (await lab.sql<Record<string, unknown>>(query.remote))
            .map((row) => Object.values(row).join(','))
            .toSorted()
            .join('\n'),
          asked: first.asked,
        }
        queries += 1
        if (answers.asked.some((sql) => sql.includes(' WHERE '))) pushed += 1
        if (answers.pushed === answers.whole && answers.whole === answers.database) continue
        reported += 1
        found({ answers, tables: statements })
      }
    }
  } finally {
    await whole.end()
    await lab.end()
  }
  return { queries, pushed }
}

async function answerOf(worker: TestWorker, sql: string): Promise<{ readonly text: string; readonly asked: readonly string[] }> {
  const ended = await worker.start(sql).ended
  if (ended.kind === 'job-finished') {
    const { rowsJson, remoteStatements } = ended.result
    const rows = rowsJson.map((row) => row.slice(1, -1).replaceAll('null', ''))
    return { text: rows.toSorted().join('\n'), asked: remoteStatements.map((one) => one.sql) }
  }
  return { text: ended.kind === 'job-failed' ? `${ended.error.kind}: ${ended.error.message}` : ended.kind, asked: [] }
}

async function makeTable(
  chance: Chance,
  lab: PostgresAndWorker,
  whole: TestWorker,
  name: string,
): Promise<{ readonly columns: readonly RemoteColumn[]; readonly statements: readonly string[] }> {
  if (name === 'p0') await lab.sql(MADE_FIRST)
  const columns = [...REMOTE_COLUMNS, ...WITHOUT_VALUES_HERE].filter(() => !chance.oneIn(3))
  const chosen = (column: RemoteColumn): RemoteValue | undefined =>
    chance.oneIn(6) ? undefined : chance.pick([...column.values, ...(column.onlyThere ?? [])])
  const rows = Array.from({ length: 1 + chance.integer(ROWS_MAX) }, (_, row) => [
    String(row),
    ...columns.map((column) => chosen(column)?.remote ?? 'NULL'),
  ])
  const statements = [
    `CREATE TABLE ${name} (id int4, ${columns.map((column) => `${column.name} ${column.remoteType}`).join(', ')})`,
    `INSERT INTO ${name} VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}`,
  ]
  for (const one of statements) await lab.sql(one)
  await lab.link(name)
  const table = lab.worker.tables.get(`default.${name}`)
  if (table === undefined) throw new Error(`${name} is not in the catalog`)
  whole.tables.set(`default.${name}`, table)
  return { columns, statements: [MADE_FIRST, ...statements] }
}

/** Types that columns have. */
export const MADE_FIRST = "CREATE EXTENSION IF NOT EXISTS citext; CREATE TYPE mood AS ENUM ('sad', 'ok', 'Happy')"
