import { parseDeclaredType, sparkTypeName, valueType } from '../src/base/spark-type.ts'
import { isTable } from '../src/protocol/catalog-entry.ts'
import type { TableDefinition } from '../src/protocol/table-definition.ts'
import { type PostgresAndWorker, startPostgresAndWorker } from '../src/worker/fixtures/remote-postgres.ts'
import { TestWorker } from '../src/worker/fixtures/test-worker.ts'
import { translate } from '../src/worker/sql/translate.ts'
import { MADE_FIRST } from './against-psql.ts'
import type { Chance } from './chance.ts'
import { type Expression, simpler, textOf } from './expression.ts'
import { ExpressionMaker } from './expression-maker.ts'
import { REMOTE_COLUMNS, type RemoteColumn } from './remote-columns.ts'
import { shrink } from './shrink.ts'

const TRIES_MAX = 200
const ROWS_MAX = 60
const QUERIES_A_TABLE = 60
const VALUES_A_TABLE = 40
const FOUND_MAX = 20

/** Three workers' answers to one query: the table there with its conditions pushed down, the same read whole, and a copy of the rows here. */
interface Answers {
  readonly query: string
  readonly pushed: string
  readonly whole: string
  readonly here: string
  /** What the database was asked for. */
  readonly asked: readonly string[]
}

export interface RemoteFinding {
  readonly answers: Answers
  /** How the tables were made, remote and here. */
  readonly tables: readonly string[]
}

export interface PostgresRun {
  readonly chance: Chance
  /** Asked before each query, with how many there were. */
  readonly isOver: (queries: number) => boolean
  readonly found: (finding: RemoteFinding) => void
}

interface Query {
  readonly form: Form
  readonly condition: Expression
  readonly columns: readonly string[]
  readonly limit: number
  /** Of a number without a fraction of two. */
  readonly number: string
}

type Form =
  | 'rows'
  | 'first'
  | 'groups'
  | 'sums'
  | 'whole'
  | 'distinct'
  | 'joined groups'
  | 'groups within'
  | 'joined greatest'
  | 'join'
  | 'outer join'
  | 'union'
  | 'in'
  | 'exists'
  | 'over'
const FORMS: readonly Form[] = [
  ...(['rows', 'rows', 'first', 'first', 'groups', 'sums', 'sums', 'whole', 'distinct', 'joined groups', 'joined groups'] as const),
  ...(['groups within', 'joined greatest', 'join', 'outer join', 'union', 'in', 'exists', 'over'] as const),
]

/** `table` is a name, there or here. */
function statementOf({ form, condition, columns, limit, number }: Query, table: string): string {
  const where = `WHERE ${textOf(condition)}`
  const list = ['id', ...columns].join(', ')
  const [key = 'id'] = columns
  switch (form) {
    case 'rows':
      return `SELECT ${list} FROM ${table} ${where}`
    case 'first':
      return `SELECT ${list} FROM ${table} ${where} ORDER BY ${key}, id LIMIT ${limit}`
    case 'groups':
      return `SELECT ${key}, count(*), min(id), max(${columns.at(-1) ?? 'id'}) FROM ${table} ${where} GROUP BY ${key}`
    case 'sums':
      return `SELECT ${key}, sum(${number}), avg(${number}), sum(DISTINCT ${number}), count(DISTINCT ${key}), sum(${number} * 1.5) FROM ${table} ${where} GROUP BY ${key} HAVING count(*) > ${limit % 3}`
    case 'whole':
      return `SELECT count(*), count(${key}), min(${key}), max(${key}), sum(${number}), avg(${number}) FROM ${table} ${where}`
    case 'distinct':
      return `SELECT DISTINCT ${columns.length === 0 ? 'id' : columns.join(', ')} FROM ${table} ${where}`
    case 'joined groups':
      return `SELECT a.${key}, count(*), sum(b.${number}), max(b.id) FROM ${table} a JOIN ${table} b ON a.id = b.id AND b.id > ${limit} ${whereOfOne(condition)} GROUP BY a.${key}`
    case 'groups within':
      return `WITH w AS (SELECT ${key} AS k, count(*) AS n, min(${number}) AS m FROM ${table} ${where} GROUP BY ${key}) SELECT count(k), max(n), sum(m) FROM w WHERE n < ${limit} UNION ALL SELECT count(*), max(id), sum(${number}) FROM ${table} ${where}`
    case 'joined greatest':
      return `SELECT o.id, n FROM ${table} o JOIN (SELECT max(id) AS m, count(${key}) AS n FROM ${table} ${where}) i ON o.id = i.m`
    case 'join':
      return `SELECT a.id, b.id FROM (SELECT * FROM ${table} ${where}) a JOIN ${table} b ON a.${key} = b.${key} AND b.id < ${limit}`
    case 'outer join':
      return `SELECT a.id, b.id FROM ${table} a LEFT JOIN (SELECT * FROM ${table} ${where}) b ON a.id = b.id AND a.id <> ${limit}`
    case 'union':
      return `SELECT ${list} FROM ${table} ${where} UNION ALL SELECT ${list} FROM ${table} WHERE id > ${limit}`
    case 'in':
      return `SELECT ${list} FROM ${table} WHERE ${key} NOT IN (SELECT ${key} FROM ${table} ${where})`
    case 'exists':
      return `SELECT ${list} FROM ${table} o WHERE EXISTS (SELECT 1 FROM (SELECT * FROM ${table} ${where}) i WHERE i.${key} = o.${key} AND i.id <> o.id)`
    case 'over':
      return `SELECT id, row_number() OVER (PARTITION BY ${key} ORDER BY id) FROM ${table} ${where}`
  }
}

/** Its columns are in both tables. */
const whereOfOne = (condition: Expression): string =>
  condition.pieces.length === 1 ? `WHERE ${textOf(condition)}` : 'WHERE a.id IS NOT NULL'

function* simplerQueries(query: Query): Iterable<Query> {
  if (query.form !== 'rows') yield { ...query, form: 'rows' }
  if (query.columns.length > 0) yield { ...query, columns: [] }
  for (const left of query.columns)
    if (query.columns.length > 1) yield { ...query, columns: query.columns.filter((column) => column !== left) }
  for (const condition of simpler(query.condition, () => [])) yield { ...query, condition }
  for (const text of ['true', 'false'])
    if (query.condition.pieces.length > 1) yield { ...query, condition: { type: 'boolean', pieces: [text] } }
}

/** Random queries over random tables until it is over. Resolves with how many there were, and how many had a condition pushed down. */
export async function runAgainstPostgres({
  chance,
  isOver,
  found,
}: PostgresRun): Promise<{ readonly queries: number; readonly pushed: number }> {
  const lab = await startPostgresAndWorker()
  const { host, port, user, password } = lab.postgres
  const whole = await TestWorker.start({
    addresses: { 'pg1:5432': { host, port } },
    credentials: { a1: { userName: user, password } },
    pushesDown: false,
  })
  await lab.sql(MADE_FIRST)
  let [queries, pushed, reported] = [0, 0, 0]
  try {
    for (let number = 0; !isOver(queries) && reported < FOUND_MAX; number += 1) {
      const made = await makeTable(chance, lab, whole, `r${number}`)
      const maker = new ExpressionMaker(chance, { columns: made.leaves, literals: LITERALS, typeOf: typeIn(made.table) })
      // What conditions compare, beside columns.
      for (let index = 0; index < VALUES_A_TABLE; index += 1) await maker.scalar()
      for (let index = 0; index < QUERIES_A_TABLE && !isOver(queries) && reported < FOUND_MAX; index += 1) {
        const query: Query = {
          form: chance.pick(FORMS),
          condition: await maker.condition(2),
          columns: Array.from({ length: chance.integer(3) }, () => chance.pick(made.leaves)).map(textOf),
          limit: chance.integer(ROWS_MAX),
          number: chance.pick(['id', ...made.numbers]),
        }
        const answers = await answersOf(query, made.table.name, lab.worker, whole)
        queries += 1
        if (answers.asked.some((sql) => sql.includes(' WHERE ') || sql.includes(' AS t0'))) pushed += 1
        if (isSame(answers)) continue
        const fails = async (several: readonly Query[]) => {
          const verdicts: boolean[] = []
          for (const one of several) verdicts.push(!isSame(await answersOf(one, made.table.name, lab.worker, whole)))
          return verdicts
        }
        const smallest = await shrink(query, simplerQueries, fails, TRIES_MAX)
        reported += 1
        found({ answers: await answersOf(smallest, made.table.name, lab.worker, whole), tables: made.statements })
      }
    }
  } finally {
    await whole.end()
    await lab.end()
  }
  return { queries, pushed }
}

const isSame = ({ pushed, whole, here }: Answers): boolean => pushed === whole && whole === here

async function answersOf(query: Query, name: string, pushes: TestWorker, whole: TestWorker): Promise<Answers> {
  const there = statementOf(query, `default.${name}`)
  const isOrdered = query.form === 'first'
  const first = await answerOf(pushes, there, isOrdered)
  return {
    query: there,
    pushed: first.text,
    asked: first.asked,
    whole: (await answerOf(whole, there, isOrdered)).text,
    here: (await answerOf(pushes, statementOf(query, `default.${name}_here`), isOrdered)).text,
  }
}

/** Its rows in an order of their own, unless the query has one, or what failed. */
async function answerOf(
  worker: TestWorker,
  sql: string,
  isOrdered: boolean,
): Promise<{ readonly text: string; readonly asked: readonly string[] }> {
  const ended = await worker.start(sql).ended
  switch (ended.kind) {
    case 'job-finished': {
      const { rowsJson, remoteStatements } = ended.result
      return { text: (isOrdered ? rowsJson : rowsJson.toSorted()).join('\n'), asked: remoteStatements.map((one) => one.sql) }
    }
    case 'job-failed':
      return { text: `${ended.error.kind}: ${ended.error.message}`, asked: ended.remoteStatements.map((one) => one.sql) }
    case 'job-cancelled':
      return { text: 'cancelled', asked: [] }
  }
}

/** Of a column of type char(n), too. */
const valueTypeOf = (type: string): string => sparkTypeName(valueType(parseDeclaredType(type)))

const LITERALS: readonly Expression[] = [
  ...REMOTE_COLUMNS.flatMap(({ type, values }) => values.map(({ spark }): Expression => ({ type: valueTypeOf(type), pieces: [spark] }))),
  ...['0', '1', '10', '-1', '2147483647'].map((text): Expression => ({ type: 'int', pieces: [text] })),
  ...['1.5BD', '0.0BD', '10.00BD'].map((text): Expression => ({ type: 'decimal(3,1)', pieces: [text] })),
  ...["'a%'", "'%'", "'a\\\\_%'", "'A'", "'2024-02-29'", "'a   '"].map((text): Expression => ({ type: 'string', pieces: [text] })),
]

const typeIn =
  (table: TableDefinition) =>
  async (text: string): Promise<string | undefined> => {
    try {
      const catalog = { databaseExists: async () => true, table: async () => table }
      const plan = await translate(`SELECT ${text} FROM t`, { currentDatabase: 'default', catalog, now: 0, userName: '' })
      return plan.kind === 'query' ? plan.query.columns[0]?.type : undefined
    } catch {
      return undefined
    }
  }

interface MadeTable {
  readonly table: TableDefinition
  readonly leaves: readonly Expression[]
  readonly numbers: readonly string[]
  readonly statements: readonly string[]
}

async function makeTable(chance: Chance, lab: PostgresAndWorker, whole: TestWorker, name: string): Promise<MadeTable> {
  const columns = REMOTE_COLUMNS.filter(() => !chance.oneIn(3))
  const rows = Array.from({ length: 1 + chance.integer(ROWS_MAX) }, (_, row) => ({
    row,
    values: columns.map((column) => (chance.oneIn(6) ? undefined : chance.pick(column.values))),
  }))
  const list = (typeOf: (column: RemoteColumn) => string): string => columns.map((column) => `, ${column.name} ${typeOf(column)}`).join('')
  const rowsOf = (side: 'remote' | 'spark'): string =>
    rows.map(({ row, values }) => `(${[String(row), ...values.map((value) => value?.[side] ?? 'NULL')].join(', ')})`).join(', ')
  const remote = [`CREATE TABLE ${name} (id int4${list(({ remoteType }) => remoteType)})`, `INSERT INTO ${name} VALUES ${rowsOf('remote')}`]
  const here = [
    `CREATE TABLE ${name}_here (id int${list(({ type }) => type)}) USING parquet`,
    `INSERT INTO ${name}_here VALUES ${rowsOf('spark')}`,
  ]
  for (const statement of remote) await lab.sql(statement)
  await lab.link(name)
  for (const statement of here) await lab.worker.run(statement)
  const table = lab.worker.tables.get(`default.${name}`)
  if (table === undefined || !isTable(table)) throw new Error(`${name} is not in the catalog`)
  whole.tables.set(`default.${name}`, table)
  return {
    table,
    leaves: [
      { type: 'int', pieces: ['id'] },
      ...columns.map(({ name: column, type }): Expression => ({ type: valueTypeOf(type), pieces: [column] })),
    ],
    // Sums of doubles depend on the order of rows.
    numbers: columns.filter(({ type }) => /^(?:smallint|int|bigint|decimal)/.test(type)).map(({ name: column }) => column),
    statements: [...remote, ...here],
  }
}
