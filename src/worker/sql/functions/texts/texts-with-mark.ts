import type { Bound } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template } from '../../bound/template.ts'

/** The texts of a list, of which none is NULL, with a mark between each two; `mark` is that of `separator`, as a text. NULL or anything where the mark is NULL. */
export function textsWithMark(texts: Sql, mark: Sql | string, separator: Bound | undefined): Sql {
  if (separator?.constant?.kind === 'string') return template`array_to_string(${texts}, ${mark})`
  // The engine's own function takes a constant separator only.
  return template`array_to_string(list_transform(${texts}, lambda e, i: CASE WHEN i = 1 THEN e ELSE ${mark} || e END), '')`
}
