import { CausewayError } from '../../../base/errors.ts'
import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { offerCount } from '../shared/record-stores/offer-count.ts'
import type { OfferedPart } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { type CssSession, connectCss } from './connect.ts'
import { countOf } from './count-documents.ts'
import { FRAME, frameHead, HITS_FORMAT } from './hits-format.ts'
import { readSource } from './read-source.ts'
import { CssError, remoteError } from './remote-error.ts'

/** A server counts documents, those of a table's own query, too. */
export function partOfCss(part: RemotePart, context: RemoteContext): OfferedPart {
  const [first] = part.tables
  if (first === undefined) throw new CausewayError('internal', 'A part reads no table')
  const written = readSource(first.scan.table.source)
  const query = written.query ?? { match_all: {} }
  const askedOf = ({ place }: Pick<CssSession, 'place'>) => ({
    place: `${place}/${written.index}`,
    sql: `_count ${JSON.stringify({ query })}`,
  })
  const isMissing = (error: unknown): boolean =>
    error instanceof CssError && error.status === 404 && written.options['es.index.read.missing.as.empty'] === true
  const connected = async <T>(use: (session: CssSession) => Promise<T>): Promise<T> => {
    const session = await connectCss(written, context)
    try {
      const used = await use(session)
      await session.end()
      return used
    } catch (error) {
      await session.abandon()
      throw remoteError(error, session.place)
    }
  }
  return offerCount(part, {
    context,
    format: HITS_FORMAT,
    asked: () => connected(async (session) => askedOf(session)),
    count: (record) =>
      connected(async (session) => {
        record(askedOf(session))
        try {
          return (await countOf(session, query, written)).count
        } catch (error) {
          if (isMissing(error)) return 0
          throw error
        }
      }),
    row(names, count) {
      const source = Object.fromEntries(names.map((name) => [name, count]))
      const page = Buffer.from(JSON.stringify({ hits: { hits: [{ _id: '', _source: source }] } }))
      return Buffer.concat([frameHead(FRAME.page, page.length, 1), page, frameHead(FRAME.end, 0, 0)])
    },
  })
}
