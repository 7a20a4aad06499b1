import type { Bound } from '../bound/bound.ts'
import { semanticError } from '../syntax-error.ts'
import { blame } from '../tree/written.ts'
import type { Scope } from './scope.ts'

/** Throws sql-semantics for a column that a group has several values of. */
export function checkGrouped(bounds: readonly Bound[], scope: Scope): void {
  for (const bound of bounds) {
    const use = bound.uses.find((u) => u.scopeId === scope.id)
    if (use === undefined) continue
    if (use.isOfQuery === true)
      throw blame(
        semanticError(
          `The subquery that reads ${use.name} is neither in GROUP BY nor in an aggregate`,
          'Group by its place in the select list, or write first((SELECT …)).',
        ),
        use.written,
      )
    throw blame(
      semanticError(
        `The column ${use.name} is neither in GROUP BY nor in an aggregate`,
        `Add it to GROUP BY, or write first(${use.name}).`,
      ),
      use.written,
    )
  }
}
