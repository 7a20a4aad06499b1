import type { Bound } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { type Fragment, fragment, joined, template } from '../bound/template.ts'
import type { Frame, SortItem } from '../tree/query.ts'

/** The end of a frame. */
export interface FrameEdge {
  /** As Spark prints it. */
  readonly name: string
  /** As the engine reads it: behind the distance, where there is one. */
  readonly words: string
  readonly distance: Bound | undefined
}

export interface OverClause {
  readonly partition: readonly Bound[]
  readonly order: readonly { readonly bound: Bound; readonly item: SortItem }[]
  readonly frame:
    | {
        readonly unit: Frame['unit']
        readonly start: FrameEdge
        readonly end: FrameEdge
        /** It ends before it begins. */
        readonly isTurned?: true
      }
    | undefined
}

/** OVER (…), to be put behind the call. */
export function overSql({ partition, order, frame }: OverClause): Fragment {
  const sorted = order.map(
    ({ bound, item }) => fragment`${bound} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  const clauses = [
    ...(partition.length === 0 ? [] : [fragment`PARTITION BY ${joined(partition, ', ')}`]),
    ...(sorted.length === 0 ? [] : [fragment`ORDER BY ${joined(sorted, ', ')}`]),
    ...(frame === undefined ? [] : [fragment`${frame.unit} BETWEEN ${edgeSql(frame.start)} AND ${edgeSql(frame.end)}`]),
  ]
  return fragment` OVER (${joined(clauses, ' ')})`
}

/** A value that is greater for each row the later (or the earlier) it comes in the order of the window; undefined where there is none. */
export function placeInOrder({ order }: Pick<OverClause, 'order'>, isLaterGreater: boolean): Sql | undefined {
  if (order.length === 0) return undefined
  const keys = order.map(({ bound, item }) => {
    const direction = item.isDescending === isLaterGreater ? 'DESC' : 'ASC'
    return fragment`${bound}, '${direction} NULLS ${item.nullsFirst === isLaterGreater ? 'FIRST' : 'LAST'}'`
  })
  return template`create_sort_key(${joined(keys, ', ')})`
}

const edgeSql = ({ words, distance }: FrameEdge): Fragment => (distance === undefined ? fragment`${words}` : fragment`${distance} ${words}`)
