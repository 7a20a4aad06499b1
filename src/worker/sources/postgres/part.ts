import { sparkTypeName } from '../../../base/spark-type.ts'
import type { Predicate } from '../../engine/predicate.ts'
import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { streamColumn } from '../shared/jdbc/stream-column-of.ts'
import { NotCertain, type PartRelation, type PartRemoteColumn, partStatement } from '../shared/part-statement.ts'
import type { DecidedPart, OfferedPart, StreamScan } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { COPY_FORMAT } from './copy-format.ts'
import { copyHeld, copyOf } from './copy-out.ts'
import { dialectOf, type PostgresComparable } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { type JdbcSource, type OpenTable, openTable } from './open-table.ts'
import { postgresParts } from './part-dialect.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'

/** Groups, distinct rows or first rows of tables of one PostgreSQL. One connection looks at the tables, and serves the first reading. */
export function partOfPostgres(part: RemotePart, context: RemoteContext): OfferedPart {
  return {
    columns: part.tables.map(({ scan }) => scan.table.columns.map(streamColumn)),
    decide: (conditions) => decide(part, conditions, context),
  }
}

async function decide(part: RemotePart, conditions: readonly Predicate[], context: RemoteContext): Promise<DecidedPart> {
  const sources = part.tables.map(({ scan }) => scan.table.source).filter((source): source is JdbcSource => source.kind === 'jdbc')
  const [first, ...others] = sources
  if (first === undefined || sources.length < part.tables.length) return { kind: 'here', because: 'a table is of no database' }
  const opened = await openTable(first, context)
  try {
    const tables = [opened.table]
    for (const source of others)
      tables.push(await readRemoteTable(opened.session.client, readSource(source).relation, opened.session.place))
    const relations = tables.map((table, index) => relationOf(part, index, table, conditions[index]))
    const isUtf8 = tables.every((table) => table.isUtf8)
    const statement = partStatement(part, relations, { conditions: dialectOf({ isUtf8 }), parts: postgresParts(isUtf8) })
    const shown = `${opened.session.place}.${tables.map(({ shownName }) => shownName).join(', ')}`
    return { kind: 'there', scan: scanOf(part, { opened, first, shown, statement }, context) }
  } catch (error) {
    await opened.session.end()
    if (error instanceof NotCertain) return { kind: 'here', because: error.message }
    throw remoteError(error, opened.session.place)
  }
}

function relationOf(
  part: RemotePart,
  index: number,
  table: RemoteTable,
  condition: Predicate | undefined,
): PartRelation<PostgresComparable> {
  const { scan } = part.tables[index] ?? {}
  if (scan === undefined || condition === undefined) throw new NotCertain('a condition is missing')
  return {
    from: table.sqlName ?? `(SELECT * FROM ${table.from})`,
    condition,
    column: (place): PartRemoteColumn<PostgresComparable> | undefined => {
      const [matched] = matchColumns(scan.table.columns.slice(place, place + 1), table)
      return matched === undefined ? undefined : { name: matched.name, ...matched.type }
    },
  }
}

interface Asked {
  readonly opened: OpenTable
  readonly first: JdbcSource
  readonly shown: string
  readonly statement: (outputs: readonly number[]) => string
}

function scanOf(part: RemotePart, { opened, first, shown, statement }: Asked, context: RemoteContext): StreamScan {
  let unused: OpenTable | undefined = opened
  return {
    kind: 'stream',
    format: COPY_FORMAT,
    columns: part.outputs.map(({ name, type }) => streamColumn({ name, type: sparkTypeName(type) })),
    opened: Promise.resolve(),
    explain: async ({ columnIndexes }) => ({ place: shown, sql: copyOf(statement(columnIndexes)), conditions: [], limit: undefined }),
    async read({ columnIndexes, ring }) {
      const { session } = unused ?? (await openTable(first, context))
      unused = undefined
      const select = statement(columnIndexes)
      context.recordStatement(shown, copyOf(select))
      await copyHeld(session, select, ring, context)
    },
  }
}
