import { bindExpression, type ExpressionContext } from './bind-context.ts'
import { sortText } from './bind-output.ts'
import type { Bound } from './bound.ts'
import { isNumeric } from './coercion.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Frame, FrameBound, Window, WindowReference } from './tree.ts'

/** The inside of OVER (…), as the engine reads it and as Spark prints it. */
export interface BoundWindow {
  readonly sql: string
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
  const sorted = order.map(({ bound, item }) => ({ sql: bound.sql, item }))
  const printed = order.map(
    ({ bound, item }) => `${bound.name} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  const sql = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.map((bound) => bound.sql).join(', ')}`,
    sorted.length === 0 ? '' : `ORDER BY ${sortText(sorted)}`,
    orderedFor === undefined ? frame.sql : '',
  ]
  const isRanking = orderedFor !== undefined
  const name = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.map((bound) => bound.name).join(', ')}`,
    printed.length === 0 ? '' : `ORDER BY ${printed.join(', ')}`,
    isRanking ? rankingFrame(orderedFor) : frame.name,
  ]
  return { sql: joined(sql), name: joined(name), parts: [...partition, ...order.map(({ bound }) => bound)] }
}

const joined = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ')

function rankingFrame(name: string): string {
  if (name === 'lag') return 'ROWS BETWEEN -1 FOLLOWING AND -1 FOLLOWING'
  if (name === 'lead') return 'ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING'
  return name === 'cume_dist' ? 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW' : 'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'
}

function definitionOf(reference: WindowReference, context: ExpressionContext): Window {
  if (reference.kind === 'definition') return reference.window
  const window = context.windows.get(reference.name)
  if (window === undefined) throw semanticError(`The window ${reference.name} does not exist`, 'Define it with WINDOW name AS (…).')
  return window
}

function bindFrame(
  frame: Frame | undefined,
  window: Window,
  sorted: Bound | undefined,
  context: ExpressionContext,
): { readonly sql: string; readonly name: string } {
  if (frame === undefined) {
    const name =
      window.order.length === 0
        ? 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'
        : 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'
    return { sql: '', name }
  }
  if (frame.unit === 'RANGE' && window.order.length === 0 && hasDistance(frame)) throw semanticError('A RANGE frame needs ORDER BY')
  const bound = (edge: FrameBound): string => bindEdge(edge, frame, window, sorted, context)
  const sql = `${frame.unit} BETWEEN ${bound(frame.start)} AND ${bound(frame.end)}`
  return { sql, name: sql }
}

const hasDistance = (frame: Frame): boolean =>
  [frame.start, frame.end].some((edge) => edge.kind === 'preceding' || edge.kind === 'following')

function bindEdge(edge: FrameBound, frame: Frame, window: Window, sorted: Bound | undefined, context: ExpressionContext): string {
  switch (edge.kind) {
    case 'unbounded-preceding':
      return 'UNBOUNDED PRECEDING'
    case 'unbounded-following':
      return 'UNBOUNDED FOLLOWING'
    case 'current-row':
      return 'CURRENT ROW'
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
      return `${distance.sql} ${edge.kind === 'preceding' ? 'PRECEDING' : 'FOLLOWING'}`
    }
  }
}
