import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import type { ReadingShare } from '../shared/reading-share.ts'
import { streamColumn } from '../shared/record-stores/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { command, word } from './command.ts'
import { connectRedis, type RedisSession } from './connect.ts'
import { KeyScan, wantedKeys } from './find-keys.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { RedisReplyError, type Reply } from './reply-reader.ts'
import { END_MARK, NO_TEXT, ROW_MARK, TEXTS_FORMAT } from './texts-format.ts'

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
          async write(bytes) {
            context.countInput(bytes.length)
            sent.received(bytes.length)
            return await request.ring.write(bytes)
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
  write(bytes: Buffer): Promise<boolean>
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
  readonly #keys: readonly string[] | undefined
  readonly #isFiltered: boolean

  constructor({ columnIndexes, predicate }: Omit<StreamRead, 'ring'>, columns: readonly Column[], written: WrittenTable) {
    const isKey = (column: Column | undefined): boolean => column?.name.toLowerCase() === written.keyColumn
    const fields: string[] = []
    this.#places = columnIndexes.map((index) => {
      const column = columns[index]
      return column === undefined || isKey(column) ? -1 : fields.push(column.name) - 1
    })
    this.#written = written
    this.#isFiltered = written.options['filter.keys.by.type'] === true
    // Of what is no hash it says so.
    this.#fields = fields.length === 0 && this.#isFiltered ? [written.keyColumn] : fields
    const keyIndex = columns.findIndex((column) => isKey(column) && column.type === 'string')
    this.#keys = wantedKeys(predicate, keyIndex, written)
  }

  get shown(): string {
    const fields = this.#fields.length === 0 ? '' : ` HMGET … ${this.#fields.join(' ')}`
    if (this.#keys !== undefined) return `EXISTS ${this.#keys.slice(0, 10).join(', ')}${this.#keys.length > 10 ? ', …' : ''};${fields}`
    return `SCAN … MATCH ${this.#written.pattern} COUNT ${this.#written.options['scan.count'] ?? 100};${fields}`
  }

  async run(session: RedisSession, { expect, write }: Rows): Promise<void> {
    if (this.#keys !== undefined) {
      await write(Buffer.concat([this.#rows(await this.#existing(session, this.#keys), await this.#ask(session, this.#keys)), END]))
      return
    }
    const scan = new KeyScan(this.#written)
    const [count] = await session.ask([command('DBSIZE')])
    if (typeof count === 'number') expect({ bytes: count * KEY_BYTES, share: () => scan.share })
    let keys: readonly Buffer[] = []
    while (!scan.isDone) {
      // The rows of the keys that were found last, and the next keys, on one way.
      const replies = await session.ask([...this.#commands(keys), scan.command])
      const last = replies.at(-1)
      if (last instanceof RedisReplyError) throw last
      if (!(await write(this.#rows(keys.map(present), replies.slice(0, -1)))))
        throw new CausewayError('cancelled', 'The reader wants no more')
      keys = scan.take(last)
    }
    await write(Buffer.concat([this.#rows(keys.map(present), await session.ask(this.#commands(keys))), END]))
  }

  async #existing(session: RedisSession, keys: readonly string[]): Promise<readonly FoundKey[]> {
    const replies = await session.ask(keys.map((key) => command('EXISTS', key)))
    return keys.map((key, index) => {
      const reply = replies[index]
      if (reply instanceof RedisReplyError) throw reply
      return { key: Buffer.from(key, 'utf8'), isThere: reply === 1 }
    })
  }

  async #ask(session: RedisSession, keys: readonly string[]): Promise<readonly Reply[]> {
    return await session.ask(this.#commands(keys.map((key) => Buffer.from(key, 'utf8'))))
  }

  #commands(keys: readonly Buffer[]): readonly Buffer[] {
    if (this.#fields.length === 0) return []
    // The same for every key, but for the key.
    const head = Buffer.concat([Buffer.from(`*${this.#fields.length + 2}\r\n`), word('HMGET')])
    const tail = Buffer.concat(this.#fields.map(word))
    return keys.map((key) => Buffer.concat([head, word(key), tail]))
  }

  #rows(keys: readonly FoundKey[], replies: readonly Reply[]): Buffer {
    const frames = new Frames()
    for (const [index, { key, isThere }] of keys.entries()) {
      const reply = replies[index] ?? []
      if (reply instanceof RedisReplyError) {
        if (this.#isFiltered && reply.code === 'WRONGTYPE') continue
        throw reply
      }
      if (!isThere || !Array.isArray(reply)) continue
      frames.begin()
      for (const place of this.#places) frames.add(place < 0 ? this.#keyText(key) : reply[place])
    }
    return frames.bytes
  }

  #keyText(key: Buffer): Buffer {
    const { prefixLength } = this.#written
    return prefixLength === 0 ? key : Buffer.from(key.toString('utf8').slice(prefixLength), 'utf8')
  }
}

interface FoundKey {
  readonly key: Buffer
  readonly isThere: boolean
}

const present = (key: Buffer): FoundKey => ({ key, isThere: true })

const END = Buffer.of(END_MARK)
const FIRST_BYTES = 64 << 10
const HEAD_BYTES = 4

/** Rows, one behind the other. */
class Frames {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  begin(): void {
    this.#reserve(1)
    this.#bytes[this.#length] = ROW_MARK
    this.#length += 1
  }

  add(text: Reply | undefined): void {
    const isText = Buffer.isBuffer(text)
    this.#reserve(HEAD_BYTES + (isText ? text.length : 0))
    this.#bytes.writeInt32LE(isText ? text.length : NO_TEXT, this.#length)
    this.#length += HEAD_BYTES
    if (!isText) return
    text.copy(this.#bytes, this.#length)
    this.#length += text.length
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + bytes))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
