import type {
  FrameBoundContext,
  WindowClauseContext,
  WindowFrameContext,
  WindowSpecContext,
} from 'dt-sql-parser/dist/lib/spark/SparkSqlParser.js'
import { identifierText } from './build-name.ts'
import { buildExpression, buildSortItem } from './build-recursion.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Frame, FrameBound, Window, WindowReference } from './tree.ts'

export function buildWindowReference(context: WindowSpecContext): WindowReference {
  const name = context.errorCapturingIdentifier()
  if (name !== null) return { kind: 'name', name: identifierText(name).toLowerCase() }
  return { kind: 'definition', window: buildWindow(context) }
}

export function buildWindows(context: WindowClauseContext | null): ReadonlyMap<string, Window> {
  const windows = new Map<string, Window>()
  if (context === null) return windows
  const names = context.errorCapturingIdentifier()
  context.windowSpec().forEach((spec, index) => {
    const name = names[index]
    if (name === undefined) throw semanticError('A window has no name')
    if (spec.errorCapturingIdentifier() !== null) throw notSupported('A window that is another name of a window')
    windows.set(identifierText(name).toLowerCase(), buildWindow(spec))
  })
  return windows
}

function buildWindow(context: WindowSpecContext): Window {
  if (context.KW_CLUSTER() !== null) throw notSupported('CLUSTER BY in a window', 'Write PARTITION BY.')
  const order = context.orderOrSortByClause()
  const frame = context.windowFrame()
  return {
    partition: context.expression().map(buildExpression),
    order: order === null ? [] : order.sortItem().map(buildSortItem),
    frame: frame === null ? undefined : buildFrame(frame),
  }
}

function buildFrame(context: WindowFrameContext): Frame {
  const [start, end] = context.frameBound()
  if (start === undefined) throw semanticError('A window frame has no start')
  return {
    unit: context.KW_ROWS() === null ? 'RANGE' : 'ROWS',
    start: buildBound(start),
    end: end === undefined ? { kind: 'current-row' } : buildBound(end),
  }
}

function buildBound(context: FrameBoundContext): FrameBound {
  const isPreceding = context.KW_PRECEDING() !== null
  if (context.KW_UNBOUNDED() !== null) return { kind: isPreceding ? 'unbounded-preceding' : 'unbounded-following' }
  const distance = context.expression()
  if (distance === null) return { kind: 'current-row' }
  return { kind: isPreceding ? 'preceding' : 'following', distance: buildExpression(distance) }
}
