import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ReadingShare } from '../shared/reading-share.ts'
import { streamColumn } from '../shared/record-stores/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { command, type SameCommand, sameCommand } from './command.ts'
import { connectRedis, type RedisSession } from './connect.ts'
import { KeyScan, wantedKeys } from './find-keys.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { RawReplies, RedisReplyError } from './reply-reader.ts'
import { END, layoutFrame, rowsFrame, TEXTS_FORMAT } from './texts-format.ts'

/** Hashes as a stream of rows of texts, one connection for each reading. */
export function scanRedis(table: TableDefinition, context: RemoteContext): SourceScan {
  const written = readSource(table.source)
  return {
    kind: 'stream',
    format: TEXTS_FORMAT,
    columns: table.columns.map(streamColumn),
    opened: Promise.resolve(),
    explain: async (request) => ({
      place: shownPlace(written),
      sql: new Reading(request, table.columns, written).shown,
      conditions: [],
      limit: request.limit === undefined ? undefined : { count: request.limit, isAsked: false },
    }),
    async read(request) {
      const reading = new Reading(request, table.columns, written)
      const session = await connectRedis(written, context)
      const sent = context.recordStatement(shownPlace(written), reading.shown)
      try {
        await reading.run(session, {
          expect: (share) => {
            if (request.limit === undefined) context.expectReading(share)
          },
          async write(frame, replies) {
            const bytes = frame.length + (replies?.length ?? 0)
            context.countInput(bytes)
            sent.received(bytes)
            return await request.ring.write(frame, replies)
          },
        })
        sent.ended(undefined)
        await session.end()
      } catch (error) {
        await session.abandon()
        // A reader that has gone does not care how the stream ended.
        if (!request.ring.closed) throw remoteError(error, session.place)
      }
    },
  }
}

const shownPlace = ({ place, pattern }: WrittenTable): string => `${place} ${pattern}`

interface Rows {
  /** Where all keys are looked at. */
  expect(share: ReadingShare): void
  /** Answers whether more is wanted. */
  write(frame: Buffer, replies?: Buffer): Promise<boolean>
}

/** Redis does not say: for the weight beside other sources alone. */
const KEY_BYTES = 100

/** What one reading asks for. */
class Reading {
  readonly #written: WrittenTable
  /** Fields of the hashes that are asked for. */
  readonly #fields: readonly string[]
  /** Of each wanted column where its text is among the fields; the key: -1. */
  readonly #places: readonly number[]
  readonly #wantsKey: boolean
  readonly #keys: readonly string[] | undefined
  readonly #isFiltered: boolean
  readonly #ask: SameCommand

  constructor({ columnIndexes, predicate }: Omit<StreamRead, 'ring'>, columns: readonly Column[], written: WrittenTable) {
    const isKey = (column: Column | undefined): boolean => column?.name.toLowerCase() === written.keyColumn
    const fields: string[] = []
    this.#places = columnIndexes.map((index) => {
      const column = columns[index]
      return column === undefined || isKey(column) ? -1 : fields.push(column.name) - 1
    })
    this.#wantsKey = this.#places.includes(-1)
    this.#written = written
    this.#isFiltered = written.options['filter.keys.by.type'] === true
    // Of what is no hash it says so.
    this.#fields = fields.length === 0 && this.#isFiltered ? [written.keyColumn] : fields
    this.#ask = sameCommand('HMGET', this.#fields)
    const keyIndex = columns.findIndex((column) => isKey(column) && column.type === 'string')
    this.#keys = wantedKeys(predicate, keyIndex, written)
  }

  get shown(): string {
    const fields = this.#fields.length === 0 ? '' : ` HMGET … ${this.#fields.join(' ')}`
    if (this.#keys !== undefined) return `EXISTS ${this.#keys.slice(0, 10).join(', ')}${this.#keys.length > 10 ? ', …' : ''};${fields}`
    return `SCAN … MATCH ${this.#written.pattern} COUNT ${this.#written.options['scan.count'] ?? 100};${fields}`
  }

  async run(session: RedisSession, rows: Rows): Promise<void> {
    await rows.write(layoutFrame(this.#fields.length, this.#places))
    if (this.#keys === undefined) await this.#scan(session, rows)
    else {
      const keys = await this.#existing(session, this.#keys)
      this.#send(session, keys)
      await this.#receive(session, keys, rows)
    }
    await rows.write(END)
  }

  /** The next keys are asked for with the rows of those before, and both are under way while rows are handed on. */
  async #scan(session: RedisSession, rows: Rows): Promise<void> {
    const scan = new KeyScan(this.#written)
    const [count, first] = await session.ask([command('DBSIZE'), scan.command])
    if (typeof count === 'number') rows.expect({ bytes: count * KEY_BYTES, share: () => scan.share })
    let reply = first
    let before: readonly Buffer[] = []
    for (;;) {
      if (reply instanceof RedisReplyError) throw reply
      const keys = scan.take(reply)
      this.#send(session, keys, ...(scan.isDone ? [] : [scan.command]))
      await this.#receive(session, before, rows)
      before = keys
      if (scan.isDone) break
      reply = await session.reply()
    }
    await this.#receive(session, before, rows)
  }

  async #existing(session: RedisSession, keys: readonly string[]): Promise<readonly Buffer[]> {
    const replies = await session.ask(keys.map((key) => command('EXISTS', key)))
    return keys.flatMap((key, index) => {
      const reply = replies[index]
      if (reply instanceof RedisReplyError) throw reply
      return reply === 1 ? [Buffer.from(key, 'utf8')] : []
    })
  }

  /** Asks for the fields of keys, behind what else is to be asked. */
  #send(session: RedisSession, keys: readonly Buffer[], ...before: readonly Buffer[]): void {
    const texts = this.#fields.length
    session.askLists(before, { commands: texts === 0 ? NOTHING : this.#ask(keys), count: texts === 0 ? 0 : keys.length, texts })
  }

  /** Hands on the rows of keys whose fields were asked for. */
  async #receive(session: RedisSession, keys: readonly Buffer[], rows: Rows): Promise<void> {
    const keysOf = (from: number, to: number): readonly Buffer[] =>
      this.#wantsKey ? keys.slice(from, to).map((key) => this.#keyText(key)) : []
    if (this.#fields.length === 0) {
      if (keys.length > 0) await this.#write(rows, rowsFrame(keys.length, keysOf(0, keys.length), 0))
      return
    }
    for (let row = 0; row < keys.length; ) {
      const reply = await session.reply()
      if (reply instanceof RawReplies) {
        await this.#write(rows, rowsFrame(reply.count, keysOf(row, row + reply.count), reply.bytes.length), reply.bytes)
        row += reply.count
        continue
      }
      const isOther = reply instanceof RedisReplyError && this.#isFiltered && reply.code === 'WRONGTYPE'
      if (!isOther) throw reply instanceof RedisReplyError ? reply : new CausewayError('internal', 'Redis was not asked for a list')
      row += 1
    }
  }

  async #write(rows: Rows, frame: Buffer, replies?: Buffer): Promise<void> {
    if (!(await rows.write(frame, replies))) throw new CausewayError('cancelled', 'The reader wants no more')
  }

  #keyText(key: Buffer): Buffer {
    const { prefixLength } = this.#written
    return prefixLength === 0 ? key : Buffer.from(key.toString('utf8').slice(prefixLength), 'utf8')
  }
}

const NOTHING = Buffer.alloc(0)
