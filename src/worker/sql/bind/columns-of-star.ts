import { quotedIfNeeded } from '../../../base/sql-text/quoted.ts'
import { columnPattern } from '../column-pattern.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { blame } from '../tree/written.ts'
import type { ExpressionContext } from './context.ts'

/** Of a star among arguments: the columns that it stands for; of another expression: itself. */
export function columnsOfStar(value: Expression, context: ExpressionContext): readonly Expression[] {
  if (value.kind !== 'star') return [value]
  if (!context.allowsStars)
    throw blame(
      semanticError(`* as an argument may not stand in ${context.clause}`, 'It may in the select list; name the columns here.'),
      value,
    )
  const fits = value.pattern === undefined ? undefined : columnPattern(value.pattern)
  const names = context.scope.names(value.qualifier)
  return (fits === undefined ? names : names.filter((parts) => fits(parts.at(-1) ?? ''))).map((parts) => ({
    kind: 'column',
    parts,
    ...printedField(parts, value.qualifier, context),
  }))
}

/** A field of a struct that a star stands for is printed with its name: s.a AS a. */
function printedField(parts: readonly string[], qualifier: readonly string[], { scope }: ExpressionContext): { readonly printed?: string } {
  if (qualifier.length === 0 || scope.hasRelation(qualifier) || !scope.reaches(qualifier)) return {}
  const struct = scope.resolve(qualifier).name
  const [column, name] = [qualifier.at(-1) ?? '', parts.at(-1) ?? '']
  const printed = struct === column ? struct : `${struct} AS ${quotedIfNeeded(column)}`
  return { printed: `${printed}.${name} AS ${quotedIfNeeded(name)}` }
}
