import { semanticError } from '../syntax-error.ts'
import type { Expression, Frame, FrameBound, SortItem, Window, WindowReference } from '../tree/query.ts'
import { readName } from './names.ts'
import type { Parser } from './parser.ts'

/** What stands behind OVER: a name, or a window in brackets. */
export function readWindowReference(parser: Parser): WindowReference {
  const { reader } = parser
  const first = reader.peek()
  if (!reader.isSymbol('(')) return reader.written(first, { kind: 'name', name: readName(reader) })
  if (isNameAlone(parser)) return reader.written(first, { kind: 'name', name: reader.bracketed(() => readName(reader)) })
  return { kind: 'definition', window: readWindow(parser) }
}

/** (w) is another way to write w. */
const isNameAlone = ({ reader }: Parser): boolean => ['word', 'quoted-name'].includes(reader.peek(1).kind) && reader.isSymbol(')', 2)

/** WINDOW w AS (…), v AS (…) */
export function readWindowClause(parser: Parser): ReadonlyMap<string, Window> {
  const { reader } = parser
  const windows = new Map<string, Window>()
  const names = new Set<string>()
  const aliases: (readonly [name: string, target: string])[] = []
  reader.expectWord('WINDOW')
  reader.list(() => {
    const token = reader.peek()
    // Unlike other names, with regard to capitals.
    const name = readName(reader)
    if (names.has(name)) throw reader.semanticError(token, `the window ${name} is defined twice`)
    names.add(name)
    reader.expectWord('AS')
    const reference = readWindowReference(parser)
    if (reference.kind === 'definition') windows.set(name, reference.window)
    else aliases.push([name, reference.name])
  })
  const others = new Set(aliases.map(([name]) => name))
  for (const [name, target] of aliases) {
    const window = others.has(target) ? undefined : windows.get(target)
    if (window === undefined) throw semanticError(`The window ${name} is another name of ${target}, which is not defined`)
    windows.set(name, window)
  }
  return windows
}

function readWindow(parser: Parser): Window {
  const { reader } = parser
  return reader.bracketed(() => {
    // CLUSTER BY is PARTITION BY with no order behind it.
    if (reader.takeWord('CLUSTER', 'BY')) return { partition: reader.list(() => parser.expression()), order: [], frame: readFrame(parser) }
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
  const token = reader.peek()
  const distance = parser.expression()
  if (!isConstant(distance))
    throw reader.semanticError(token, 'the distance of a window frame is no value that is written in the statement')
  if (reader.takeWord('PRECEDING')) return { kind: 'preceding', distance }
  reader.expectWord('FOLLOWING')
  return { kind: 'following', distance }
}

/** What Spark folds before it knows any column or function: literals and their arithmetic. */
function isConstant(expression: Expression): boolean {
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval':
      return true
    case 'sign':
    case 'cast':
    case 'not':
      return isConstant(expression.operand)
    case 'arithmetic':
    case 'comparison':
      return isConstant(expression.left) && isConstant(expression.right)
    default:
      return false
  }
}
