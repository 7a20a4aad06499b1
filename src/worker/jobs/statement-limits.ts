import { CausewayError } from '../../base/errors.ts'
import type { StatementLimit } from '../../protocol/statement-rules.ts'
import type { FilesRead } from '../sources/shared/source.ts'

/** In bytes. */
export interface Spent {
  readonly read: number
  readonly memory: number
}

const MEBIBYTE = 1024 ** 2
const GIBIBYTE = 1024 ** 3
/** Not rounded down to what is allowed. */
const sized = (bytes: number, unit: number): string => String(Math.ceil((bytes / unit) * 100) / 100)

/** The limits that are set to a statement while it runs: what reads or gives more is refused. */
export class StatementLimits {
  readonly #limits: readonly StatementLimit[]

  constructor(limits: readonly StatementLimit[] = []) {
    this.#limits = limits
  }

  /** Before any file is opened: all that a statement reads together, and the partitions of each table. */
  checkReadings(readings: readonly FilesRead[]): void {
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
    return this.#limits.some(({ what }) => what === 'bytes' || what === 'memory')
  }

  /** While it runs. */
  checkSpent({ read, memory }: Spent): void {
    this.#check('bytes', read, 'has read', 'GB', GIBIBYTE)
    this.#check('memory', memory, 'holds', 'MB of memory', MEBIBYTE)
  }

  #check(what: StatementLimit['what'], count: number, verb: string, things: string, unit = 1): void {
    const broken = this.#limits.find((one) => one.what === what && count > one.limit)
    if (broken === undefined) return
    throw refusal(broken, `it ${verb} ${sized(count, unit)} ${things}, and ${sized(broken.limit, unit)} are allowed`)
  }
}

const refusal = ({ by }: StatementLimit, why: string): CausewayError =>
  new CausewayError('limit-exceeded', `${by} refuses the statement: ${why}`, {
    hint: 'Add a condition that leaves some out, or submit it to a queue, or with a conf, that allows more.',
  })
