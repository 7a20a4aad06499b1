import { notSupported } from '../syntax-error.ts'
import type { Statement } from '../tree/statement.ts'
import { keepWritten } from '../tree/written.ts'
import type { Assignment } from '../tree/written-parts.ts'
import { readParts, readTableName } from './names.ts'
import type { Parser } from './parser.ts'
import { readTableAlias } from './relations.ts'

/** DELETE FROM t [AS a] [WHERE …] */
export function readDelete(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('DELETE')
  reader.expectWord('FROM')
  const table = readTableName(reader)
  const { name: alias } = readTableAlias(reader)
  if (reader.isWord('USING')) throw notSupported('DELETE … USING', 'Write WHERE EXISTS (SELECT …).')
  return { kind: 'change-rows', operation: 'DELETE', table, alias, assignments: [], where: readWhere(parser), rules: parser.rules }
}

/** UPDATE t [AS a] SET b = …, c = … [WHERE …] */
export function readUpdate(parser: Parser): Statement {
  const { reader } = parser
  reader.expectWord('UPDATE')
  const table = readTableName(reader)
  const { name: alias } = reader.isWord('SET') ? { name: undefined } : readTableAlias(reader)
  reader.expectWord('SET')
  const assignments = readAssignments(parser, [alias, table.table])
  return { kind: 'change-rows', operation: 'UPDATE', table, alias, assignments, where: readWhere(parser), rules: parser.rules }
}

/** b = …, c = …, where each of the names may stand before a column. */
export function readAssignments(parser: Parser, names: readonly (string | undefined)[]): readonly Assignment[] {
  const { reader } = parser
  return reader.list(() => {
    const first = reader.peek()
    const column = columnOf(readParts(reader), names)
    const named = reader.written(first, {})
    if (!reader.takeSymbol('=')) reader.expectSymbol('==')
    return keepWritten({ column, value: parser.expression() }, named)
  })
}

export function columnOf(parts: readonly string[], names: readonly (string | undefined)[]): string {
  const [first = '', second] = parts
  if (second === undefined) return first
  if (parts.length === 2 && names.some((name) => name?.toLowerCase() === first.toLowerCase())) return second
  throw notSupported(`SET of a part of the column ${first}`, 'Give the whole column a new value: named_struct(…) makes one.')
}

const readWhere = (parser: Parser) => (parser.reader.takeWord('WHERE') ? parser.expression() : undefined)
