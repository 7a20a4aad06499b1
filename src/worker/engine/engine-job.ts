import type { DuckDBConnection } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import type { JobCounters } from './job-counters.ts'
import { runPlanned } from './long-statement.ts'
import type { Macros } from './macros.ts'
import type { EngineColumn, EngineRequest, FromEngine, QueryOutcome, ScanDefinition, TableCondition, WrittenFile } from './messages.ts'
import { type Predicate, UNKNOWN } from './predicate.ts'
import type { ReadPushDown, ScanPushDown } from './push-down.ts'
import { quoteName } from './quote.ts'
import { readCondition } from './read-condition.ts'
import { runPreview } from './results/preview.ts'
import { serialize } from './serialize.ts'
import type { StreamScans } from './stream-scans.ts'
import type { TextExport } from './text-export.ts'
import { hasUnheldValues, readValueUses } from './value-uses.ts'
import { readWrittenFiles } from './written-files.ts'

const ASK_EVERY_MS = 250

export interface EngineJobOptions {
  readonly connection: DuckDBConnection
  readonly scans: StreamScans
  readonly textExport: TextExport
  readonly macros: Macros
  readonly pushDown: ReadPushDown
  readonly cancelFlag: Int32Array
  readonly counters: JobCounters
  readonly post: (message: FromEngine) => void
}

/** What one job does in the engine, on a connection of its own. Its statements run one after the other; none leaves a result open. */
export class EngineJob {
  readonly #options: EngineJobOptions
  readonly #connection: DuckDBConnection
  #readsFiles = false
  /** Of what defines relations: what is only planned stands in the places of others. */
  #defining: Promise<unknown> = Promise.resolve()

  constructor(options: EngineJobOptions) {
    this.#options = options
    this.#connection = options.connection
    options.scans.begin(() => this.#isCancelled(), options.counters)
  }

  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    this.#options.scans.end()
    this.#connection.closeSync()
  }

  /** One after the other, whoever asks. */
  #inTurn<T>(define: () => Promise<T>): Promise<T> {
    const defining = this.#defining.then(define)
    this.#defining = defining.catch(() => undefined)
    return defining
  }

  defineScans(scans: readonly ScanDefinition[]): Promise<void> {
    return this.#inTurn(() => this.#defineScans(scans))
  }

  async #defineScans(scans: readonly ScanDefinition[]): Promise<void> {
    if (scans.some(({ kind }) => kind === 'sql')) {
      await this.#run('SET enable_progress_bar = true; SET enable_progress_bar_print = false')
      this.#readsFiles = true
    }
    this.#options.scans.forgetPlanned()
    for (const scan of scans) {
      await this.#run(`CREATE OR REPLACE TEMP VIEW ${quoteName(scan.relation)} AS ${await this.#scanSql(scan)}`)
    }
  }

  async #scanSql(scan: ScanDefinition): Promise<string> {
    const { scans } = this.#options
    if (scan.kind === 'sql') return scan.sql
    if (scan.kind === 'planned') return scans.plan(scan.relation, scan.columns)
    const sql =
      scan.kind === 'stream' ? await scans.define(scan.relation, scan.format, scan.columns, scan.settings) : scans.sqlOf(scan.relation)
    const [before, behind] = scan.rowsSql ?? ['', '']
    return `${before}${sql}${behind}`
  }

  async describe(sql: string): Promise<readonly EngineColumn[]> {
    const rows = await (await this.#run(`DESCRIBE ${sql}`)).getRowsJson()
    return rows.map((row) => ({ name: String(row[0]), type: String(row[1]) }))
  }

  async pushDown(sql: string): Promise<readonly ScanPushDown[]> {
    this.#checkCancelled()
    await this.#options.macros.makeFor(sql)
    const { scans, pushDown } = this.#options
    if (scans.definitions().some(({ isPlanned, columns }) => !isPlanned && columns.some(({ value }) => hasUnheldValues(value))))
      scans.setUses(readValueUses(await serialize(this.#connection, sql)))
    return pushDown(this.#connection, sql, scans.definitions())
  }

  readConditions(conditions: readonly TableCondition[]): Promise<readonly Predicate[]> {
    return this.#inTurn(() => this.#readConditions(conditions))
  }

  async #readConditions(conditions: readonly TableCondition[]): Promise<readonly Predicate[]> {
    this.#checkCancelled()
    const { scans, macros } = this.#options
    const predicates: Predicate[] = []
    for (const { columns, sql } of conditions) {
      await macros.makeFor(sql)
      scans.plan('condition', columns)
      const definition = scans.definitions().at(-1)
      try {
        predicates.push(definition === undefined ? UNKNOWN : await readCondition(this.#connection, sql, definition))
      } finally {
        scans.forgetPlanned()
      }
    }
    return predicates
  }

  async query(request: Extract<EngineRequest, { kind: 'query' }>): Promise<QueryOutcome> {
    this.#checkCancelled()
    await this.#options.macros.makeFor(request.sql)
    return this.#followed(() =>
      runPlanned(this.#connection, request.sql, () => runPreview(this.#connection, request.sql, request.columns, request)),
    )
  }

  async execute(sql: string): Promise<{ readonly rowCount: number }> {
    return this.#followed(async () => ({ rowCount: (await this.#run(sql)).rowsChanged }))
  }

  async writeFiles(sql: string): Promise<readonly WrittenFile[]> {
    return this.#followed(async () => readWrittenFiles(await this.#run(sql)))
  }

  async exportText(request: Extract<EngineRequest, { kind: 'export-text' | 'export-rows' }>): Promise<{ readonly rowCount: number }> {
    this.#checkCancelled()
    const { textExport, macros, post } = this.#options
    await macros.makeFor(request.sql)
    return this.#followed(() =>
      runPlanned(this.#connection, request.sql, () =>
        textExport.run(this.#connection, request, {
          written: new Int32Array(request.writtenBatches),
          post: (bytes, rowCount) => post({ kind: 'text-batch', bytes, rowCount }),
          isCancelled: () => this.#isCancelled(),
        }),
      ),
    )
  }

  /** The job's own query. What a stream's decoder found is the cause; the engine's error only quotes it. */
  async #followed<T>(run: () => Promise<T>): Promise<T> {
    const { counters, scans } = this.#options
    const asking = this.#readsFiles
      ? setInterval(() => counters.raiseFileShare(this.#connection.progress.percentage / 100), ASK_EVERY_MS)
      : undefined
    try {
      return await run()
    } catch (error) {
      throw scans.failure() ?? error
    } finally {
      clearInterval(asking)
    }
  }

  async #run(sql: string) {
    this.#checkCancelled()
    await this.#options.macros.makeFor(sql)
    return runPlanned(this.#connection, sql, () => this.#connection.run(sql))
  }

  #isCancelled(): boolean {
    return Atomics.load(this.#options.cancelFlag, 0) !== 0
  }

  #checkCancelled(): void {
    if (this.#isCancelled()) throw new CausewayError('cancelled', 'The job was cancelled')
  }
}
