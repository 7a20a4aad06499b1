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
  const given = template`struct_pack(${joined(
    values.map((value, index) => fragment`${`p${index}`} := ${value}`),
    ', ',
  )})`
  const reads = values.map((_, index) => template`struct_extract(${whole}, ${`'p${index}'`})`)
  for (const read of reads) names.add(read)
  return {
    reads,
    around: (sql) => around(given, name, sql),
  }
}

const names = new WeakSet<Sql>()

/** Whether the value is computed already, and this is its name. */
export const isName = (sql: Sql): boolean => sql.kind === 'parameter' || names.has(sql)

const around = (given: Sql, name: string, sql: Sql): Sql => template`list_extract(list_transform([${given}], ${lambda([name], sql)}), 1)`
