import { type Document, Long } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { partOf } from '../shared/reading-share.ts'
import { streamColumn } from '../shared/record-stores/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectMongo, type MongoSession } from './connect.ts'
import { documentJson } from './document-json.ts'
import { DOCUMENTS_FORMAT, END_BYTES } from './documents-format.ts'
import { type FilterRules, findFilter, isPlainName } from './find-filter.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { MongoError, remoteError } from './remote-error.ts'
import type { Batch, BatchName } from './wire-message.ts'

/** A collection as a stream of its documents, one connection for each reading. */
export function scanMongo(table: TableDefinition, context: RemoteContext): SourceScan {
  const written = readSource(table.source)
  return {
    kind: 'stream',
    format: DOCUMENTS_FORMAT,
    columns: table.columns.map(streamColumn),
    opened: Promise.resolve(),
    explain: async (request) => ({
      place: shownPlace(written),
      sql: documentJson(findCommand(request, table.columns, written, USUAL_RULES)),
      conditions: [],
      limit: request.limit === undefined ? undefined : { count: request.limit, isAsked: false },
    }),
    async read(request) {
      const session = await connectMongo(written, context)
      const find = findCommand(request, table.columns, written, session.rules)
      const sent = context.recordStatement(shownPlace(written), documentJson(find))
      try {
        let documents = 0
        await readCursor(session, find, written, {
          async goesOn() {
            if (request.limit !== undefined || !isOfAll(find)) return
            const all = await sizeOf(session, written)
            if (all !== undefined) context.expectReading({ bytes: all.bytes, share: () => partOf(documents, all.documents) })
          },
          async write(bytes, count) {
            context.countInput(bytes.length)
            sent.received(bytes.length)
            documents += count
            return await request.ring.write(bytes)
          },
        })
        sent.ended(documents)
        await session.end()
      } catch (error) {
        await session.abandon()
        // A reader that has gone does not care how the stream ended.
        if (!request.ring.closed) throw remoteError(error, session.place)
      }
    },
  }
}

const shownPlace = ({ place, collection }: WrittenTable): string => `${place}.${collection}`

/** As it is shown where no server is asked. */
const USUAL_RULES: FilterRules = { nullIsUndefined: true }

function findCommand(
  { columnIndexes, predicate }: Omit<StreamRead, 'ring'>,
  columns: readonly Column[],
  written: WrittenTable,
  rules: FilterRules,
): Document {
  const names = columnIndexes.flatMap((index) => columns[index]?.name ?? [])
  const { batchSize } = written.options
  return {
    find: written.collection,
    filter: findFilter(predicate, columns, rules) ?? {},
    ...(names.every(isPlainName) ? { projection: projectionOf(names) } : {}),
    ...(batchSize === undefined ? {} : { batchSize }),
  }
}

/** A projection of nothing is one of everything. */
function projectionOf(names: readonly string[]): Document {
  if (names.length === 0) return { _id: 1 }
  return { ...Object.fromEntries(names.map((name) => [name, 1])), ...(names.includes('_id') ? {} : { _id: 0 }) }
}

const isOfAll = ({ filter }: Document): boolean => typeof filter === 'object' && filter !== null && Object.keys(filter).length === 0

/** By what the server keeps of a collection, without looking at its documents. Undefined: it does not tell, as of a view. */
async function sizeOf(
  session: MongoSession,
  { database, collection }: WrittenTable,
): Promise<{ readonly documents: number; readonly bytes: number } | undefined> {
  try {
    const { count, size }: Document = await session.ask(database, { body: { collStats: collection } })
    const [documents, bytes] = [Number(count), Number(size)]
    return documents > 0 && bytes > 0 ? { documents, bytes } : undefined
  } catch (error) {
    if (error instanceof MongoError) return undefined
    throw error
  }
}

const END = Buffer.alloc(END_BYTES)

interface Documents {
  /** What came first was not all. */
  goesOn(): Promise<void>
  /** So many of them; answers whether more is wanted. */
  write(bytes: Buffer, count: number): Promise<boolean>
}

async function readCursor(
  session: MongoSession,
  find: Document,
  { database, collection, options: { batchSize } }: WrittenTable,
  documents: Documents,
): Promise<void> {
  let batch = await batchOf(session, database, find, 'firstBatch')
  if (!batch.id.isZero()) await documents.goesOn()
  for (;;) {
    const { id } = batch
    // The next ones come while these are written.
    const asking = id.isZero()
      ? undefined
      : batchOf(session, database, { getMore: id, collection, ...(batchSize === undefined ? {} : { batchSize }) }, 'nextBatch')
    asking?.catch(() => undefined)
    const isWanted = batch.count === 0 || (await documents.write(batch.bytes, batch.count))
    if (asking === undefined) break
    batch = await asking
    if (isWanted) continue
    if (!batch.id.isZero()) await session.ask(database, { body: { killCursors: collection, cursors: [batch.id] } }).catch(() => undefined)
    throw new CausewayError('cancelled', 'The reader wants no more')
  }
  await documents.write(END, 0)
}

interface CursorBatch extends Batch {
  /** Zero: it was the last. */
  readonly id: Long
}

async function batchOf(session: MongoSession, database: string, body: Document, name: BatchName): Promise<CursorBatch> {
  const { document, batch } = await session.askForBatch(database, { body }, name)
  if (batch === undefined) throw new CausewayError('remote-failure', 'What answers there is no MongoDB')
  const { id }: Document = document['cursor']
  return { ...batch, id: Long.isLong(id) ? id : Long.fromNumber(Number(id)) }
}
