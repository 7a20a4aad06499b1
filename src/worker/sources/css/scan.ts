import { CausewayError } from '../../../base/errors.ts'
import type { Column, TableDefinition } from '../../../protocol/table-definition.ts'
import { isTrue } from '../../engine/predicate.ts'
import type { StreamWriter } from '../../engine/ring.ts'
import { readAll } from '../shared/jdbc/read-all.ts'
import { partOf } from '../shared/reading-share.ts'
import { streamColumn } from '../shared/record-stores/stream-column-of.ts'
import type { SourceScan, StreamRead } from '../shared/source.ts'
import type { RemoteContext, SentStatement } from '../shared/source-context.ts'
import { checkDates } from './check-dates.ts'
import { type CssSession, connectCss } from './connect.ts'
import { countOf, type IndexSize } from './count-documents.ts'
import { FRAME, frameHead, HITS_FORMAT } from './hits-format.ts'
import { ID_COLUMN } from './id-column.ts'
import { IndexFields } from './index-fields.ts'
import { readSource, type WrittenTable } from './read-source.ts'
import { CssError, remoteError } from './remote-error.ts'
import { type Search, searchPages, shownSearch } from './search-pages.ts'
import { indexPath } from './search-paths.ts'
import { searchQuery } from './search-query.ts'
import { openView, type SearchView } from './search-view.ts'
import type { Query } from './user-query.ts'

/** Fewer documents are read by one connection. */
const DOCUMENTS_OF_LARGE = 20_000
/** The server does not say: for the weight beside other sources alone. */
const DOCUMENT_BYTES = 200
const MAPPING_BYTES_MAX = 32 << 20

/** The documents of an index as a stream of the server's answers. */
export function scanCss(table: TableDefinition, context: RemoteContext): SourceScan {
  const written = readSource(table.source)
  return {
    kind: 'stream',
    format: HITS_FORMAT,
    columns: table.columns.map(streamColumn),
    opened: Promise.resolve(),
    async explain(request) {
      const session = await connectCss(written, context)
      try {
        const search = await searchOf(request, table, written, session)
        await session.end()
        const limit = request.limit === undefined ? undefined : { count: request.limit, isAsked: search?.limit !== undefined }
        return {
          place: shownPlace(session, written),
          sql: search === undefined ? 'the index is not there' : shownOf(search),
          conditions: [],
          limit,
        }
      } catch (error) {
        await session.abandon()
        throw remoteError(error, session.place)
      }
    },
    async read(request) {
      const session = await connectCss(written, context)
      try {
        await readDocuments(session, request, table, written, context)
        await session.end()
      } catch (error) {
        await session.abandon()
        // A reader that has gone does not care how the stream ended.
        if (!request.ring.closed) throw remoteError(error, session.place)
      }
    },
  }
}

const shownPlace = ({ place }: CssSession, { index }: WrittenTable): string => `${place}/${index}`

const shownOf = (search: Search): string => `_search ${shownSearch(search)}`

/** Undefined: the index is not there, and that is said to be no rows. */
async function searchOf(
  { columnIndexes, predicate, limit }: Omit<StreamRead, 'ring'>,
  { columns }: TableDefinition,
  written: WrittenTable,
  session: CssSession,
): Promise<Search | undefined> {
  const fields = await fieldsOf(session, written)
  if (fields === undefined) return undefined
  checkDates(columns, columnIndexes, fields)
  const { pushdown, strict } = written.options
  const asked = pushdown === false ? undefined : searchQuery(predicate, { columns, fields, isStrict: strict === true })
  const read = columnIndexes.flatMap((index) => columns[index] ?? []).filter(({ name }) => name !== ID_COLUMN)
  return {
    query: allConditions([written.query, asked]),
    fields: fieldsAsked(read, fields),
    // What is looked at here again may leave some of them out.
    limit: isTrue(predicate) ? limit : undefined,
    slice: undefined,
  }
}

/** To take fields out of a document costs the server more than to send it. */
function fieldsAsked(read: readonly Column[], fields: IndexFields): Search['fields'] {
  if (read.length === 0) return undefined
  const names = read.map(({ name }) => name)
  return read.some(({ type }) => /\bdecimal\b/.test(type)) || fields.hasOnly(new Set(names)) ? 'whole' : names
}

function allConditions(queries: readonly (Query | undefined)[]): Query {
  const given = queries.filter((query) => query !== undefined)
  return given.length === 0 ? { match_all: {} } : { bool: { filter: given } }
}

async function fieldsOf(session: CssSession, written: WrittenTable): Promise<IndexFields | undefined> {
  try {
    const path = `${indexPath(written)}/_mapping`
    return new IndexFields(await session.ask({ method: 'GET', path, bytesMax: MAPPING_BYTES_MAX }), written.type)
  } catch (error) {
    if (error instanceof CssError && error.status === 404 && written.options['es.index.read.missing.as.empty'] === true) return undefined
    throw error
  }
}

async function readDocuments(
  session: CssSession,
  request: StreamRead,
  table: TableDefinition,
  written: WrittenTable,
  context: RemoteContext,
): Promise<void> {
  const search = await searchOf(request, table, written, session)
  if (search === undefined) {
    await request.ring.write(END)
    return
  }
  const place = shownPlace(session, written)
  const view = await openView(session, written)
  try {
    const size = request.limit === undefined ? await countOf(session, search.query, written) : undefined
    const parts = size === undefined ? [search] : partsOf(search, size, context)
    const readings = await connectParts(session, parts, written, context)
    const sent = context.recordStatement(place, shownOf(search))
    let rows = 0
    const read = async (reading: PartReading, stream: StreamWriter): Promise<void> => {
      for await (const count of writePages(reading, view, { written, context, sent }, stream)) rows += count
    }
    if (size !== undefined) context.expectReading({ bytes: size.count * DOCUMENT_BYTES, share: () => partOf(rows, size.count) })
    const [only] = readings
    if (readings.length === 1 && only !== undefined) await read(only, request.ring)
    else await readAll(readings, request.ring, read)
    sent.ended(rows)
    await Promise.all(readings.map(({ session: own }) => (own === session ? undefined : own.end())))
  } finally {
    if (view.kind === 'point-in-time') await view.close()
  }
}

interface PartReading {
  readonly session: CssSession
  readonly search: Search
}

function partsOf(search: Search, { count, shards }: IndexSize, { connectionsMax }: RemoteContext): readonly Search[] {
  // A part of a shard would have to be looked for among its ids.
  const max = count < DOCUMENTS_OF_LARGE ? 1 : Math.min(connectionsMax, shards)
  return max < 2 ? [search] : Array.from({ length: max }, (_, id) => ({ ...search, slice: { id, max } }))
}

/** The first by the connection that is there. */
async function connectParts(
  session: CssSession,
  parts: readonly Search[],
  written: WrittenTable,
  context: RemoteContext,
): Promise<readonly PartReading[]> {
  const sessions = [session]
  try {
    while (sessions.length < parts.length) sessions.push(await connectCss(written, context))
  } catch (error) {
    await Promise.all(sessions.slice(1).map((own) => own.abandon()))
    throw error
  }
  return parts.flatMap((search, index) => {
    const own = sessions[index]
    return own === undefined ? [] : [{ session: own, search }]
  })
}

/** Tells how many documents each page has. */
async function* writePages(
  { session, search }: PartReading,
  view: SearchView,
  { written, context, sent }: { readonly written: WrittenTable; readonly context: RemoteContext; readonly sent: SentStatement },
  stream: StreamWriter,
): AsyncGenerator<number> {
  for await (const { bytes, hits } of searchPages(session, view, search, written)) {
    context.countInput(bytes.length)
    sent.received(bytes.length)
    if (!(await stream.write(frameHead(FRAME.page, bytes.length, hits.length), bytes)))
      throw new CausewayError('cancelled', 'The reader wants no more')
    yield hits.length
  }
  await stream.write(END)
}

const END = frameHead(FRAME.end, 0, 0)
