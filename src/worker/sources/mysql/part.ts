import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { offerPart } from '../shared/jdbc/offer-part.ts'
import type { OfferedPart } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { checkCharacterSets } from './check-character-sets.ts'
import { checkJoinPlan } from './check-join-plan.ts'
import type { RemoteSession } from './connect.ts'
import { type MysqlComparable, mysqlDialect, SORTED_BYTES } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'
import { mysqlParts } from './part-dialect.ts'
import { readSource } from './read-source.ts'
import { remoteError } from './remote-error.ts'
import { type RemoteTable, readRemoteTable } from './remote-table.ts'
import { ROW_FORMATS } from './row-format.ts'
import { streamRows } from './stream-rows.ts'

/**
 * For the statement of a part alone: texts are compared by as many of their bytes as parts sort by, as many rows of several tables are looked at as it takes, and what is grouped
 * by a value that is computed is known again in the select list, as MariaDB does only without ONLY_FULL_GROUP_BY.
 */
const PARTS = `SET max_sort_length = GREATEST(@@max_sort_length, ${SORTED_BYTES}), sql_big_selects = 1, sql_mode = REPLACE(@@sql_mode, 'ONLY_FULL_GROUP_BY', '')`

export const partOfMysql = (part: RemotePart, context: RemoteContext): OfferedPart =>
  offerPart<MysqlComparable, RemoteSession, RemoteTable>(part, {
    context,
    open: (source) => openTable(source, context),
    look: ({ connection, place }, source) => {
      const { relation, address } = readSource(source)
      return readRemoteTable(connection, relation, place, address)
    },
    from: (table) => (table.name === undefined ? `(SELECT * FROM ${table.from})` : table.from),
    match: (columns, table) => matchColumns(columns, table).map(({ name, type }) => ({ name, ...type })),
    dialects: () => ({ conditions: mysqlDialect, parts: mysqlParts }),
    shown: ({ place }, tables) => `${place}/${tables.map(({ shownName }) => shownName).join(', ')}`,
    sent: (select) => select,
    async check({ connection }, select, tables) {
      await checkCharacterSets(connection, select)
      if (tables.length < 2) return
      await connection.execute(PARTS)
      await checkJoinPlan(connection, select)
    },
    format: (source) => ROW_FORMATS[readSource(source).address.zeroDates],
    async read(session, select, ring, asked) {
      await streamRows(session, { first: PARTS, statements: [select] }, ring, { countInput: (bytes) => context.countInput(bytes), asked })
    },
    failure: remoteError,
  })
