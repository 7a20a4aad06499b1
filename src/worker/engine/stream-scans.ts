import { randomBytes } from 'node:crypto'
import { type DuckDBConnection, DuckDBTableFunction } from '@duckdb/node-api'
import { CausewayError } from '../../base/errors.ts'
import type { Decoder, Decoders, MakeDecoder, NativeChunk } from './decoder.ts'
import { engineTypeOf } from './engine-type-of.ts'
import { JobCounters } from './job-counters.ts'
import { quoteColumn } from './quote.ts'
import { createRing, RingReader } from './ring.ts'
import { NAME_IN_SQL, PLANNED_SCANS_MAX, type StreamColumn } from './stream-column.ts'
import type { UseOf } from './value-uses.ts'

/** Streams that one statement may read; the translator's relations are counted before a job starts. */
const STREAM_SCANS_MAX = 32

export interface StreamRequest {
  readonly relation: string
  readonly columnIndexes: readonly number[]
  readonly ring: SharedArrayBuffer
}

export interface StreamDefinition {
  readonly relation: string
  /** The table function behind the relation, as plans name it. */
  readonly functionName: string
  /** The neutral name of each column, as plans name it; nobody can guess it, so no name of a statement is ever taken for it. */
  readonly columnNames: readonly string[]
  readonly makeDecoder: MakeDecoder
  readonly settings: unknown
  readonly columns: readonly StreamColumn[]
  /** It is never read. */
  readonly isPlanned: boolean
}

/** One reading of a stream by one operator of the running statement. */
interface Reading {
  readonly makeDecoder: () => Decoder
  /** Of each stream that has sent something. */
  readonly decoders: Map<number, Decoder>
  readonly ring: SharedArrayBuffer
  readonly reader: RingReader
  readonly relation: string
  readonly columnIndexes: readonly number[]
  opened: boolean
}

/**
 * Relations whose rows come from a byte stream. The table functions exist from the start (functions cannot be made once the configuration is locked);
 * a job gives each one it needs a meaning. A stream is asked for when its first row is: a scan that is never read never opens a connection.
 */
export class StreamScans {
  readonly #open: (request: StreamRequest) => void
  readonly #decoders: Decoders
  #definitions: StreamDefinition[] = []
  #readings: Reading[] = []
  #isCancelled: () => boolean = () => true
  #failure: CausewayError | undefined
  #token = ''
  #useOf: UseOf = () => 'value'
  #counters = new JobCounters()

  constructor(connection: DuckDBConnection, decoders: Decoders, open: (request: StreamRequest) => void) {
    this.#decoders = decoders
    this.#open = open
    for (let slot = 0; slot < STREAM_SCANS_MAX + PLANNED_SCANS_MAX; slot += 1) connection.registerTableFunction(this.#tableFunction(slot))
  }

  begin(isCancelled: () => boolean, counters: JobCounters): void {
    this.#isCancelled = isCancelled
    this.#counters = counters
    this.#definitions = []
    this.#readings = []
    this.#failure = undefined
    this.#useOf = () => 'value'
    this.#token = `r${randomBytes(6).toString('hex')}_`
  }

  /** The engine SQL that reads the relation with its real column names. */
  async define(relation: string, format: string, columns: readonly StreamColumn[], settings: unknown): Promise<string> {
    const load = this.#decoders[format]
    if (load === undefined) throw new Error(`there is no decoder for ${format}`)
    const makeDecoder = await load()
    if (this.#slotOf(relation) >= STREAM_SCANS_MAX) {
      throw new CausewayError('limit-exceeded', `A statement may read at most ${STREAM_SCANS_MAX} tables that are remote, CSV or JSON`)
    }
    return this.#add(relation, columns, { makeDecoder, settings, isPlanned: false })
  }

  /** The same of one that no statement reads. */
  plan(relation: string, columns: readonly StreamColumn[]): string {
    const makeDecoder = (): never => {
      throw new Error(`${relation} is only planned`)
    }
    return this.#add(relation, columns, { makeDecoder, settings: undefined, isPlanned: true })
  }

  /** Whatever was planned has had its use: the next definitions are read. */
  forgetPlanned(): void {
    while (this.#definitions.at(-1)?.isPlanned === true) this.#definitions.pop()
  }

  #add(relation: string, columns: readonly StreamColumn[], how: Pick<StreamDefinition, 'makeDecoder' | 'settings' | 'isPlanned'>): string {
    const columnNames = columns.map((_, index) => `${this.#token}${index}`)
    const slot = this.#slotOf(relation)
    this.#definitions[slot] = { relation, functionName: `__R${slot}`, columnNames, columns, ...how }
    return this.sqlOf(relation)
  }

  /** A statement of several queries names the relations of each anew: one takes the place of that of the query before. */
  #slotOf(relation: string): number {
    const before = this.#definitions.findIndex((definition) => definition.relation === relation)
    return before < 0 ? this.#definitions.length : before
  }

  /** The same of a relation that is defined. */
  sqlOf(relation: string): string {
    const slot = this.#definitions.findIndex((definition) => definition.relation === relation)
    const { columns, columnNames } = this.#definition(slot)
    const selected = columns.map((column, index) => {
      const name = columnNames[index] ?? ''
      return `${column.sql?.replaceAll(NAME_IN_SQL, name) ?? name} AS ${quoteColumn(column.name)}`
    })
    return `SELECT ${selected.join(', ')} FROM __r${slot}()`
  }

  /** Of the statement that is run next. */
  setUses(useOf: UseOf): void {
    this.#useOf = useOf
  }

  definitions(): readonly StreamDefinition[] {
    return this.#definitions
  }

  /** The first error of a stream's bytes: the engine's own error only quotes it. */
  failure(): CausewayError | undefined {
    return this.#failure
  }

  /** Ends all readings. */
  end(): void {
    for (const reading of this.#readings) reading.reader.close()
    this.#readings = []
    this.#definitions = []
    this.#isCancelled = () => true
  }

  #tableFunction(slot: number): DuckDBTableFunction {
    return DuckDBTableFunction.create({
      name: `__r${slot}`,
      supportsProjectionPushdown: true,
      bindFunction: (bind) => {
        const definition = this.#definition(slot)
        definition.columns.forEach((column, index) => {
          bind.addResultColumn(definition.columnNames[index] ?? '', engineTypeOf(column.value))
        })
        bind.setBindData({})
        // Unknown; large enough that the other side of a join is the one that is kept in memory.
        bind.setCardinality(1_000_000, false)
      },
      initFunction: (init) => {
        const definition = this.#definition(slot)
        const columnIndexes = init.getColumnIndexes().filter((index) => index < definition.columns.length)
        const columns = columnIndexes.map((index) => {
          const column = columnAt(definition, index)
          return { ...column, use: this.#useOf(definition.relation, column) }
        })
        const ring = createRing()
        const reading: Reading = {
          makeDecoder: () => definition.makeDecoder(columns, definition.settings),
          decoders: new Map(),
          ring,
          reader: new RingReader(ring),
          relation: definition.relation,
          columnIndexes,
          opened: false,
        }
        this.#readings.push(reading)
        init.setInitData(reading)
      },
      mainFunction: (info, out) => {
        const reading = info.initData as Reading
        try {
          out.rowCount = this.#read(reading, out.chunk)
        } catch (error) {
          if (error instanceof CausewayError) this.#failure ??= error
          throw error
        }
      },
    })
  }

  #read(reading: Reading, chunk: NativeChunk): number {
    if (!reading.opened) {
      reading.opened = true
      this.#open({ relation: reading.relation, columnIndexes: reading.columnIndexes, ring: reading.ring })
    }
    const { decoders, reader } = reading
    // Bytes of a stream are used up before there are others of it.
    for (const decoder of decoders.values()) {
      const rows = this.#decode(decoder, reader, chunk)
      if (rows > 0) return rows
    }
    for (;;) {
      // Their own end marks have been read: the connections need not be gone.
      if (decoders.size >= reader.streams && decoders.values().every((decoder) => decoder.ended)) return 0
      const next = reader.next((lane) => decoders.get(lane), this.#isCancelled)
      if (next === undefined) {
        // Not even a stream's head.
        if (decoders.size === 0) throw endedEarly()
        return 0
      }
      const { lane, bytes } = next
      const decoder = decoders.get(lane) ?? reading.makeDecoder()
      if (bytes === undefined) {
        if (decoders.has(lane) && !decoder.ended) throw decoder.endedEarly?.() ?? endedEarly()
        continue
      }
      decoders.set(lane, decoder)
      decoder.feed(bytes)
      const rows = this.#decode(decoder, reader, chunk)
      if (rows > 0) return rows
    }
  }

  #decode(decoder: Decoder, reader: RingReader, chunk: NativeChunk): number {
    const rows = decoder.decode(chunk)
    if (rows === 0) return 0
    this.#counters.addStreamRows(rows)
    reader.countRows(rows)
    return rows
  }

  #definition(slot: number): StreamDefinition {
    const definition = this.#definitions[slot]
    if (definition === undefined) throw new Error(`stream ${slot} has no meaning in this job`)
    return definition
  }
}

const endedEarly = () => new CausewayError('remote-failure', 'The remote database ended its answer in the middle of a row')

function columnAt(definition: StreamDefinition, index: number): StreamColumn {
  const column = definition.columns[index]
  if (column === undefined) throw new Error(`${definition.relation} has no column ${index}`)
  return column
}
