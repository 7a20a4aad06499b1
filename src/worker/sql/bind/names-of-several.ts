import type { Sql } from '../bound/sql.ts'
import { semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'

/**
 * The names, in small letters, that several columns of a select list have: none of them is meant by the name in ORDER BY and HAVING, which is a column of FROM there. Of one column
 * that is there twice it is the name.
 */
export function namesOfSeveral(
  columns: readonly { readonly name: string; readonly sql: Sql }[],
  identityOf: (sql: Sql) => number,
): ReadonlySet<string> {
  const first = new Map<string, Sql>()
  const several = new Set<string>()
  for (const { name, sql } of columns) {
    const key = name.toLowerCase()
    const other = first.get(key)
    if (other === undefined) first.set(key, sql)
    else if (sql.kind !== 'column' || identityOf(other) !== identityOf(sql)) several.add(key)
  }
  return several
}

/** Behind DISTINCT there are no columns of FROM. */
export function refuseNamesOfSeveral(order: readonly { readonly expression: Expression }[], several: ReadonlySet<string>): void {
  for (const { expression } of order) {
    const [name, ...rest] = expression.kind === 'column' ? expression.parts : []
    if (name !== undefined && rest.length === 0 && several.has(name.toLowerCase()))
      throw semanticError(`The column ${name} is ambiguous`, 'Give the columns of the select list names of their own, with AS.')
  }
}
