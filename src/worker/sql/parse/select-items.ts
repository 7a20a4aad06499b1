import { semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression, SortItem } from '../tree/query.ts'
import { canAliasColumn } from './keywords.ts'
import { readName, readNameList } from './names.ts'
import type { Parser } from './parser.ts'

/** The expression with the alias behind it: name, AS name, AS (name, name). */
export function readAlias({ reader }: Parser, expression: Expression): NamedExpression {
  const hasAs = reader.takeWord('AS')
  if (hasAs && reader.isSymbol('(')) return checked({ expression, alias: undefined, aliases: readNameList(reader) })
  if (!hasAs && expression.kind === 'star' && canAliasColumn(reader)) throw reader.unexpected()
  if (hasAs || canAliasColumn(reader)) return checked({ expression, alias: readName(reader), aliases: [] })
  return { expression, alias: undefined, aliases: [] }
}

function checked(named: NamedExpression): NamedExpression {
  if (named.expression.kind === 'star') throw semanticError('* has no alias')
  return named
}

/** x DESC NULLS FIRST: NULLs come first when it rises and last when it falls, unless it says otherwise. */
export function readSortItem(parser: Parser): SortItem {
  const { reader } = parser
  const expression = parser.expression()
  const isDescending = reader.takeWord('DESC')
  if (!isDescending) reader.takeWord('ASC')
  if (reader.takeWord('NULLS', 'FIRST')) return { expression, isDescending, nullsFirst: true }
  if (reader.takeWord('NULLS', 'LAST')) return { expression, isDescending, nullsFirst: false }
  return { expression, isDescending, nullsFirst: !isDescending }
}
