import { type SparkType, sameSparkType, sparkTypeName } from '../../../base/spark-type.ts'
import type { Bound } from '../bound/bound.ts'
import type { CallTail } from '../functions/function-record.ts'
import { comparable } from '../functions/operators/comparison.ts'
import { frameWay, minus, noDistance, withRoom } from '../functions/operators/frame-distance.ts'
import { sortedBy } from '../functions/operators/sort-key.ts'
import { type FrameEdge, type OverClause, overSql, placeInOrder } from '../functions/over.ts'
import { semanticError } from '../syntax-error.ts'
import type { Frame, FrameBound, SortItem, Window, WindowReference } from '../tree/query.ts'
import { blame } from '../tree/written.ts'
import { isNested } from '../types/coercion.ts'
import { bindExpression, type ExpressionContext } from './context.ts'
import { foldedInteger } from './folded-integer.ts'
import { foldedNumber } from './folded-number.ts'

interface PlacedEdge extends FrameEdge {
  /** Counted from the current row, in whatever the distance is. */
  readonly place: number
  /** Of a distance between dates or timestamps: both edges have the same. */
  readonly type: SparkType | undefined
}

/** OVER (…), as the engine reads it and as Spark prints it. */
export interface BoundWindow {
  readonly sql: ReturnType<typeof overSql>
  readonly around: CallTail['around']
  readonly place: CallTail['place']
  readonly hasTurnedFrame: boolean
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
  for (const { type } of partition) comparable(type, 'PARTITION BY of a window')
  const parts = partition.map((bound) => (isNested(bound.type) ? bound : sortedBy(bound)))
  const written = window.order.map((item) => {
    const bound = bindExpression(item.expression, context)
    comparable(bound.type, 'ORDER BY of a window')
    return { bound: sortedBy(bound), item }
  })
  if (needs.order && written.length === 0) throw semanticError(`${needs.name} needs ORDER BY in its OVER (…)`)
  const frame = bindFrame(window.frame, written, context)
  const order = frame?.unit === 'RANGE' ? written.map((one) => ({ ...one, bound: withRoomFor(frame, one) })) : written
  if (needs.frame !== undefined && frame !== undefined && frameName(frame) !== needs.frame)
    throw semanticError(`${needs.name} has a frame of its own, and takes no other`, 'Leave the frame out.')
  const [later, earlier] = [placeInOrder({ order }, true), placeInOrder({ order }, false)]
  const printed = order.map(
    ({ bound, item }) => `${bound.name} ${item.isDescending ? 'DESC' : 'ASC'} NULLS ${item.nullsFirst ? 'FIRST' : 'LAST'}`,
  )
  const name = [
    partition.length === 0 ? '' : `PARTITION BY ${partition.map((bound) => bound.name).join(', ')}`,
    printed.length === 0 ? '' : `ORDER BY ${printed.join(', ')}`,
    needs.frame ?? (frame === undefined ? defaultFrame(window) : frameName(frame)),
  ]
  return {
    sql: overSql({ partition: parts, order, frame: needs.frame === undefined ? frame : undefined }),
    around: {
      all: overSql({ partition: parts, order, frame: { unit: 'ROWS', start: FIRST_ROW, end: LAST_ROW } }),
      upToEnd: overSql({ partition: parts, order, frame: frame === undefined ? undefined : { ...frame, start: FIRST_ROW } }),
    },
    place: later === undefined || earlier === undefined ? undefined : { later, earlier },
    hasTurnedFrame: frame?.isTurned === true && needs.frame === undefined,
    name: name.filter((part) => part !== '').join(' '),
    parts: [...partition, ...order.map(({ bound }) => bound)],
  }
}

/** What the rows of a RANGE frame are sorted by. Spark computes where it begins for each row; where it ends only until the last row is within. */
const withRoomFor = (
  { start: { words, distance } }: NonNullable<OverClause['frame']>,
  { bound, item }: { readonly bound: Bound; readonly item: SortItem },
): Bound => (distance === undefined ? bound : withRoom(bound, words.startsWith('PRECEDING') !== item.isDescending, distance))

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
  if (window === undefined)
    throw blame(semanticError(`The window ${reference.name} does not exist`, 'Define it with WINDOW name AS (…).'), reference)
  return window
}

const defaultFrame = (window: Window): string =>
  window.order.length === 0
    ? 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING'
    : 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'

const frameName = ({ unit, start, end }: NonNullable<OverClause['frame']>): string => `${unit} BETWEEN ${start.name} AND ${end.name}`

function bindFrame(frame: Frame | undefined, order: readonly { readonly bound: Bound }[], context: ExpressionContext): OverClause['frame'] {
  if (frame === undefined) return undefined
  if (frame.unit === 'RANGE' && order.length === 0 && !isWhole(frame)) throw semanticError('A RANGE frame needs ORDER BY')
  const [only, ...others] = order
  const sorted = others.length === 0 ? only?.bound : undefined
  const edge = (bound: FrameBound): PlacedEdge => (frame.unit === 'ROWS' ? rowsEdge(bound, context) : rangeEdge(bound, sorted, context))
  const [start, end] = [edge(frame.start), edge(frame.end)]
  checkEdges(frame, start, end)
  return start.place > end.place ? turnedFrame(frame.unit, start, end) : { unit: frame.unit, start, end }
}

function checkEdges(frame: Frame, start: PlacedEdge, end: PlacedEdge): void {
  // Spark compares two distances, and nothing with the current row.
  const isTurned = start.place > end.place && (frame.start.kind !== 'current-row' || isUnbounded(frame.end))
  const isOfCurrentRow = frame.end.kind === 'current-row' && !isUnbounded(frame.start)
  if ((isTurned && !isOfCurrentRow) || start.place === Number.POSITIVE_INFINITY || end.place === Number.NEGATIVE_INFINITY)
    throw semanticError(`The window frame from ${start.name} to ${end.name} has no row`, 'The first edge stands before the second.')
  if (start.type !== undefined && end.type !== undefined && !sameSparkType(start.type, end.type))
    throw semanticError(
      `The distances of the window frame are of two types: ${sparkTypeName(start.type)} and ${sparkTypeName(end.type)}`,
      'Write both in the same fields.',
    )
}

const isUnbounded = ({ kind }: FrameBound): boolean => kind === 'unbounded-preceding' || kind === 'unbounded-following'

/** A frame that ends before it begins holds no row: the engine has it where both edges look the same way. */
function turnedFrame(unit: Frame['unit'], start: PlacedEdge, end: PlacedEdge): NonNullable<OverClause['frame']> {
  const here = ({ name }: PlacedEdge, { words, distance }: PlacedEdge): FrameEdge => {
    return { name, words, distance: distance && noDistance(distance) }
  }
  const isFromHere = start.place === 0
  return { unit, start: isFromHere ? here(start, end) : start, end: isFromHere ? end : here(end, start), isTurned: true }
}

const isWhole = (frame: Frame): boolean => frame.start.kind === 'unbounded-preceding' && frame.end.kind === 'unbounded-following'

const plainEdge = (words: string, place: number): PlacedEdge => ({ name: words, words, distance: undefined, place, type: undefined })
const CURRENT_ROW = 'CURRENT ROW'

/** The edges without a distance. */
function namedEdge(edge: FrameBound): PlacedEdge | undefined {
  switch (edge.kind) {
    case 'unbounded-preceding':
      return plainEdge('UNBOUNDED PRECEDING', Number.NEGATIVE_INFINITY)
    case 'unbounded-following':
      return plainEdge('UNBOUNDED FOLLOWING', Number.POSITIVE_INFINITY)
    case 'current-row':
      return plainEdge(CURRENT_ROW, 0)
    default:
      return undefined
  }
}

function rowsEdge(edge: FrameBound, context: ExpressionContext): PlacedEdge {
  const named = namedEdge(edge)
  if (named !== undefined || !('distance' in edge)) return named ?? plainEdge(CURRENT_ROW, 0)
  const distance = bindExpression(edge.distance, context)
  const size = foldedInteger(edge.distance)
  if (distance.type.kind !== 'int' || size === undefined) throw semanticError('The distance of a ROWS frame is an integer')
  const words = wordsOf(edge)
  return edgeAt(`${distance.name} ${words}`, words, Number(size), (isBack) => (isBack ? { ...distance, sql: minus(distance) } : distance))
}

/** Numbers and intervals go with their own kind, days and months with dates, months and times with timestamps. */
function rangeEdge(edge: FrameBound, sorted: Bound | undefined, context: ExpressionContext): PlacedEdge {
  const named = namedEdge(edge)
  if (named !== undefined || !('distance' in edge)) return named ?? plainEdge(CURRENT_ROW, 0)
  if (sorted === undefined) throw semanticError('A RANGE frame with a distance has one sort expression')
  const distance = bindExpression(edge.distance, context)
  const words = wordsOf(edge)
  const size = distance.constant?.kind === 'number' ? Number(distance.constant.text) : foldedNumber(edge.distance)
  if (size === undefined) throw semanticError('The distance of a window frame is a number or an interval written in the statement')
  const way = frameWay(sorted.type, distance, size)
  if (way === undefined)
    throw semanticError(
      `A RANGE frame over ${sorted.name} (${sparkTypeName(sorted.type)}) has no distance of type ${sparkTypeName(distance.type)}`,
      'Numbers take numbers, dates whole numbers of days or INTERVAL … MONTH, timestamps an INTERVAL, and intervals their own kind.',
    )
  // Spark prints what it made of a distance that it had to cast.
  const name = words === 'PRECEDING' && way.isCast ? `(- ${distance.name}) FOLLOWING` : `${distance.name} ${words}`
  return { ...edgeAt(name, words, size, way.distance), type: way.isMoment ? distance.type : undefined }
}

const wordsOf = (edge: FrameBound): 'PRECEDING' | 'FOLLOWING' => (edge.kind === 'preceding' ? 'PRECEDING' : 'FOLLOWING')

/** The engine takes no negative distances: they look the other way. */
function edgeAt(name: string, words: 'PRECEDING' | 'FOLLOWING', size: number, distance: (isBack: boolean) => Bound): PlacedEdge {
  const place = words === 'PRECEDING' ? -size : size
  if (size === 0) return { ...plainEdge(CURRENT_ROW, 0), name }
  const turned = words === 'PRECEDING' ? 'FOLLOWING' : 'PRECEDING'
  return { name, words: size < 0 ? turned : words, distance: distance(size < 0), place, type: undefined }
}

const FIRST_ROW = plainEdge('UNBOUNDED PRECEDING', Number.NEGATIVE_INFINITY)
const LAST_ROW = plainEdge('UNBOUNDED FOLLOWING', Number.POSITIVE_INFINITY)
