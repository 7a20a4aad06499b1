import { CausewayError } from '../../base/errors.ts'
import { isResultName } from '../../protocol/result-files.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { ScanDefinition } from '../engine/messages.ts'
import { isRestricted, TRUE, UNKNOWN } from '../engine/predicate.ts'
import type { ScanPushDown } from '../engine/push-down.ts'
import type { RingWriter } from '../engine/ring.ts'
import { PLANNED_SCANS_MAX } from '../engine/stream-column.ts'
import { plannedColumn } from '../sources/files/pruning/planned-column.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type {
  ChoosableScan,
  DecodedScan,
  FilesRead,
  ReadableScan,
  ReadOf,
  RowGroupLook,
  ScanExplanation,
  StreamScan,
} from '../sources/shared/source.ts'
import { CHANGED_DATABASE } from '../sql/file-column.ts'
import { KEPT_DATABASE } from '../sql/kept-tables.ts'
import type { TranslatedQuery } from '../sql/plan/plan.ts'
import type { JoinKeys } from '../sql/plan/remote-parts/join-keys.ts'
import type { RemotePart } from '../sql/plan/remote-parts/remote-part.ts'
import { type DecidedParts, decideParts } from './decide-parts.ts'
import type { JobContext } from './job-context.ts'
import { keptSql } from './kept-table.ts'
import { keyCondition } from './key-condition.ts'
import { resultSql } from './results/result-sql.ts'
import type { StatementLimits } from './statement-limits.ts'

export type ExplainedScan =
  | {
      readonly kind: 'here'
      readonly table: TableDefinition
      readonly read: FilesRead | undefined
      /** Of Parquet files, at most. */
      readonly rowGroups: ReadOf | undefined
    }
  | {
      readonly kind: 'there'
      readonly table: TableDefinition
      readonly readings: number
      readonly columnNames: readonly string[]
      /** Columns of it, each with the table by whose values its rows are looked for. */
      readonly keys: readonly { readonly column: string; readonly of: TableDefinition }[]
      readonly explain: () => Promise<ScanExplanation>
    }

/** What the readings of a query would ask for, of what is there for them. */
export interface ExplainedQuery {
  readonly parts: readonly ExplainedPart[]
  readonly stays: DecidedParts['stays']
  readonly scans: readonly ExplainedScan[]
}

interface ExplainedPart {
  readonly part: RemotePart
  readonly explained: ScanExplanation
}

/** The scans of the job's one query: made readable before it runs, read when the engine asks. */
export class PreparedScans {
  readonly #context: JobContext
  readonly #limits: StatementLimits
  readonly #streams = new Map<string, StreamScan>()
  readonly #decoded = new Map<string, DecodedScan>()
  readonly #read = new Map<string, FilesRead>()
  readonly #rowGroups = new Map<string, RowGroupLook>()
  #pushDown: readonly ScanPushDown[] = []
  #parts: DecidedParts = NO_PARTS
  #isExplained = false

  constructor(context: JobContext, limits: StatementLimits) {
    this.#context = context
    this.#limits = limits
  }

  /** Answers with what is to be run: the query, or one in which databases compute some of it. */
  async prepare(written: TranslatedQuery): Promise<TranslatedQuery> {
    this.#parts = await decideParts(written.remote, this.#context)
    const taken = this.#parts.there
    const query = taken.size === 0 ? written : { ...written, ...written.remote?.withTaken(new Set(taken.keys())) }
    await this.#prepare(query)
    for (const { relation, table } of query.scans) {
      const read = this.#read.get(relation)
      if (read !== undefined) this.#context.notes.recordReading({ table: this.#shownName(table), ...read })
    }
    return query
  }

  #shownName({ database, name }: TableDefinition): string {
    const { changing } = this.#context
    if (database === CHANGED_DATABASE && changing !== undefined) return `${changing.table.database}.${changing.table.name}`
    // Other names that no database has are of what has none.
    return database.startsWith('\0') ? name : `${database}.${name}`
  }

  async #prepare(query: TranslatedQuery): Promise<void> {
    const definitions: ScanDefinition[] = []
    const choosable = new Map<string, ChoosableScan>()
    this.#streams.clear()
    this.#decoded.clear()
    this.#read.clear()
    this.#rowGroups.clear()
    this.#pushDown = []
    for (const [relation, { scan }] of this.#parts.there) definitions.push(this.#definition(relation, scan))
    for (const { relation, table, was } of query.scans) {
      if (table.database === KEPT_DATABASE) {
        definitions.push({ kind: 'sql', relation, sql: keptSql(table) })
        continue
      }
      if (isResultName(table.database, table.name)) {
        definitions.push({ kind: 'sql', relation, sql: await resultSql(table, this.#context) })
        continue
      }
      const scan = await (await sourceKindOf(table.source).load()).scan(table, was, this.#context)
      if (scan.kind === 'choosable') choosable.set(relation, scan)
      else {
        if (scan.filesRead !== undefined) this.#read.set(relation, scan.filesRead)
        definitions.push(this.#definition(relation, scan))
      }
    }
    if (choosable.size > 0) definitions.push(...(await this.#chosen(query, definitions.splice(0), choosable)))
    const { engine } = this.#context
    if (definitions.length > 0) await engine.request({ kind: 'define-scans', scans: definitions })
    const streams = [...this.#streams.values()]
    const dependent = [...this.#decoded].filter(([, scan]) => scan.dependsOnWanted)
    // What is read here asks nothing of another place.
    if (streams.every((scan) => scan.explain === undefined) && dependent.length === 0) return
    this.#pushDown = await engine.request({ kind: 'push-down', sql: query.sql })
    if (dependent.length > 0) {
      const scans = dependent.map(([relation, scan]): ScanDefinition => {
        const wanted = this.#pushDown.find((one) => one.relation === relation)?.columnIndexes
        return { kind: 'stream-rows', relation, rowsSql: scan.rowsSql(wanted ?? scan.columns.map((_, index) => index)) }
      })
      await engine.request({ kind: 'define-scans', scans })
    }
    // The engine's threads spin while they wait for a stream: they would take the processor from the log-in that they wait for.
    await this.#context.unlessStopped(Promise.all(streams.map((scan) => scan.opened)))
  }

  /** The same for a query that is run next: the values of joins' other sides are read before, and their rows are looked for, where they are few. */
  async prepareWithKeys(written: TranslatedQuery): Promise<TranslatedQuery> {
    const query = await this.prepare(written)
    this.#context.notes.recordMadeHere(this.#parts.stays)
    await this.#readKeys(query)
    return query
  }

  async #readKeys(query: TranslatedQuery): Promise<void> {
    for (const keys of await this.#usefulKeys(query)) {
      const condition = await keyCondition(keys, this.#context)
      if (condition === undefined) continue
      this.#pushDown = this.#pushDown.map((one) =>
        one.relation === keys.scan.relation ? { ...one, predicate: { kind: 'and', children: [one.predicate, condition] } } : one,
      )
    }
  }

  /** A table that cannot be looked at tells so when it is read. */
  async #usefulKeys({ keys = [] }: TranslatedQuery): Promise<readonly JoinKeys[]> {
    const useful: JoinKeys[] = []
    for (const one of keys) {
      const isRead = this.#pushDown.some(({ relation, readings }) => relation === one.scan.relation && readings > 0)
      const wants = isRead ? this.#streams.get(one.scan.relation)?.wantsKeys : undefined
      if (wants !== undefined && (await this.#context.unlessStopped(wants().catch(() => false)))) useful.push(one)
    }
    return useful
  }

  /** The files of tables are chosen by what a plan says of the conditions on them; what is chosen is in the answer, and what is defined already is not. */
  async #chosen(
    query: TranslatedQuery,
    definitions: readonly ScanDefinition[],
    choosable: ReadonlyMap<string, ChoosableScan>,
  ): Promise<readonly ScanDefinition[]> {
    const { engine } = this.#context
    const planned = [...choosable].map(([relation, { columns }]): ScanDefinition => ({ kind: 'planned', relation, columns }))
    const partitioned = this.#limits.mindsConditions ? partitionedScans(query, choosable) : new Map<string, PartitionedScan>()
    const isPlanned =
      planned.length <= PLANNED_SCANS_MAX &&
      (partitioned.size > 0 || [...choosable.values()].some(({ fileCount, wantsColumns }) => fileCount > 1 || wantsColumns === true))
    await engine.request({ kind: 'define-scans', scans: isPlanned ? [...definitions, ...planned] : definitions })
    const conditions = isPlanned ? await engine.request({ kind: 'push-down', sql: query.sql }) : []
    const chosen: ScanDefinition[] = []
    const readings: FilesRead[] = []
    const brings: (() => Promise<void>)[] = []
    for (const [relation, { choose }] of choosable) {
      const plan = conditions.find((one) => one.relation === relation)
      const { scan, read, bring } = await choose(plan?.predicate ?? UNKNOWN, plan?.columnIndexes, plan?.limit)
      if (bring !== undefined) brings.push(bring)
      this.#read.set(relation, read)
      readings.push(read)
      chosen.push(this.#definition(relation, scan))
    }
    const whole = [...partitioned].filter(([relation, { columns }]) => {
      const plan = conditions.find((one) => one.relation === relation)
      // What a plan does not have is not read.
      return isPlanned ? plan !== undefined && !isRestricted(plan.predicate, columns) : true
    })
    const wholeTables = new Set(whole.map(([, { table }]) => this.#shownName(table)))
    if (!this.#isExplained) this.#limits.checkReadings(readings, [...wholeTables])
    if (!this.#isExplained) for (const bring of brings) await this.#context.unlessStopped(bring())
    return chosen
  }

  #definition(relation: string, scan: ReadableScan): ScanDefinition {
    if (scan.kind === 'stream') this.#streams.set(relation, scan)
    if (scan.kind === 'decoded') this.#decoded.set(relation, scan)
    if (scan.kind === 'sql' && scan.rowGroups !== undefined) this.#rowGroups.set(relation, scan.rowGroups)
    return definitionOf(relation, scan)
  }

  /** What the readings of the query would ask for; nothing is read, and remote tables are looked at when they are asked about. */
  async explain(written: TranslatedQuery): Promise<ExplainedQuery> {
    this.#isExplained = true
    // A place that cannot be looked at is told of where its rows are read.
    const { remote: _remote, ...rowsOnly } = written
    const query = await this.prepare(written).catch(() => this.prepare(rowsOnly))
    const keys = await this.#usefulKeys(query).catch(() => [])
    const rowGroups = await this.#matchingRowGroups(query).catch(() => new Map<string, ReadOf>())
    const parts: ExplainedPart[] = []
    for (const [relation, { part, scan }] of this.#parts.there) {
      const pushDown = this.#pushDown.find((one) => one.relation === relation)
      const columnIndexes = pushDown?.columnIndexes ?? part.outputs.map((_, index) => index)
      const explained = await scan.explain?.({ columnIndexes, predicate: pushDown?.predicate ?? TRUE, limit: undefined })
      if (explained !== undefined) parts.push({ part, explained })
    }
    const scans = query.scans.map(({ relation, table }): ExplainedScan => {
      const scan = this.#streams.get(relation)
      const explain = scan?.explain
      if (explain === undefined) return { kind: 'here', table, read: this.#read.get(relation), rowGroups: rowGroups.get(relation) }
      const pushDown = this.#pushDown.find((one) => one.relation === relation)
      const columnIndexes = pushDown?.columnIndexes ?? table.columns.map((_, index) => index)
      return {
        kind: 'there',
        table,
        readings: pushDown?.readings ?? 0,
        columnNames: columnIndexes.flatMap((index) => table.columns[index]?.name ?? []),
        keys: keys
          .filter((one) => one.scan.relation === relation)
          .map((one) => ({ column: table.columns[one.column]?.name ?? '', of: one.of.table })),
        explain: () => explain({ columnIndexes, predicate: pushDown?.predicate ?? TRUE, limit: pushDown?.limit }),
      }
    })
    return { parts, stays: this.#parts.stays, scans }
  }

  /** Of Parquet files, by the conditions on them. What was defined for them is not there any more: nothing of it is to be read. */
  async #matchingRowGroups({ sql, scans }: TranslatedQuery): Promise<ReadonlyMap<string, ReadOf>> {
    const looked = scans.filter(({ relation }) => this.#rowGroups.has(relation)).slice(0, PLANNED_SCANS_MAX)
    const { engine } = this.#context
    const planned = looked.map(
      ({ relation, table }): ScanDefinition => ({ kind: 'planned', relation, columns: table.columns.map(plannedColumn) }),
    )
    if (planned.length === 0) return new Map()
    await engine.request({ kind: 'define-scans', scans: planned })
    const conditions = await engine.request({ kind: 'push-down', sql })
    const found = new Map<string, ReadOf>()
    for (const { relation } of looked) {
      const predicate = conditions.find((one) => one.relation === relation)?.predicate ?? UNKNOWN
      const count = await this.#rowGroups.get(relation)?.(predicate)
      if (count !== undefined) found.set(relation, count)
    }
    return found
  }

  /** Fills the ring for one reading of the relation. */
  async read(relation: string, columnIndexes: readonly number[], ring: RingWriter): Promise<void> {
    const decoded = this.#decoded.get(relation)
    if (decoded !== undefined) {
      this.#context.readShare.beginStream(decoded.bytes)
      await decoded.read(ring)
      return
    }
    const scan = this.#streams.get(relation)
    if (scan === undefined) throw new CausewayError('internal', 'The engine reads a relation that the job does not have')
    const pushDown = this.#pushDown.find((one) => one.relation === relation)
    this.#context.readShare.beginStream(scan.bytes)
    await scan.read({ columnIndexes, predicate: pushDown?.predicate ?? TRUE, limit: pushDown?.limit, ring })
  }
}

interface PartitionedScan {
  readonly table: TableDefinition
  /** Indexes of those that it is partitioned by. */
  readonly columns: ReadonlySet<number>
}

/** Those of tables with partitions. */
function partitionedScans(query: TranslatedQuery, choosable: ReadonlyMap<string, ChoosableScan>): ReadonlyMap<string, PartitionedScan> {
  const found = new Map<string, PartitionedScan>()
  for (const { relation, table } of query.scans) {
    const names = (table.partitionedBy ?? []).map((name) => name.toLowerCase())
    const columns = table.columns.flatMap(({ name }, index) => (names.includes(name.toLowerCase()) ? [index] : []))
    if (columns.length > 0 && choosable.has(relation)) found.set(relation, { table, columns: new Set(columns) })
  }
  return found
}

const NO_PARTS: DecidedParts = { there: new Map(), stays: [] }

function definitionOf(relation: string, scan: ReadableScan): ScanDefinition {
  switch (scan.kind) {
    case 'sql':
      return { kind: 'sql', relation, sql: scan.sql }
    case 'stream':
      return { kind: 'stream', relation, format: scan.format, columns: scan.columns }
    case 'decoded':
      return {
        kind: 'stream',
        relation,
        format: scan.format,
        columns: scan.columns,
        settings: scan.settings,
        rowsSql: scan.rowsSql(undefined),
      }
  }
}
