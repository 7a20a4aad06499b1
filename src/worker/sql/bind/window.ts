import type { Bound } from '../bound/bound.ts'
import type { Fragment } from '../bound/template.ts'
import { frameDistance } from '../functions/operators/interval.ts'
import { type FrameEdge, type OverClause, overSql } from '../functions/over.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Frame, FrameBound, Window, WindowReference } from '../tree.ts'
import { isNumeric } from '../types/coercion.ts'
import { bindExpression, type ExpressionContext } from './context.ts'

/** OVER (…), as the engine reads it and as Spark prints it. */
export interface BoundWindow {
  readonly sql: Fragment
  /** What stands in the brackets. */
  readonly name: string
  readonly parts: readonly Bound[]
}

/** orderedFor: the name of a function that has no meaning without ORDER BY. */
export function bindWindow(reference: WindowReference, context: ExpressionContext, orderedFor: string | undefined): BoundWindow {
  const window = definitionOf(reference, context)
  const partition = window.partition.map((expression) => bindExpression(expression, context))
  const order = window.order.map((item) => ({ bound: bindExpression(item.expression, context), item }))
  if (orderedFor !== undefined && order.length === 0) throw semanticError(`${orderedFor} needs ORDER BY in its OVER (…)`)
  const frame = bindFrame(window.frame, window, order[0]?.bound, context)
  const printed = order.map(
    ({ bound, item }) => `${bound.name} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  const name = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.map((bound) => bound.name).join(', ')}`,
    printed.length === 0 ? '' : `ORDER BY ${printed.join(', ')}`,
    orderedFor === undefined ? (frame === undefined ? defaultFrame(window) : frameName(frame)) : rankingFrame(orderedFor),
  ]
  return {
    sql: overSql({ partition, order, frame: orderedFor === undefined ? frame : undefined }),
    name: name.filter((part) => part !== '').join(' '),
    parts: [...partition, ...order.map(({ bound }) => bound)],
  }
}

function rankingFrame(name: string): string {
  if (name === 'lag') return 'ROWS BETWEEN -1 FOLLOWING AND -1 FOLLOWING'
  if (name === 'lead') return 'ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING'
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

const frameName = ({ unit, start, end }: NonNullable<OverClause['frame']>): string =>
  `${unit} BETWEEN ${edgeName(start)} AND ${edgeName(end)}`

const edgeName = ({ words, distance }: FrameEdge): string => (distance === undefined ? words : `${distance.name} ${words}`)

function bindFrame(frame: Frame | undefined, window: Window, sorted: Bound | undefined, context: ExpressionContext): OverClause['frame'] {
  if (frame === undefined) return undefined
  if (frame.unit === 'RANGE' && window.order.length === 0 && hasDistance(frame)) throw semanticError('A RANGE frame needs ORDER BY')
  const edge = (bound: FrameBound): FrameEdge => bindEdge(bound, frame, window, sorted, context)
  const [start, end] = [edge(frame.start), edge(frame.end)]
  if (
    placeOf(frame.start, start) > placeOf(frame.end, end) ||
    frame.start.kind === 'unbounded-following' ||
    frame.end.kind === 'unbounded-preceding'
  )
    throw semanticError(
      `The window frame from ${edgeName(start)} to ${edgeName(end)} has no row`,
      'The first edge stands before the second.',
    )
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

const hasDistance = (frame: Frame): boolean =>
  [frame.start, frame.end].some((edge) => edge.kind === 'preceding' || edge.kind === 'following')

const plainEdge = (words: string): FrameEdge => ({ words, distance: undefined })

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
      if (frame.unit === 'RANGE') {
        if (window.order.length !== 1) throw semanticError('A RANGE frame with a distance has one sort expression')
        if (sorted !== undefined && !isNumeric(sorted.type) && distance.type.kind !== 'interval')
          throw notSupported('A RANGE frame over a date or timestamp without INTERVAL')
      } else if (distance.type.kind !== 'int') throw semanticError('The distance of a ROWS frame is an integer')
      return { words: edge.kind === 'preceding' ? 'PRECEDING' : 'FOLLOWING', distance: frameDistance(distance) }
    }
  }
}
