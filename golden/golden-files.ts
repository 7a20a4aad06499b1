import type { AnswerInSession } from './session-answers.ts'
import type { ZipArchive } from './zip-archive.ts'

/** What Spark does with a statement. */
export type SparkAnswer =
  | { readonly kind: 'rows'; readonly schema: string; readonly output: string }
  /** It was carried out, and has neither columns nor rows. */
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly error: string }

export interface GoldenStatement {
  /** From 1, in its file. */
  readonly number: number
  readonly sql: string
  readonly spark: SparkAnswer
  /** The answer is not the file's, but that of the same Spark in the session that Causeway has: UTC, ANSI off. */
  readonly isOfSession?: true
  /** Why it is not counted; it is run all the same, for what follows may rest on it. */
  readonly aside?: string
}

export interface GoldenFile {
  /** As `group-by.sql` or `subquery/in-subquery/in-basic.sql`. */
  readonly name: string
  readonly statements: readonly GoldenStatement[]
  /** What the test suite sets before them: name=value. */
  readonly settings: readonly string[]
  /** Why the whole file is left out. */
  readonly aside?: string
}

const RESULTS = 'sql-tests/results/'
const INPUTS = 'sql-tests/inputs/'

/** Settings that change what a statement means, and that Causeway does not have. Others change how Spark gets at the same answer. */
const MEANING = /^--SET\s+spark\.sql\.(legacy\.(?!ctePrecedencePolicy\s*=\s*corrected)|ansi\.|timestampType|session\.timeZone)/im

export function readGoldenFiles(jar: ZipArchive, inSession: AnswerInSession): readonly GoldenFile[] {
  const present = new Set(jar.names)
  return jar.names
    .filter((path) => path.startsWith(RESULTS) && path.endsWith('.out'))
    .toSorted()
    .map((path) => {
      const name = path.slice(RESULTS.length, -'.out'.length)
      const input = present.has(INPUTS + name) ? jar.text(INPUTS + name) : ''
      const aside = whyAside(name, input)
      const statements = parseGolden(jar.text(path)).map((statement) => {
        const answer = inSession(name, statement.number)
        return answer === undefined
          ? statement
          : { ...statement, spark: answerOf(answer.schema, answer.output), isOfSession: true as const }
      })
      const settings = [...input.matchAll(/^--SET\s+(.*)$/gm)].flatMap(([, list = '']) => list.split(',').map((one) => one.trim()))
      return { name, statements, settings, ...(aside === undefined ? {} : { aside }) }
    })
}

function whyAside(name: string, input: string): string | undefined {
  if (name.startsWith('ansi/')) return 'ANSI mode'
  if (name.startsWith('udf/') || name === 'udaf.sql') return 'functions of the test suite (UDF)'
  if (name.startsWith('timestampNTZ/')) return 'another timestamp type for the session'
  const setting = MEANING.exec(input)?.[1]
  if (setting === undefined) return undefined
  return setting.startsWith('legacy') ? 'legacy settings' : 'ANSI mode'
}

/** The text of a file of results: statements, each with its schema and its output. */
export function parseGolden(text: string): readonly GoldenStatement[] {
  const [, ...parts] = text.split(/^-- !query.*\n/m)
  const statements: GoldenStatement[] = []
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [sql = '', schema = '', output = ''] = [parts[at], parts[at + 1], parts[at + 2]]
    const statement = { number: at / 3 + 1, sql: sql.trim(), spark: answerOf(schema.trim(), output.replace(/\s+$/, '')) }
    statements.push(/^explain\b/i.test(withoutComments(statement.sql)) ? { ...statement, aside: 'plans of Spark (EXPLAIN)' } : statement)
  }
  return statements
}

function answerOf(schema: string, output: string): SparkAnswer {
  if (schema !== 'struct<>') return { kind: 'rows', schema, output }
  const [first = ''] = output.trimStart().split('\n')
  if (/^[a-z][\w$]*(?:\.[\w$]+)+$/.test(first)) return { kind: 'refused', error: output.trim() }
  return output === '' ? { kind: 'done' } : { kind: 'rows', schema, output }
}

/** Without its comments at the front. */
export function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
}
