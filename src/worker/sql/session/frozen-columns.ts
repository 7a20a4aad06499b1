import { CausewayError } from '../../../base/errors.ts'
import { parseDeclaredType, sameSparkType, sparkTypeName, valueType } from '../../../base/spark-type.ts'
import type { TemporaryView } from '../../../protocol/session.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { DEFAULT_RULES } from '../reading-rules.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression, Query, Relation } from '../tree/query.ts'
import { canUpCast } from './up-cast.ts'
import { type AnyViewName, isOfCatalog, viewKey } from './view-names.ts'

interface FrozenView {
  readonly name: AnyViewName
  readonly view: Pick<TemporaryView, 'columns' | 'source'>
}

/**
 * Spark finds the columns of a view by the names that its query had when it was made, each name as often as it stood there, and takes a value of a narrower
 * type by now. What it gives puts the columns of such a query in their places.
 */
export function frozenColumns({ name, view }: FrozenView, columns: readonly QueryColumn[]): (query: Query) => Query {
  if (view.source.kind !== 'query') throw new CausewayError('internal', 'A view without a query has no columns of one')
  const { queryColumns } = view.source
  const seen = new Map<string, number>()
  const places = view.columns.map((column, index) => {
    const wanted = (queryColumns[index] ?? column.name).toLowerCase()
    const ordinal = seen.get(wanted) ?? 0
    seen.set(wanted, ordinal + 1)
    const found = columns.flatMap((one, place) => (one.name.toLowerCase() === wanted ? [place] : []))
    const place = found[ordinal]
    const expected = queryColumns.filter((one) => one.toLowerCase() === wanted).length
    if (place === undefined || found.length !== expected) throw changed(name, `${column.name} is not there any more as it was`)
    const type = valueType(parseDeclaredType(column.type))
    const now = columns[place]?.type ?? type
    if (!canUpCast(now, type)) {
      throw changed(name, `${column.name} was of type ${sparkTypeName(type)} and is now of type ${sparkTypeName(now)}`)
    }
    return { place, type, isSame: sameSparkType(now, type) }
  })
  const isUnchanged = places.length === columns.length && places.every(({ place, isSame }, index) => isSame && place === index)
  if (isUnchanged) return (query) => query
  const names = columns.map((_, index) => `c${index}`)
  const items = places.map(({ place, type, isSame }): Expression => {
    const operand: Expression = { kind: 'column', parts: [`c${place}`] }
    return isSame ? operand : { kind: 'cast', operand, type, isTry: false }
  })
  return (query) => selectFrom({ kind: 'query', query, alias: { name: 'v', columnNames: names }, isLateral: false }, items)
}

const changed = (name: AnyViewName, what: string): CausewayError =>
  semanticError(
    `What the view ${viewKey(name)} reads has changed since it was made: its column ${what}`,
    `Make it anew with CREATE OR REPLACE${isOfCatalog(name) ? '' : name.isGlobal ? ' GLOBAL TEMPORARY' : ' TEMPORARY'} VIEW.`,
  )

export const star = (): Expression => ({ kind: 'star', qualifier: [], except: [] })

export function selectFrom(relation: Relation, items: readonly Expression[]): Query {
  return {
    ctes: [],
    body: {
      kind: 'select',
      isDistinct: false,
      items: items.map((expression) => ({ expression, alias: undefined, aliases: [] })),
      from: [relation],
      lateralViews: [],
      where: undefined,
      groupBy: undefined,
      having: undefined,
      windows: new Map(),
    },
    order: [],
    distribution: [],
    limit: undefined,
    offset: undefined,
    windows: new Map(),
    rules: DEFAULT_RULES,
  }
}
