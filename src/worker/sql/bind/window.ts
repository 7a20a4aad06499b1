import { isMonths, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Bound } from '../bound/bound.ts'
import { comparable } from '../functions/operators/comparison.ts'
import { frameDistance } from '../functions/operators/interval.ts'
import { sortedBy } from '../functions/operators/sort-key.ts'
import { daysOf, type FrameEdge, type OverClause, overSql } from '../functions/over.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Frame, FrameBound, Window, WindowReference } from '../tree.ts'
import { isNumeric } from '../types/coercion.ts'
import { bindExpression, type ExpressionContext } from './context.ts'

/** OVER (…), as the engine reads it and as Spark prints it. */
export interface BoundWindow {
  readonly sql: ReturnType<typeof overSql>
  /** What stands in the brackets. */
  readonly name: string
  readonly parts: readonly Bound[]
}

/** What a function asks of its window. */
export interface WindowNeeds {
  readonly name: string
  /** It has no meaning without ORDER BY. */
  readonly order: boolean
  /** The only frame that it has, as Spark prints it; undefined: any. */
  readonly frame: string | undefined
}

export function bindWindow(reference: WindowReference, context: ExpressionContext, needs: WindowNeeds): BoundWindow {
  const window = definitionOf(reference, context)
  const partition = window.partition.map((expression) => bindExpression(expression, context))
  const order = window.order.map((item) => {
    const bound = bindExpression(item.expression, context)
    comparable(bound.type, 'ORDER BY of a window')
    return { bound: sortedBy(bound), item }
  })
  if (needs.order && order.length === 0) throw semanticError(`${needs.name} needs ORDER BY in its OVER (…)`)
  const frame = bindFrame(window.frame, window, order[0]?.bound, context)
  if (needs.frame !== undefined && frame !== undefined && frameName(frame) !== needs.frame)
    throw semanticError(`${needs.name} has a frame of its own, and takes no other`, 'Leave the frame out.')
  const printed = order.map(
    ({ bound, item }) => `${bound.name} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  const name = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.map((bound) => bound.name).join(', ')}`,
    printed.length === 0 ? '' : `ORDER BY ${printed.join(', ')}`,
    needs.frame ?? (frame === undefined ? defaultFrame(window) : frameName(frame)),
  ]
  return {
    sql: overSql({ partition, order, frame: needs.frame === undefined ? frame : undefined }),
    name: name.filter((part) => part !== '').join(' '),
    parts: [...partition, ...order.map(({ bound }) => bound)],
  }
}

/** The frame that Spark gives a function; rows: how far lag and lead look, 1 where nothing is said. */
export function ownFrame(name: string, rows: string | undefined): string {
  if (name === 'lag' || name === 'lead') {
    const distance = BigInt(rows ?? '1') * (name === 'lag' ? -1n : 1n)
    return `ROWS BETWEEN ${distance} FOLLOWING AND ${distance} FOLLOWING`
  }
  return name === 'cume_dist' ? 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW' : 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'
}

export function definitionOf(reference: WindowReference, context: ExpressionContext): Window {
  if (reference.kind === 'definition') return reference.window
  const window = context.windows.get(reference.name)
  if (window === undefined) throw semanticError(`The window ${reference.name} does not exist`, 'Define it with WINDOW name AS (…).')
  return window
}

const defaultFrame = (window: Window): string =>
  window.order.length === 0
    ? 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'
    : 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'

const frameName = ({ unit, start, end }: NonNullable<OverClause['frame']>): string => `${unit} BETWEEN ${start.name} AND ${end.name}`

function bindFrame(frame: Frame | undefined, window: Window, sorted: Bound | undefined, context: ExpressionContext): OverClause['frame'] {
  if (frame === undefined) return undefined
  if (frame.unit === 'RANGE' && window.order.length === 0 && !isWhole(frame)) throw semanticError('A RANGE frame needs ORDER BY')
  const edge = (bound: FrameBound): FrameEdge => bindEdge(bound, frame, window, sorted, context)
  const [start, end] = [edge(frame.start), edge(frame.end)]
  if (
    placeOf(frame.start, start) > placeOf(frame.end, end) ||
    frame.start.kind === 'unbounded-following' ||
    frame.end.kind === 'unbounded-preceding'
  )
    throw semanticError(`The window frame from ${start.name} to ${end.name} has no row`, 'The first edge stands before the second.')
  return { unit: frame.unit, start, end }
}

/** Where the edge is, counted from the current row. */
function placeOf(bound: FrameBound, { distance }: FrameEdge): number {
  const size = distance?.constant?.kind === 'number' ? Number(distance.constant.text) : 0
  switch (bound.kind) {
    case 'unbounded-preceding':
      return Number.NEGATIVE_INFINITY
    case 'unbounded-following':
      return Number.POSITIVE_INFINITY
    case 'current-row':
      return 0
    case 'preceding':
      return -size
    case 'following':
      return size
  }
}

const isWhole = (frame: Frame): boolean => frame.start.kind === 'unbounded-preceding' && frame.end.kind === 'unbounded-following'

const plainEdge = (words: string): FrameEdge => ({ name: words, words, distance: undefined })

function bindEdge(edge: FrameBound, frame: Frame, window: Window, sorted: Bound | undefined, context: ExpressionContext): FrameEdge {
  switch (edge.kind) {
    case 'unbounded-preceding':
      return plainEdge('UNBOUNDED PRECEDING')
    case 'unbounded-following':
      return plainEdge('UNBOUNDED FOLLOWING')
    case 'current-row':
      return plainEdge('CURRENT ROW')
    case 'preceding':
    case 'following': {
      const distance = bindExpression(edge.distance, context)
      if (distance.constant?.kind !== 'number')
        throw semanticError('The distance of a window frame must be a number written in the statement')
      const words = edge.kind === 'preceding' ? 'PRECEDING' : 'FOLLOWING'
      const name = `${distance.name} ${words}`
      if (frame.unit === 'RANGE') return { ...rangeEdge(distance, words, window, sorted), words }
      if (distance.type.kind !== 'int') throw semanticError('The distance of a ROWS frame is an integer')
      if (distance.constant.text.startsWith('-'))
        throw notSupported('A frame with a negative distance', 'n PRECEDING is -n FOLLOWING, and the other way round.')
      return { name, words, distance }
    }
  }
}

/** Numbers go with numbers, days and months with dates, months and times with timestamps. */
function rangeEdge(distance: Bound, words: string, window: Window, sorted: Bound | undefined): Pick<FrameEdge, 'name' | 'distance'> {
  if (window.order.length !== 1 || sorted === undefined) throw semanticError('A RANGE frame with a distance has one sort expression')
  const name = `${distance.name} ${words}`
  if (sorted.type.kind === 'date' && distance.type.kind === 'int') return { name, distance: daysOf(distance) }
  const isInterval = distance.type.kind === 'interval'
  const isOfMonths = distance.type.kind === 'interval' && isMonths(distance.type)
  if ((sorted.type.kind === 'date' && isOfMonths) || (sorted.type.kind === 'timestamp' && isInterval))
    return { name, distance: frameDistance(distance) }
  if (!isNumeric(sorted.type) || !isNumeric(distance.type))
    throw semanticError(
      `A RANGE frame over ${sorted.name} (${sparkTypeName(sorted.type)}) has no distance of type ${sparkTypeName(distance.type)}`,
      'Numbers take numbers, dates whole numbers of days or INTERVAL … MONTH, and timestamps an INTERVAL.',
    )
  // Spark prints what it made of a distance that it had to cast.
  return { name: words === 'PRECEDING' && !sameSparkType(sorted.type, distance.type) ? `(- ${distance.name}) FOLLOWING` : name, distance }
}
