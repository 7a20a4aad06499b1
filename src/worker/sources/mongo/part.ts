import { type Document, deserialize, Long, serialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { offerCount } from '../shared/record-stores/offer-count.ts'
import type { OfferedPart } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { connectMongo } from './connect.ts'
import { DOCUMENTS_FORMAT, END_BYTES } from './documents-format.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'

/** The number of a collection that a server keeps may be another one than that of the documents that are found. */
const countCommand = (collection: string): Document => ({
  aggregate: collection,
  pipeline: [{ $group: { _id: null, count: { $sum: 1 } } }],
  cursor: {},
})

/** MongoDB counts documents. */
export function partOfMongo(part: RemotePart, context: RemoteContext): OfferedPart {
  const [first] = part.tables
  if (first === undefined) throw new CausewayError('internal', 'A part reads no table')
  const written = readSource(first.scan.table.source)
  const command = countCommand(written.collection)
  const asked = { place: `${written.place}.${written.collection}`, sql: JSON.stringify(command) }
  return offerCount(part, {
    context,
    format: DOCUMENTS_FORMAT,
    asked: async () => asked,
    async count(record) {
      const session = await connectMongo(written, context)
      try {
        record(asked)
        const { cursor }: Document = await session.ask(written.database, { body: command })
        const found = countOf(cursor)
        await session.end()
        return found
      } catch (error) {
        await session.abandon()
        throw remoteError(error, session.place)
      }
    },
    row: (names, count) =>
      Buffer.concat([serialize(Object.fromEntries(names.map((name) => [name, Long.fromNumber(count)]))), Buffer.alloc(END_BYTES)]),
  })
}

/** Of no documents there is no group. */
function countOf(cursor: unknown): number {
  const { firstBatch }: Document = typeof cursor === 'object' && cursor !== null ? cursor : {}
  const groups: readonly unknown[] | undefined = Array.isArray(firstBatch) ? firstBatch : undefined
  if (groups?.length === 0) return 0
  const [group] = groups ?? []
  const count = group instanceof Uint8Array ? Number(deserialize(group)['count']) : Number.NaN
  if (Number.isSafeInteger(count) && count >= 0) return count
  throw new CausewayError('remote-failure', 'What answers there is no MongoDB')
}
