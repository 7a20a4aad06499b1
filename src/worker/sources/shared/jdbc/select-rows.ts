import type { Column } from '../../../../protocol/table-definition.ts'
import { isTrue, type Predicate, UNKNOWN } from '../../../engine/predicate.ts'
import type { Comparable, Dialect } from '../dialect.ts'
import { explainPredicate, printPredicate } from '../print-predicate.ts'
import type { ConditionExplanation, StreamRead } from '../source.ts'

/** A column as it is asked for. */
interface ReadColumn<T extends string> {
  readonly name: string
  readonly type: { readonly read: (column: string) => string; readonly comparable: Comparable<T> }
}

interface RemoteRows<T extends string> {
  /** What stands behind FROM. */
  readonly from: string
  /** The remote columns behind those of the catalog. Throws where one is not as it was. */
  readonly match: (columns: readonly Column[]) => readonly ReadColumn<T>[]
  readonly dialect: Dialect<T>
  /** What is selected where no column is wanted. */
  readonly none: string
}

export interface RowSelection {
  /** A SELECT. */
  readonly sql: string
  /** The same of the rows for which a condition of the database's own holds, too. */
  readonly within: (condition: string) => string
  /** Something is asked of the rows. */
  readonly isFiltered: boolean
  /** The database lets through the rows that are wanted, and no others. */
  readonly isExact: boolean
  readonly conditions: () => readonly ConditionExplanation[]
}

/** What a database is asked for a reading. Only the wanted columns need to be as they were when the table was made. */
export function selectRows<T extends string>(
  request: Omit<StreamRead, 'ring'>,
  columns: readonly Column[],
  { from, match, dialect, none }: RemoteRows<T>,
): RowSelection {
  const wanted = request.columnIndexes.map((index) => columns[index]).filter((column) => column !== undefined)
  const matched = match(wanted)
  const read = ({ name, type }: ReadColumn<T>): string => type.read(dialect.quoteName(name))
  const byIndex = columns.map((column) => {
    const found = matched.find(({ name }) => name === column.name)
    return found === undefined ? undefined : { name: found.name, read: read(found), comparable: found.type.comparable }
  })
  const list = matched.length === 0 ? none : matched.map(read).join(', ')
  const selected = (conditions: readonly string[]): string =>
    `SELECT ${list} FROM ${from}${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`
  const room = (dialect.statementBytesMax ?? Number.POSITIVE_INFINITY) - Buffer.byteLength(selected([]))
  const conjuncts = conjunctsOf(request.predicate)
  const fits = fitting(conjuncts, room, (one) => printPredicate(one, byIndex, dialect)?.sql)
  const predicate: Predicate =
    fits.size === conjuncts.length ? request.predicate : { kind: 'and', children: conjuncts.map((one) => (fits.has(one) ? one : UNKNOWN)) }
  const printed = printPredicate(predicate, byIndex, dialect)
  const isExact = printed?.exact ?? isTrue(predicate)
  const asked = printed === undefined ? [] : [printed.sql]
  const limit = request.limit === undefined || !isExact ? '' : ` LIMIT ${request.limit}`
  return {
    sql: `${selected(asked)}${limit}`,
    within: (condition) => selected([...asked, condition]),
    isFiltered: asked.length > 0,
    isExact,
    conditions: () =>
      conjuncts.flatMap((one) => (fits.has(one) ? explainPredicate(one, byIndex, dialect) : [{ sql: undefined, because: TOO_LONG }])),
  }
}

const TOO_LONG = 'the statement would be longer than the database takes'
/** What stands around a condition. */
const AROUND_BYTES = 16

const conjunctsOf = (predicate: Predicate): readonly Predicate[] =>
  predicate.kind === 'and' ? predicate.children.flatMap(conjunctsOf) : [predicate]

/** Those for which there is room: the others are looked at here. The keys of a join, which come last, are the first to go. */
function fitting(
  conjuncts: readonly Predicate[],
  room: number,
  print: (predicate: Predicate) => string | undefined,
): ReadonlySet<Predicate> {
  if (!Number.isFinite(room)) return new Set(conjuncts)
  let left = room
  return new Set(
    conjuncts.filter((one) => {
      const bytes = Buffer.byteLength(print(one) ?? '') + AROUND_BYTES
      if (bytes > left) return false
      left -= bytes
      return true
    }),
  )
}
