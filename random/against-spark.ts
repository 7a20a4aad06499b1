import { StatementRunner } from '../golden/statement-runner.ts'
import { type CausewayAnswer, type Verdict, verdictOf } from '../golden/verdict.ts'
import { translate } from '../src/worker/sql/translate.ts'
import type { Chance } from './chance.ts'
import { type Expression, simpler, textOf, withColumns, within } from './expression.ts'
import { ExpressionMaker } from './expression-maker.ts'
import { literalOf, SAMPLE, SAMPLE_ROWS, type SampleColumn, sampleQuery } from './sample-table.ts'
import { shrink } from './shrink.ts'
import type { SparkProcess } from './spark-process.ts'

const AT_ONCE = 12
const TRIES_MAX = 150
/** After so many of one function that fail alike, no more of them are made small. */
const ALIKE_MAX = 2
/** A maker's operands grow into each other; a new one begins anew. */
const EXPRESSIONS_A_MAKER = 600

interface Case {
  readonly kind: 'scalar' | 'aggregate'
  readonly expression: Expression
  /** Of the sample, by number; without any the expression stands alone. */
  readonly rows: readonly number[]
}

export interface Finding {
  readonly sql: string
  readonly verdict: Verdict
  readonly spark: string
}

/** The last column keeps a text's last blanks from being taken for the end of the line. */
const statementOf = ({ kind, expression, rows }: Case): string => {
  // Spark's own printing of years outside 1 to 9999 is not what it casts them to.
  const text = /^(?:date|timestamp)$/.test(expression.type) ? `CAST(${textOf(expression)} AS string)` : textOf(expression)
  const value = `${text} AS c, '.' AS z`
  if (rows.length === 0) return `SELECT ${value}`
  const used = new Set([...within(expression)].map(textOf))
  const columns = SAMPLE.filter(({ name }) => used.has(name))
  return `WITH t AS (${sampleQuery(columns, rows)}) SELECT ${kind === 'aggregate' ? `${value} FROM t` : `k, ${value} FROM t ORDER BY k`}`
}

/** Whether it is worse than a refusal: another answer, an answer where Spark has none, a failure that nobody foresaw. */
const isWrong = ({ class: kind, difference }: Verdict): boolean =>
  kind === 'words' || kind === 'endless' || kind === 'crashed' || kind === 'accepted' || (kind === 'different' && difference !== 'digits')

const kindOf = ({ class: kind, difference }: Verdict): string => (difference === undefined ? kind : `${kind} ${difference}`)

/** What the whole calls, and on what. */
const shapeOf = ({ pieces }: Expression): string => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.type)).join('')

const sampleLeaf = (column: SampleColumn, row: number): Expression => ({ type: column.type, pieces: [literalOf(column, row)] })

const COLUMNS = SAMPLE.map(({ name, type }): Expression => ({ type, pieces: [name] }))
const LITERALS = [
  ...SAMPLE.flatMap((column) => [0, 1, 5].map((row) => sampleLeaf(column, row))),
  ...['0', '1', '-1', '2', '3', '10'].map((text): Expression => ({ type: 'int', pieces: [text] })),
  ...['a', ' ', ',', '%', 'yyyy-MM-dd', 'month', 'UTF-8', '1', '.*'].map((text): Expression => ({ type: 'string', pieces: [`'${text}'`] })),
]

const literalsOf = (type: string): readonly string[] => [
  `CAST(NULL AS ${type})`,
  ...SAMPLE.filter((column) => column.type === type).flatMap((column) => [literalOf(column, 0), literalOf(column, 1)]),
]

const CATALOG = {
  databaseExists: async () => true,
  table: async () => ({
    database: 'default',
    name: 't',
    columns: SAMPLE.map(({ name, type }) => ({ name, type })),
    source: { kind: 'managed' as const, format: 'parquet' as const },
  }),
}

/** The type that our own binder gives it. */
async function typeOf(text: string): Promise<string | undefined> {
  try {
    const plan = await translate(`SELECT ${text} AS c FROM t`, { currentDatabase: 'default', catalog: CATALOG, now: 0, userName: '' })
    return plan.kind === 'query' ? plan.query.columns[0]?.type : undefined
  } catch {
    return undefined
  }
}

export interface SparkRun {
  readonly chance: Chance
  readonly spark: SparkProcess
  readonly isOver: () => boolean
  readonly found: (finding: Finding) => void
}

/** Random expressions, here and in Spark, until it is over. Resolves with how many came out how. */
export async function runAgainstSpark({ chance, spark, isOver, found }: SparkRun): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  const alike = new Map<string, number>()
  const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const runner = new StatementRunner(async () => undefined, false)
  const judged = async (cases: readonly Case[]): Promise<readonly Finding[]> => {
    const statements = cases.map(statementOf)
    const asked = spark.answers(statements)
    const ours: CausewayAnswer[] = []
    for (const sql of statements) ours.push(await runner.run(sql))
    return (await asked).flatMap((answer, index) => {
      const [sql, mine] = [statements[index], ours[index]]
      if (sql === undefined || mine === undefined) return []
      return [
        {
          sql,
          verdict: verdictOf({ sql, spark: answer }, mine),
          spark:
            answer.kind === 'rows'
              ? `${answer.schema}\n${answer.output}`
              : answer.kind === 'refused'
                ? answer.error.split('\n', 2).join(': ')
                : '',
        },
      ]
    })
  }
  try {
    let maker = new ExpressionMaker(chance, { columns: COLUMNS, literals: LITERALS, typeOf })
    for (let made = 0; !isOver(); made += AT_ONCE) {
      if (made % EXPRESSIONS_A_MAKER === 0) maker = new ExpressionMaker(chance, { columns: COLUMNS, literals: LITERALS, typeOf })
      const cases: Case[] = []
      for (let index = 0; index < AT_ONCE; index += 1) {
        const kind = chance.oneIn(6) ? 'aggregate' : 'scalar'
        cases.push({ kind, expression: kind === 'aggregate' ? await maker.aggregate() : await maker.scalar(), rows: SAMPLE_ROWS })
      }
      const findings = await judged(cases)
      for (const [index, finding] of findings.entries()) {
        count(kindOf(finding.verdict))
        const failing = cases[index]
        if (failing === undefined || !isWrong(finding.verdict) || isOver()) continue
        const wrong = kindOf(finding.verdict)
        if ((alike.get(`${wrong} ${headOf(failing.expression)}`) ?? 0) >= ALIKE_MAX) continue
        const fails = async (several: readonly Case[]) => (await judged(several)).map(({ verdict }) => kindOf(verdict) === wrong)
        maker.drop(textOf(failing.expression))
        const smallest = await shrink(failing, simplerCases, fails, TRIES_MAX)
        for (const key of new Set([shapeOf(smallest.expression), headOf(smallest.expression), headOf(failing.expression)]))
          alike.set(`${wrong} ${key}`, (alike.get(`${wrong} ${key}`) ?? 0) + 1)
        if (
          (alike.get(`${wrong} ${shapeOf(smallest.expression)}`) ?? 0) > 1 ||
          (alike.get(`${wrong} ${headOf(smallest.expression)}`) ?? 0) > ALIKE_MAX
        )
          continue
        if (smallest.expression.pieces.length > 1) maker.drop(textOf(smallest.expression))
        const [last] = await judged([smallest])
        if (last !== undefined) found(last)
      }
    }
  } finally {
    await runner.end()
  }
  return counts
}

const headOf = ({ pieces }: Expression): string =>
  pieces.length === 1 ? 'a leaf' : pieces.filter((piece) => typeof piece === 'string').join('_')

/** A part that fails alike comes first, then a case of one row that stands in it: whoever reads it needs no table. */
function* simplerCases(one: Case): Iterable<Case> {
  for (const part of within(one.expression))
    if (part.pieces.length > 1 && part !== one.expression) yield { kind: 'scalar', expression: part, rows: one.rows }
  for (const row of one.rows) {
    const of = new Map(SAMPLE.map((column) => [column.name, literalOf(column, row)]))
    yield { ...one, rows: [], expression: withColumns(one.expression, (name) => of.get(name)) }
  }
  if (one.rows.length > 1) for (const left of one.rows) yield { ...one, rows: one.rows.filter((row) => row !== left) }
  for (const expression of simpler(one.expression, literalsOf)) yield { ...one, expression }
}
