import type { Bound } from '../bound/bound.ts'
import { parameter, type Sql } from '../bound/sql.ts'
import { fragment, joined, lambda, template } from '../bound/template.ts'

/** Values under a name, each computed once, whatever reads them: `reads` are they by that name, and `around` gives them to what does. */
export function computedOnce(
  values: readonly Bound[],
  name: string,
): { readonly reads: readonly Sql[]; readonly around: (sql: Sql) => Sql } {
  const [only, ...others] = values
  const whole = parameter(name)
  if (only !== undefined && others.length === 0) return { reads: [whole], around: (sql) => around(template`${only}`, name, sql) }
  const reads = values.map((_, index) => heldUnder(name, index))
  for (const read of reads) names.add(read)
  return {
    reads,
    around: (sql) =>
      underName(
        values.map((value) => value.sql),
        name,
        sql,
      ),
  }
}

const names = new WeakSet<Sql>()

/** Whether the value is computed already, and this is its name. */
export const isName = (sql: Sql): boolean => sql.kind === 'parameter' || names.has(sql)

/** One of the values under a name. */
export const heldUnder = (name: string, index: number): Sql => template`struct_extract(${parameter(name)}, ${`'p${index}'`})`

/** Values under one name, for a tree that reads them by heldUnder: computed once, and before any lambda function in the tree. */
export function underName(values: readonly Sql[], name: string, sql: Sql): Sql {
  const packed = joined(
    values.map((value, index) => fragment`${`p${index}`} := ${value}`),
    ', ',
  )
  return around(template`struct_pack(${packed})`, name, sql)
}

const around = (given: Sql, name: string, sql: Sql): Sql => template`list_extract(list_transform([${given}], ${lambda([name], sql)}), 1)`
