import { sparkTypeName } from '../../../../base/spark-type.ts'
import type { Column, TableSource } from '../../../../protocol/table-definition.ts'
import { isTrue, type Predicate } from '../../../engine/predicate.ts'
import type { RingWriter } from '../../../engine/ring.ts'
import type { RemotePart } from '../../../sql/plan/remote-parts/remote-part.ts'
import { NotCertain } from '../part-dialect.ts'
import { type PartDialects, type PartRelation, type PartRemoteColumn, type PartStatement, partStatement } from '../part-statement.ts'
import type { DecidedPart, OfferedPart, StreamScan } from '../source.ts'
import type { RemoteContext, SentStatement } from '../source-context.ts'
import { streamColumn } from './stream-column-of.ts'

type JdbcSource = Extract<TableSource, { kind: 'jdbc' }>

interface PartSession {
  readonly place: string
  end(): Promise<void>
}

/** What a kind of databases has of its own for parts. `S`: a connection, `R`: a table as it is there. */
interface PartPlace<T extends string, S extends PartSession, R> {
  readonly context: RemoteContext
  open(source: JdbcSource): Promise<{ readonly session: S; readonly table: R }>
  /** Another table, by the same connection. */
  look(session: S, source: JdbcSource): Promise<R>
  /** What stands behind FROM, without an alias. */
  from(table: R): string
  match(columns: readonly Column[], table: R): readonly Omit<PartRemoteColumn<T>, 'sparkType'>[]
  dialects(tables: readonly R[]): PartDialects<T>
  /** For people. */
  shown(session: S, tables: readonly R[]): string
  /** What is sent for a SELECT. */
  sent(select: string): string
  /** @throws NotCertain where the database would do worse than to send the rows of the tables. */
  check(session: S, select: string, tables: readonly R[]): Promise<void>
  /** The stream of its rows. */
  format(source: JdbcSource): string
  /** Says what is asked, and ends the session, too. `isChosen`: a condition may leave out groups. */
  read(session: S, select: string, ring: RingWriter, asked: (sent: string) => SentStatement, isChosen: boolean): Promise<void>
  /** A failure in the user's words. */
  failure(error: unknown, place: string): unknown
}

/** Groups, distinct rows or first rows of tables of one database. One connection looks at the tables, and serves the first reading. */
export function offerPart<T extends string, S extends PartSession, R>(part: RemotePart, place: PartPlace<T, S, R>): OfferedPart {
  return {
    columns: part.tables.map(({ scan }) => scan.table.columns.map(streamColumn)),
    decide: (conditions) => decide(part, conditions, place),
  }
}

async function decide<T extends string, S extends PartSession, R>(
  part: RemotePart,
  conditions: readonly Predicate[],
  place: PartPlace<T, S, R>,
): Promise<DecidedPart> {
  const sources = part.tables.map(({ scan }) => scan.table.source).filter((source): source is JdbcSource => source.kind === 'jdbc')
  const [first, ...others] = sources
  if (first === undefined || sources.length < part.tables.length) return { kind: 'here', because: 'a table is of no database' }
  const { session, table } = await place.open(first)
  try {
    const tables = [table]
    for (const source of others) tables.push(await place.look(session, source))
    const relations = tables.map((each, index) => relationOf(part, index, each, place))
    const statement = partStatement({ part, relations, conditions }, place.dialects(tables))
    await place.check(session, statement(part.outputs.map((_, index) => index)), tables)
    return { kind: 'there', scan: scanOf(part, { session, first, shown: place.shown(session, tables), statement }, place) }
  } catch (error) {
    await session.end()
    if (error instanceof NotCertain) return { kind: 'here', because: error.message }
    throw place.failure(error, session.place)
  }
}

function relationOf<T extends string, S extends PartSession, R>(
  part: RemotePart,
  index: number,
  table: R,
  place: PartPlace<T, S, R>,
): PartRelation<T> {
  const { scan } = part.tables[index] ?? {}
  if (scan === undefined) throw new NotCertain('a table is missing')
  return {
    from: place.from(table),
    column: (at): PartRemoteColumn<T> | undefined => {
      const columns = scan.table.columns.slice(at, at + 1)
      const [[matched], [column]] = [place.match(columns, table), columns]
      return matched === undefined || column === undefined ? undefined : { ...matched, sparkType: column.type }
    },
  }
}

interface Asked<S> {
  readonly session: S
  readonly first: JdbcSource
  readonly shown: string
  readonly statement: PartStatement
}

function scanOf<T extends string, S extends PartSession, R>(
  part: RemotePart,
  { session, first, shown, statement }: Asked<S>,
  place: PartPlace<T, S, R>,
): StreamScan {
  let unused: S | undefined = session
  return {
    kind: 'stream',
    format: place.format(first),
    columns: part.outputs.map(({ name, type }) => streamColumn({ name, type: sparkTypeName(type) })),
    opened: Promise.resolve(),
    explain: async ({ columnIndexes, predicate }) => ({
      place: shown,
      sql: place.sent(statement(columnIndexes, predicate)),
      conditions: [],
      limit: undefined,
    }),
    async read({ columnIndexes, predicate, ring }) {
      const reading = unused ?? (await place.open(first)).session
      unused = undefined
      const asked = (sent: string) => place.context.recordStatement(shown, sent)
      await place.read(reading, statement(columnIndexes, predicate), ring, asked, !isTrue(predicate))
    },
  }
}
