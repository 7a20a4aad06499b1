import { copyFile, rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { SparkAnswer } from '../golden/golden-files.ts'
import { StatementRunner } from '../golden/statement-runner.ts'
import { type Verdict, verdictOf } from '../golden/verdict.ts'
import type { SparkProcess } from '../random/spark-process.ts'
import { type Options, optionsText, type PublicFormat } from './formats.ts'

/** Rows that are compared one by one; what all of them add up to is compared besides. */
const ROWS_SHOWN = 500
/** More columns than a line of fingerprints has room for. */
const FINGERPRINTED_MAX = 200
const SHOWN_MAX = 600
/** Behind the last column: blanks at its end would be taken for the end of the line. */
const ROW_END = 'end_of_row'

/** What became of a file that was read in one way. The words are those of the last line that the command prints. */
export type Outcome =
  /** Both have the same columns and rows. */
  | { readonly kind: 'same' }
  /** Neither reads it. */
  | { readonly kind: 'neither' }
  /** Spark reads it, and Causeway says that it does not. */
  | { readonly kind: 'refused'; readonly message: string }
  /** Causeway reads it, and Spark does not. */
  | { readonly kind: 'accepted'; readonly message: string }
  | { readonly kind: 'different'; readonly message: string }

/** Reads files in a worker and in Spark, as a temporary view of each. */
export class FileComparison {
  readonly #spark: SparkProcess
  readonly #runner: StatementRunner
  #bucket = ''
  #count = 0

  constructor(spark: SparkProcess) {
    this.#spark = spark
    this.#runner = new StatementRunner(async (worker) => {
      this.#bucket = join(worker.buckets, 'b1')
    }, false)
  }

  async end(): Promise<void> {
    await this.#runner.end()
  }

  async compare(path: string, format: PublicFormat, options: Options): Promise<Outcome> {
    // Makes the worker, and with it the bucket.
    await this.#runner.run('SELECT 1')
    // The name says how it is compressed, and its own may hold what is a pattern in Spark's paths.
    this.#count += 1
    const name = `file-${this.#count}${extensions(path)}`
    const copy = join(this.#bucket, name)
    await copyFile(path, copy)
    try {
      return await this.#compare({ ours: `obs://b1/${name}`, sparks: copy }, format, options)
    } finally {
      await rm(copy, { force: true })
    }
  }

  async #compare(paths: { readonly ours: string; readonly sparks: string }, { using }: PublicFormat, options: Options): Promise<Outcome> {
    const viewOf = (path: string) =>
      `CREATE OR REPLACE TEMPORARY VIEW v USING ${using} OPTIONS (${[`path ${sqlText(path)}`, optionsText(options)].filter((text) => text !== '').join(', ')})`
    const rows = `SELECT *, '.' AS ${ROW_END} FROM v LIMIT ${ROWS_SHOWN}`
    const [[made, sparks], ours] = await Promise.all([
      this.#spark.answers([viewOf(paths.sparks), rows]),
      this.#runner.run(viewOf(paths.ours)),
    ])
    const isRead = sparks?.kind === 'rows' && made?.kind !== 'refused'
    if (ours.kind !== 'rows')
      return isRead ? { kind: 'refused', message: ours.kind === 'endless' ? 'no end' : ours.message } : { kind: 'neither' }
    const verdict = await this.#judge(rows, isRead ? sparks : { kind: 'refused', error: '' })
    const outcome = await this.#ofBytes(outcomeOf(verdict, isRead), isRead)
    if (outcome.kind !== 'same' || !isRead || !hasMore(sparks.output)) return outcome
    const fingerprint = fingerprintSql(await this.#columns())
    const [whole] = await this.#spark.answers([fingerprint])
    if (whole?.kind !== 'rows') return { kind: 'accepted', message: 'Spark fails behind the first rows' }
    return outcomeOf(await this.#judge(fingerprint, whole), true)
  }

  /** Bytes that are no text are shown otherwise by the two: they are compared as hexadecimal numbers. */
  async #ofBytes(outcome: Outcome, isRead: boolean): Promise<Outcome> {
    if (outcome.kind !== 'different' || !isRead) return outcome
    const columns = await this.#columns()
    if (!columns.some(({ type }) => type === 'binary')) return outcome
    const shown = columns.map(({ name, type }) => (type === 'binary' ? `hex(${quoted(name)}) AS ${quoted(name)}` : quoted(name)))
    const rows = `SELECT ${shown.join(', ')}, '.' AS ${ROW_END} FROM v LIMIT ${ROWS_SHOWN}`
    const [answer] = await this.#spark.answers([rows])
    return answer === undefined ? outcome : outcomeOf(await this.#judge(rows, answer), true)
  }

  async #columns(): Promise<readonly { readonly name: string; readonly type: string }[]> {
    const answer = await this.#runner.run('SELECT * FROM v LIMIT 0')
    return answer.kind === 'rows' ? answer.columns : []
  }

  async #judge(sql: string, spark: SparkAnswer): Promise<Verdict> {
    const answer = await this.#runner.run(sql)
    if (answer.kind === 'rows' && spark.kind === 'rows') {
      const ours = `struct<${answer.columns.map(({ name, type }) => `${name}:${type}`).join(',')}>`
      // Looked at here: what is made for golden files takes very long over many columns.
      if (!hasColumns(spark.schema, answer.columns))
        return { class: 'different', difference: 'types', ours: `${ours} where Spark has ${spark.schema}` }
      return verdictOf({ sql, spark: { ...spark, schema: ours } }, answer)
    }
    return verdictOf({ sql, spark }, answer)
  }
}

function outcomeOf(verdict: Verdict, isRead: boolean): Outcome {
  switch (verdict.class) {
    case 'same':
      return { kind: 'same' }
    case 'different':
      return { kind: 'different', message: `${verdict.difference}: ${verdict.ours?.slice(0, SHOWN_MAX) ?? ''}` }
    case 'accepted':
      return { kind: 'accepted', message: verdict.ours?.slice(0, SHOWN_MAX) ?? '' }
    default:
      return isRead ? { kind: 'refused', message: `${verdict.class} ${verdict.message ?? ''}` } : { kind: 'neither' }
  }
}

/** Whether there may be rows behind those that were compared. A value's line break counts as a row's end, which is none too few. */
const hasMore = (output: string): boolean => output.split('\n').length >= ROWS_SHOWN

/** What all rows add up to; it tells NULL from the word, and a line break from the end of a row. Of a name that is there twice, or that no statement can have, nothing. */
function fingerprintSql(columns: readonly { readonly name: string; readonly type: string }[]): string {
  const isTwice = (name: string): boolean => columns.filter((one) => one.name.toLowerCase() === name.toLowerCase()).length > 1
  const used = columns.filter(({ name }) => name.length < NAME_LENGTH_MAX && !name.includes('\0') && !isTwice(name))
  const values = used.slice(0, FINGERPRINTED_MAX).flatMap(({ name, type }, index) => {
    const column = quoted(name)
    // Bytes need not be a text.
    const text = type === 'binary' ? `hex(${column})` : `CAST(${column} AS STRING)`
    return [`count(${column}) AS n${index}`, `sum(length(${text})) AS l${index}`, `max(${text}) AS m${index}`]
  })
  return `SELECT ${['count(1) AS n', ...values, `'.' AS ${ROW_END}`].join(', ')} FROM v`
}

const quoted = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** Names in results are cut (protocol/preview). */
const NAME_LENGTH_MAX = 255

function hasColumns(schema: string, columns: readonly { readonly name: string; readonly type: string }[]): boolean {
  let at = 'struct<'.length
  for (const { name, type: quoted } of columns) {
    // Spark writes the names of fields as they are.
    const type = quoted.replaceAll(/`((?:[^`]|``)*)`/g, (_, field: string) => field.replaceAll('``', '`'))
    if (!schema.startsWith(name, at)) return false
    at += name.length
    if (name.length >= NAME_LENGTH_MAX) at = schema.indexOf(`:${type}`, at)
    if (at < 0 || !schema.startsWith(`:${type}`, at)) return false
    at += type.length + 2
  }
  return at === Math.max(schema.length, 'struct<'.length) || (columns.length === 0 && schema === 'struct<>')
}

function extensions(path: string): string {
  const last = extname(path)
  return /^\.(gz|bz2|zst|snappy|deflate|lz4)$/i.test(last) ? `${extname(path.slice(0, -last.length))}${last}` : last
}

const sqlText = (text: string): string => `'${text.replaceAll(/['\\]/g, '\\$&')}'`
