import { CausewayError } from '../../base/errors.ts'
import type { ScanDefinition } from '../engine/messages.ts'
import { TRUE } from '../engine/predicate.ts'
import type { ScanPushDown } from '../engine/push-down.ts'
import type { RingWriter } from '../engine/ring.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { SourceScan } from '../sources/shared/source.ts'
import type { TranslatedQuery } from '../sql/plan.ts'
import type { JobContext } from './job-context.ts'

type StreamScan = Extract<SourceScan, { kind: 'stream' }>

/** The scans of the job's one query: made readable before it runs, read when the engine asks. */
export class PreparedScans {
  readonly #context: JobContext
  readonly #streams = new Map<string, StreamScan>()
  #pushDown: readonly ScanPushDown[] = []

  constructor(context: JobContext) {
    this.#context = context
  }

  async prepare(query: TranslatedQuery): Promise<void> {
    const definitions: ScanDefinition[] = []
    for (const { relation, table } of query.scans) {
      const scan = await (await sourceKindOf(table.source).load()).scan(table, this.#context)
      if (scan.kind === 'stream') this.#streams.set(relation, scan)
      definitions.push(
        scan.kind === 'sql'
          ? { kind: 'sql', relation, sql: scan.sql }
          : { kind: 'stream', relation, format: scan.format, columns: scan.columns },
      )
    }
    const { engine } = this.#context
    if (definitions.length > 0) await engine.request({ kind: 'define-scans', scans: definitions })
    if (this.#streams.size === 0) return
    this.#pushDown = await engine.request({ kind: 'push-down', sql: query.sql })
    // The engine's threads spin while they wait for a stream: they would take the processor from the log-in that they wait for.
    await this.#context.unlessStopped(Promise.all([...this.#streams.values()].map((scan) => scan.opened)))
  }

  /** Fills the ring for one reading of the relation. */
  async read(relation: string, columnIndexes: readonly number[], ring: RingWriter): Promise<void> {
    const scan = this.#streams.get(relation)
    if (scan === undefined) throw new CausewayError('internal', 'The engine reads a relation that the job does not have')
    const pushDown = this.#pushDown.find((one) => one.relation === relation)
    await scan.read({ columnIndexes, predicate: pushDown?.predicate ?? TRUE, limit: pushDown?.limit, ring })
  }
}
