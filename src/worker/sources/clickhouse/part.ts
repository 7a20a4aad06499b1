import type { RemotePart } from '../../sql/plan/remote-parts/remote-part.ts'
import { EXACT, uncertain } from '../shared/dialect.ts'
import { offerPart } from '../shared/jdbc/offer-part.ts'
import { NotCertain, noPartRules, type PartDialect, type PartRules, printNumber, samePartRules } from '../shared/part-dialect.ts'
import type { OfferedPart } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import type { RemoteSession } from './connect.ts'
import { type ClickhouseComparable, clickhouseDialect, ofDecimals, ofMoments, STATEMENT_BYTES_MAX } from './dialect.ts'
import { matchColumns } from './match-columns.ts'
import { NATIVE_BLOCKS, type RowsExpected } from './native-format.ts'
import { openTable, type RemoteTable, readRemoteTable } from './open-table.ts'
import { remoteError } from './remote-error.ts'
import { streamBlocks } from './scan.ts'

/** Of a decimal of 64 bits. */
const LONG_DIGITS = 18
const NO_WIDE_KEY = uncertain(`an old server ends where a decimal of more than ${LONG_DIGITS} digits is one of several keys`)
const NO_JOIN = uncertain('a row without a partner has zeros and empty texts there, and no NULLs')

/** Of no rows it makes 0 and empty texts, but of what may be NULL. */
const same: PartRules = { ...samePartRules((read) => `toNullable(${read})`), join: NO_JOIN }
const added: PartRules = { ...same, sum: EXACT }

/** What ClickHouse surely computes as Spark does, of one table. */
const clickhouseParts: PartDialect<ClickhouseComparable> = {
  rules: {
    ...ofDecimals(({ precision }) => (precision > LONG_DIGITS ? { ...same, group: NO_WIDE_KEY } : same)),
    ...ofMoments(() => same),
    integer: added,
    float: {
      ...noPartRules(uncertain('0 and -0 are two values there, and NaN is none of the largest')),
      sum: uncertain('a sum of doubles depends on the order of its rows'),
    },
    boolean: same,
    date: same,
    date32: same,
    datetime: same,
    text: same,
    other: noPartRules(uncertain('its type is read in another form than it has there')),
  },
  addend(number) {
    if (number.kind !== 'column') throw new NotCertain('what is added up is computed')
    // 64 bits wrap there; so many rows that these digits, or those of 32 bits, have an end are nowhere.
    const isLong = number.type.kind !== 'int'
    return printNumber(number, (sql) => (isLong ? `toDecimal128(toNullable(${sql}), 0)` : `toInt64(toNullable(${sql}))`))
  },
  sumOfDistinct: uncertain('an old server has no sum of different values'),
  longSum: () => {
    throw new NotCertain('a sum of decimals may have no room there')
  },
  sorted: (operand, { isDescending, nullsFirst }) => `${operand} ${isDescending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  equal: () => {
    throw new NotCertain('tables are joined here')
  },
  ofNumbers: { type: 'other' },
  fullJoin: NO_JOIN,
  nothing: '1',
}

/** Of all rows together there is one group, which a condition may leave out. */
function rowsExpected({ kind, outputs }: RemotePart, isChosen: boolean): RowsExpected {
  if (kind !== 'groups' || outputs.some((output) => output.kind === 'column')) return 'any'
  return isChosen ? 'one at most' : 'one'
}

export const partOfClickhouse = (part: RemotePart, context: RemoteContext): OfferedPart =>
  offerPart<ClickhouseComparable, RemoteSession, RemoteTable>(part, {
    context,
    open: (source) => openTable(source, context),
    look: readRemoteTable,
    from: (table) => (table.isQuery ? `(SELECT * FROM ${table.from})` : table.from),
    match: (columns, table) => matchColumns(columns, table).map(({ name, type }) => ({ name, ...type })),
    dialects: () => ({ conditions: clickhouseDialect, parts: clickhouseParts }),
    shown: ({ place }, tables) => `${place}/${tables.map(({ shownName }) => shownName).join(', ')}`,
    sent: (select) => select,
    async check({ settings }, select, tables) {
      if (tables.length > 1) throw new NotCertain('tables are joined here')
      if (settings.kind === 'not told')
        throw new NotCertain('the settings of the user there are not to be seen, and may make another answer')
      const [setting] = [...settings.cutsRows, ...settings.changesResults]
      if (setting !== undefined) throw new NotCertain(`the setting ${setting} of the user there may make another answer`)
      if (Buffer.byteLength(select) > STATEMENT_BYTES_MAX) throw new NotCertain('the statement would be longer than the server takes')
    },
    format: () => NATIVE_BLOCKS,
    read: (session, select, ring, asked, isChosen) =>
      streamBlocks(session, select, ring, { context, sent: asked(select), expected: rowsExpected(part, isChosen) }),
    failure: remoteError,
  })
