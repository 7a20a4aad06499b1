import { JOB_NOTE_LIMITS } from '../../protocol/job-note-limits.ts'
import type { RemoteStatement } from '../../protocol/job-result.ts'
import type { MadeHere } from '../../protocol/made-here.ts'
import { FirstStatements } from '../../protocol/remote-statements.ts'
import type { TableReading } from '../../protocol/table-reading.ts'
import type { SentStatement } from '../sources/shared/source-context.ts'

/** What a job's detail tells of how its statement was carried out. */
export class JobNotes {
  readonly #statements = new FirstStatements()
  readonly #madeHere: MadeHere[] = []
  readonly #readings: TableReading[] = []
  readonly #hints = new Set<string>()
  #recordsReadings = true

  /** Of the statement, which is run anew; what was sent to databases was sent. */
  forget(): void {
    this.#readings.length = 0
    this.#madeHere.length = 0
    this.#hints.clear()
  }

  recordStatement(source: string, sql: string): SentStatement {
    const kept = this.#statements.add({ source, sql })
    const begun = performance.now()
    return {
      received(bytes) {
        if (kept !== undefined) kept.bytes = (kept.bytes ?? 0) + bytes
      },
      ended(rows) {
        if (kept === undefined) return
        kept.milliseconds = Math.round(performance.now() - begun)
        if (rows !== undefined) kept.rows = rows
      },
    }
  }

  /** What could have been asked of a database as a whole, and was not: the first are kept. */
  recordMadeHere(parts: readonly MadeHere[]): void {
    for (const { kind, because } of parts) {
      if (this.#madeHere.length >= JOB_NOTE_LIMITS.madeHere) return
      this.#madeHere.push({ kind, because: because.slice(0, JOB_NOTE_LIMITS.reasonLength) })
    }
  }

  get madeHere(): readonly MadeHere[] {
    return this.#madeHere
  }

  /** What a rule says of the statement that refuses nothing: each once, the first are kept. */
  recordHint(text: string): void {
    if (this.#recordsReadings && this.#hints.size < JOB_NOTE_LIMITS.hints) this.#hints.add(text.slice(0, JOB_NOTE_LIMITS.reasonLength))
  }

  get hints(): ReadonlySet<string> {
    return this.#hints
  }

  /** How many files of a table the statement opens: the first tables are kept. */
  recordReading(reading: TableReading): void {
    if (!this.#recordsReadings || this.#readings.length >= JOB_NOTE_LIMITS.tableReadings) return
    const text = JSON.stringify(reading)
    if (!this.#readings.some((one) => JSON.stringify(one) === text)) this.#readings.push(reading)
  }

  /** What is read from here on is for later statements. */
  endReadings(): void {
    this.#recordsReadings = false
  }

  get tableReadings(): readonly TableReading[] {
    return this.#readings
  }

  get remoteStatements(): readonly RemoteStatement[] {
    return this.#statements.kept
  }
}
