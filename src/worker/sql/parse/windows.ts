import { notSupported } from '../syntax-error.ts'
import type { Frame, FrameBound, SortItem, Window, WindowReference } from '../tree.ts'
import { readName } from './names.ts'
import type { Parser } from './parser.ts'

/** What stands behind OVER: a name, or a window in brackets. */
export function readWindowReference(parser: Parser): WindowReference {
  const { reader } = parser
  if (!reader.isSymbol('(')) return { kind: 'name', name: readName(reader).toLowerCase() }
  if (isNameAlone(parser)) return { kind: 'name', name: reader.bracketed(() => readName(reader)).toLowerCase() }
  return { kind: 'definition', window: readWindow(parser) }
}

/** (w) is another way to write w. */
const isNameAlone = ({ reader }: Parser): boolean => ['word', 'quoted-name'].includes(reader.peek(1).kind) && reader.isSymbol(')', 2)

/** WINDOW w AS (…), v AS (…) */
export function readWindowClause(parser: Parser): ReadonlyMap<string, Window> {
  const { reader } = parser
  const windows = new Map<string, Window>()
  reader.expectWord('WINDOW')
  reader.list(() => {
    const name = readName(reader).toLowerCase()
    reader.expectWord('AS')
    if (!reader.isSymbol('(') || isNameAlone(parser)) throw notSupported('A window that is another name of a window')
    windows.set(name, readWindow(parser))
  })
  return windows
}

function readWindow(parser: Parser): Window {
  const { reader } = parser
  return reader.bracketed(() => {
    if (reader.isWord('CLUSTER', 'BY')) throw notSupported('CLUSTER BY in a window', 'Write PARTITION BY.')
    const partition =
      reader.takeWord('PARTITION', 'BY') || reader.takeWord('DISTRIBUTE', 'BY') ? reader.list(() => parser.expression()) : []
    const order: readonly SortItem[] =
      reader.takeWord('ORDER', 'BY') || reader.takeWord('SORT', 'BY') ? reader.list(() => parser.sortItem()) : []
    return { partition, order, frame: readFrame(parser) }
  })
}

function readFrame(parser: Parser): Frame | undefined {
  const { reader } = parser
  const unit = (['ROWS', 'RANGE'] as const).find((word) => reader.takeWord(word))
  if (unit === undefined) return undefined
  if (!reader.takeWord('BETWEEN')) return { unit, start: readBound(parser), end: { kind: 'current-row' } }
  const start = readBound(parser)
  reader.expectWord('AND')
  return { unit, start, end: readBound(parser) }
}

function readBound(parser: Parser): FrameBound {
  const { reader } = parser
  if (reader.takeWord('CURRENT', 'ROW')) return { kind: 'current-row' }
  const isUnbounded = reader.isWord('UNBOUNDED', 'PRECEDING') || reader.isWord('UNBOUNDED', 'FOLLOWING')
  if (isUnbounded) {
    reader.next()
    return { kind: reader.next().word === 'PRECEDING' ? 'unbounded-preceding' : 'unbounded-following' }
  }
  const distance = parser.expression()
  if (reader.takeWord('PRECEDING')) return { kind: 'preceding', distance }
  reader.expectWord('FOLLOWING')
  return { kind: 'following', distance }
}
