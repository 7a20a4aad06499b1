import { semanticError } from '../syntax-error.ts'
import type { NamedExpression, PivotValue, Relation, Select } from '../tree/query.ts'
import { canAliasColumn } from './keywords.ts'
import { readLateralViews } from './lateral-views.ts'
import { readName, readNameList } from './names.ts'
import type { Parser } from './parser.ts'
import { readRelation } from './relations.ts'
import { readAlias } from './select-items.ts'

/** What stands behind FROM: relations with commas between, lateral views, and PIVOT of all of it. */
export function readFrom(parser: Parser): Pick<Select, 'from' | 'lateralViews'> {
  const { reader } = parser
  const relations = reader.list(() => readRelation(parser))
  const lateralViews = readLateralViews(parser)
  if (!reader.isWord('PIVOT') || !reader.isSymbol('(', 1)) return { from: relations, lateralViews }
  if (lateralViews.length > 0)
    throw reader.semanticError(reader.peek(), 'PIVOT may not stand behind LATERAL VIEW', 'Put the lateral view into a subquery.')
  return { from: [readPivot(parser, joined(relations))], lateralViews: [] }
}

/** A comma is a cross join. */
function joined(relations: readonly Relation[]): Relation {
  const [first, ...others] = relations
  if (first === undefined) throw semanticError('FROM names no table')
  return others.reduce<Relation>(
    (left, right) => ({ kind: 'join', join: 'cross', isNatural: false, left, right, on: undefined, using: undefined }),
    first,
  )
}

/** PIVOT (sum(a) AS s, avg(b) FOR (c, d) IN ((1, 2) AS x, (3, 4))) */
function readPivot(parser: Parser, relation: Relation): Relation {
  const { reader } = parser
  reader.expectWord('PIVOT')
  return reader.bracketed(() => {
    const aggregates = reader.list(() => readAggregate(parser))
    reader.expectWord('FOR')
    const columns = reader.isSymbol('(') ? readNameList(reader) : [readName(reader)]
    reader.expectWord('IN')
    const values = reader.bracketed(() => reader.list(() => readPivotValue(parser)))
    return { kind: 'pivot', relation, aggregates, columns, values }
  })
}

/** FOR behind an aggregate is its name only where another FOR or a comma follows. */
function readAggregate(parser: Parser): NamedExpression {
  const expression = parser.expression()
  const isNamed = !parser.reader.isWord('FOR') || parser.reader.isWord('FOR', 'FOR') || parser.reader.isSymbol(',', 1)
  return isNamed ? readAlias(parser, expression) : { expression, alias: undefined, aliases: [] }
}

function readPivotValue(parser: Parser): PivotValue {
  const { reader } = parser
  const expression = parser.expression()
  const hasAlias = reader.takeWord('AS') || canAliasColumn(reader)
  return { expression, alias: hasAlias ? readName(reader) : undefined }
}
