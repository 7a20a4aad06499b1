import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { RemotePart } from '../../../sql/plan/remote-parts/remote-part.ts'
import type { DecidedPart, OfferedPart, StreamScan } from '../source.ts'
import type { RemoteContext, SentStatement } from '../source-context.ts'
import { streamColumn } from './stream-column-of.ts'

/** Where the records of a table are, and what is asked there to count them all. */
interface AskedCount {
  /** For people. */
  readonly place: string
  readonly sql: string
}

/** What a kind of stores has of its own for a count. */
interface CountPlace {
  readonly context: RemoteContext
  /** Of the stream. */
  readonly format: string
  asked(): Promise<AskedCount>
  /** `record`: to be told what is asked. @throws CausewayError in the user's words */
  count(record: (asked: AskedCount) => SentStatement): Promise<number>
  /** The stream of one row, in which every column has the number. */
  row(names: readonly string[], count: number): Buffer
}

/** How many records a table has: a store without types of its own computes nothing else as Spark surely does. */
export const offerCount = (part: RemotePart, place: CountPlace): OfferedPart => ({
  columns: part.tables.map(({ scan }) => scan.table.columns.map(streamColumn)),
  decide: async (): Promise<DecidedPart> => {
    const because = whyHere(part)
    return because === undefined ? { kind: 'there', scan: scanOf(part, place) } : { kind: 'here', because }
  },
})

/** Undefined: what is asked for is the number of all rows of one table. */
function whyHere({ kind, tables, tests, from, filters, outputs }: RemotePart): string | undefined {
  if (kind !== 'groups') return 'its records have no types of their own: they are compared here'
  if (tables.length !== 1 || from.kind !== 'table') return 'tables are joined here'
  if (tests.length + filters.length + from.filters.length > 0) return 'what a condition is asked there leaves is looked at again here'
  const isCount = outputs.every((output) => output.kind === 'aggregate' && output.call === 'count' && output.value === undefined)
  return isCount ? undefined : 'its records have no types of their own: only all of them are counted there'
}

function scanOf({ outputs }: RemotePart, { context, format, asked, count, row }: CountPlace): StreamScan {
  return {
    kind: 'stream',
    format,
    columns: outputs.map(({ name, type }) => streamColumn({ name, type: sparkTypeName(type) })),
    opened: Promise.resolve(),
    explain: async () => ({ ...(await asked()), conditions: [], limit: undefined }),
    async read({ columnIndexes, ring }) {
      let sent: SentStatement | undefined
      const number = await count(({ place, sql }) => {
        sent = context.recordStatement(place, sql)
        return sent
      })
      sent?.ended(1)
      await ring.write(
        row(
          columnIndexes.flatMap((index) => outputs[index]?.name ?? []),
          number,
        ),
      )
    },
  }
}
