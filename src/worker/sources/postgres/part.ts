import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { offerPart } from '../shared/jdbc/offer-part.ts'
import type { OfferedPart } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { COPY_FORMAT } from './copy/copy-format.ts'
import { copyHeld, copyOf } from './copy/copy-out.ts'
import { dialectOf, type PostgresComparable } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'
import { postgresParts } from './part-dialect.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'

export function partOfPostgres(part: RemotePart, context: RemoteContext): OfferedPart {
  const offered = offer(part, context)
  return {
    ...offered,
    async decide(conditions) {
      const option = forbiddenBy(part)
      if (option !== undefined) return { kind: 'here', because: `the option ${option} of its table is false` }
      return offered.decide(conditions)
    },
  }
}

/** The user's word; tables of one part have the same options. */
function forbiddenBy({ kind, tables, tests }: RemotePart): string | undefined {
  const [first] = tables
  if (first === undefined) return undefined
  const { options } = readSource(first.scan.table.source)
  if (options.pushDownPredicate === false && (tests.length > 0 || kind === 'rows with partners')) return 'pushDownPredicate'
  if (kind === 'rows with partners') return undefined
  if (kind === 'first rows') return options.pushDownLimit === false ? 'pushDownLimit' : undefined
  return options.pushDownAggregate === false ? 'pushDownAggregate' : undefined
}

const offer = (part: RemotePart, context: RemoteContext): OfferedPart =>
  offerPart<PostgresComparable, RemoteSession, RemoteTable>(part, {
    context,
    open: (source) => openTable(source, context),
    look: ({ client, place }, source) => readRemoteTable(client, readSource(source).relation, place),
    from: (table) => table.sqlName ?? `(SELECT * FROM ${table.from})`,
    match: (columns, table) => matchColumns(columns, table).map(({ name, type }) => ({ name, ...type })),
    dialects(tables) {
      const isUtf8 = tables.every((table) => table.isUtf8)
      return { conditions: dialectOf({ isUtf8 }), parts: postgresParts(isUtf8) }
    },
    shown: ({ place }, tables) => `${place}.${tables.map(({ shownName }) => shownName).join(', ')}`,
    sent: copyOf,
    check: async () => undefined,
    format: () => COPY_FORMAT,
    async read(session, select, ring, asked) {
      await copyHeld({ session, select, sent: asked(copyOf(select)) }, ring, context)
    },
    failure: remoteError,
  })
