import { parseSparkType } from '../src/base/spark-type.ts'
import { type GoldenStatement, type SparkAnswer, withoutComments } from './golden-files.ts'
import { hiveRow, type Years } from './hive-text.ts'

/** What Causeway did with a statement. */
export type CausewayAnswer =
  | {
      readonly kind: 'rows'
      readonly columns: readonly { readonly name: string; readonly type: string }[]
      readonly rowsJson: readonly string[]
      /** Of the whole result; only the first are in rowsJson. */
      readonly rowCount: number
    }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly isFromEngine: boolean }
  /** It took longer than any statement may, and was ended with its worker. */
  | { readonly kind: 'endless' }
  | { readonly kind: 'crashed'; readonly message: string }

/**
 * same, accepted, refused: in these words. different: an answer that is not Spark's, silently. words: a failure in the words of the engine, or one
 * that nothing but the engine's text explains. endless, crashed: no answer at all.
 */
type VerdictClass = 'same' | 'different' | 'refused' | 'accepted' | 'words' | 'endless' | 'crashed'

/** What is different: columns' types or names, the values, only their last digits, or only the order of the rows. */
type Difference = 'types' | 'names' | 'values' | 'digits' | 'order'

export interface Verdict {
  readonly class: VerdictClass
  /** Of what is refused: the error's code. */
  readonly code?: string
  readonly message?: string
  readonly difference?: Difference
  readonly ours?: string
}

/** Of a golden statement, or of any other that Spark has answered. */
type JudgedStatement = Pick<GoldenStatement, 'sql' | 'spark'>

export function verdictOf(statement: JudgedStatement, answer: CausewayAnswer): Verdict {
  switch (answer.kind) {
    case 'endless':
      return { class: 'endless' }
    case 'crashed':
      return { class: 'crashed', message: answer.message }
    case 'failed': {
      const { code, message } = answer
      return { class: answer.isFromEngine ? 'words' : 'refused', code, message }
    }
    case 'rows':
      return verdictOfRows(statement, answer)
  }
}

function verdictOfRows({ sql, spark }: JudgedStatement, answer: Extract<CausewayAnswer, { kind: 'rows' }>): Verdict {
  switch (spark.kind) {
    case 'refused':
      return { class: 'accepted', ours: ourText(sql, answer, 'signed').text.slice(0, 2000) }
    case 'done':
      return { class: 'same' }
    case 'rows': {
      const { schema, text } = ourText(sql, answer, 'signed')
      const difference = differenceOf(spark, sql, answer, schema, text)
      if (difference === 'values' && differenceOf(spark, sql, answer, schema, ourText(sql, answer, 'of-era').text) === undefined)
        return { class: 'same' }
      return difference === undefined ? { class: 'same' } : { class: 'different', difference, ours: `${schema}\n${text}`.slice(0, 4000) }
    }
  }
}

function differenceOf(
  spark: Extract<SparkAnswer, { kind: 'rows' }>,
  sql: string,
  answer: Extract<CausewayAnswer, { kind: 'rows' }>,
  schema: string,
  text: string,
): Difference | undefined {
  const wanted = withoutIds(spark.output)
  if (schema === spark.schema && text === wanted) return undefined
  if (answer.columns.length > 0 && !hasTypes(spark.schema, answer.columns)) return 'types'
  if (sorted(text) === sorted(wanted)) {
    if (schema !== spark.schema && answer.columns.length > 0) return 'names'
    // The suite leaves rows unsorted when any query within has an order; only that of the whole statement is promised.
    return isOrdered(sql) ? 'order' : undefined
  }
  // Java before 19 writes some doubles with more digits than tell them from their neighbours.
  const hasFloats = answer.columns.some(({ type }) => /double|float/.test(type))
  if (hasFloats && schema === spark.schema && sameButDigits(text, wanted, 0)) return undefined
  const hasOnlyFloats = hasFloats && !answer.columns.some(({ type }) => type.includes('double'))
  if (hasOnlyFloats && schema === spark.schema && sameButDigits(text, wanted, 0, Math.fround)) return undefined
  return sameButDigits(sorted(text), sorted(wanted), NEAR) ? 'digits' : 'values'
}

function ourText(
  sql: string,
  answer: Extract<CausewayAnswer, { kind: 'rows' }>,
  years: Years,
): { readonly schema: string; readonly text: string } {
  const { columns } = answer
  const schema = `struct<${columns.map(({ name, type }) => `${name}:${type}`).join(',')}>`
  const types = columns.map(({ type }) => parseSparkType(type))
  const rows = answer.rowsJson.map((row) => hiveRow(row, types, years))
  const lines = commandLines(sql, columns, rows) ?? (isOrdered(sql) ? rows : rows.toSorted())
  return { schema, text: withoutIds(lines.join('\n').trimEnd()) }
}

/** The commands whose output Spark shows in a way of their own. */
function commandLines(sql: string, columns: readonly { readonly name: string }[], rows: readonly string[]): readonly string[] | undefined {
  const start = withoutComments(sql)
  if (/^desc(ribe)?\b/i.test(start)) {
    // Of a column, a database or a function Spark shows the rows as they are.
    if (columns[0]?.name !== 'col_name') return rows
    return rows.map((row) =>
      row
        .split('\t')
        .map((cell) => (cell === 'NULL' ? '' : cell).padEnd(20))
        .join('\t'),
    )
  }
  if (/^show\s+(tables|views)\b/i.test(start)) return rows.map((row) => row.split('\t')[1] ?? '').toSorted()
  return undefined
}

/** Numbers that Spark's planner gives to expressions, and that are others in each run. */
const withoutIds = (text: string): string => text.replace(/#\d+/g, '#x').replace(/plan_id=\d+/g, 'plan_id=x')

const sorted = (text: string): string => text.split('\n').toSorted().join('\n')

/** Whether the rows of the whole statement have an order: an ORDER BY (or SORT BY) outside every bracket. */
export function isOrdered(sql: string): boolean {
  const bare = sql.replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`/g, "''").replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
  let depth = 0
  let outside = ''
  for (const sign of bare) {
    if (sign === '(') depth += 1
    else if (sign === ')') depth -= 1
    else if (depth === 0) outside += sign
  }
  return /\border\s+by\b/i.test(outside)
}

/** Whether Spark's columns have these types, whatever their names. */
function hasTypes(schema: string, columns: readonly { readonly type: string }[]): boolean {
  // A name may hold anything: the first place where a type can end leaves the most room for those behind it.
  let at = 'struct<'.length
  for (const { type } of columns.slice(0, -1)) {
    const found = schema.indexOf(`:${type},`, at)
    if (found < 0) return false
    at = found + type.length + 2
  }
  const end = `:${columns.at(-1)?.type ?? ''}>`
  return schema.startsWith('struct<') && schema.endsWith(end) && schema.length - end.length >= at
}

const NUMBER = /-?\d+\.\d+(?:E-?\d+)?/g
const NEAR = 1e-12

/** Whether the texts are the same but for numbers, and those, as `of` has them, no farther apart than this share of them. */
function sameButDigits(ours: string, sparks: string, near: number, of: (value: number) => number = (value) => value): boolean {
  if (ours.replace(NUMBER, '#') !== sparks.replace(NUMBER, '#')) return false
  const [mine, theirs] = [ours.match(NUMBER) ?? [], sparks.match(NUMBER) ?? []]
  return mine.every((text, index) => {
    const [a, b] = [of(Number(text)), of(Number(theirs[index]))]
    return Math.abs(a - b) <= near * Math.max(Math.abs(a), Math.abs(b))
  })
}
