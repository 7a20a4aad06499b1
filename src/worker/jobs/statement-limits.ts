import { CausewayError } from '../../base/errors.ts'
import type { StatementLimit } from '../../protocol/statement-rules.ts'
import type { FilesRead } from '../sources/shared/source.ts'

/** In bytes. */
export interface Spent {
  readonly read: number
  readonly memory: number
  /** Of the disk, for what does not fit into memory. */
  readonly scratch: number
}

const MEBIBYTE = 1024 ** 2
const GIBIBYTE = 1024 ** 3
/** Not rounded down to what is allowed. */
const sized = (bytes: number, unit: number): string => String(Math.ceil((bytes / unit) * 100) / 100)

/** The limits that are set to a statement while it runs: what reads or gives more is refused. */
export class StatementLimits {
  readonly #limits: readonly StatementLimit[]
  readonly #hint: (text: string) => void
  #mindsConditions = true

  /** @param hint called with what a limit says that refuses nothing */
  constructor(limits: readonly StatementLimit[] = [], hint: (text: string) => void = () => undefined) {
    this.#limits = limits
    this.#hint = hint
  }

  /** Whether it matters that a table with partitions is read without a condition on them. */
  get mindsConditions(): boolean {
    return this.#mindsConditions && this.#limits.some(({ what }) => what === 'whole-tables')
  }

  /** The statement has no place for conditions. */
  needsNoConditions(): void {
    this.#mindsConditions = false
  }

  /** Before any file is opened: all that a statement reads together, the partitions of each table, and the tables that are read without a condition on these. */
  checkReadings(readings: readonly FilesRead[], wholeTables: readonly string[]): void {
    if (wholeTables.length > 0 && this.mindsConditions)
      this.#break(
        'whole-tables',
        wholeTables.length,
        () => `it reads ${wholeTables.join(', ')} without a condition on the columns that it is partitioned by`,
      )
    this.#check(
      'files',
      readings.reduce((sum, { files }) => sum + files.read, 0),
      'reads',
      'files',
    )
    this.#check('partitions', Math.max(0, ...readings.map(({ partitions }) => partitions?.read ?? 0)), 'reads', 'partitions of a table')
  }

  /** A query's rows, or the first of them where there are more than it may give: what would only be refused is not computed to its end. */
  boundedSql(sql: string): string {
    const most = Math.min(...this.#limits.flatMap(({ what, limit }) => (what === 'rows' ? [limit] : [])))
    return Number.isFinite(most) ? `SELECT * FROM (${sql}) LIMIT ${most + 1}` : sql
  }

  /** Of a query's result. */
  checkRows(count: number): void {
    const broken = this.#limits.find(({ what, limit }) => what === 'rows' && count > limit)
    if (broken !== undefined) throw refusal(broken, `it gives more than ${broken.limit} rows`)
  }

  get boundsSpent(): boolean {
    return this.boundsScratch || this.#limits.some(({ what }) => what === 'bytes' || what === 'memory')
  }

  get boundsScratch(): boolean {
    return this.#limits.some(({ what }) => what === 'scratch')
  }

  /** While it runs. */
  checkSpent({ read, memory, scratch }: Spent): void {
    this.#check('bytes', read, 'has read', 'GB', GIBIBYTE)
    this.#check('memory', memory, 'holds', 'MB of memory', MEBIBYTE)
    this.#check('scratch', scratch, 'takes', 'MB of the disk for what does not fit into memory', MEBIBYTE)
  }

  #check(what: StatementLimit['what'], count: number, verb: string, things: string, unit = 1): void {
    this.#break(what, count, ({ limit }) => `it ${verb} ${sized(count, unit)} ${things}, and ${sized(limit, unit)} are allowed`)
  }

  #break(what: StatementLimit['what'], count: number, why: (limit: StatementLimit) => string): void {
    const broken = this.#limits.filter((one) => one.what === what && count > one.limit)
    for (const one of broken) if (one.isHint !== true) throw refusal(one, why(one))
    for (const one of broken) this.#hint(`${one.by} would refuse the statement: ${why(one)}`)
  }
}

const refusal = ({ by }: StatementLimit, why: string): CausewayError =>
  new CausewayError('limit-exceeded', `${by} refuses the statement: ${why}`, {
    hint: 'Add a condition that leaves some out, or submit it to a queue, or with a conf, that allows more.',
  })
